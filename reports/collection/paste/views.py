"""The paste preview: a fragment for the form's script, a page of its own for a browser without."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from agencies import clock
from agencies.access import Right
from agencies.web.guards import require
from reports.collection.entry.queries import form_elements
from reports.collection.entry.views import refuse_readers, visible
from reports.collection.paste.clipboard import PasteError
from reports.collection.paste.preview import paste_preview


@require_http_methods(["GET", "POST"])
@require(Right.ENTER_FIGURES)
def submission_paste(request: HttpRequest, pk: int) -> HttpResponse:
    """GET asks for the block and where it begins; POST shows what it would do. Neither writes anything."""
    form = visible(request, pk)
    refuse_readers(request, form)
    require.that(form.is_editable)
    sent = request.POST if request.method == "POST" else request.GET
    context = {"submission": form, "text": sent.get("text", ""), "start": sent.get("start", "")}
    status = 200
    if request.method == "POST":
        try:
            context["preview"] = paste_preview(
                form,
                text=context["text"],
                start=context["start"],
                answer=sent.get("answer", ""),
                by=request.user,
                now=clock.now(),
            )
        except PasteError as error:
            context["error"], status = str(error), 422
    if request.headers.get("X-Requested-With") == "fetch":
        return render(request, "submissions/_paste.html", context, status=status)
    context["cells"] = [
        (element.code, f"Ô {place}. {element.short_name}", element.code == context["start"])
        for place, element in enumerate(form_elements(form), start=1)
    ]
    return render(request, "submissions/paste.html", context, status=status)
