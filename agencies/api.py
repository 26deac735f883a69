"""Localities and agencies: who there is, from when to when, and who follows whom."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django_filters import rest_framework as filters
from rest_framework import serializers

from agencies.models import Agency, Locality, LocalityPart
from agencies.vietnamese_text import search_key
from agencies.web.json_api import Absent, Catalogue, DayFilter, Filters, LocalityKeyFilter


class LocalityPartOut(serializers.ModelSerializer):
    """An area that a locality was made of; `locality` is its key, null where it is not known here."""

    locality = serializers.SlugRelatedField("key", source="part", read_only=True, allow_null=True)

    class Meta:
        model = LocalityPart
        fields = ["code", "name", "locality"]
        read_only_fields = fields


class LocalityOut(serializers.ModelSerializer):
    """A locality has the fields of an agency; what it cannot have is null.

    A code is used again for another area: `key` is what `locality` says of it everywhere else.
    """

    key = serializers.CharField(read_only=True)
    locality = Absent()
    successors = serializers.SerializerMethodField()
    parts = LocalityPartOut(many=True, read_only=True)

    class Meta:
        model = Locality
        fields = ["code", "key", "name", "kind", "locality", "valid_from", "valid_to", "successors", "parts"]
        read_only_fields = fields

    def get_successors(self, locality: Locality) -> list[str]:
        return [one.whole.key for one in locality.wholes.all()]


class LocalityFilter(Filters):
    class Meta:
        model = Locality
        fields = ["code", "name", "kind", "valid_from", "valid_to"]


class Localities(Catalogue):
    """The caller's localities, and the country as a whole."""

    queryset = Locality.objects.prefetch_related("parts__part", "wholes__whole").order_by("code", "pk")
    serializer_class = LocalityOut
    filterset_class = LocalityFilter

    def get_object(self) -> Locality:
        """By its key, which is the code alone for whoever bore it first."""
        return get_object_or_404(self.get_queryset().keyed(self.kwargs["code"]))


class AgencyOut(serializers.ModelSerializer):
    locality = serializers.SlugRelatedField("key", read_only=True)
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
    locality = LocalityKeyFilter("locality")
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
