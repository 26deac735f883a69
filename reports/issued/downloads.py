"""A file of a report as it is sent: whole, under its Vietnamese name, never shown in place."""

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag

from reports.models import ReportFile, ReportFormat

CONTENT_TYPES = {
    ReportFormat.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ReportFormat.PDF: "application/pdf",
    ReportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ReportFormat.CSV: "text/csv; charset=utf-8",
    ReportFormat.JSON: "application/json",
    ReportFormat.DICTIONARY: "text/csv; charset=utf-8",
}


def download(request: HttpRequest, file: ReportFile) -> HttpResponse:
    """The bytes as they were built; who has them already, by their SHA-256, is told so with 304."""
    tag = quote_etag(file.sha256)
    response = get_conditional_response(request, etag=tag)
    if response is None:
        response = HttpResponse(bytes(file.content), content_type=CONTENT_TYPES[ReportFormat(file.format)])
        response["Content-Disposition"] = content_disposition_header(True, file.name)
    response["ETag"] = tag
    # What people typed is in it: no browser shall guess that it is a page.
    response["X-Content-Type-Options"] = "nosniff"
    # Asked for each time, since a right may have ended; the tag spares sending it again.
    response["Cache-Control"] = "private, no-cache"
    return response
