"""A change of the catalogue that waits for its check, a draft of a report: for tests of who may do what with them."""

from typing import Any

from django.utils import timezone

from agencies import clock
from agencies.models import Locality, User
from reports.models import IssuedReport, ReportFile, ReportPassage
from targets.measures.content import measure_content
from targets.models import DataElement, Indicator, MeasureChange, Plan
from targets.plans.content import content_to_json

STAFF_OF_ANY = (302, 403, 403, 403, 403, 200, 403, 403, 200)
STAFF_OF_ANY_POST = (302, 403, 403, 403, 403, 422, 403, 403, 422)
# Rows of the table of addresses, in the order of its roles: the catalogue is one for all places.
MEASURE_ADDRESSES = {
    "measure-list": {"GET": STAFF_OF_ANY},
    **{
        name: {"GET": STAFF_OF_ANY, "POST": STAFF_OF_ANY_POST}
        for name in ("measure-new", "measure-edit", "measure-change")
    },
}


def measure_arguments(name: str, indicator: str) -> list[Any]:
    """What the address of a page of the catalogue is made of."""
    if name == "measure-change":
        return [MeasureChange.objects.get().pk]
    return ["indicator"] if name == "measure-new" else ["indicator", indicator]


def draft_measure(row: Indicator | DataElement, by: User, **fields: Any) -> MeasureChange:
    """A change of an indicator or a data element that was sent; another short name unless `fields` say more."""
    kind = "indicator" if isinstance(row, Indicator) else "element"
    now_says = content_to_json(measure_content(kind, row.code))
    now = clock.now()
    return MeasureChange.objects.create(
        locality=Locality.objects.order_by("code").first(),
        kind=kind,
        code=row.code,
        said={**now_says, "short_name": "Tên khác", **fields},
        before=now_says,
        reason="x",
        drafted_by=by,
        drafted_at=now,
        saved_by=by,
        saved_at=now,
        sent_at=now,
    )


def draft_report(plan: Plan, by: User) -> ReportPassage:
    """The passage of a draft with one file, whose data have not been read."""
    report = IssuedReport.objects.create(
        **{"kind": "yearly", "locality": plan.locality, "plan": plan, "first_year": 2023, "year": 2023, "subject": "x"},
        **{"as_of": timezone.localdate(), "issuing_body": "x", "symbol": "BC-X", "place": "x"},
        **{"created_by": by, "created_at": timezone.now()},
    )
    passage = ReportPassage.objects.create(report=report, key="opening", position=1, title="x", template="x")
    ReportFile.objects.create(
        report=report, format="docx", name="x", content=b"x", sha256="0" * 64, size=1, made_at=timezone.now()
    )
    return passage
