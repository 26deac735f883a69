from datetime import timedelta

from django.db import models

from agencies.prepared_queries import Prepared


class Instance(models.Model):
    """What is true of this installation as a whole: one row, read once per request."""

    # How far a demo database lives behind real time; None in a real one.
    demo_shift = models.DurationField(null=True)

    class Meta:
        verbose_name = "bản cài đặt"
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="instance_one_row")]

    def __str__(self) -> str:
        return "minh họa" if self.is_demo else "chính thức"

    @property
    def is_demo(self) -> bool:
        return self.demo_shift is not None

    @classmethod
    def current(cls) -> "Instance":
        """What the row says, or what holds in a real installation that never wrote it."""
        shift = next((shift for (shift,) in ROWS.rows()), None)
        # SQLite keeps a length of time as its microseconds.
        return cls(pk=1, demo_shift=timedelta(microseconds=shift) if isinstance(shift, int) else shift)

    @property
    def shift(self) -> timedelta:
        return self.demo_shift or timedelta()


ROWS = Prepared(build=lambda: Instance.objects.filter(pk=1).values_list("demo_shift"))
