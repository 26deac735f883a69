from datetime import date

from django.db import models
from django.db.models import F, Q


class LocalityKind(models.TextChoices):
    COUNTRY = "country", "Cả nước"
    CITY = "city", "Thành phố trực thuộc trung ương"
    PROVINCE = "province", "Tỉnh"


class LocalityQuerySet(models.QuerySet["Locality"]):
    def visible_to(self, user) -> "LocalityQuerySet":
        """The localities in which the user holds a membership now, and the country, whose figures are public."""
        return self.filter(models.Q(pk__in=user.access.locality_ids) | models.Q(kind=LocalityKind.COUNTRY))

    def keyed(self, key: str) -> "LocalityQuerySet":
        """The one of a key, or none: "68" is the province that bore the code first, "68-2025-07-01" the one since."""
        code, begins = parts_of_key(key)
        return self.filter(code=code, valid_from=begins) if code else self.none()

    def named(self, name: str, day: date) -> "LocalityQuerySet":
        """Whom somebody means who writes a code alone: the one of the day, else the latest; a key names its own."""
        code, begins = parts_of_key(name)
        if begins is not None:
            return self.keyed(name)
        bearers = self.filter(code=code).order_by(F("valid_from").desc(nulls_last=True))
        found = bearers.existing_on(day).first() or bearers.first()
        return self.filter(pk=found.pk) if found else self.none()

    def existing_on(self, day: date) -> "LocalityQuerySet":
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day), Q(valid_to__isnull=True) | Q(valid_to__gte=day)
        )

    def present_first(self) -> "LocalityQuerySet":
        """By code, those that have ended last: the order to choose from, the first being the usual choice."""
        return self.order_by(F("valid_to").desc(nulls_first=True), "code", "valid_from")


class Locality(models.Model):
    """Province-level area that owns plans and agencies, from `valid_from` to `valid_to`, both days included.

    The code of the statistics office, two digits, is used again for another area: only code and first day make a key.
    """

    code = models.CharField("mã", max_length=2)
    name = models.CharField("tên", max_length=100)
    short_name = models.CharField("tên ngắn", max_length=50)
    kind = models.CharField("loại", max_length=10, choices=LocalityKind)
    valid_from = models.DateField("từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)

    objects = LocalityQuerySet.as_manager()

    class Meta:
        verbose_name = "địa phương"
        verbose_name_plural = "địa phương"
        # PostgreSQL sorts what is unknown last, SQLite first.
        ordering = ["code", F("valid_from").asc(nulls_first=True)]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="locality_code_once_from_a_day"),
            # Two unknown first days are not equal in SQL: the rule above does not see them.
            models.UniqueConstraint(
                fields=["code"], condition=Q(valid_from__isnull=True), name="locality_code_once_from_the_start"
            ),
            models.UniqueConstraint(
                fields=["code"], condition=Q(valid_to__isnull=True), name="locality_code_once_without_end"
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="locality_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        """The short name, with its last day where it has ended: the next one may be called the same."""
        return self.short_name if self.valid_to is None else f"{self.short_name} (đến {self.valid_to:%d/%m/%Y})"

    @property
    def key(self) -> str:
        """Which locality it is, in addresses, files and the API: the code, with the first day where there is one."""
        return self.code if self.valid_from is None else f"{self.code}-{self.valid_from.isoformat()}"

    @property
    def whole_name(self) -> str:
        """How a sentence names the area as a whole: "toàn Thành phố", "toàn tỉnh"."""
        return {"city": "toàn Thành phố", "province": "toàn tỉnh"}.get(self.kind, "cả nước")

    def exists_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


class LocalityPart(models.Model):
    """An area that a locality was made of. `part` is null where it is not known here: only its code and name are."""

    whole = models.ForeignKey(Locality, models.CASCADE, related_name="parts", verbose_name="địa phương mới")
    part = models.ForeignKey(
        Locality, models.PROTECT, null=True, blank=True, related_name="wholes", verbose_name="địa phương cũ"
    )
    code = models.CharField("mã", max_length=2)
    name = models.CharField("tên", max_length=100)
    reorganisation = models.ForeignKey("agencies.Reorganisation", models.PROTECT, related_name="locality_parts")

    class Meta:
        verbose_name = "phần của địa phương"
        verbose_name_plural = "phần của địa phương"
        ordering = ["whole_id", "code"]
        constraints = [
            models.UniqueConstraint(fields=["whole", "code"], name="locality_part_once"),
            # An area ends once, and everything of it goes to one whole.
            models.UniqueConstraint(fields=["part"], name="locality_part_of_one_whole"),
            models.CheckConstraint(
                condition=Q(part__isnull=True) | ~Q(part=F("whole")), name="locality_part_of_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


def parts_of_key(key: str) -> tuple[str, date | None]:
    """(code, first day) of a key; ("", None) where it is none."""
    code, dash, day = key.partition("-")
    # Whatever an address may hold: no database is asked for what no code is, a NUL least of all.
    if not (code.isascii() and code.isalnum()):
        return "", None
    if not dash:
        return code, None
    try:
        begins = date.fromisoformat(day)
    except ValueError:
        return "", None
    # Python reads 20250701 and 2025-W27-2 as days, too; a key has one way to be written.
    return (code, begins) if begins.isoformat() == day else ("", None)
