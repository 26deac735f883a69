from datetime import date

from django.db import models
from django.db.models import Exists, Q

from agencies.models import Agency, AgencyKind, KindSuccession, Succession
from targets.models.plan import Plan

# How many times in a plan's life its work may pass on before a duty is asked of the last heir.
LONGEST_CHAIN = 3


class TaskGroup(models.Model):
    """A group of tasks and solutions of a plan."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="task_groups", verbose_name="kế hoạch")
    number = models.CharField("số thứ tự", max_length=20)
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField("tên", max_length=300)
    citation = models.CharField("căn cứ", max_length=200)

    class Meta:
        verbose_name = "nhóm nhiệm vụ, giải pháp"
        verbose_name_plural = "nhóm nhiệm vụ, giải pháp"
        ordering = ["plan_id", "position"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="task_group_once")]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class DutyQuerySet(models.QuerySet["Duty"]):
    def visible_to(self, user) -> "DutyQuerySet":
        return self.filter(plan__locality_id__in=user.access.locality_ids)

    def current(self) -> "DutyQuerySet":
        """Duties that the plan still gives; one taken away stays where something was reported on it."""
        return self.filter(ended_on__isnull=True)

    def led_by(self, agency: Agency, day: date) -> "DutyQuerySet":
        """Duties that the agency leads on a day: that name it, its kind, or those whose work has come to it."""
        of_kind = Q(parties__kind=agency.kind) | Q(parties__kind__in=kinds_before(agency, day))
        return (
            self.current()
            .filter(
                # One filter for body and role: asked apart, a duty would match by one party's body and another's role.
                Q(parties__agency__in=bodies_before(agency, day)) | (of_kind & Q(parties__agency__isnull=True)),
                parties__role=PartyRole.LEAD,
                plan__locality_id=agency.locality_id,
            )
            .distinct()
        )


def bodies_before(agency: Agency, day: date) -> models.QuerySet[Agency]:
    """The bodies whose duties an agency has on a day: itself and those before it; none once its own have passed on."""
    passed = Succession.objects.filter(carries_duties=True, on__lte=day)
    named = Q(pk=agency.pk)
    earlier = passed.filter(successor=agency).values("predecessor")
    # Joined in the database: a chain has no fixed length, and SQL without recursion has to name one.
    for _ in range(LONGEST_CHAIN):
        named |= Q(pk__in=earlier)
        earlier = passed.filter(successor__in=earlier).values("predecessor")
    return Agency.objects.filter(named & ~Exists(passed.filter(predecessor=agency)))


def kinds_before(agency: Agency, day: date) -> models.QuerySet[KindSuccession]:
    """The kinds from which the agency's own has taken over by a day, as values."""
    kinds = KindSuccession.objects.filter(locality_id=agency.locality_id, successor=agency.kind, on__lte=day)
    return kinds.values("predecessor")


class Duty(models.Model):
    """Task that a plan gives to named agencies, in our own short words, with the place in the document."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="duties", verbose_name="kế hoạch")
    number = models.CharField("số thứ tự", max_length=20)
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField("nội dung", max_length=400)
    citation = models.CharField("căn cứ", max_length=200)
    ended_on = models.DateField("thôi giao từ ngày", null=True, blank=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = "nhiệm vụ"
        verbose_name_plural = "nhiệm vụ"
        ordering = ["plan_id", "position"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="duty_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class PartyRole(models.TextChoices):
    LEAD = "lead", "Chủ trì"
    COOPERATING = "cooperating", "Phối hợp"


class DutyParty(models.Model):
    """Who has a duty: one agency, or every agency of a kind ("UBND các quận, huyện, thị xã")."""

    duty = models.ForeignKey(Duty, models.CASCADE, related_name="parties", verbose_name="nhiệm vụ")
    role = models.CharField("vai trò", max_length=12, choices=PartyRole)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="duties")
    kind = models.CharField("loại đơn vị", max_length=20, choices=AgencyKind, blank=True)

    class Meta:
        verbose_name = "đơn vị thực hiện"
        verbose_name_plural = "đơn vị thực hiện"
        ordering = ["duty_id", "role", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(agency__isnull=False, kind="") | Q(agency__isnull=True, kind__in=AgencyKind.values),
                name="duty_party_agency_or_kind",
            ),
            models.UniqueConstraint(fields=["duty", "agency"], condition=Q(kind=""), name="duty_party_once_per_agency"),
            models.UniqueConstraint(fields=["duty", "kind"], condition=~Q(kind=""), name="duty_party_once_per_kind"),
            models.CheckConstraint(condition=Q(role__in=PartyRole.values), name="duty_party_role_known"),
        ]

    def __str__(self) -> str:
        return self.kind or str(self.agency_id)
