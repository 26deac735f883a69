"""Decisions on an agency's report, as JSON: accept, return with reasons, reopen, and undo within seconds."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.access import Right
from agencies.web.json_api import Endpoint, validated_body
from reports.collection.entry.api import MoveIn, SubmissionOut, move_submission, seen_by
from reports.collection.review.services import accept, reopen, return_submission, undo
from reports.models import Submission

MAX_REASON = 2000


class AcceptIn(MoveIn):
    note = serializers.CharField(required=False, allow_blank=True, max_length=MAX_REASON)


class ReturnIn(MoveIn):
    """`reasons`: code of a data element, `duties`: number of a duty -> what the agency reads. One, or a note."""

    reasons = serializers.DictField(
        child=serializers.CharField(allow_blank=True, max_length=MAX_REASON), required=False, default=dict
    )
    duties = serializers.DictField(
        child=serializers.CharField(allow_blank=True, max_length=MAX_REASON), required=False, default=dict
    )
    note = serializers.CharField(required=False, allow_blank=True, max_length=MAX_REASON)


class ReopenIn(MoveIn):
    reason = serializers.CharField(max_length=MAX_REASON)


class Decision(Endpoint):
    """What the decisions share."""

    right = Right.REVIEW


class Accept(Decision):
    """Accept a report: its figures count from now on. Answers the report as it is then."""

    serializer_class = AcceptIn

    @extend_schema(request=AcceptIn, responses=SubmissionOut)
    def post(self, request: Request, pk: int) -> Response:
        return move_submission(reviewed_by(request, pk), accept, request, **validated_body(AcceptIn, request))


class Return(Decision):
    """Send a report back with the reasons, which the agency reads word for word."""

    serializer_class = ReturnIn

    @extend_schema(request=ReturnIn, responses=SubmissionOut)
    def post(self, request: Request, pk: int) -> Response:
        return move_submission(
            reviewed_by(request, pk), return_submission, request, **validated_body(ReturnIn, request)
        )


class Reopen(Decision):
    """Give an accepted report back; what was accepted counts until it is accepted anew."""

    serializer_class = ReopenIn

    @extend_schema(request=ReopenIn, responses=SubmissionOut)
    def post(self, request: Request, pk: int) -> Response:
        return move_submission(reviewed_by(request, pk), reopen, request, **validated_body(ReopenIn, request))


class Undo(Decision):
    """Take back one's own decision within ten seconds, as if it had not been; the agency is never told of it."""

    serializer_class = MoveIn

    @extend_schema(request=MoveIn, responses=SubmissionOut)
    def post(self, request: Request, pk: int) -> Response:
        return move_submission(reviewed_by(request, pk), undo, request, **validated_body(MoveIn, request))


def reviewed_by(request: Request, pk: int) -> Submission:
    """A submission on which the caller may decide; 403 for one of her own agency and one that she sent herself."""
    submission = seen_by(request, pk)
    mine = submission.submitted_by_id == request.user.pk
    if mine or not Submission.objects.reviewable_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    return submission
