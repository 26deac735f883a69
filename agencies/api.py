"""Localities and agencies: who there is, from when to when, and who follows whom."""

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from rest_framework import serializers

from agencies.models import Agency, Locality
from agencies.vietnamese_text import search_key
from agencies.web.json_api import Absent, Catalogue, DayFilter, Filters


class LocalityOut(serializers.ModelSerializer):
    """A locality has the fields of an agency; what it cannot have is null."""

    locality = Absent()
    valid_from = Absent()
    valid_to = Absent()
    successors = serializers.SerializerMethodField()

    class Meta:
        model = Locality
        fields = ["code", "name", "kind", "locality", "valid_from", "valid_to", "successors"]
        read_only_fields = fields

    def get_successors(self, locality: Locality) -> list[str]:
        return []


class LocalityFilter(Filters):
    class Meta:
        model = Locality
        fields = ["code", "name", "kind"]


class Localities(Catalogue):
    """The caller's localities, and the country as a whole."""

    queryset = Locality.objects.order_by("code")
    serializer_class = LocalityOut
    filterset_class = LocalityFilter


class AgencyOut(serializers.ModelSerializer):
    locality = serializers.SlugRelatedField("code", read_only=True)
    successors = serializers.SerializerMethodField()

    class Meta:
        model = Agency
        fields = ["code", "name", "kind", "locality", "valid_from", "valid_to", "successors", "phone", "email"]
        read_only_fields = fields

    def get_successors(self, agency: Agency) -> list[str]:
        return [succession.successor.code for succession in agency.successions.all()]


class AgencyFilter(Filters):
    """`name` finds parts of names, with or without marks; `valid_on` the agencies that exist on a day."""

    name = filters.CharFilter(method="named")
    locality = filters.CharFilter("locality__code")
    successors = filters.CharFilter("successions__successor__code")
    valid_on = DayFilter(method="existing")

    class Meta:
        model = Agency
        fields = ["code", "kind", "valid_from", "valid_to"]

    def named(self, rows: QuerySet[Agency], name: str, text: str) -> QuerySet[Agency]:
        return rows.filter(search_key__contains=search_key(text))

    def existing(self, rows: QuerySet[Agency], name: str, day: object) -> QuerySet[Agency]:
        return rows.existing_on(day)


class Agencies(Catalogue):
    """All agencies of the caller's localities, those that ended too."""

    queryset = Agency.objects.select_related("locality").prefetch_related("successions__successor").order_by("code")
    serializer_class = AgencyOut
    filterset_class = AgencyFilter
