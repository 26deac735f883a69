from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from agencies import clock
from agencies.access import Access, Grant, Role
from agencies.models.agency import Agency, AgencyKind
from agencies.models.coordination import Coordination
from agencies.models.locality import Locality
from agencies.prepared_queries import Prepared


class User(AbstractUser):
    """A person who signs in. What she may do follows from her memberships alone, see agencies/access.py."""

    phone = models.CharField("điện thoại", max_length=40, blank=True)
    is_demo = models.BooleanField("tài khoản minh họa", default=False)
    # Whose administrator manages a person who has no membership yet.
    entered_in = models.ForeignKey(
        Locality, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="địa phương nhập tài khoản"
    )
    # Somebody else knows it: the first thing after signing in is to set one's own.
    password_is_temporary = models.BooleanField("phải đổi mật khẩu", default=False)

    class Meta(AbstractUser.Meta):
        verbose_name = "người dùng"
        verbose_name_plural = "người dùng"

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """Family name first, as Vietnamese names are written; the user name where none is known."""
        return " ".join(part for part in (self.last_name, self.first_name) if part) or self.username

    @cached_property
    def access(self) -> Access:
        """The memberships in force today, read once per request."""
        return Access(grants_of(GRANTS.rows(self.pk, clock.today())), is_founder=self.is_superuser)


def grants_of(rows: Iterable[tuple[Any, ...]]) -> list[Grant]:
    """The grants of a person's memberships, where she works first, then the same over what a locality was made of.

    Whoever answers for a province that was united answers for the past and the plans of its parts, too.
    """
    here: dict[Grant, None] = {}
    before: dict[Grant, None] = {}
    for role, coordinates, kind, agency, agency_name, *places in rows:
        # The leadership of a province sits in its people's committee, which coordinates nothing.
        leads = bool(coordinates) or (kind == AgencyKind.CITY_GOVERNMENT and role == Role.LEADER)
        for found, (pk, name, code, begins, ends) in ((here, places[:5]), (before, places[5:])):
            if pk is not None:
                key = f"{code}-{begins}" if begins else code
                grant = Grant(Role(role), agency, pk, agency_name, name, key, leads=leads, has_ended=ends is not None)
                # The join gives a row for each part: what comes again is the same key, in its first place.
                found[grant] = None
    return [*here, *before]


class MembershipQuerySet(models.QuerySet["Membership"]):
    def in_force(self, day) -> "MembershipQuerySet":
        return self.filter(Q(valid_from__lte=day), Q(valid_to__isnull=True) | Q(valid_to__gte=day))


class Membership(models.Model):
    """A person's role at an agency from one day to another, both included."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name="người dùng")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="memberships", verbose_name="đơn vị")
    role = models.CharField("vai trò", max_length=15, choices=Role.choices())
    title = models.CharField("chức vụ, bộ phận", max_length=150, blank=True)
    valid_from = models.DateField("từ ngày", default=clock.today)
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "phân công"
        verbose_name_plural = "phân công"
        ordering = ["user_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "agency", "role", "valid_from"], name="membership_once"),
            models.CheckConstraint(condition=Q(role__in=[role.value for role in Role]), name="membership_role_known"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="membership_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.get_role_display()}"


LOCALITY_COLUMNS = ("id", "short_name", "code", "valid_from", "valid_to")
GRANTS = Prepared(
    int,
    date,
    build=lambda user, day: (
        Membership.objects.filter(user_id=user)
        .in_force(day)
        .annotate(coordinates=Exists(Coordination.objects.filter(agency=OuterRef("agency")).in_force(day)))
        # What a person does where she works on comes before what she may still read of a body that has ended.
        .order_by(F("agency__valid_to").desc(nulls_first=True), "pk")
        .values_list(
            "role",
            "coordinates",
            "agency__kind",
            "agency_id",
            "agency__short_name",
            *(f"agency__locality__{name}" for name in LOCALITY_COLUMNS),
            *(f"agency__locality__parts__part__{name}" for name in LOCALITY_COLUMNS),
        )
    ),
)
