"""The XLSX form through the API: fetched, tried out cell by cell, applied whole."""

from hashlib import sha256
from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from agencies import clock
from agencies.access import Right
from agencies.web.json_api import Endpoint, NumbersRenderer, validated_body
from reports.collection.entry.api import reported_by, seen_by
from reports.collection.workbook.comparing import CellVerdict, Compared, WorkbookComparison, compare
from reports.collection.workbook.file_check import MAX_FILE, BadFile
from reports.collection.workbook.form import form_workbook
from reports.collection.workbook.layout import SHEET
from reports.collection.workbook.services import AlreadyApplied, CellsRefused, apply_workbook, earlier_import
from reports.collection.workbook.views import XLSX, as_download
from reports.models import Submission


class FileRenderer(BaseRenderer):
    """Lets a client ask for the file by its type; the file itself is answered as it is."""

    media_type = XLSX
    format = "xlsx"

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        return NumbersRenderer().render(data)


class WorkbookIn(serializers.Serializer):
    """A filled form; with `preview` nothing is written."""

    # An empty file is refused by the same words as on the page, not by the framework's.
    file = serializers.FileField(allow_empty_file=True)
    preview = serializers.BooleanField(default=False)


class WorkbookCellOut(serializers.Serializer):
    """One cell of the file beside the form, both in words; a refused one says why."""

    sheet = serializers.CharField()
    address = serializers.CharField()
    data_element = serializers.CharField()
    verdict = serializers.ChoiceField([(verdict.value, verdict.value) for verdict in CellVerdict])
    before = serializers.CharField()
    value = serializers.CharField()
    message = serializers.CharField(allow_blank=True)


class AddedRowOut(serializers.Serializer):
    """A row that somebody added to the form: it is named and not read."""

    row = serializers.IntegerField()
    text = serializers.CharField()
    message = serializers.CharField()


class WorkbookOut(serializers.Serializer):
    """`applied`: whether the file is in the form now, by this request or an earlier one (`applied_at`)."""

    sha256 = serializers.CharField()
    version = serializers.IntegerField()
    applied = serializers.BooleanField()
    applied_at = serializers.DateTimeField(allow_null=True)
    cells = WorkbookCellOut(many=True)
    added = AddedRowOut(many=True)


class SubmissionWorkbook(Endpoint):
    """The form of one report as XLSX."""

    parser_classes = [MultiPartParser]
    serializer_class = WorkbookIn
    renderer_classes = [NumbersRenderer, FileRenderer]

    right = Right.SEE_SUBMISSIONS
    right_to = {"POST": Right.ENTER_FIGURES}

    @extend_schema(responses={(200, XLSX): OpenApiTypes.BINARY})
    def get(self, request: Request, pk: int) -> HttpResponse:
        submission = seen_by(request, pk)
        return as_download(submission, form_workbook(submission))

    @extend_schema(request={"multipart/form-data": WorkbookIn}, responses=WorkbookOut)
    def post(self, request: Request, pk: int) -> Response:
        submission = reported_by(request, pk)
        sent = validated_body(WorkbookIn, request)
        # One byte more than is taken tells that the file is too large, and no more of it is read.
        data = sent["file"].read(MAX_FILE + 1)
        digest = sha256(data).hexdigest()
        try:
            comparison = compare(data, name=sent["file"].name, submission=submission, by=request.user, now=clock.now())
        except BadFile as error:
            raise serializers.ValidationError({"file": str(error)}) from None
        if not sent["preview"]:
            apply_file(submission, comparison, digest=digest, name=sent["file"].name, by=request.user)
        # Asked after applying, so that this request and an earlier one are answered alike.
        earlier = earlier_import(submission, digest)
        body = {
            "sha256": digest,
            "version": comparison.form_version,
            "applied": earlier is not None,
            "applied_at": earlier.at if earlier else None,
            "cells": [cell_record(cell) for cell in comparison.cells],
            "added": comparison.added,
        }
        return Response(WorkbookOut(body).data)


def apply_file(submission: Submission, comparison: WorkbookComparison, *, digest: str, name: str, by: Any) -> None:
    """Write all cells that differ; a file applied before is no error and writes nothing. Raises ValidationError."""
    refused = comparison.of(CellVerdict.REFUSED)
    if refused:
        raise serializers.ValidationError({cell.place: cell.message for cell in refused})
    if not comparison.changes:
        return
    try:
        apply_workbook(
            submission=submission,
            changes=comparison.changes,
            seen_form=comparison.form_version,
            sha256=digest,
            name=name,
            by=by,
            now=clock.now(),
        )
    # A client that lost the answer sends the file again: that is no error.
    except AlreadyApplied:
        return
    except CellsRefused as error:
        reasons = {one.code: one.error or "Đồng nghiệp vừa ghi số khác" for one in error.outcomes}
        raise serializers.ValidationError(reasons) from None


def cell_record(one: Compared) -> dict[str, str]:
    return {
        "sheet": SHEET,
        "address": one.cell.address,
        "data_element": one.cell.code,
        "verdict": one.verdict,
        "before": one.before,
        "value": one.shown,
        "message": one.message,
    }
