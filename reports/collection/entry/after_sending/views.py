"""After sending: the page that says what was sent and what comes next, and its paper to sign."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from agencies import clock
from agencies.access import Right
from agencies.web.guards import require
from reports.collection.entry.after_sending.sent import sent_page
from reports.collection.entry.paper import form_docx, form_pdf
from reports.collection.entry.views import visible
from reports.pdf_files import PdfError

WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_GET
@require(Right.SEE_SUBMISSIONS)
def submission_sent(request: HttpRequest, pk: int) -> HttpResponse:
    """What was sent, when, by whom, and what comes next; a report that has not been sent is the form."""
    form = visible(request, pk)
    # A report that was taken back or returned keeps its time, but is with the agency again.
    if form.submitted_at is None or form.is_editable:
        return redirect("submission", pk)
    sent = sent_page(form, request.user, now=clock.now())
    return render(request, "submissions/sent.html", {"submission": form, "sent": sent})


@require_GET
@require(Right.SEE_SUBMISSIONS)
def submission_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The sent report as PDF, with ?as=docx as Word; without LibreOffice the page says so and offers Word."""
    form = visible(request, pk)
    if form.submitted_at is None or form.is_editable:
        return redirect("submission", pk)
    sent = sent_page(form, request.user, now=clock.now())
    content, kind, suffix = form_docx(form, sent), WORD_TYPE, "docx"
    if request.GET.get("as") != "docx":
        try:
            content, kind, suffix = form_pdf(content), "application/pdf", "pdf"
        except PdfError as error:
            messages.error(request, f"{error}.")
            return redirect("submission-sent", pk)
    name = f"{form.period.plan.code}-{form.period.year}-{form.agency.code}-{sent.receipt}.{suffix}"
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
