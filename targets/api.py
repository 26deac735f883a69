"""Plans, indicators, data elements, targets and duties as JSON, and the engine that judges a promise."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.http import HttpResponse
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle

from agencies.models import AgencyKind
from agencies.vietnamese_text import search_key
from agencies.web.json_api import Absent, Catalogue, Endpoint, Filters, Listing, LocalityKeyFilter, Number, YearFilter
from targets.assess.fields import refuse
from targets.assess.json_text import WHOLE_REQUEST
from targets.assess.parser import ExactJSONParser, Unreadable
from targets.assess.requests import REQUEST_KINDS, RequestError
from targets.assess.services import answers_to
from targets.calculations.rules import RuleVersion
from targets.models import Ambition, BodyTarget, DataElement, Duty, DutyParty, Indicator, PartyRole, Plan, Side, Target

MAX_REQUESTS = 200
CODES = serializers.ListField(child=serializers.CharField())


class PlanOut(serializers.ModelSerializer):
    locality = serializers.SlugRelatedField("key", read_only=True)

    class Meta:
        model = Plan
        fields = [
            "code", "title", "number", "issued_on", "locality", "first_year", "last_year", "due_month", "due_day",
        ]  # fmt: skip
        read_only_fields = fields


class PlanFilter(Filters):
    locality = LocalityKeyFilter("locality")
    first_year = YearFilter()
    last_year = YearFilter()
    due_month = YearFilter()
    due_day = YearFilter()

    class Meta:
        model = Plan
        fields = ["code", "number", "issued_on"]


class Plans(Catalogue):
    """The plans of the caller's localities; a report is due before `due_day`/`due_month`."""

    queryset = Plan.objects.select_related("locality").order_by("code")
    serializer_class = PlanOut
    filterset_class = PlanFilter


class IndicatorOut(serializers.ModelSerializer):
    """What is measured. `numerator` and `denominator` are codes of data elements; several on a side are added."""

    numerator = serializers.SerializerMethodField()
    denominator = serializers.SerializerMethodField()

    class Meta:
        model = Indicator
        fields = [
            "code", "name", "unit", "decimals", "formula", "direction", "numerator", "denominator",
            "definition", "source",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(CODES)
    def get_numerator(self, indicator: Indicator) -> list[str]:
        return codes_on(indicator, Side.NUMERATOR)

    @extend_schema_field(CODES)
    def get_denominator(self, indicator: Indicator) -> list[str]:
        return codes_on(indicator, Side.DENOMINATOR)


def codes_on(indicator: Indicator, side: Side) -> list[str]:
    return sorted(entry.element.code for entry in indicator.inputs.all() if entry.side == side)


class IndicatorFilter(Filters):
    """`name` finds parts of names, with or without marks."""

    name = filters.CharFilter(method="named")
    numerator = filters.CharFilter(method="with_numerator")
    denominator = filters.CharFilter(method="with_denominator")

    class Meta:
        model = Indicator
        fields = ["code", "unit", "formula", "direction"]

    def named(self, rows: QuerySet[Indicator], name: str, text: str) -> QuerySet[Indicator]:
        return rows.filter(search_key__contains=search_key(text))

    def with_numerator(self, rows: QuerySet[Indicator], name: str, code: str) -> QuerySet[Indicator]:
        return rows.filter(inputs__element__code=code, inputs__side=Side.NUMERATOR)

    def with_denominator(self, rows: QuerySet[Indicator], name: str, code: str) -> QuerySet[Indicator]:
        return rows.filter(inputs__element__code=code, inputs__side=Side.DENOMINATOR)


class Indicators(Catalogue):
    """The catalogue of indicators, the same for every locality."""

    for_everyone = True
    queryset = Indicator.objects.prefetch_related("inputs__element").order_by("position", "code")
    serializer_class = IndicatorOut
    filterset_class = IndicatorFilter


class DataElementOut(serializers.ModelSerializer):
    """A raw number that agencies report. It has the fields of an indicator; what it cannot have is null."""

    formula = Absent()
    direction = Absent()
    numerator = Absent()
    denominator = Absent()
    source = Absent()
    reported_by = serializers.SerializerMethodField()

    class Meta:
        model = DataElement
        fields = [
            "code", "name", "unit", "decimals", "formula", "direction", "numerator", "denominator",
            "definition", "source", "aggregation", "reported_by",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(AgencyKind.choices)))
    def get_reported_by(self, element: DataElement) -> list[str]:
        return sorted(entry.kind for entry in element.kinds.all())


class DataElementFilter(Filters):
    reported_by = filters.ChoiceFilter("kinds__kind", choices=AgencyKind.choices)

    class Meta:
        model = DataElement
        fields = ["code", "unit", "aggregation"]


class DataElements(Catalogue):
    """The catalogue of data elements; `reported_by` are kinds of agencies."""

    for_everyone = True
    queryset = DataElement.objects.prefetch_related("kinds").order_by("position", "code")
    serializer_class = DataElementOut
    filterset_class = DataElementFilter


class TargetOut(serializers.ModelSerializer):
    """What a plan promises; `low` and `high` in the indicator's unit, `from_year` where it runs over several years.

    `agency`, or `kind` for each body of a kind, where it is the level of single bodies; both null for the locality.
    """

    plan = serializers.SlugRelatedField("code", read_only=True)
    indicator = serializers.SlugRelatedField("code", read_only=True)
    low = Number(read_only=True, allow_null=True)
    high = Number(read_only=True, allow_null=True)
    agency = serializers.SerializerMethodField()
    kind = serializers.SerializerMethodField()

    class Meta:
        model = Target
        fields = [
            "plan", "indicator", "year", "comparator", "low", "high", "basis", "from_year", "base_year",
            "ambition", "agency", "kind", "citation",
        ]  # fmt: skip
        read_only_fields = fields

    def get_agency(self, target: Target | BodyTarget) -> str | None:
        return target.agency.code if isinstance(target, BodyTarget) and target.agency else None

    @extend_schema_field(serializers.ChoiceField(AgencyKind.choices, allow_null=True))
    def get_kind(self, target: Target | BodyTarget) -> str | None:
        return (target.kind or None) if isinstance(target, BodyTarget) else None


class TargetFilter(Filters):
    plan = filters.CharFilter("plan__code")
    indicator = filters.CharFilter("indicator__code")
    year = YearFilter()
    from_year = YearFilter()
    base_year = YearFilter()

    agency = filters.CharFilter(method="of_bodies")
    kind = filters.CharFilter(method="of_bodies")

    class Meta:
        model = Target
        fields = ["comparator", "basis", "ambition", "low", "high"]

    def of_bodies(self, rows: QuerySet[Target], name: str, text: str) -> QuerySet[Target]:
        return rows.none()


class BodyTargetFilter(Filters):
    """The fields of the filter on targets, of rows that are the level of one body, or of each body of a kind."""

    plan = filters.CharFilter("plan__code")
    indicator = filters.CharFilter("indicator__code")
    year = YearFilter()
    from_year = YearFilter()
    base_year = filters.CharFilter(method="that_none_has")
    ambition = filters.CharFilter(method="committed")
    agency = filters.CharFilter("agency__code")

    class Meta:
        model = BodyTarget
        fields = ["comparator", "basis", "kind", "low", "high"]

    def that_none_has(self, rows: QuerySet[BodyTarget], name: str, text: str) -> QuerySet[BodyTarget]:
        return rows.none()

    def committed(self, rows: QuerySet[BodyTarget], name: str, text: str) -> QuerySet[BodyTarget]:
        return rows if text == Ambition.COMMITTED else rows.none()


class Targets(Listing):
    """The targets of the caller's localities, then the levels that plans set for single bodies."""

    queryset = Target.objects.select_related("plan", "indicator").order_by(
        "plan__code", "indicator__position", "indicator__code", "year", "basis"
    )
    serializer_class = TargetOut
    filterset_class = TargetFilter

    def filter_queryset(self, queryset: QuerySet[Target]) -> list[Target | BodyTarget]:
        levels = BodyTarget.objects.visible_to(self.request.user).select_related("plan", "indicator", "agency")
        ordered = levels.order_by("plan__code", "indicator__position", "indicator__code", "year", "basis", "pk")
        of_bodies = BodyTargetFilter(self.request.query_params, queryset=ordered, request=self.request)
        targets = super().filter_queryset(queryset)
        # What only the filter of targets takes fits no level; a filter set leaves out what it cannot read.
        return [*targets, *(of_bodies.qs if of_bodies.is_valid() else ())]


class DutyOut(serializers.ModelSerializer):
    """A task; `lead` and `cooperating` are agency codes, or "kind:district" for every agency of a kind."""

    plan = serializers.SlugRelatedField("code", read_only=True)
    lead = serializers.SerializerMethodField()
    cooperating = serializers.SerializerMethodField()

    class Meta:
        model = Duty
        fields = ["plan", "number", "title", "lead", "cooperating", "citation"]
        read_only_fields = fields

    @extend_schema_field(CODES)
    def get_lead(self, duty: Duty) -> list[str]:
        return party_codes(duty.parties.all(), PartyRole.LEAD)

    @extend_schema_field(CODES)
    def get_cooperating(self, duty: Duty) -> list[str]:
        return party_codes(duty.parties.all(), PartyRole.COOPERATING)


def party_codes(rows: Iterable[DutyParty], role: PartyRole) -> list[str]:
    return sorted(row.agency.code if row.agency else f"kind:{row.kind}" for row in rows if row.role == role)


class DutyFilter(Filters):
    """`lead` and `cooperating` take an agency code, or "kind:district"."""

    plan = filters.CharFilter("plan__code")
    lead = filters.CharFilter(method="led")
    cooperating = filters.CharFilter(method="helped")

    class Meta:
        model = Duty
        fields = ["number"]

    def led(self, rows: QuerySet[Duty], name: str, party: str) -> QuerySet[Duty]:
        return rows.filter(parties__in=named_parties(party, PartyRole.LEAD)).distinct()

    def helped(self, rows: QuerySet[Duty], name: str, party: str) -> QuerySet[Duty]:
        return rows.filter(parties__in=named_parties(party, PartyRole.COOPERATING)).distinct()


def named_parties(party: str, role: PartyRole) -> QuerySet[DutyParty]:
    word, _, kind = party.partition(":")
    rows = DutyParty.objects.filter(role=role)
    return rows.filter(kind=kind) if word == "kind" and kind else rows.filter(agency__code=party)


class Duties(Listing):
    """The tasks that the plans of the caller's localities give to agencies."""

    queryset = (
        Duty.objects.select_related("plan")
        .prefetch_related("parties__agency")
        .order_by("plan__code", "position", "number")
    )
    serializer_class = DutyOut
    filterset_class = DutyFilter


def few(requests: object) -> object:
    """The requests of one call. Raises RequestError for more than MAX_REQUESTS."""
    if isinstance(requests, list) and len(requests) > MAX_REQUESTS:
        refuse(
            WHOLE_REQUEST,
            f"Mỗi lần gửi tối đa {MAX_REQUESTS} yêu cầu; chia ra gửi nhiều lần.",
            f"At most {MAX_REQUESTS} requests at a time; send them in several calls.",
        )
    return requests


class AssessIn(serializers.Serializer):
    kind = serializers.ChoiceField(list(REQUEST_KINDS))
    inputs = serializers.DictField(help_text="Các trường của từng loại: docs/api.md.")
    rule_version = serializers.ChoiceField(
        [int(version) for version in RuleVersion],
        required=False,
        help_text="Phiên bản quy tắc; để trống là bản mới nhất.",
    )


class AssessParser(ExactJSONParser):
    """A list of MAX_REQUESTS with years of figures each fills a fifth of it; parsing more would hold up the others."""

    largest = 512 * 1024


class Assess(Endpoint):
    """Judge one request, or a list of up to MAX_REQUESTS, without storing anything; nothing is rounded."""

    stores_nothing = True
    parser_classes = [AssessParser]
    # Reckoning costs more than reading: it has a rate of its own beside that of all requests.
    throttle_classes = [*Endpoint.throttle_classes, ScopedRateThrottle]
    throttle_scope = "assess"
    serializer_class = AssessIn

    @extend_schema(request=AssessIn, responses={200: OpenApiTypes.OBJECT})
    def post(self, request: Request) -> HttpResponse | Response:
        try:
            return HttpResponse(answers_to(few(request.data)), content_type="application/json")
        except Unreadable as error:
            return Response(error.refusal.body, status=status.HTTP_400_BAD_REQUEST)
        except RequestError as error:
            return Response(error.body, status=status.HTTP_400_BAD_REQUEST)
