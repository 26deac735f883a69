"""Changes of the catalogue as JSON: an entry as it is to be, its effect, its check by a second person."""

from dataclasses import asdict
from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from agencies import clock
from agencies.access import Right
from agencies.models import Locality
from agencies.web.json_api import Endpoint, Numbered, validated_body
from reports.measures import services
from reports.measures.effects import change_effect
from targets.assess.parser import ExactJSONParser
from targets.measures.content import measure_content, measure_differences
from targets.models import MeasureChange, MeasureKind
from targets.plans.content import content_from_json


class ChangeOut(serializers.ModelSerializer):
    """A change. `entry` is what the indicator or data element is to say, `changed` the fields that differ."""

    locality = serializers.SlugRelatedField("key", read_only=True)
    entry = serializers.SerializerMethodField()
    changed = serializers.SerializerMethodField()
    drafted_by = serializers.CharField(source="drafted_by.full_name", read_only=True)
    checked_by = serializers.CharField(source="checked_by.full_name", read_only=True, allow_null=True, default=None)

    class Meta:
        model = MeasureChange
        fields = [
            "id", "kind", "code", "locality", "state", "version", "entry", "changed", "same_meaning", "reason", "reply",
            "drafted_by", "drafted_at", "sent_at", "checked_by", "checked_at",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_entry(self, change: MeasureChange) -> dict[str, Any]:
        return dict(content_from_json(change.said))

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_changed(self, change: MeasureChange) -> list[str]:
        before, said = content_from_json(change.before), content_from_json(change.said)
        return [name for name, _, _ in measure_differences(before, said)]


class ChangeSent(serializers.Serializer):
    """What is to change of an entry, in its fields as `indicators/` and the catalogue's files name them."""

    entry = serializers.DictField()
    same_meaning = serializers.BooleanField(required=False, default=False)
    reason = serializers.CharField(max_length=2000)


class NewChange(ChangeSent):
    """`code`: of an entry that is there, whose other fields stay; of a new one the whole of it is sent."""

    kind = serializers.ChoiceField(MeasureKind.choices)
    code = serializers.SlugField(max_length=50)


class ChangedAgain(ChangeSent):
    version = serializers.IntegerField(min_value=1)


class SeenVersion(serializers.Serializer):
    """The version on which the step was decided."""

    version = serializers.IntegerField(min_value=1)


class SentBack(SeenVersion):
    reply = serializers.CharField(max_length=2000)


class CatalogueChanges(Numbered):
    """Changes of the catalogue, for staff of any locality: it is one for all."""

    queryset = MeasureChange.objects.select_related("locality", "drafted_by", "checked_by")
    serializer_class = ChangeOut
    # Thresholds are decimals: a float would change the entry by reading it.
    parser_classes = [ExactJSONParser]

    right = Right.REVIEW

    @extend_schema(request=NewChange, responses={201: ChangeOut})
    def create(self, request: Request) -> Response:
        sent = validated_body(NewChange, request)
        kind, code = sent["kind"], sent["code"]
        held = measure_content(kind, code)
        # What is left out stays as it is in force; the code is the one named beside the entry, whatever that says.
        made = self.keep(request, kind, {**(held or {}), **sent["entry"], "code": code}, sent, held)
        return self.answer(made.pk, status=status.HTTP_201_CREATED)

    @extend_schema(request=ChangedAgain, responses=ChangeOut)
    def partial_update(self, request: Request, pk: str) -> Response:
        change = self.get_object()
        sent = validated_body(ChangedAgain, request)
        # Only the open change of an entry can be worked on; an earlier one is history.
        if services.open_change(change.kind, change.code) != change:
            raise services.ChangeClosed
        if sent["version"] != change.version:
            raise services.StaleChange
        said = {**content_from_json(change.said), **sent["entry"], "code": change.code}
        self.keep(request, change.kind, said, sent, measure_content(change.kind, change.code), change)
        return self.answer(change.pk)

    def keep(
        self,
        request: Request,
        kind: str,
        said: dict[str, Any],
        sent: dict[str, Any],
        held: dict[str, Any] | None,
        change: MeasureChange | None = None,
    ) -> MeasureChange:
        places = Locality.objects.filter(pk__in=request.user.access.localities_with(Right.REVIEW)).present_first()
        return services.save_change(
            kind=kind,
            said=said,
            same_meaning=sent["same_meaning"],
            reason=sent["reason"],
            locality=places[0],
            # The version sent stands for what was seen; a new change is drafted upon what is in force.
            seen=services.seen_token(change, held),
            by=request.user,
            now=clock.now(),
        )


class ChangeStep(Endpoint):
    """A step of one change."""

    serializer_class = ChangeOut

    right = Right.REVIEW

    def change(self, pk: int) -> MeasureChange:
        return get_object_or_404(MeasureChange.objects.visible_to(self.request.user), pk=pk)

    def said(self, request: Request, pk: int, form: type[serializers.Serializer] = SeenVersion) -> dict[str, Any]:
        """What a service of a step is told."""
        sent = validated_body(form, request)
        seen = {"seen_version": sent.pop("version"), "by": request.user, "now": clock.now()}
        return {"change": self.change(pk), **seen, **sent}


class ChangeEffect(ChangeStep):
    """What an open change would move in the caller's localities; nothing of it is kept."""

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, pk: int) -> Response:
        change = self.change(pk)
        if services.open_change(change.kind, change.code) != change:
            raise services.ChangeClosed
        places = request.user.access.localities_with(Right.REVIEW)
        effect = asdict(change_effect(change, localities=places, today=clock.today()))
        effect["plans"] = [code for code, _ in effect["plans"]]
        return Response(effect)


class SendChange(ChangeStep):
    """The change is ready for a second person."""

    @extend_schema(request=SeenVersion, responses=ChangeOut)
    def post(self, request: Request, pk: int) -> Response:
        return Response(ChangeOut(services.send_change(**self.said(request, pk))).data)


class ReturnChange(ChangeStep):
    """A second person sends the change back, with the reason."""

    @extend_schema(request=SentBack, responses=ChangeOut)
    def post(self, request: Request, pk: int) -> Response:
        return Response(ChangeOut(services.send_change_back(**self.said(request, pk, SentBack))).data)


class KeepChange(ChangeStep):
    """A second person has checked the change: it is in force from today."""

    @extend_schema(request=SeenVersion, responses=ChangeOut)
    def post(self, request: Request, pk: int) -> Response:
        return Response(ChangeOut(services.put_change_in_force(**self.said(request, pk))).data)


class DropChange(ChangeStep):
    """Give the change up."""

    @extend_schema(request=SeenVersion, responses=ChangeOut)
    def post(self, request: Request, pk: int) -> Response:
        services.drop_change(**self.said(request, pk))
        return Response(ChangeOut(self.change(pk)).data)
