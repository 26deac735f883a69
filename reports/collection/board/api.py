"""The board of a period as JSON, and more time for some of its agencies."""

from dataclasses import dataclass
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from agencies import clock
from agencies.access import Right
from agencies.web.json_api import ISO_DATES, Endpoint, validated_body
from reports.collection.board.queries import SubmissionStanding, submission_standings
from reports.collection.board.services import MAX_REASON, BoardError
from reports.collection.extensions.services import extend
from reports.models import ReportingPeriod, Submission
from reports.wording.formats import STATE_WORDS

MAX_AGENCIES = 500
# A draft that nobody has opened yet stands apart on the board.
BOARD_STATES = [(state, words[0]) for state, words in STATE_WORDS.items()]


class BoardRowOut(serializers.Serializer):
    """`late` is null while a report has neither been sent nor missed its deadline; `due_at` counts an extension."""

    submission = serializers.IntegerField(source="submission.pk")
    agency = serializers.CharField(source="submission.agency.code")
    status = serializers.ChoiceField(BOARD_STATES, source="state")
    late = serializers.SerializerMethodField()
    filled = serializers.IntegerField()
    required = serializers.IntegerField()
    duties_reported = serializers.IntegerField(source="duties_said")
    duties = serializers.IntegerField()
    errors = serializers.IntegerField(source="hard")
    explanations_missing = serializers.IntegerField(source="soft")
    last_activity = serializers.DateTimeField(allow_null=True)
    last_reminder = serializers.DateTimeField(allow_null=True)
    due_at = serializers.DateTimeField(source="submission.due_at")

    def get_late(self, row: SubmissionStanding) -> bool | None:
        return True if row.overdue else row.submission.is_late()


class ExtensionsIn(serializers.Serializer):
    """More time for agencies of one period, by code: until the end of a day, for a reason. All or none."""

    agencies = serializers.ListField(
        child=serializers.CharField(max_length=40), allow_empty=False, max_length=MAX_AGENCIES
    )
    until = serializers.DateField(**ISO_DATES)
    reason = serializers.CharField(max_length=MAX_REASON)


class ExtensionOut(serializers.Serializer):
    agency = serializers.CharField()
    due_at = serializers.DateTimeField()
    reason = serializers.CharField()


class ExtensionsOut(serializers.Serializer):
    results = ExtensionOut(many=True)


@dataclass(frozen=True)
class Given:
    agency: str
    due_at: Any
    reason: str


class PeriodBoard(Endpoint):
    """Where the report of every agency of a period stands, page by page, by agency code; for staff and leaders."""

    right = Right.SEE_SUBMISSIONS
    serializer_class = BoardRowOut
    # The rows are made here: nothing of them is filtered in the database.
    filter_backends = []

    @extend_schema(responses=BoardRowOut(many=True))
    def get(self, request: Request, pk: int) -> Response:
        period = period_with(request, pk, Right.SEE_SUBMISSIONS)
        rows = self.paginate_queryset(submission_standings(period, request.user, now=clock.now()))
        return self.get_paginated_response(BoardRowOut(rows, many=True).data)


class PeriodExtensions(Endpoint):
    """Give agencies of a period more time. Answers what was given, in the order of the agencies' codes."""

    right = Right.MANAGE_PERIODS
    serializer_class = ExtensionsIn

    @extend_schema(request=ExtensionsIn, responses={201: ExtensionsOut})
    def post(self, request: Request, pk: int) -> Response:
        period = period_with(request, pk, Right.MANAGE_PERIODS)
        sent = validated_body(ExtensionsIn, request)
        rows = submissions_of_agencies(period, sent["agencies"])
        try:
            given = extend(
                submissions=rows, until=sent["until"], reason=sent["reason"], by=request.user, now=clock.now()
            )
        except BoardError as error:
            # The service names the page's own field; this body has another.
            field = "agencies" if error.field == "pick" else error.field
            raise serializers.ValidationError({field: error.message}) from None
        results = sorted(
            (Given(extension.submission.agency.code, extension.due_at, extension.reason) for extension in given),
            key=lambda extension: extension.agency,
        )
        return Response(ExtensionsOut({"results": results}).data, status=201)


def period_with(request: Request, pk: int, right: Right) -> ReportingPeriod:
    """A period of the caller's locality; 403 where she does not hold the right over the whole of it."""
    periods = ReportingPeriod.objects.visible_to(request.user).select_related("plan")
    period = get_object_or_404(periods, pk=pk)
    if period.plan.locality_id not in request.user.access.localities_with(right):
        raise PermissionDenied
    return period


def submissions_of_agencies(period: ReportingPeriod, codes: list[str]) -> list[Submission]:
    """The reports of agencies by code; one that has none in this period is named, wherever else it may exist."""
    # One query for the whole list: hundreds of codes may come at once.
    rows = list(Submission.objects.filter(period=period, agency__code__in=codes).select_related("agency"))
    unknown = sorted(set(codes) - {row.agency.code for row in rows})
    if unknown:
        raise serializers.ValidationError({"agencies": f"Không có trong kỳ này: {', '.join(unknown)}."})
    return rows
