"""Reporting periods as JSON."""

from django.db.models import Q, QuerySet
from django_filters import rest_framework as filters
from rest_framework import serializers

from agencies import clock
from agencies.web.json_api import Filters, MomentRangeFilter, Numbered, YearFilter
from reports.models import PeriodState, ReportingPeriod


class PeriodOut(serializers.ModelSerializer):
    """`interim` 0 is the report on the whole year, from 1 one within it.

    `due_at` is the first moment that is late; data run from `data_from` to `data_to`, both included.
    """

    plan = serializers.SlugRelatedField("code", read_only=True)
    state = serializers.SerializerMethodField()
    name = serializers.CharField(read_only=True)

    class Meta:
        model = ReportingPeriod
        fields = ["id", "plan", "year", "interim", "name", "opens_on", "due_at", "data_from", "data_to", "state"]
        read_only_fields = fields

    def get_state(self, period: ReportingPeriod) -> PeriodState:
        return PeriodState(period.state(now=clock.now()))


class PeriodFilter(Filters):
    plan = filters.CharFilter("plan__code")
    year = YearFilter()
    interim = YearFilter()
    state = filters.ChoiceFilter(choices=PeriodState.choices, method="in_state")
    due_at = MomentRangeFilter()

    class Meta:
        model = ReportingPeriod
        fields = ["opens_on", "data_from", "data_to"]

    def in_state(self, rows: QuerySet[ReportingPeriod], name: str, state: str) -> QuerySet[ReportingPeriod]:
        begun = Q(opens_on__lte=clock.today())
        return rows.filter(
            {
                PeriodState.CLOSED: Q(closed_at__isnull=False),
                PeriodState.OPEN: Q(begun, closed_at__isnull=True),
                PeriodState.PLANNED: Q(~begun, closed_at__isnull=True),
            }[PeriodState(state)]
        )


class Periods(Numbered):
    """The rounds of the plans of the caller's localities, newest first."""

    queryset = ReportingPeriod.objects.select_related("plan").order_by("-year", "plan__code", "pk")
    serializer_class = PeriodOut
    filterset_class = PeriodFilter
