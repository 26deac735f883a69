"""Evidence in pieces, for the script of the form: how much of a file is here, take the next piece, take it whole."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods

from agencies import clock
from agencies.access import Right
from agencies.web.guards import require
from reports.collection.entry.views import refuse_readers, visible
from reports.collection.evidence import services
from reports.collection.evidence.checks import FileRefused
from reports.collection.evidence.parts import WrongPlace, add_piece, part_path, received_bytes
from reports.collection.evidence.queries import evidence_of
from reports.collection.evidence.views import CLOSED_FOR_EVIDENCE
from reports.collection.transitions import WrongState
from reports.models import Submission


@require_http_methods(["GET", "POST"])
@require(Right.ENTER_FIGURES)
def evidence_part(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: how many bytes of a file are here. POST: one more piece; the last one makes it evidence."""
    form = visible(request, pk)
    refuse_readers(request, form)
    try:
        return JsonResponse(take_part(request, form))
    except FileRefused as error:
        return JsonResponse({"error": str(error)}, status=422)
    except WrongPlace as error:
        return JsonResponse({"received": error.received}, status=409)
    except WrongState:
        return JsonResponse({"error": CLOSED_FOR_EVIDENCE}, status=422)


def take_part(request: HttpRequest, form: Submission) -> dict[str, object]:
    asked = request.GET if request.method == "GET" else request.POST
    path = part_path(form.pk, request.user.pk, asked.get("key", ""))
    if request.method == "GET":
        return {"received": received_bytes(path)}
    if not form.is_editable:
        raise WrongState(form)
    size, offset = byte_count(asked.get("size", "")), byte_count(asked.get("offset", ""))
    name, piece = asked.get("name", ""), request.FILES.get("piece")
    if piece is None:
        raise FileRefused(name, "không có nội dung nào tới. Chọn lại tệp rồi gửi.")
    try:
        received = add_piece(path, name=name, size=size, offset=offset, piece=piece.file)
    except OSError as error:
        raise FileRefused(name, services.DISK_FAILED) from error
    if received < size:
        return {"received": received}
    try:
        with path.open("rb") as content:
            row, is_new = services.add_evidence(
                submission=form, name=name, size=size, content=content, by=request.user, now=clock.now()
            )
    # Taken or refused, the pieces are of no more use; a refused file begins anew.
    finally:
        path.unlink(missing_ok=True)
    context = {"evidence": evidence_of(form), "editable": True}
    listed = render_to_string("evidence/_files.html", context, request)
    return {"received": received, "done": True, "name": row.name, "is_new": is_new, "list": listed}


def byte_count(text: str) -> int:
    """A number of bytes; what is none is as wrong as one that does not fit."""
    # Eleven digits are far beyond any size taken; longer ones are nobody's file.
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else -1
