"""Who may do what: the one table of roles and rights, and the rows that each role sees.

Views, services and the API ask `user.access`; templates get booleans. Nobody sees another locality.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    REPORTER = "reporter"
    STAFF = "staff"
    LEADER = "leader"
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> str:
        return {
            Role.REPORTER: "Cán bộ nhập liệu",
            Role.STAFF: "Cán bộ tổng hợp",
            Role.LEADER: "Lãnh đạo",
            Role.ADMINISTRATOR: "Quản trị",
        }[self]

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        return [(role.value, role.label) for role in cls]


class Right(StrEnum):
    SEE_PROGRESS = "see_progress"
    ENTER_FIGURES = "enter_figures"
    SEE_SUBMISSIONS = "see_submissions"
    REVIEW = "review"
    MANAGE_PERIODS = "manage_periods"
    MANAGE_USERS = "manage_users"
    SEE_HISTORY = "see_history"
    WRITE_REPORTS = "write_reports"
    REORGANISE = "reorganise"


# Rights of a reporter are over the own agency, those of the others over the whole locality.
RIGHTS: dict[Role, frozenset[Right]] = {
    Role.REPORTER: frozenset({Right.SEE_PROGRESS, Right.ENTER_FIGURES, Right.SEE_SUBMISSIONS, Right.SEE_HISTORY}),
    Role.STAFF: frozenset(
        {
            Right.SEE_PROGRESS,
            Right.SEE_SUBMISSIONS,
            Right.REVIEW,
            Right.MANAGE_PERIODS,
            Right.SEE_HISTORY,
            Right.WRITE_REPORTS,
            Right.REORGANISE,
        }
    ),
    Role.LEADER: frozenset({Right.SEE_PROGRESS, Right.SEE_SUBMISSIONS, Right.SEE_HISTORY}),
    # The IT officer: people and bodies, never a figure.
    Role.ADMINISTRATOR: frozenset({Right.MANAGE_USERS, Right.SEE_HISTORY, Right.REORGANISE}),
}
# Rights over figures: to see, enter or judge them. Nobody gives such a role to herself.
FIGURE_RIGHTS = frozenset(Right) - {Right.MANAGE_USERS, Right.SEE_HISTORY, Right.REORGANISE}
LOCALITY_WIDE = frozenset({Role.STAFF, Role.LEADER})
# These roles have their meaning from the body that coordinates the locality today. At any other they let their holder
# see the progress that every colleague sees, and nothing of the locality's work.
OF_THE_COORDINATOR = LOCALITY_WIDE | {Role.ADMINISTRATOR}
ELSEWHERE = frozenset({Right.SEE_PROGRESS})


@dataclass(frozen=True)
class Grant:
    """One membership in force: a role at an agency of a locality.

    `leads`: the agency coordinates the locality today, or governs it and the role is that of its leadership; over a
    part of the agency's locality, which has ended and is called by its own name and key, the same. `has_ended`: the
    locality has a last day.
    """

    role: Role
    agency_id: int
    locality_id: int
    agency_name: str
    locality_name: str
    locality_key: str
    leads: bool
    has_ended: bool = False

    @property
    def rights(self) -> frozenset[Right]:
        """What the role allows at this agency today."""
        if self.role in OF_THE_COORDINATOR and not self.leads:
            return RIGHTS[self.role] & ELSEWHERE
        return RIGHTS[self.role]


class Access:
    """Everything that the memberships of one person allow today.

    Whoever set vocplan up is its administrator everywhere without a membership: people and agencies, never a figure.
    """

    def __init__(self, grants: Iterable[Grant], *, is_founder: bool = False) -> None:
        self.grants = tuple(grants)
        self.is_founder = is_founder

    @property
    def locality_ids(self) -> frozenset[int]:
        return frozenset(grant.locality_id for grant in self.grants)

    def localities_with(self, right: Right) -> frozenset[int]:
        """Localities over the whole of which the person holds a right."""
        return frozenset(
            grant.locality_id for grant in self.grants if grant.role in LOCALITY_WIDE and right in grant.rights
        )

    def agencies_with(self, right: Right) -> frozenset[int]:
        """Agencies for which the person holds a right as their reporter."""
        return frozenset(
            grant.agency_id for grant in self.grants if grant.role not in LOCALITY_WIDE and right in grant.rights
        )

    @property
    def administered_ids(self) -> frozenset[int]:
        """Localities whose people and agencies the person manages; the founder manages all, whatever stands here."""
        return frozenset(grant.locality_id for grant in self.grants if Right.MANAGE_USERS in grant.rights)

    def has(self, right: Right) -> bool:
        """Whether the person holds a right anywhere."""
        if self.is_founder and right in RIGHTS[Role.ADMINISTRATOR]:
            return True
        return any(right in grant.rights for grant in self.grants)

    def reports_for(self, agency_id: int) -> bool:
        return agency_id in self.agencies_with(Right.ENTER_FIGURES)

    def reviews_in(self, locality_id: int) -> bool:
        return locality_id in self.localities_with(Right.REVIEW)

    @property
    def is_only_reporter(self) -> bool:
        """A person whose landing page is what her agency owes, not the standing of the locality."""
        return bool(self.grants) and all(grant.role == Role.REPORTER for grant in self.grants)

    @property
    def label(self) -> str:
        """Who the person is here, for the top bar."""
        if not self.grants:
            return "Quản trị toàn hệ thống" if self.is_founder else "Chưa được phân công"
        # `grants_of` puts the place where she works on before those that have ended.
        first = self.grants[0]
        return f"{first.role.label} · {first.agency_name}"

    def label_at(self, agency_id: int) -> str:
        """Who the person is at one of the agencies for which she reports, for the top bar of its pages."""
        here = next((grant for grant in self.grants if grant.agency_id == agency_id), None)
        return f"{here.role.label} · {here.agency_name}" if here else self.label

    @property
    def locality_name(self) -> str:
        return self.grants[0].locality_name if self.grants else ""
