"""An agency's reports as JSON: list, cells read and written whole, submit, withdraw."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from operator import add
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from agencies import clock
from agencies.access import Right
from agencies.web.json_api import (
    Endpoint,
    Filters,
    MomentRangeFilter,
    Number,
    Numbered,
    YearFilter,
    validated_body,
)
from reports.audit.services import time_on_record
from reports.collection.duties.asked import duties_said_and_asked
from reports.collection.entry.queries import figures_of, form_elements
from reports.collection.entry.services import MAX_NOTE, Change, lock_forms, save_cells, submit, withdraw
from reports.collection.entry.versions import cell_of, completeness, entry_version, entry_versions, refuse_stale
from reports.models import Entry, Figure, Quality, State, Submission, Via
from reports.models.extension import with_due_by
from reports.progress.rollup_data import as_stored
from targets.calculations.numbers.precision import without_trailing_zeros

# A cell that nobody has filled has none of these: its status is null.
STATUSES = [choice for choice in Entry.choices if choice[0] != Entry.BLANK]
# A form has some forty cells; the bound is for what was never a form.
MAX_CELLS = 500


@dataclass(frozen=True)
class Described:
    """A submission with what is known of its form; `completeness` is the share of its cells and duties answered."""

    submission: Submission
    version: int
    completeness: Decimal | None


def submission_records(submissions: Iterable[Submission]) -> list[Described]:
    rows = list(submissions)
    versions, counts, duties = entry_versions(rows), completeness(rows), duties_said_and_asked(rows)
    return [Described(row, versions[row.pk], share(*map(add, counts[row.pk], duties[row.pk]))) for row in rows]


def share(answered: int, asked: int) -> Decimal | None:
    """Of a form that asks for nothing, nothing is left open."""
    return as_stored(Decimal(answered) / asked) if asked else Decimal(1)


class SubmissionOut(serializers.Serializer):
    """`late` is null until the report has been sent; `version` belongs into the next request that changes it."""

    id = serializers.IntegerField(source="submission.pk", read_only=True)
    plan = serializers.CharField(source="submission.period.plan.code", read_only=True)
    year = serializers.IntegerField(source="submission.period.year", read_only=True)
    interim = serializers.IntegerField(source="submission.period.interim", read_only=True)
    agency = serializers.CharField(source="submission.agency.code", read_only=True)
    status = serializers.ChoiceField(State.choices, source="submission.state", read_only=True)
    due_at = serializers.DateTimeField(source="submission.due_at", read_only=True)
    submitted_at = serializers.DateTimeField(source="submission.submitted_at", read_only=True, allow_null=True)
    late = serializers.BooleanField(source="submission.is_late", read_only=True, allow_null=True)
    version = serializers.IntegerField(read_only=True)
    completeness = Number(read_only=True)


class CellOut(serializers.Serializer):
    """One cell. A cell never filled, or emptied again, has no value, status and quality."""

    data_element = serializers.CharField()
    value = Number(allow_null=True)
    status = serializers.ChoiceField(STATUSES, allow_null=True)
    quality = serializers.ChoiceField(Quality.choices, allow_null=True)
    note = serializers.CharField(allow_blank=True)


class FormOut(serializers.Serializer):
    version = serializers.IntegerField()
    figures = CellOut(many=True)


class CellIn(serializers.Serializer):
    """One cell to write. What is left out stays; `value` null empties the cell unless a status says why."""

    data_element = serializers.CharField(max_length=50)
    value = Number(required=False, allow_null=True)
    status = serializers.ChoiceField(STATUSES, required=False, allow_null=True)
    quality = serializers.ChoiceField(Quality.choices, required=False, allow_null=True)
    note = serializers.CharField(required=False, allow_blank=True, max_length=MAX_NOTE)

    def validate(self, cell: dict[str, Any]) -> dict[str, Any]:
        status, value = cell.get("status"), cell.get("value")
        if status == Entry.NUMBER and value is None:
            raise serializers.ValidationError({"value": "Ghi một số; muốn xóa số trong ô thì bỏ status."})
        if status not in (None, Entry.NUMBER) and value is not None:
            raise serializers.ValidationError({"value": f"Ô có status “{status}” không có số: bỏ value."})
        return cell


class FormIn(serializers.Serializer):
    """Cells to write, all or none, into the form as it was seen at `version`."""

    version = serializers.IntegerField(min_value=0)
    figures = CellIn(many=True, allow_empty=False, max_length=MAX_CELLS)

    def validate_figures(self, cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
        codes = [cell["data_element"] for cell in cells]
        # Which of the two counts would be chance.
        twice = sorted({code for code in codes if codes.count(code) > 1})
        if twice:
            raise serializers.ValidationError(f"Mỗi ô chỉ ghi một lần: {', '.join(twice)}.")
        return cells


class MoveIn(serializers.Serializer):
    """`version` as it was seen; left out, only the state of the report is checked."""

    version = serializers.IntegerField(min_value=0, required=False)


class SubmissionFilter(Filters):
    plan = filters.CharFilter("period__plan__code")
    year = YearFilter("period__year")
    interim = YearFilter("period__interim")
    agency = filters.CharFilter("agency__code")
    status = filters.ChoiceFilter("state", choices=State.choices)
    late = filters.BooleanFilter(method="sent_late")
    due_at = MomentRangeFilter("due_by")
    submitted_at = MomentRangeFilter()

    class Meta:
        model = Submission
        fields = ["id"]

    def sent_late(self, rows: QuerySet[Submission], name: str, late: bool) -> QuerySet[Submission]:
        after = Q(submitted_at__gte=F("due_by"))
        return rows.filter(submitted_at__isnull=False).filter(after if late else ~after)


class Submissions(Numbered):
    """A reporter's own agency's reports, or all of the locality for its staff and leaders."""

    queryset = with_due_by(
        Submission.objects.select_related("period__plan", "agency").order_by(
            "-period__year", "period__plan__code", "agency__code", "pk"
        )
    ).prefetch_related("extensions")
    right = Right.SEE_SUBMISSIONS
    serializer_class = SubmissionOut
    filterset_class = SubmissionFilter

    def paginate_queryset(self, queryset: QuerySet[Submission]) -> list[Described]:
        return submission_records(super().paginate_queryset(queryset))

    def get_object(self) -> Described:
        return submission_records([super().get_object()])[0]


class SubmissionFigures(Endpoint):
    """The cells of one report, in the order of its form."""

    serializer_class = FormIn

    right = Right.SEE_SUBMISSIONS
    right_to = {"PATCH": Right.ENTER_FIGURES}

    @extend_schema(responses=FormOut)
    def get(self, request: Request, pk: int) -> Response:
        return Response(form_body(seen_by(request, pk)))

    @extend_schema(request=FormIn, responses=FormOut)
    def patch(self, request: Request, pk: int) -> Response:
        submission = reported_by(request, pk)
        sent = checked_cells(request)
        held = figures_of(submission)
        asked = [change_of(cell, held.get(cell["data_element"])) for cell in sent["figures"]]
        outcomes = save_cells(
            submission=submission,
            changes=[change for change in asked if differs(change, held.get(change.code))],
            by=request.user,
            via=Via.API,
            now=clock.now(),
            whole=True,
            seen_form=sent["version"],
        )
        refused = {outcome.code: outcome.error for outcome in outcomes if outcome.error}
        if refused:
            raise serializers.ValidationError(refused)
        return Response(form_body(submission))


class Submit(Endpoint):
    """Send a report for review; a late one is taken. Answers the report as it is then."""

    right = Right.ENTER_FIGURES
    serializer_class = MoveIn

    @extend_schema(request=MoveIn, responses=SubmissionOut)
    def post(self, request: Request, pk: int) -> Response:
        return move_submission(reported_by(request, pk), submit, request, **validated_body(MoveIn, request))


class Withdraw(Endpoint):
    """Take a report back that was sent and on which nobody has decided."""

    right = Right.ENTER_FIGURES
    serializer_class = MoveIn

    @extend_schema(request=MoveIn, responses=SubmissionOut)
    def post(self, request: Request, pk: int) -> Response:
        return move_submission(reported_by(request, pk), withdraw, request, **validated_body(MoveIn, request))


def checked_cells(request: Request) -> dict[str, Any]:
    """The body as FormIn reads it; what is wrong with a cell is told under its data element."""
    try:
        return validated_body(FormIn, request)
    except serializers.ValidationError as error:
        # The list of faults has the cells' places as keys; a client knows its cells by their codes.
        wrong = error.detail.get("figures")
        if not isinstance(wrong, Mapping):
            raise
        cells = request.data["figures"]
        raise serializers.ValidationError(
            {name_of(cells, key): finding_sentence(found) for key, found in wrong.items()}
        ) from None


def name_of(cells: list[Any], index: int | str) -> str:
    """The data element of a cell that could not be read, or its place where it names none."""
    if not str(index).isdigit():
        return "figures"
    cell = cells[int(index)]
    code = cell.get("data_element") if isinstance(cell, Mapping) else None
    return code if isinstance(code, str) and code else f"figures[{index}]"


def finding_sentence(found: Any) -> str:
    """What is wrong with one cell, in one line; the value is what a cell is about, other fields are named."""
    if not isinstance(found, Mapping):
        return " ".join(str(part) for part in found)
    parts = {name: " ".join(str(part) for part in messages) for name, messages in found.items()}
    return " ".join(
        text if name in ("value", "non_field_errors") else f"{name}: {text}" for name, text in parts.items()
    )


def seen_by(request: Request, pk: int) -> Submission:
    """A submission that the caller may see; a stranger's does not exist for her."""
    rows = Submission.objects.visible_to(request.user).select_related("period__plan", "agency")
    return get_object_or_404(rows, pk=pk)


def reported_by(request: Request, pk: int) -> Submission:
    """A submission that the caller may fill; 403 where she may only see it."""
    submission = seen_by(request, pk)
    if not request.user.access.reports_for(submission.agency_id):
        raise PermissionDenied
    return submission


def move_submission(
    submission: Submission,
    service: Callable[..., Submission],
    request: Request,
    *,
    version: int | None = None,
    **details: Any,
) -> Response:
    """Call a service that moves a submission, on the form as it was seen, and answer the submission after it."""
    # Version and move under one lock: a save in between would be sent unseen.
    with transaction.atomic():
        locked = lock_forms(submission)
        if version is not None:
            refuse_stale(locked, version)
        # The time on record, since the server's clock may have stepped back since the last event (ADR 0010).
        moved = service(
            submission=locked, seen_version=locked.version, by=request.user, now=time_on_record(), **details
        )
    return Response(SubmissionOut(submission_records([moved])[0]).data)


def form_body(submission: Submission) -> dict[str, Any]:
    """The cells with the version. The version is read first: a change in between makes it stale, never unseen."""
    version = entry_version(submission)
    figures = figures_of(submission)
    cells = [cell_of(element, figures.get(element.code)) for element in form_elements(submission)]
    return FormOut({"version": version, "figures": cells}).data


def change_of(cell: Mapping[str, Any], held: Figure | None) -> Change:
    """What one cell of a request asks for; what it leaves out is what the cell holds."""
    entry, value = cell.get("status"), cell.get("value")
    # A cell of which only the note or the quality is sent keeps its number.
    if entry is None and "value" not in cell and held is not None:
        entry, value = held.entry, without_trailing_zeros(held.value)
    return Change(
        code=cell["data_element"],
        # A number that is not there is a blank cell.
        entry=Entry.NUMBER if entry in (None, Entry.BLANK) else entry,
        value=value,
        quality=cell.get("quality") or (held.quality if held else Quality.FINAL),
        note=cell.get("note", held.note if held else ""),
    )


def differs(change: Change, held: Figure | None) -> bool:
    """Whether a change says anything new: what was read and comes back as it was is no wish to write it."""
    if held is None:
        return True
    now = (Entry.NUMBER if held.entry == Entry.BLANK else held.entry, held.value, held.quality, held.note)
    return (change.entry, change.value, change.quality, change.note) != now
