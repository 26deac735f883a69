"""What agencies say of their duties, as JSON: list, say something new, change it."""

from typing import Any

from django.shortcuts import get_object_or_404
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from agencies import clock
from agencies.access import Right
from agencies.web.json_api import Filters, Numbered, YearFilter, validated_body
from reports.collection.duties.services import save_duty
from reports.collection.entry.api import reported_by
from reports.collection.entry.forms import MAX_DUTY_TEXT
from reports.models import DutyState, DutyUpdate
from reports.wording.typed.json_fields import TextValue
from targets.models import Duty


class DutyUpdateOut(serializers.ModelSerializer):
    """`duty` is the number of the duty in its plan, `submission` the report in which it was said."""

    plan = serializers.CharField(source="duty.plan.code", read_only=True)
    duty = serializers.CharField(source="duty.number", read_only=True)
    agency = serializers.CharField(source="submission.agency.code", read_only=True)
    year = serializers.IntegerField(source="submission.period.year", read_only=True)
    submission = serializers.IntegerField(source="submission_id", read_only=True)

    class Meta:
        model = DutyUpdate
        fields = ["id", "plan", "duty", "agency", "year", "submission", "state", "text", "updated_at"]
        read_only_fields = fields


class SayIn(serializers.Serializer):
    state = serializers.ChoiceField(DutyState.choices)
    text = TextValue(max_length=MAX_DUTY_TEXT, allow_blank=True, required=False, default="")


class DutyUpdateIn(SayIn):
    """What the caller's agency says of a duty that it leads, in an open report; said before, it is replaced."""

    submission = serializers.IntegerField(min_value=1)
    duty = serializers.CharField(max_length=20)


class DutyUpdateFilter(Filters):
    plan = filters.CharFilter("duty__plan__code")
    duty = filters.CharFilter("duty__number")
    agency = filters.CharFilter("submission__agency__code")
    year = YearFilter("submission__period__year")

    class Meta:
        model = DutyUpdate
        fields = ["id", "submission", "state"]


class DutyUpdates(Numbered):
    """What has been said of duties: by the own agency, or by all of the locality."""

    queryset = (
        DutyUpdate.objects.said()
        .select_related("duty__plan", "submission__agency", "submission__period")
        .order_by("-submission__period__year", "submission__agency__code", "duty__position", "pk")
    )
    serializer_class = DutyUpdateOut
    filterset_class = DutyUpdateFilter

    right = Right.SEE_SUBMISSIONS
    right_to = {"POST": Right.ENTER_FIGURES, "PATCH": Right.ENTER_FIGURES}

    @extend_schema(request=DutyUpdateIn, responses={201: DutyUpdateOut})
    def create(self, request: Request) -> Response:
        sent = validated_body(DutyUpdateIn, request)
        submission = reported_by(request, sent.pop("submission"))
        led = Duty.objects.led_by(submission.agency, submission.duty_day).filter(plan_id=submission.period.plan_id)
        duty = get_object_or_404(led, number=sent.pop("duty"))
        row = save_duty(submission=submission, duty=duty, by=request.user, now=clock.now(), **as_said(sent))
        return self.answer(row.pk, status=status.HTTP_201_CREATED)

    @extend_schema(request=SayIn, responses=DutyUpdateOut)
    def partial_update(self, request: Request, pk: int) -> Response:
        row = self.get_object()
        if not request.user.access.reports_for(row.submission.agency_id):
            raise PermissionDenied
        said = as_said(validated_body(SayIn, request))
        save_duty(submission=row.submission, duty=row.duty, by=request.user, now=clock.now(), **said)
        return self.answer(row.pk)


def as_said(sent: dict[str, Any]) -> dict[str, Any]:
    return {"state": DutyState(sent["state"]), "text": sent["text"]}
