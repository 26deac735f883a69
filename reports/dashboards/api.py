"""What has become of the figures, as JSON: those of agencies, published ones, standings, an indicator's series."""

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from agencies import clock
from agencies.access import Right
from agencies.models import Locality, LocalityKind, User
from agencies.web.json_api import (
    DayFilter,
    Endpoint,
    Filters,
    Listing,
    LocalityKeyFilter,
    MomentRangeFilter,
    Number,
    YearFilter,
)
from reports.audit.past import end_of, existing_before, past_of, states_of
from reports.dashboards.filters import sees_unaccepted
from reports.dashboards.indicators.apportioning import ApportionKey
from reports.dashboards.indicators.json_export import SeriesOut, series_body
from reports.dashboards.indicators.past_in_units import Units
from reports.dashboards.indicators.units_table import chosen_key, chosen_units, units_of
from reports.dashboards.series import indicator_series
from reports.models import ActualSource, Entry, Figure, OfficialFigure, Progress, State, View
from reports.models.progress import SHOWN_STANDINGS
from targets.calculations.statuses import Flag, Status
from targets.models import Ambition, Basis, Indicator

STATUSES = [(status.value, status.value) for status in Status]
VERDICT = serializers.ChoiceField(STATUSES, allow_null=True)
# What does not change in the life of a figure: with `as_of` it can be filtered by nothing else.
LASTING_WORDS = "data_element, agency, year"
LASTING = {*LASTING_WORDS.split(", "), "as_of", "page", "page_size"}


class OfficialFigureOut(serializers.ModelSerializer):
    """A published value; `from_year` before `year` is one figure over several years, `value_high` ends a range.

    `half_width` is how far the true value may lie from the printed one.
    """

    indicator = serializers.SlugRelatedField("code", read_only=True)
    locality = serializers.SlugRelatedField("key", read_only=True)
    value = Number(read_only=True)
    value_high = Number(read_only=True, allow_null=True)
    half_width = Number(read_only=True, allow_null=True)

    class Meta:
        model = OfficialFigure
        fields = [
            "indicator", "locality", "year", "value", "kind", "source", "published_on", "from_year", "value_high",
            "half_width",
        ]  # fmt: skip
        read_only_fields = fields


class OfficialFigureFilter(Filters):
    indicator = filters.CharFilter("indicator__code")
    locality = LocalityKeyFilter("locality")
    year = YearFilter()
    from_year = YearFilter()

    class Meta:
        model = OfficialFigure
        fields = ["value", "kind", "source", "published_on"]


class OfficialFigures(Listing):
    """Every published figure of the caller's localities and of the country; a revision is a row of its own."""

    # The key comes last in every order here: rows that are alike would else stand on two pages of the answer, or on
    # none.
    queryset = OfficialFigure.objects.select_related("indicator", "locality").order_by(
        "locality__code", "locality_id", "indicator__position", "indicator__code", "year", "published_on", "pk"
    )
    serializer_class = OfficialFigureOut
    filterset_class = OfficialFigureFilter


class FigureOut(serializers.ModelSerializer):
    """What an agency says now, in a report that stands at `state`; `accepted_value` is what counts."""

    data_element = serializers.CharField(source="element.code", read_only=True)
    agency = serializers.SlugRelatedField("code", read_only=True)
    value = Number(read_only=True, allow_null=True)
    state = serializers.ChoiceField(State.choices, source="submission.state", read_only=True)
    status = serializers.ChoiceField(Entry.choices, source="entry", read_only=True)
    accepted_value = Number(read_only=True, allow_null=True)

    class Meta:
        model = Figure
        fields = [
            "data_element", "agency", "year", "value", "quality", "state", "accepted_at",
            "status", "accepted_value", "illustrative",
        ]  # fmt: skip
        read_only_fields = fields


class FigureFilter(Filters):
    """`as_of` shows figures as they stood at the end of a day in Viet Nam."""

    data_element = filters.CharFilter("element__code")
    agency = filters.CharFilter("agency__code")
    year = YearFilter()
    state = filters.ChoiceFilter("submission__state", choices=State.choices)
    status = filters.ChoiceFilter("entry", choices=Entry.choices)
    accepted_at = MomentRangeFilter()
    as_of = DayFilter(method="by_day")

    class Meta:
        model = Figure
        fields = ["value", "quality", "accepted_value", "illustrative"]

    def by_day(self, rows: QuerySet[Figure], name: str, day: date) -> QuerySet[Figure]:
        """The other columns say what is true now, so that they cannot pick what was true then."""
        changing = sorted(set(self.data) - LASTING)
        if changing:
            raise serializers.ValidationError(dict.fromkeys(changing, f"Với as_of chỉ lọc theo {LASTING_WORDS}."))
        return existing_before(rows, end_of(day))


class Figures(Listing):
    """The figures of a reporter's own agency, or all of the locality for its staff and leaders."""

    queryset = Figure.objects.select_related("element", "agency", "submission").order_by(
        "-year", "agency__code", "element__position", "element__code", "pk"
    )
    right = Right.SEE_SUBMISSIONS
    serializer_class = FigureOut
    filterset_class = FigureFilter

    def paginate_queryset(self, queryset: QuerySet[Figure]) -> list[Figure]:
        figures = super().paginate_queryset(queryset)
        asked = self.request.query_params.get("as_of")
        if asked:
            # The filter has read it before, or there would be no page.
            as_they_stood(figures, end_of(datetime.strptime(asked.strip(), "%Y-%m-%d").date()))
        return figures


def as_they_stood(figures: list[Figure], moment: datetime) -> None:
    """Put into the rows, which are not saved again, what was true just before a moment; two queries."""
    past = past_of(figures, moment)
    states = states_of([figure.submission_id for figure in figures], moment)
    for figure in figures:
        # Something had been said of each of them by then: the filter has left out the others.
        then = past[figure.pk]
        figure.entry, figure.value, figure.quality = then.said.entry, then.said.value, then.said.quality
        figure.illustrative = then.made_up
        # A report of which no event is known by then was being filled in.
        figure.submission.state = states.get(figure.submission_id, State.DRAFT)
        figure.accepted_value = then.counted.value if then.counted else None
        figure.accepted_at = then.counted.at if then.counted else None


class ProgressOut(serializers.ModelSerializer):
    """The standing of one target at the end of `year`. Values are unrounded, `years_ahead` in years.

    `actual` is the latest usable value, of `actual_year`; `decided_at` is from where on the target counts as met. Where
    rounding or a second source would give another verdict, `display_status` is `undetermined`.
    """

    plan = serializers.CharField(source="target.plan.code", read_only=True)
    indicator = serializers.CharField(source="target.indicator.code", read_only=True)
    target_year = serializers.IntegerField(source="target.year", read_only=True)
    actual = Number(read_only=True, allow_null=True)
    actual_source = serializers.SerializerMethodField()
    ratio = Number(read_only=True, allow_null=True)
    expected_value = Number(read_only=True, allow_null=True)
    gap = Number(read_only=True, allow_null=True)
    years_ahead = Number(read_only=True, allow_null=True)
    required_per_year = Number(read_only=True, allow_null=True)
    required_to_decided = Number(read_only=True, allow_null=True)
    decided_at = Number(read_only=True, allow_null=True)
    status_low = serializers.SerializerMethodField()
    status_high = serializers.SerializerMethodField()
    ambition = serializers.ChoiceField(Ambition.choices, source="target.ambition", read_only=True)
    rule_version = serializers.SerializerMethodField()
    coverage_units = Number(read_only=True, allow_null=True)
    missing_years = serializers.ListField(child=serializers.IntegerField(), read_only=True)
    missed_years = serializers.ListField(child=serializers.IntegerField(), read_only=True)
    flags = serializers.ListField(child=serializers.ChoiceField([flag.value for flag in Flag]), read_only=True)
    basis = serializers.ChoiceField(Basis.choices, source="target.basis", read_only=True)

    class Meta:
        model = Progress
        fields = [
            "plan", "indicator", "target_year", "year", "actual", "actual_source", "met", "final", "status", "ratio",
            "expected_value", "gap", "years_ahead", "required_per_year", "coverage_units", "provisional", "flags",
            "computed_at", "rule_version", "ambition", "decided_at", "required_to_decided", "status_low", "status_high",
            "display_status", "missing_years", "missed_years", "years_met",
            "actual_year", "basis", "illustrative", "id",
        ]  # fmt: skip
        read_only_fields = fields

    def get_actual_source(self, row: Progress) -> ActualSource | None:
        # An empty text would be a source that the schema does not know.
        return ActualSource(row.actual_source) if row.actual_source else None

    @extend_schema_field(VERDICT)
    def get_status_low(self, row: Progress) -> str | None:
        return row.status_low or None

    @extend_schema_field(VERDICT)
    def get_status_high(self, row: Progress) -> str | None:
        return row.status_high or None

    def get_rule_version(self, row: Progress) -> int:
        return int(row.rule_version)


class ProgressFilter(Filters):
    """`view` says which figures of agencies count; without it the accepted ones."""

    plan = filters.CharFilter("target__plan__code")
    indicator = filters.CharFilter("target__indicator__code")
    target_year = YearFilter("target__year")
    year = YearFilter()
    basis = filters.ChoiceFilter("target__basis", choices=Basis.choices)
    status = filters.ChoiceFilter(choices=STATUSES)
    display_status = filters.ChoiceFilter(choices=SHOWN_STANDINGS)
    ambition = filters.ChoiceFilter("target__ambition", choices=Ambition.choices)
    rule_version = filters.NumberFilter()
    view = filters.ChoiceFilter(choices=View.choices)

    class Meta:
        model = Progress
        fields = ["actual_source", "met", "final", "provisional", "illustrative", "current"]

    def __init__(self, data: QueryDict | None = None, *args: Any, **kwargs: Any) -> None:
        asked = QueryDict(mutable=True) if data is None else data.copy()
        # Both views are stored: without this every standing would come twice.
        if not asked.get("view"):
            asked["view"] = View.ACCEPTED
        super().__init__(asked, *args, **kwargs)


class Standings(Listing):
    """Where the targets of the caller's localities stand, and stood in earlier years; `current` finds the next ones."""

    queryset = Progress.objects.select_related("target__plan", "target__indicator").order_by(
        "target__plan__code", "target__indicator__position", "target__indicator__code",
        "target__year", "target__basis", "year", "pk",
    )  # fmt: skip
    right = Right.SEE_PROGRESS
    serializer_class = ProgressOut
    filterset_class = ProgressFilter


class SeriesQuestion(serializers.Serializer):
    """What the series is asked for; the locality may be left out by those who have only one."""

    indicator = serializers.CharField(max_length=50)
    # The longest key: a code of two digits with the locality's first day.
    locality = serializers.CharField(required=False, max_length=13)
    view = serializers.ChoiceField(View.choices, default=View.ACCEPTED)
    year = serializers.IntegerField(required=False, min_value=1900, max_value=2200, help_text="Nhìn từ cuối năm này.")
    units = serializers.ChoiceField(
        [one.value for one in Units], required=False, help_text="Từng đơn vị, từng năm: như đã có hoặc như hiện nay."
    )
    apportion = serializers.ChoiceField(
        [one.value for one in ApportionKey],
        required=False,
        help_text="Với units=as_now: ước chia số của đơn vị cũ theo khóa này; chỉ số đếm, không tỷ lệ.",
    )


class Series(Endpoint):
    """Everything known of an indicator in a locality: the dataset behind its chart."""

    right = Right.SEE_PROGRESS
    serializer_class = SeriesOut
    pagination_class = None
    filter_backends = []

    @extend_schema(parameters=[SeriesQuestion], responses=SeriesOut)
    def get(self, request: Request) -> Response:
        asked = SeriesQuestion(data=request.query_params)
        asked.is_valid(raise_exception=True)
        question = asked.validated_data
        indicator = get_object_or_404(Indicator, code=question["indicator"])
        locality = locality_of(request.user, question.get("locality"))
        # Refused, where a page would show the accepted view: a program could not tell the one from the other.
        if question["view"] == View.PROVISIONAL and not sees_unaccepted(request.user, locality):
            raise PermissionDenied
        series = indicator_series(indicator, locality, View(question["view"]), request.user, question.get("year"))
        units = units_of(series, chosen_units(question), request.user, chosen_key(question))
        as_now = chosen_units(question) == Units.AS_NOW
        return Response(SeriesOut(series_body(series, units, as_now=as_now)).data)


def locality_of(user: User, code: str | None) -> Locality:
    """The locality asked for, or the only one of the caller. Raises ValidationError where she has several."""
    rows = Locality.objects.visible_to(user)
    if code is not None:
        return get_object_or_404(rows.keyed(code))
    # Two are enough to know that there is not one; a province that has ended is asked for by its key.
    own = list(rows.exclude(kind=LocalityKind.COUNTRY).existing_on(clock.today())[:2])
    if len(own) != 1:
        raise serializers.ValidationError({"locality": "Ghi mã địa phương, ví dụ locality=01."})
    return own[0]
