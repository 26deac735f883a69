"""The board of one period: seen by staff and leaders of the locality, acted on by staff."""

from datetime import UTC, datetime, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from agencies import clock
from agencies.access import Right
from agencies.web.guards import require
from reports.collection.board import services
from reports.collection.board.export import board_file
from reports.collection.board.forms import Act, BoardForm, posted_act, seen_versions
from reports.collection.board.page import BoardFilter, board_of
from reports.collection.extensions.services import extend
from reports.collection.review.services import ReviewError
from reports.collection.transitions import StaleVersion, WrongState
from reports.list_files import list_response, wanted_file
from reports.models import ReportingPeriod, Submission

# An address names a moment by its microseconds since then.
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
BOARD_HAS_MOVED = "Có báo cáo vừa được đổi trạng thái ở nơi khác nên chưa làm gì. Xem lại rồi làm."


@require_GET
@require(Right.SEE_SUBMISSIONS)
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """Every agency of one period, where its report stands and what to do next."""
    period, wanted = seen_period(request, pk), BoardFilter.read(request.GET)
    if kind := wanted_file(request.GET):
        return list_response(board_file(period, request.user, wanted, now=clock.now()), kind)
    return render_board(request, period, wanted)


@require_POST
@require(Right.MANAGE_PERIODS)
def board_act(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind, extend or reopen the ticked reports, all or none; back to the same view of the board."""
    period = seen_period(request, pk)
    require.that(period.plan.locality_id in request.user.access.localities_with(Right.MANAGE_PERIODS))
    # The view goes along in the form, so that whoever is refused finds her filters and search again.
    wanted = BoardFilter.read(QueryDict(request.POST.get("view", "")))
    form, chosen = posted_act(request.POST)
    rows = list(Submission.objects.visible_to(request.user).filter(period=period, pk__in=chosen))
    if len(rows) != len(chosen):
        # A tick that is not of this period was never on this page.
        raise Http404
    if not form.is_valid():
        errors = {field: texts[0] for field, texts in form.errors.items()}
        return render_board(request, period, wanted, chosen=chosen, errors=errors)
    try:
        words, way_back = done(request, rows, form)
    except (services.BoardError, ReviewError) as error:
        return render_board(request, period, wanted, chosen=chosen, errors={error.field: error.message})
    # 409: nothing of the request is wrong, the reports have moved under it.
    except (StaleVersion, WrongState):
        return render_board(request, period, wanted, chosen=chosen, errors={"pick": BOARD_HAS_MOVED}, status=409)
    messages.success(request, words, extra_tags=way_back)
    return redirect(f"{reverse('board', args=[pk])}?{wanted.address()}".rstrip("?"))


@require_POST
@require(Right.MANAGE_PERIODS)
def board_undo(request: HttpRequest, pk: int, moment: int) -> HttpResponse:
    """Take back what one has just opened again, all of it; until then no agency was told."""
    period, at = seen_period(request, pk), moment_named(moment)
    try:
        shut = services.undo_reopening(period=period, opened_at=at, by=request.user, now=clock.now())
    except (services.BoardError, ReviewError) as error:
        messages.error(request, error.message)
    except (StaleVersion, WrongState):
        messages.error(request, BOARD_HAS_MOVED)
    else:
        messages.success(request, f"Đã hoàn tác, {len(shut)} báo cáo vẫn là đã duyệt. Không đơn vị nào được báo.")
    return redirect("board", pk)


def done(request: HttpRequest, rows: list[Submission], form: BoardForm) -> tuple[str, str]:
    """Do what the form asks; say it in a sentence, with the address that takes it back, if there is one.

    Raises what the services raise.
    """
    act, reason = Act(form.cleaned_data["act"]), form.cleaned_data["reason"]
    actor = {"by": request.user, "now": clock.now()}
    if act == Act.REMIND:
        return services.remind(submissions=rows, **actor).words, ""
    if act == Act.EXTEND:
        until = form.cleaned_data["until"]
        given = extend(submissions=rows, until=until, reason=reason, **actor)
        return f"Đã gia hạn {len(given)} đơn vị đến hết ngày {until:%d/%m/%Y}.", ""
    # Read without a lock: each reopening is a conditional update on the version.
    rows = list(Submission.objects.filter(pk__in=[row.pk for row in rows]).select_related("agency", "period__plan"))
    opened = services.reopen_many(submissions=rows, seen=seen_versions(request.POST), reason=reason, **actor)
    # All reopened in one act carry the same moment, which is how the way back finds exactly them.
    moment = (actor["now"] - BEGINNING) // timedelta(microseconds=1)
    way_back = reverse("board-undo", args=[rows[0].period_id, moment])
    return f"Đã mở lại {len(opened)} báo cáo cho đơn vị sửa. Chưa gửi thông báo.", way_back


def moment_named(microseconds: int) -> datetime:
    """The moment that an address names; 404 where the calendar knows none such."""
    try:
        return BEGINNING + timedelta(microseconds=microseconds)
    except OverflowError:
        raise Http404 from None


def seen_period(request: HttpRequest, pk: int) -> ReportingPeriod:
    """A period of the user's locality; 403 for those who see only their own agency's report in it."""
    rows = ReportingPeriod.objects.visible_to(request.user).select_related("plan__locality")
    period = get_object_or_404(rows, pk=pk)
    require.that(period.plan.locality_id in request.user.access.localities_with(Right.SEE_SUBMISSIONS))
    return period


def render_board(
    request: HttpRequest,
    period: ReportingPeriod,
    wanted: BoardFilter,
    *,
    chosen: frozenset[int] = frozenset(),
    errors: dict[str, str] | None = None,
    status: int = 422,
) -> HttpResponse:
    """The board; `chosen` and what was typed stay where `errors` say why nothing was done, answered with `status`."""
    acts = period.plan.locality_id in request.user.access.localities_with(Right.MANAGE_PERIODS)
    context = {
        "board": board_of(period, request.user, wanted, now=clock.now(), picked=chosen),
        "acts": acts,
        "errors": errors or {},
        "until": request.POST.get("until", ""),
        "reason": request.POST.get("reason", ""),
        "list_path": reverse("board", args=[period.pk]),
        "list_query": QueryDict(wanted.address()),
    }
    return render(request, "board/show.html", context, status=status if errors else 200)
