"""Read one agency's form: which cells it has, what they hold, what it still has to answer."""

from decimal import Decimal

from django.db.models import Q

from reports.collection.entry.checks import Cell, Form
from reports.models import Entry, Figure, Submission
from targets.models import DataElement


def form_elements(submission: Submission) -> list[DataElement]:
    """The data elements that the plan asks of this kind of agency, in form order, with the wholes of their parts."""
    agency = submission.agency
    asked = DataElement.objects.filter(used_in__indicator__targets__plan_id=submission.period.plan_id).values("pk")
    wholes = DataElement.objects.filter(parts__in=asked).values("pk")
    mine = DataElement.objects.filter(Q(pk__in=asked) | Q(pk__in=wholes), kinds__kind=agency.kind)
    if not agency.coordinates:
        mine = mine.filter(coordinator_only=False)
    return list(mine.distinct().order_by("position", "code"))


def figures_of(submission: Submission) -> dict[str, Figure]:
    """The agency's figures of the period's year by element code, whichever form holds them."""
    rows = Figure.objects.filter(agency_id=submission.agency_id, year=submission.period.year).select_related(
        "element", "submission__period__plan", "updated_by"
    )
    return {figure.element.code: figure for figure in rows}


def accepted_before(submission: Submission) -> dict[str, Figure]:
    """Last year's accepted figures of the agency by element code."""
    rows = Figure.objects.filter(agency_id=submission.agency_id, year=submission.period.year - 1).exclude(
        accepted_entry=""
    )
    return {figure.element.code: figure for figure in rows.select_related("element")}


def cells_of(figures: dict[str, Figure]) -> dict[str, Cell]:
    return {
        code: Cell(entry=figure.entry, value=trimmed(figure.value), note=figure.note)
        for code, figure in figures.items()
    }


def form_of(
    submission: Submission,
    *,
    elements: list[DataElement] | None = None,
    figures: dict[str, Figure] | None = None,
    before: dict[str, Figure] | None = None,
) -> Form:
    """The form as the checks see it; rows that the caller has read already are not read again."""
    before = accepted_before(submission) if before is None else before
    return Form(
        elements=form_elements(submission) if elements is None else elements,
        cells=cells_of(figures_of(submission) if figures is None else figures),
        before={
            code: value
            for code, figure in before.items()
            if figure.accepted_entry == Entry.NUMBER and (value := trimmed(figure.accepted_value)) is not None
        },
        last_year=submission.period.year - 1,
    )


def trimmed(value: Decimal | None) -> Decimal | None:
    """A stored value without the zeros of its column: 9210.0000 is 9210."""
    if value is None:
        return None
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
