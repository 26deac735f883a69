"""The history as JSON: every value that a figure has had, and the audit trail."""

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from rest_framework import serializers

from agencies.access import Right
from agencies.vietnamese_text import search_key
from agencies.web.json_api import (
    DayFilter,
    Filters,
    Listing,
    LocalityKeyFilter,
    MomentRangeFilter,
    Number,
    YearFilter,
)
from reports.audit.past import end_of
from reports.models import AuditEvent, Entry, FigureRevision, Quality, Via
from reports.models.period import start_of


class RevisionOut(serializers.ModelSerializer):
    """One value that a figure has had: state, quality, who, when, why, by which way; `accepted` is a decision on it."""

    data_element = serializers.CharField(source="figure.element.code", read_only=True)
    agency = serializers.CharField(source="figure.agency.code", read_only=True)
    year = serializers.IntegerField(source="figure.year", read_only=True)
    interim = serializers.IntegerField(source="figure.interim", read_only=True)
    status = serializers.ChoiceField(Entry.choices, source="entry", read_only=True)
    value = Number(read_only=True, allow_null=True)
    by = serializers.CharField(source="by.full_name", read_only=True, default=None, allow_null=True)

    class Meta:
        model = FigureRevision
        fields = [
            "data_element", "agency", "year", "interim", "version", "status", "value", "quality", "note",
            "accepted", "via", "by", "at",
        ]  # fmt: skip
        read_only_fields = fields


class RevisionFilter(Filters):
    data_element = filters.CharFilter("figure__element__code")
    agency = filters.CharFilter("figure__agency__code")
    year = YearFilter("figure__year")
    interim = YearFilter("figure__interim")
    status = filters.ChoiceFilter("entry", choices=Entry.choices)
    quality = filters.ChoiceFilter(choices=Quality.choices)
    via = filters.ChoiceFilter(choices=Via.choices)
    at = MomentRangeFilter()

    class Meta:
        model = FigureRevision
        fields = ["accepted", "version"]


class FigureHistory(Listing):
    """Every value of the figures that the caller may see, newest first."""

    queryset = FigureRevision.objects.select_related("figure__element", "figure__agency", "by").order_by("-at", "-pk")
    right = Right.SEE_SUBMISSIONS
    serializer_class = RevisionOut
    filterset_class = RevisionFilter


class EventOut(serializers.ModelSerializer):
    """One event; `hash` covers the row and `previous_hash`, so that the chain can be checked elsewhere.

    Both come within seconds of the event and are null until then. Which event follows another in the chain is said by
    `previous_hash` alone: one with a higher id may come first.
    """

    actor = serializers.CharField(source="actor_name", read_only=True)
    locality = serializers.SlugRelatedField("key", read_only=True, allow_null=True)
    agency = serializers.SlugRelatedField("code", read_only=True, allow_null=True)
    before = serializers.JSONField(read_only=True, allow_null=True)
    after = serializers.JSONField(read_only=True, allow_null=True)
    previous_hash = serializers.CharField(source="seal.previous_hash", read_only=True, allow_null=True)
    hash = serializers.CharField(source="seal.hash", read_only=True, allow_null=True)

    class Meta:
        model = AuditEvent
        fields = [
            "id", "at", "actor", "verb", "subject", "summary", "locality", "agency",
            "before", "after", "previous_hash", "hash",
        ]  # fmt: skip
        read_only_fields = fields


class EventFilter(Filters):
    """`text` finds words of the actor and the summary, with or without marks; days are whole days in Viet Nam."""

    text = filters.CharFilter(method="worded")
    agency = filters.CharFilter("agency__code")
    locality = LocalityKeyFilter("locality")
    since = DayFilter(method="from_day")
    until = DayFilter(method="to_day")

    class Meta:
        model = AuditEvent
        fields = ["verb", "subject"]

    def worded(self, rows: QuerySet[AuditEvent], name: str, text: str) -> QuerySet[AuditEvent]:
        # Word by word, so that their order in the sentence does not matter.
        for word in search_key(text).split():
            rows = rows.filter(search_key__contains=word)
        return rows

    def from_day(self, rows: QuerySet[AuditEvent], name: str, day: Any) -> QuerySet[AuditEvent]:
        return rows.filter(at__gte=start_of(day))

    def to_day(self, rows: QuerySet[AuditEvent], name: str, day: Any) -> QuerySet[AuditEvent]:
        return rows.filter(at__lt=end_of(day))


class Audit(Listing):
    """The events that the caller may see on the page of the history, newest first."""

    queryset = AuditEvent.objects.select_related("locality", "agency", "seal").order_by("-pk")
    right = Right.SEE_HISTORY
    serializer_class = EventOut
    filterset_class = EventFilter
