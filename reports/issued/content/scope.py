"""What a report asks for: whose figures, of which years, as they stood when."""

from dataclasses import dataclass
from datetime import date, datetime

from agencies.models import Agency, Locality
from reports.audit.past import end_of
from reports.models import IssuedReport, View
from targets.models import Plan
from targets.plans.then import PlanThen, plan_now, plan_on


@dataclass(frozen=True)
class Scope:
    """The question of one report. `agency` is set where it is one agency's own. `said`: what the plan said that day.

    `is_past`: the day is over, so that everything is replayed; else rows are taken as they stand.
    """

    locality: Locality
    plan: Plan
    agency: Agency | None
    years: range
    as_of: date
    view: View
    is_past: bool
    said: PlanThen

    @classmethod
    def of(cls, report: IssuedReport, *, today: date) -> "Scope":
        is_past = report.as_of < today
        return cls(
            locality=report.locality,
            plan=report.plan,
            agency=report.agency,
            years=range(report.first_year, report.year + 1),
            as_of=report.as_of,
            view=View(report.view),
            is_past=is_past,
            said=plan_on(report.plan, report.as_of) if is_past else plan_now(report.plan),
        )

    @property
    def year(self) -> int:
        """The report's year of looking: the last of its years."""
        return self.years[-1]

    @property
    def shown_years(self) -> range:
        """The years whose figures stand in the report: one year is shown beside the year before."""
        return range(self.year - 1, self.year + 1) if len(self.years) == 1 else self.years

    @property
    def moment(self) -> datetime:
        """The first moment that is too late for the report."""
        return end_of(self.as_of)

    def covers(self, agency_id: int) -> bool:
        """Whether the report is about an agency, too."""
        return self.agency is None or self.agency.pk == agency_id
