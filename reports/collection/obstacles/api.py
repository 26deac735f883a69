"""Obstacles as JSON: list, raise, add a step."""

from datetime import date

from django.shortcuts import get_object_or_404
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from agencies import clock
from agencies.access import Right
from agencies.web.json_api import ISO_DATES, Filters, Numbered, validated_body
from reports.collection.obstacles.queries import may_raise_for, plans_for
from reports.collection.obstacles.services import (
    EARLIEST,
    MAX_TEXT,
    MAX_TITLE,
    NotYours,
    raise_obstacle,
    reply,
)
from reports.models import Decider, Obstacle, ObstacleReply, ObstacleState
from reports.wording.typed.json_fields import TextValue


class ReplyOut(serializers.ModelSerializer):
    """One step: the state it led to, what was said, by whom and when."""

    by = serializers.CharField(source="by.full_name", read_only=True)

    class Meta:
        model = ObstacleReply
        fields = ["state", "text", "by", "at"]
        read_only_fields = fields


class ObstacleOut(serializers.ModelSerializer):
    """`version` belongs into the next request that adds a step."""

    agency = serializers.SlugRelatedField("code", read_only=True)
    plan = serializers.SlugRelatedField("code", read_only=True)
    raised_by = serializers.CharField(source="raised_by.full_name", read_only=True)
    replies = ReplyOut(many=True, read_only=True)

    class Meta:
        model = Obstacle
        fields = [
            "id", "agency", "plan", "title", "text", "since", "asks", "state", "version", "raised_by", "raised_at",
            "illustrative", "replies",
        ]  # fmt: skip
        read_only_fields = fields


class ObstacleIn(serializers.Serializer):
    """A new obstacle of an agency for which the caller reports; agency and plan by code."""

    agency = serializers.CharField(max_length=40)
    plan = serializers.CharField(max_length=20)
    title = serializers.CharField(max_length=MAX_TITLE)
    text = TextValue(max_length=MAX_TEXT)
    since = serializers.DateField(**ISO_DATES)
    asks = serializers.ChoiceField(Decider.choices)

    def validate_since(self, since: date) -> date:
        if since < EARLIEST:
            raise serializers.ValidationError("Ghi ngày từ năm 2000 trở đi.")
        return since


class StepIn(serializers.Serializer):
    """One step: the state to lead to, what is said, and the version that was seen."""

    state = serializers.ChoiceField(ObstacleState.choices)
    text = TextValue(max_length=MAX_TEXT)
    version = serializers.IntegerField(min_value=1)


class ObstacleFilter(Filters):
    agency = filters.CharFilter("agency__code")
    plan = filters.CharFilter("plan__code")

    class Meta:
        model = Obstacle
        fields = ["id", "state", "asks", "since", "illustrative"]


class Obstacles(Numbered):
    """What the caller's agency has raised, or all of the locality."""

    queryset = (
        Obstacle.objects.select_related("agency", "plan", "raised_by")
        .prefetch_related("replies__by")
        .order_by("-raised_at", "-pk")
    )
    serializer_class = ObstacleOut
    filterset_class = ObstacleFilter

    right = Right.SEE_SUBMISSIONS
    right_to = {"POST": Right.ENTER_FIGURES}

    @extend_schema(request=ObstacleIn, responses={201: ObstacleOut})
    def create(self, request: Request) -> Response:
        sent = validated_body(ObstacleIn, request)
        agencies = may_raise_for(request.user)
        agency = get_object_or_404(agencies, code=sent.pop("agency"))
        plan = get_object_or_404(plans_for(agencies.filter(pk=agency.pk)), code=sent.pop("plan"))
        row = raise_obstacle(agency=agency, plan=plan, by=request.user, now=clock.now(), **sent)
        return self.answer(row.pk, status=status.HTTP_201_CREATED)

    @extend_schema(request=StepIn, responses=ObstacleOut)
    def partial_update(self, request: Request, pk: int) -> Response:
        row = self.get_object()
        sent = validated_body(StepIn, request)
        try:
            reply(
                obstacle=row,
                to=ObstacleState(sent["state"]),
                text=sent["text"],
                seen_version=sent["version"],
                by=request.user,
                now=clock.now(),
            )
        except NotYours as error:
            raise PermissionDenied from error
        return self.answer(row.pk)
