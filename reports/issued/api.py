"""Consolidated reports as JSON: list, draft, files, and whether a file is the one that was issued."""

from typing import Any

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from agencies import clock
from agencies.access import Right
from agencies.web.json_api import (
    ISO_DATES,
    Endpoint,
    Filters,
    Numbered,
    NumbersRenderer,
    YearFilter,
    validated_body,
)
from reports.issued.downloads import download
from reports.issued.queries import agencies_to_report, plans_to_report
from reports.issued.services import SEVERAL_YEARS, ReportRequest, draft_report
from reports.issued.verify import DigestVerdict, Finding, clean_digest, digest_of, verify
from reports.models import IssuedReport, ReportFile, ReportKind, ReportState, View
from targets.assess.parser import ExactJSONParser

NO_DIGEST = "Mã SHA-256 gồm đúng 64 ký tự từ 0–9 và a–f."


class ReportFileOut(serializers.ModelSerializer):
    class Meta:
        model = ReportFile
        fields = ["format", "name", "sha256", "size"]
        read_only_fields = fields


class IssuedReportOut(serializers.ModelSerializer):
    """`superseded_by`: the report that was issued in its place. Files are those of the last build."""

    plan = serializers.SlugRelatedField("code", read_only=True)
    agency = serializers.SlugRelatedField("code", read_only=True)
    superseded_by = serializers.SerializerMethodField()
    files = ReportFileOut(many=True, read_only=True)

    class Meta:
        model = IssuedReport
        fields = [
            "id", "kind", "plan", "agency", "first_year", "year", "as_of", "view", "subject", "number", "symbol",
            "issued_on", "state", "revision", "supersedes", "superseded_by", "reason", "build_state", "build_error",
            "rule_version", "dataset_sha256", "illustrative", "created_at", "checked_at", "issued_at", "files",
        ]  # fmt: skip
        read_only_fields = fields

    def get_superseded_by(self, report: IssuedReport) -> int | None:
        following = getattr(report, "superseded_by", None)
        # A replacement that is still being written is for those who write it.
        return following.pk if following is not None and following.state == ReportState.ISSUED else None


class IssuedReportIn(serializers.Serializer):
    """A new draft; plan and agency by code. `first_year` only for interim and final reports, `agency` for its own."""

    kind = serializers.ChoiceField(ReportKind.choices)
    plan = serializers.CharField(max_length=20)
    year = serializers.IntegerField(min_value=1900, max_value=2200)
    first_year = serializers.IntegerField(min_value=1900, max_value=2200, required=False)
    agency = serializers.CharField(max_length=40, required=False)
    as_of = serializers.DateField(required=False, **ISO_DATES)
    view = serializers.ChoiceField(View.choices, default=View.ACCEPTED)


class IssuedReportFilter(Filters):
    plan = filters.CharFilter("plan__code")
    agency = filters.CharFilter("agency__code")
    year = YearFilter()

    class Meta:
        model = IssuedReport
        fields = ["kind", "state", "illustrative"]


class IssuedReports(Numbered):
    """Reports that the caller may see: issued ones, for staff drafts too."""

    queryset = (
        IssuedReport.objects.select_related("plan", "agency", "superseded_by")
        .prefetch_related(Prefetch("files", ReportFile.objects.defer("content")))
        # A dataset holds every cell of its report, and no list shows it.
        .defer("dataset", "superseded_by__dataset")
        .order_by("-year", "-pk")
    )
    serializer_class = IssuedReportOut
    filterset_class = IssuedReportFilter

    right = Right.SEE_SUBMISSIONS
    right_to = {"POST": Right.WRITE_REPORTS}

    @extend_schema(request=IssuedReportIn, responses={201: IssuedReportOut})
    def create(self, request: Request) -> Response:
        wanted = draft_request(request, validated_body(IssuedReportIn, request))
        report = draft_report(wanted=wanted, by=request.user, now=clock.now())
        return self.answer(report.pk, status=status.HTTP_201_CREATED)


def draft_request(request: Request, sent: dict[str, Any]) -> ReportRequest:
    """What is asked for; plans and agencies that the caller does not write about do not exist. Raises Http404."""
    plan = get_object_or_404(plans_to_report(request.user), code=sent["plan"])
    agency = get_object_or_404(agencies_to_report(request.user), code=sent["agency"]) if "agency" in sent else None
    start = plan.first_year if sent["kind"] in SEVERAL_YEARS else sent["year"]
    return ReportRequest(
        kind=ReportKind(sent["kind"]),
        plan=plan,
        first_year=sent.get("first_year", start),
        year=sent["year"],
        agency=agency,
        as_of=sent.get("as_of", clock.today()),
        view=View(sent["view"]),
    )


class AnyFile(BaseRenderer):
    """Lets a client ask for a file by whatever type; the file itself is answered as it is."""

    media_type = "*/*"
    format = "file"

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        return NumbersRenderer().render(data)


class IssuedReportFile(Endpoint):
    """One file of a report; its SHA-256 is the ETag."""

    renderer_classes = [NumbersRenderer, AnyFile]
    right = Right.SEE_SUBMISSIONS

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request: Request, pk: int, form: str) -> HttpResponse:
        files = ReportFile.objects.filter(report__in=IssuedReport.objects.visible_to(request.user))
        return download(request, get_object_or_404(files, report__pk=pk, format=form))


class VerifyIn(serializers.Serializer):
    """A file, or its SHA-256."""

    file = serializers.FileField(required=False, allow_empty_file=True)
    sha256 = serializers.CharField(required=False, max_length=200)

    def validate_sha256(self, typed: str) -> str:
        digest = clean_digest(typed)
        if digest is None:
            raise serializers.ValidationError(NO_DIGEST)
        return digest

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if len(attrs) != 1:
            raise serializers.ValidationError({"sha256": "Gửi một tệp (file) hoặc một mã (sha256)."})
        return attrs


class VerifyOut(serializers.Serializer):
    """`report`, `current`: the report of the file and the one that counts today, where the caller may see them."""

    finding = serializers.ChoiceField([(finding.value, finding.value) for finding in Finding])
    sha256 = serializers.CharField()
    sentence = serializers.CharField()
    report = serializers.IntegerField(allow_null=True)
    current = serializers.IntegerField(allow_null=True)


class Verify(Endpoint):
    """Whether a file is what was issued; for everyone who is signed in."""

    stores_nothing = True
    parser_classes = [ExactJSONParser, MultiPartParser]
    serializer_class = VerifyIn

    @extend_schema(request={"application/json": VerifyIn, "multipart/form-data": VerifyIn}, responses=VerifyOut)
    def post(self, request: Request) -> Response:
        sent = validated_body(VerifyIn, request)
        verdict = verify(digest_of(sent["file"]) if "file" in sent else sent["sha256"], request.user)
        return Response(VerifyOut(verdict_record(verdict, request)).data)


def verdict_record(verdict: DigestVerdict, request: Request) -> dict[str, Any]:
    found = {row.pk for row in (verdict.report, verdict.current) if row}
    seen = {*IssuedReport.objects.visible_to(request.user).filter(pk__in=found).values_list("pk", flat=True)}
    return {
        "finding": verdict.finding,
        "sha256": verdict.sha256,
        "sentence": verdict.sentence,
        "report": verdict.report.pk if verdict.report and verdict.report.pk in seen else None,
        "current": verdict.current.pk if verdict.current and verdict.current.pk in seen else None,
    }
