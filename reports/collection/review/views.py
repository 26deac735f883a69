"""Pages of the staff: the round and its queue, one submission, and the decisions on it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from agencies import clock
from agencies.access import Right
from agencies.web.guards import require
from reports.collection.board.services import BoardError
from reports.collection.entry.forms import MoveForm
from reports.collection.evidence.queries import evidence_of
from reports.collection.extensions.services import extend
from reports.collection.obstacles.queries import raised_with
from reports.collection.review import services
from reports.collection.review.dossier import Dossier, dossier, neighbours
from reports.collection.review.drafts import Draft, draft_of, save_draft
from reports.collection.review.effects import effects_of
from reports.collection.review.queries import periods_of, round_of
from reports.collection.transitions import StaleVersion, WrongState
from reports.models import Decision, State, Submission
from reports.wording.typed.text import Unsaved

SUBMISSION_HAS_MOVED = "Báo cáo vừa được đổi trạng thái ở nơi khác. Trang này đang hiện trạng thái mới nhất."
WHICH = "Nhận xét này là lý do trả lại, hay chỉ ghi khi duyệt? Chọn một."


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
    """Accept, or return what is marked with its reasons; the next report in the queue comes up."""
    submission, draft = reviewable(request, pk), Draft.posted(request.POST)
    # Asked before the decision: afterwards this report is no longer in the queue.
    _, following, _ = neighbours(submission, request.user)
    try:
        # Kept first, so that reasons typed so far survive whatever refuses the decision.
        keep(request, submission, draft)
        if "return" in request.POST:
            moved = give_back(request, submission, draft)
        else:
            refuse_doubtful_acceptance(draft)
            moved = act(services.accept, request, submission, note=draft.note)
    except services.ReviewError as error:
        return render_review(request, submission, error=error, draft=draft)
    except (StaleVersion, WrongState):
        moved, error = reviewable(request, pk), services.ReviewError("note", SUBMISSION_HAS_MOVED)
        return render_review(request, moved, error=error, draft=draft, status=409)
    count = len(draft.cells) + len(draft.duties)
    done = f"Đã trả lại {moved.agency.name}" if moved.state == State.RETURNED else f"Đã duyệt {moved.agency.name}"
    tell(request, moved, f"{done}, {count} mục." if count else f"{done}.")
    return redirect("review", following) if following else redirect("review-list")


@require_POST
@require(Right.REVIEW)
def review_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what the reviewer has put down so far; the page sends it while she works."""
    try:
        keep(request, reviewable(request, pk), Draft.posted(request.POST))
    except (StaleVersion, WrongState):
        return JsonResponse({"message": SUBMISSION_HAS_MOVED}, status=409)
    return JsonResponse({"saved": f"{timezone.localtime(clock.now()):%H:%M:%S}"})


@require_GET
@require(Right.REVIEW)
def review_effect(request: HttpRequest, pk: int) -> HttpResponse:
    """What accepting would change in the locality; the page fetches it beside the rows."""
    submission = reviewable(request, pk)
    return render(request, "reviews/_effect.html", {"effects": effects_of(submission), "submission": submission})


@require_POST
@require(Right.REVIEW)
def review_undo(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """Take back one's own decision; the report comes up again with what was put down of it."""
    submission = reviewable(request, pk)
    try:
        services.undo(submission=submission, seen_version=version, by=request.user, now=clock.now())
    except services.ReviewError as error:
        messages.error(request, error.message)
    except (StaleVersion, WrongState):
        messages.error(request, SUBMISSION_HAS_MOVED)
    else:
        messages.success(request, f"Đã hoàn tác. Đơn vị không nhận được thông báo nào: {submission.agency.name}.")
    return redirect("review", pk)


@require_POST
@require(Right.REVIEW)
def review_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an accepted submission back to its agency, with the reason."""
    submission, reason = reviewable(request, pk), request.POST.get("reason", "")
    try:
        moved = act(services.reopen, request, submission, reason=reason)
    except services.ReviewError as error:
        return render_review(request, submission, error=error, reason=reason)
    except (StaleVersion, WrongState):
        error = services.ReviewError("reason", SUBMISSION_HAS_MOVED)
        return render_review(request, reviewable(request, pk), error=error, reason=reason, status=409)
    tell(request, moved, f"Đã mở lại báo cáo của {moved.agency.name}.")
    return redirect("review", pk)


@require_POST
@require(Right.MANAGE_PERIODS)
def review_extend(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a report that was held up on its way the day on which it arrived, with the reason."""
    submission, why = reviewable(request, pk), request.POST.get("why", "")
    until = timezone.localdate(submission.submitted_at or clock.now())
    try:
        extend(submissions=[submission], until=until, reason=why, by=request.user, now=clock.now())
    except BoardError as error:
        field = "why" if error.field == "reason" else "note"
        return render_review(request, submission, error=services.ReviewError(field, error.message), why=why)
    messages.success(request, f"Đã gia hạn đến hết ngày {until:%d/%m/%Y}: {submission.agency.name} nộp đúng hạn.")
    return redirect("review", pk)


def reviewable(request: HttpRequest, pk: int) -> Submission:
    """A submission on which the user may decide; that of her own agency does not exist here."""
    rows = Submission.objects.reviewable_by(request.user).select_related("period__plan", "agency", "submitted_by")
    return get_object_or_404(rows, pk=pk)


def act(service, request: HttpRequest, submission: Submission, **details: object) -> Submission:
    return service(
        submission=submission, seen_version=posted_version(request), by=request.user, now=clock.now(), **details
    )


def posted_version(request: HttpRequest) -> int:
    form = MoveForm(request.POST)
    return form.cleaned_data["version"] if form.is_valid() else 0


def keep(request: HttpRequest, submission: Submission, draft: Draft) -> None:
    version = posted_version(request)
    save_draft(submission=submission, seen_version=version, draft=draft, by=request.user, now=clock.now())


def give_back(request: HttpRequest, submission: Submission, draft: Draft) -> Submission:
    # A remark that was meant for an acceptance is no reason to send back.
    if not (draft.cells or draft.duties) and draft.note_for == Decision.ACCEPTED:
        raise services.ReviewError("note", "Nhận xét đang chọn “chỉ ghi khi duyệt”. Muốn trả lại thì chọn lại.")
    reasons = {"reasons": draft.cells, "duties": draft.duties}
    return act(services.return_submission, request, submission, note=draft.note, **reasons)


def refuse_doubtful_acceptance(draft: Draft) -> None:
    """Accepting while something is marked to go back, or with a remark that may mean it, is asked about."""
    rows = [*draft.cells, *map(services.duty_key, draft.duties)]
    if rows:
        raise services.ReviewError(rows[0], "Mục này đang được trả lại. Bỏ kết luận đó nếu muốn duyệt cả báo cáo.")
    if draft.note.strip() and draft.note_for != Decision.ACCEPTED:
        raise services.ReviewError("note", WHICH)


def tell(request: HttpRequest, moved: Submission, done: str) -> None:
    """Say what was done, with the way to take it back; until then the agency knows of nothing."""
    way_back = reverse("review-undo", args=[moved.pk, moved.version])
    messages.success(request, f"{done} Chưa gửi thông báo.", extra_tags=way_back)


def render_review(
    request: HttpRequest,
    submission: Submission,
    *,
    error: services.ReviewError | None = None,
    draft: Draft | None = None,
    reason: str = "",
    why: str = "",
    status: int = 422,
) -> HttpResponse:
    """`draft`, `reason` to reopen, `why` more time: what was typed comes back with an `error`, with `status`."""
    draft = draft or draft_of(submission, request.user)
    items = dossier(submission, request.user, draft)
    context = {
        "submission": submission,
        "dossier": items,
        "evidence": evidence_of(submission),
        "obstacles": raised_with(submission.agency, submission.period.plan),
        "can_decide": submission.state == State.SUBMITTED,
        "can_reopen": submission.state == State.ACCEPTED,
        "error": error,
        "draft": draft,
        "returning": len(draft.cells) + len(draft.duties),
        "reason": reason,
        "why": why or items.held_up,
        "unsaved": unsaved_words(submission, items, draft, reason) if error else [],
    }
    return render(request, "reviews/decide.html", context, status=status if error else 200)


def unsaved_words(submission: Submission, items: Dossier, draft: Draft, reason: str) -> list[Unsaved]:
    """What was typed into a form that the page no longer has, because somebody else decided meanwhile."""
    words = []
    if submission.state != State.SUBMITTED:
        names = {item.key: item.name for item in items.items} | {one.key: one.duty.title for one in items.duties}
        words += [Unsaved(names.get(key, key), row.reason) for key, row in draft.rows.items() if row.reason]
        words += [Unsaved("Nhận xét chung", draft.note)] if draft.note else []
    if submission.state != State.ACCEPTED and reason:
        words.append(Unsaved("Lý do mở lại", reason))
    return words
