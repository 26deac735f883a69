"""A pasted block through the API: looked at, asked about, taken."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from agencies import clock
from agencies.access import Right
from agencies.web.json_api import Endpoint, Number, validated_body
from reports.collection.entry.api import STATUSES, reported_by
from reports.collection.paste.clipboard import MAX_TEXT, PasteError
from reports.collection.paste.pasted import Match, Pasted, PastePreview
from reports.collection.paste.preview import paste_preview
from reports.collection.paste.services import take_block
from reports.collection.transitions import WrongState

# Other systems need not tell new from changed, nor blank from equal; the page does.
VERDICTS = {
    Match.TAKEN: "taken",
    Match.CHANGED: "taken",
    Match.SAME: "same",
    Match.SKIPPED: "same",
    Match.REFUSED: "refused",
}


class PasteIn(serializers.Serializer):
    """A block as it lies on the clipboard and the cell into which it was pasted; with `take` it is stored.

    `answer` is what a question named for the reading that was chosen.
    """

    text = serializers.CharField(max_length=MAX_TEXT, trim_whitespace=False)
    start = serializers.CharField(max_length=50)
    answer = serializers.CharField(required=False, allow_blank=True, max_length=200, default="")
    take = serializers.BooleanField(default=False)


class PastedCellOut(serializers.Serializer):
    """One cell that the block speaks of: what it holds, what the block says, and what becomes of it.

    A value that is not a number is null, and `status` says why; one that could not be read has neither.
    """

    data_element = serializers.CharField()
    before = Number(allow_null=True)
    value = Number(allow_null=True)
    status = serializers.ChoiceField(STATUSES, allow_null=True)
    verdict = serializers.ChoiceField(sorted(set(VERDICTS.values())))
    message = serializers.CharField(allow_blank=True)


class AnswerOut(serializers.Serializer):
    answer = serializers.CharField()
    text = serializers.CharField()


class QuestionOut(serializers.Serializer):
    """What has two readings; until it is answered no cell is told and nothing is stored."""

    text = serializers.CharField()
    answers = AnswerOut(many=True)


class PastedLineOut(serializers.Serializer):
    """One line of the block: the cell that it meets, or null and what the line is instead."""

    line = serializers.IntegerField()
    text = serializers.CharField(allow_blank=True)
    data_element = serializers.CharField(allow_null=True)
    message = serializers.CharField(allow_blank=True)


class PasteOut(serializers.Serializer):
    cells = PastedCellOut(many=True)
    question = QuestionOut(allow_null=True)
    lines = PastedLineOut(many=True)


class SubmissionPaste(Endpoint):
    """A block pasted into the form of one report."""

    right = Right.ENTER_FIGURES
    serializer_class = PasteIn

    @extend_schema(request=PasteIn, responses=PasteOut)
    def post(self, request: Request, pk: int) -> Response:
        submission = reported_by(request, pk)
        sent = validated_body(PasteIn, request)
        if not submission.is_editable:
            raise WrongState(submission)
        block = {"text": sent["text"], "start": sent["start"], "answer": sent["answer"]}
        try:
            if sent["take"]:
                preview = take_block(submission=submission, by=request.user, now=clock.now(), **block)
            else:
                preview = paste_preview(submission, by=request.user, now=clock.now(), **block)
        except PasteError as error:
            raise serializers.ValidationError({"text": str(error)}) from None
        return Response(PasteOut(preview_record(preview)).data)


def preview_record(preview: PastePreview) -> dict[str, Any]:
    question = preview.question
    return {
        "cells": [pasted_record(cell) for cell in preview.cells],
        "question": question
        and {"text": question.text, "answers": [{"answer": one.code, "text": one.text} for one in question.answers]},
        "lines": [
            {"line": line.number, "text": line.shown, "data_element": line.code or None, "message": line.message}
            for line in preview.lines
        ],
    }


def pasted_record(cell: Pasted) -> dict[str, Any]:
    return {
        "data_element": cell.code,
        "before": cell.before_value,
        "value": cell.value,
        "status": cell.status,
        "verdict": VERDICTS[cell.match],
        "message": cell.message,
    }
