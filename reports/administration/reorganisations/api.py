"""Reorganisations as JSON: list, draft, preview, and the moves of the second person."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from agencies import clock
from agencies.access import Right
from agencies.catalogue_files.entries import CatalogueError, Place
from agencies.models import Coordination, Reorganisation
from agencies.reorganisations.steps import document_of
from agencies.web.json_api import ISO_DATES, Endpoint, Filters, LocalityKeyFilter, Numbered, validated_body
from reports.administration.places import reorganised_localities
from reports.administration.reorganisations import services
from reports.administration.reorganisations.preview import Preview, preview_of


class ReorganisationOut(serializers.ModelSerializer):
    """`version` belongs into the next move; `steps` are as fixtures/reorganisations/ writes them."""

    locality = serializers.SlugRelatedField("key", read_only=True)
    drafted_by = serializers.CharField(source="drafted_by.username", default=None, read_only=True)
    confirmed_by = serializers.CharField(source="confirmed_by.username", default=None, read_only=True)

    class Meta:
        model = Reorganisation
        fields = [
            "id", "code", "locality", "title", "legal_basis", "effective_on", "state", "version", "steps", "accepted",
            "drafted_by", "confirmed_by", "applied_at", "undone_at",
        ]  # fmt: skip
        read_only_fields = fields


class ReorganisationIn(serializers.Serializer):
    """A new draft; steps in the form of fixtures/reorganisations/."""

    code = serializers.SlugField(max_length=60)
    locality = serializers.CharField(max_length=13)
    title = serializers.CharField(max_length=300)
    legal_basis = serializers.CharField(max_length=500)
    effective_on = serializers.DateField(**ISO_DATES)
    source = serializers.CharField(required=False, allow_blank=True)
    steps = serializers.ListField(child=serializers.DictField())
    accepted = serializers.ListField(child=serializers.DictField(), required=False)


class VersionIn(serializers.Serializer):
    """The version that was seen."""

    version = serializers.IntegerField(min_value=1)


class CoordinationOut(serializers.ModelSerializer):
    locality = serializers.SlugRelatedField("key", read_only=True)
    agency = serializers.SlugRelatedField("code", read_only=True)

    class Meta:
        model = Coordination
        fields = ["locality", "agency", "valid_from", "valid_to"]
        read_only_fields = fields


class CoordinationFilter(Filters):
    locality__code = LocalityKeyFilter("locality")

    class Meta:
        model = Coordination
        fields = ["agency__code"]


class Coordinations(Numbered):
    """Who coordinates the caller's localities, from when to when."""

    queryset = Coordination.objects.select_related("locality", "agency")
    serializer_class = CoordinationOut
    filterset_class = CoordinationFilter
    lookup_field = "pk"


class ReorganisationFilter(Filters):
    class Meta:
        model = Reorganisation
        fields = ["code", "state", "effective_on"]


class Reorganisations(Numbered):
    """The reorganisations of the caller's localities."""

    queryset = Reorganisation.objects.none()
    serializer_class = ReorganisationOut
    filterset_class = ReorganisationFilter
    right = Right.REORGANISE

    def get_queryset(self) -> QuerySet[Reorganisation]:
        rows = Reorganisation.objects.filter(locality__in=reorganised_localities(self.request.user))
        return rows.select_related("locality", "drafted_by", "confirmed_by").order_by("effective_on", "pk")

    @extend_schema(request=ReorganisationIn, responses={201: ReorganisationOut})
    def create(self, request: Request) -> Response:
        sent = validated_body(ReorganisationIn, request)
        # Before the steps are read: a stranger's locality does not exist, whatever is sent about it.
        get_object_or_404(reorganised_localities(request.user).keyed(sent["locality"]))
        try:
            document = document_of(dict(sent), Place("steps"))
        except CatalogueError as error:
            raise serializers.ValidationError({error.field or "steps": str(error)}) from None
        row = services.draft_or_complete(document=document, by=request.user, now=clock.now())
        return Response(ReorganisationOut(row).data, status=status.HTTP_201_CREATED)


class ReorganisationEndpoint(Endpoint):
    """One reorganisation of the caller's localities."""

    right = Right.REORGANISE
    serializer_class = VersionIn

    def row(self, request: Request, pk: int) -> Reorganisation:
        rows = Reorganisation.objects.filter(locality__in=reorganised_localities(request.user))
        return get_object_or_404(rows.select_related("locality"), pk=pk)

    def moved(self, request: Request, pk: int, move: Any) -> Response:
        row = self.row(request, pk)
        sent = validated_body(VersionIn, request)
        move(reorganisation=row, version=sent["version"], by=request.user, now=clock.now())
        row.refresh_from_db()
        return Response(ReorganisationOut(row).data)


class PreviewReorganisation(ReorganisationEndpoint):
    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, pk: int) -> Response:
        """What it would do, in names; `errors` stop the confirmation."""
        try:
            return Response(in_names(preview_of(self.row(request, pk))))
        except CatalogueError as error:
            raise serializers.ValidationError({error.field or "steps": str(error)}) from None


class ConfirmReorganisation(ReorganisationEndpoint):
    @extend_schema(request=VersionIn, responses=ReorganisationOut)
    def post(self, request: Request, pk: int) -> Response:
        return self.moved(request, pk, services.confirm_reorganisation)


class ApplyReorganisation(ReorganisationEndpoint):
    @extend_schema(request=VersionIn, responses=ReorganisationOut)
    def post(self, request: Request, pk: int) -> Response:
        return self.moved(request, pk, services.apply_reorganisation)


class UndoReorganisation(ReorganisationEndpoint):
    @extend_schema(request=VersionIn, responses=ReorganisationOut)
    def post(self, request: Request, pk: int) -> Response:
        return self.moved(request, pk, services.undo_reorganisation)


def in_names(shown: Preview) -> dict[str, object]:
    """A preview as plain values, by codes."""
    changes = shown.changes
    return {
        "ends": [agency.code for agency in changes.ends],
        "begins": [body.code for body in changes.begins],
        "groups": [
            {"old": list(group.old), "new": list(group.new), "comparability": group.comparability.value}
            for group in shown.groups
        ],
        "forms": [
            {"id": form.pk, "agency": form.agency.code, "plan": form.period.plan.code, "status": form.state}
            for form in shown.forms
        ],
        "people": [
            {
                "username": move.membership.user.username,
                "from": move.membership.agency.code,
                "to": move.to,
                "reads_until": move.reads_until,
            }
            for move in changes.people
        ],
        "duties": [
            {
                "plan": change.duty.plan.code,
                "number": change.duty.number,
                "before": [body.code for body in change.before],
                "after": [body.code for body in change.after],
            }
            for change in shown.duties
        ],
        "elements_asked_of_nobody": [element.code for element in shown.lacking.elements],
        "plans_without_coordinator": [plan.code for plan in shown.lacking.without_coordinator],
        "coordinator": changes.coordinator,
        "errors": [*shown.faults, *(gap.words for gap in shown.open_gaps)],
        "accepted": [gap.key for gap in shown.gaps if not gap.stops],
    }
