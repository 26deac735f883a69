"""Plans on their way into force as JSON: drafts with their proposals, check, day; amendment, withdrawal, end."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from agencies import clock
from agencies.access import Right
from agencies.models import Locality
from agencies.web.json_api import ISO_DATES, Endpoint, Numbered, validated_body
from reports.plans import drafting, services
from reports.plans.shapes import WorkIn
from reports.plans.taking_over import take_over_plan
from targets.assess.parser import ExactJSONParser
from targets.models import Plan, PlanDraft
from targets.plan_text.catalogue import body_names, indicator_names
from targets.plan_text.documents.text import LONGEST_PLAN_TEXT, read_plan_apart
from targets.plans.gaps import gaps
from targets.plans.questions import ASKING, with_answers
from targets.plans.work import LISTS


class DraftOut(serializers.Serializer):
    """A draft. `proposals` are the rows with state offered, taken or refused; `gaps` what is missing for the check."""

    id = serializers.IntegerField(source="pk", read_only=True)
    plan = serializers.CharField(source="plan.code", read_only=True, allow_null=True, default=None)
    locality = serializers.CharField(source="locality.key", read_only=True)
    state = serializers.CharField(read_only=True)
    version = serializers.IntegerField(read_only=True)
    amendment = serializers.BooleanField(source="is_amendment", read_only=True)
    correction = serializers.BooleanField(source="is_correction", read_only=True)
    sent_at = serializers.DateTimeField(read_only=True, allow_null=True)
    document = serializers.CharField(read_only=True)
    effective_on = serializers.DateField(read_only=True, allow_null=True)
    drafted_by = serializers.CharField(source="drafted_by.full_name", read_only=True)
    checked_by = serializers.CharField(source="checked_by.full_name", read_only=True, allow_null=True, default=None)

    def to_representation(self, draft: PlanDraft) -> dict[str, Any]:
        missing = [{"place": gap.place, "message": gap.message} for gap in gaps(draft.work)]
        return {**super().to_representation(draft), **draft.work, "gaps": missing}


class DraftIn(serializers.Serializer):
    """A new draft: the plan's code, and its text or its file; `locality` where the caller works for several."""

    code = serializers.SlugField(max_length=20)
    locality = serializers.CharField(max_length=13, required=False)
    text = serializers.CharField(max_length=LONGEST_PLAN_TEXT, required=False, default="", allow_blank=True)
    file = serializers.FileField(required=False)

    def validate(self, sent: dict[str, Any]) -> dict[str, Any]:
        if not sent.get("text") and not sent.get("file"):
            raise serializers.ValidationError({"text": "Gửi văn bản ở text, hoặc tệp ở file."})
        return sent


class DayIn(serializers.Serializer):
    day = serializers.DateField(**ISO_DATES)


class ChangeIn(serializers.Serializer):
    """The document that changes or ends a plan, the day from which, where it says so, and why."""

    document = serializers.CharField(max_length=250)
    day = serializers.DateField(**ISO_DATES)
    citation = serializers.CharField(max_length=45, required=False, default="", allow_blank=True)
    reason = serializers.CharField(max_length=2000)


class TakeOverIn(ChangeIn):
    """The code under which the plan goes on, beside what every change of a plan says."""

    code = serializers.SlugField(max_length=20)


class ReasonIn(serializers.Serializer):
    reason = serializers.CharField(max_length=2000)


class PlanDrafts(Numbered):
    """Drafts of the caller's locality, for its staff only."""

    # Megabytes that no answer of the API holds.
    queryset = PlanDraft.objects.defer("file", "text").select_related("plan", "locality", "drafted_by", "checked_by")
    serializer_class = DraftOut
    parser_classes = [ExactJSONParser, MultiPartParser]

    right = Right.REVIEW

    @extend_schema(request=DraftIn, responses={201: DraftOut})
    def create(self, request: Request) -> Response:
        sent = validated_body(DraftIn, request)
        places = Locality.objects.filter(pk__in=request.user.access.localities_with(Right.REVIEW)).present_first()
        if code := sent.get("locality"):
            places = places.named(code, clock.today())
        file = sent.get("file")
        draft = drafting.draft_plan(
            # Without a code only the first of the caller's places can be meant.
            locality=get_object_or_404(places[:1] if not code else places),
            code=sent["code"],
            text=sent["text"],
            file=file.read() if file else None,
            file_name=file.name if file else "",
            by=request.user,
            now=clock.now(),
        )
        names = body_names(draft.locality.key)
        proposals = read_plan_apart(draft.text, names=names, indicators=indicator_names()).as_json()
        made = self.answer(draft.pk, status=status.HTTP_201_CREATED)
        made.data["proposals"] = proposals
        return made

    @extend_schema(request=WorkIn, responses=DraftOut)
    def partial_update(self, request: Request, pk: str) -> Response:
        draft = self.get_object()
        sent = validated_body(WorkIn, request)
        version = sent.pop("version")
        work = draft.work
        if sent.get("head", {}).get("code", work["head"]["code"]) != work["head"]["code"]:
            # The code is the draft's address: the page of another code would be another draft.
            raise serializers.ValidationError({"head": {"code": "Mã của dự thảo không đổi được. Soạn dự thảo khác."}})
        for name, value in sent.items():
            if name not in LISTS:
                work[name] = {**work[name], **value}
            else:
                # Questions to the checker stand beside rows; a client that replaces them must not wipe their answers.
                work[name] = with_answers(value, work[name]) if name in ASKING else value
        services.save_work(draft=draft, work=work, seen_version=version, by=request.user, now=clock.now())
        return self.answer(draft.pk)


class DraftStep(Endpoint):
    """A step of one draft; a draft of another locality does not exist for the caller."""

    serializer_class = DraftOut

    right = Right.REVIEW

    def draft(self, pk: int) -> PlanDraft:
        return get_object_or_404(PlanDraft.objects.visible_to(self.request.user).defer("file"), pk=pk)


class CheckDraft(DraftStep):
    """A second person has checked the draft against its document."""

    @extend_schema(request=None, responses=DraftOut)
    def post(self, request: Request, pk: int) -> Response:
        draft = services.check_draft(draft=self.draft(pk), by=request.user, now=clock.now())
        return Response(DraftOut(draft).data)


class PutInForce(DraftStep):
    """The checked draft becomes what the plan says from a day on."""

    @extend_schema(request=DayIn, responses=OpenApiTypes.OBJECT)
    def post(self, request: Request, pk: int) -> Response:
        sent = validated_body(DayIn, request)
        plan = services.put_in_force(draft=self.draft(pk), on=sent["day"], by=request.user, now=clock.now())
        return Response({"plan": plan.code, "in_force_from": sent["day"]})


class PlanStep(Endpoint):
    """A step in the life of a plan in force."""

    serializer_class = DraftOut

    right = Right.REVIEW

    def plan(self, code: str) -> Plan:
        localities = self.request.user.access.localities_with(Right.REVIEW)
        return get_object_or_404(Plan.objects.filter(locality_id__in=localities), code=code)


class AmendPlan(PlanStep):
    """A draft that begins with what the plan says now."""

    @extend_schema(request=ChangeIn, responses={201: DraftOut})
    def post(self, request: Request, code: str) -> Response:
        plan = self.plan(code)
        sent = validated_body(ChangeIn, request)
        draft = drafting.amend_plan(plan=plan, by=request.user, now=clock.now(), **change_in(sent))
        return Response(DraftOut(draft).data, status=status.HTTP_201_CREATED)


class TakeOverPlan(PlanStep):
    """A draft of the new locality that says what a plan of one of its parts says, to hold from a day on."""

    @extend_schema(request=TakeOverIn, responses={201: DraftOut})
    def post(self, request: Request, code: str) -> Response:
        plan = self.plan(code)
        sent = validated_body(TakeOverIn, request)
        draft = take_over_plan(plan=plan, code=sent["code"], by=request.user, now=clock.now(), **change_in(sent))
        return Response(DraftOut(draft).data, status=status.HTTP_201_CREATED)


class CorrectPlan(PlanStep):
    """A draft that mends what was typed wrongly, from the day from which the plan says it."""

    @extend_schema(request=ReasonIn, responses={201: DraftOut})
    def post(self, request: Request, code: str) -> Response:
        plan = self.plan(code)
        reason = validated_body(ReasonIn, request)["reason"]
        draft = drafting.correct_plan(plan=plan, reason=reason, by=request.user, now=clock.now())
        return Response(DraftOut(draft).data, status=status.HTTP_201_CREATED)


class WithdrawPlan(PlanStep):
    """Take away a plan that was entered by mistake and on which nothing rests."""

    @extend_schema(request=ReasonIn, responses=OpenApiTypes.OBJECT)
    def post(self, request: Request, code: str) -> Response:
        plan = self.plan(code)
        services.withdraw_plan(
            plan=plan, reason=validated_body(ReasonIn, request)["reason"], by=request.user, now=clock.now()
        )
        return Response({"plan": code, "withdrawn": True})


class EndPlan(PlanStep):
    """The plan asks for nothing more after a day."""

    @extend_schema(request=ChangeIn, responses=OpenApiTypes.OBJECT)
    def post(self, request: Request, code: str) -> Response:
        plan = self.plan(code)
        sent = validated_body(ChangeIn, request)
        ended = services.end_plan(plan=plan, by=request.user, now=clock.now(), **change_in(sent))
        return Response({"plan": code, "ended_on": ended.ended_on})


def change_in(sent: dict[str, Any]) -> dict[str, Any]:
    """The document with the place in it ("Quyết định 212/QĐ-UBND, Điều 1"), the day and the reason."""
    document = ", ".join(filter(None, [sent["document"], sent["citation"]]))
    return {"document": document, "on": sent["day"], "reason": sent["reason"]}
