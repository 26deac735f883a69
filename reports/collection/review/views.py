"""Pages of the staff: the round and its queue, one submission, and the decisions on it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from agencies import clock
from agencies.access import Right
from agencies.web.guards import require
from reports.collection.entry.forms import MoveForm
from reports.collection.entry.listing import duty_rows
from reports.collection.evidence.queries import evidence_of
from reports.collection.obstacles.queries import raised_with
from reports.collection.review import services
from reports.collection.review.queries import Dossier, dossier, periods_of, round_of
from reports.collection.transitions import StaleVersion, WrongState
from reports.models import State, Submission
from reports.wording.typed.text import Unsaved

SUBMISSION_HAS_MOVED = "Báo cáo vừa được đổi trạng thái ở nơi khác. Trang này đang hiện trạng thái mới nhất."


@require_GET
@require(Right.REVIEW)
def review_list(request: HttpRequest) -> HttpResponse:
    """The round: which reports wait, and where all the others stand."""
    periods = periods_of(request.user, clock.now())
    wanted = request.GET.get("period", "")
    chosen = next((period for period in periods if str(period.pk) == wanted), periods[0] if periods else None)
    context = {
        "choices": [(period, period == chosen) for period in periods],
        "round": round_of(chosen, request.user, now=clock.now()) if chosen else None,
    }
    return render(request, "reviews/list.html", context)


@require_GET
@require(Right.REVIEW)
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """One submission before its reviewer."""
    return render_review(request, reviewable(request, pk))


@require_POST
@require(Right.REVIEW)
def review_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept, or return with the reasons that stand beside the cells; the next report in the queue comes up."""
    submission = reviewable(request, pk)
    following = dossier(submission, request.user).following
    reasons = {key[2:]: text for key, text in request.POST.items() if key.startswith("r-") and text.strip()}
    note = request.POST.get("note", "")
    try:
        if "return" in request.POST:
            act(services.return_submission, request, submission, reasons=reasons, note=note)
        else:
            refuse_forgotten_reasons(reasons)
            act(services.accept, request, submission, note=note)
    except services.ReviewError as error:
        return render_review(request, submission, error=error, reasons=reasons, note=note)
    except (StaleVersion, WrongState):
        moved, error = reviewable(request, pk), services.ReviewError("note", SUBMISSION_HAS_MOVED)
        return render_review(request, moved, error=error, reasons=reasons, note=note, status=409)
    done = "Đã trả lại" if "return" in request.POST else "Đã duyệt"
    messages.success(request, f"{done} báo cáo của {submission.agency.name}.")
    return redirect("review", following) if following else redirect("review-list")


@require_POST
@require(Right.REVIEW)
def review_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an accepted submission back to its agency, with the reason."""
    submission, reason = reviewable(request, pk), request.POST.get("reason", "")
    try:
        act(services.reopen, request, submission, reason=reason)
    except services.ReviewError as error:
        return render_review(request, submission, error=error, reason=reason)
    except (StaleVersion, WrongState):
        error = services.ReviewError("reason", SUBMISSION_HAS_MOVED)
        return render_review(request, reviewable(request, pk), error=error, reason=reason, status=409)
    return redirect("review", pk)


def reviewable(request: HttpRequest, pk: int) -> Submission:
    """A submission on which the user may decide; that of her own agency does not exist here."""
    rows = Submission.objects.reviewable_by(request.user).select_related("period__plan", "agency", "submitted_by")
    return get_object_or_404(rows, pk=pk)


def act(service, request: HttpRequest, submission: Submission, **details: object) -> None:
    form = MoveForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    service(submission=submission, seen_version=version, by=request.user, now=clock.now(), **details)


def refuse_forgotten_reasons(reasons: dict[str, str]) -> None:
    """Accepting while a reason to return stands beside a cell is most likely the wrong button."""
    if reasons:
        code = next(iter(reasons))
        raise services.ReviewError(code, "Ô này đang có lý do trả lại. Xóa lý do nếu muốn duyệt cả báo cáo.")


def render_review(
    request: HttpRequest,
    submission: Submission,
    *,
    error: services.ReviewError | None = None,
    reasons: dict[str, str] | None = None,
    note: str = "",
    reason: str = "",
    status: int = 422,
) -> HttpResponse:
    """`reasons`, `note` and `reason`, to reopen, give back what was typed with an `error`, answered with `status`."""
    items = dossier(submission, request.user)
    context = {
        "submission": submission,
        "dossier": items,
        "duties": [duty for duty in duty_rows(submission) if duty.state],
        "evidence": evidence_of(submission),
        "obstacles": raised_with(submission.agency, submission.period.plan),
        "can_decide": submission.state == State.SUBMITTED,
        "can_reopen": submission.state == State.ACCEPTED,
        "error": error,
        "reasons": reasons or {},
        "note": note,
        "reason": reason,
        "unsaved": unsaved_words(submission, items, reasons or {}, note, reason),
    }
    return render(request, "reviews/decide.html", context, status=status if error else 200)


def unsaved_words(
    submission: Submission, items: Dossier, reasons: dict[str, str], note: str, reason: str
) -> list[Unsaved]:
    """What was typed into a form that the page no longer has, because somebody else decided meanwhile."""
    words = []
    if submission.state != State.SUBMITTED:
        names = {item.code: item.name for item in items.items}
        words += [Unsaved(names.get(code, code), text) for code, text in reasons.items()]
        words += [Unsaved("Nhận xét chung", note)] if note else []
    if submission.state != State.ACCEPTED and reason:
        words.append(Unsaved("Lý do mở lại", reason))
    return words
