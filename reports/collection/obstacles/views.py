"""Pages of obstacles: the list, one of them with its answers, and a new one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from agencies import clock
from agencies.access import Right
from agencies.web.guards import require
from reports.collection.obstacles import services
from reports.collection.obstacles.drafts import (
    answer_draft,
    draft_line,
    draft_to_open,
    key_in,
    new_drafts,
    not_sent_words,
)
from reports.collection.obstacles.export import obstacles_file
from reports.collection.obstacles.forms import ObstacleForm, ReplyForm
from reports.collection.obstacles.queries import (
    MOVE_WORDS,
    detail,
    may_raise_for,
    obstacles_of,
    obstacles_page,
    plans_for,
)
from reports.list_files import list_response, wanted_file
from reports.models import Obstacle, ObstacleState
from reports.wording.typed.text import Unsaved

OBSTACLE_HAS_MOVED = (
    "Vướng mắc này vừa được xử lý ở nơi khác. Trang đang hiện trạng thái mới nhất; nội dung bạn gõ còn ở ô dưới."
)


@require_GET
@require(Right.SEE_SUBMISSIONS)
def obstacle_list(request: HttpRequest) -> HttpResponse:
    """What agencies have raised: an agency's own, or all of the locality."""
    if kind := wanted_file(request.GET):
        return list_response(obstacles_file(request.user, request.GET), kind)
    page = obstacles_page(request.user, request.GET, path=request.path, now=clock.now())
    context = {
        "page": page,
        "may_raise": request.user.access.has(Right.ENTER_FIGURES),
        "drafts": [draft_line(row) for row in new_drafts(request.user)],
    }
    return render(request, "obstacles/list.html", context)


@require_http_methods(["GET", "POST"])
@require(Right.ENTER_FIGURES)
def obstacle_new(request: HttpRequest) -> HttpResponse:
    """Raise an obstacle; ?plan= and ?agency= choose what the form starts with, ?draft= what has been typed before."""
    agencies, drafts, asked = may_raise_for(request.user), new_drafts(request.user), request.GET
    opened = draft_to_open(drafts, request.user, wanted=asked.get("draft", ""), plan=asked.get("plan", ""))
    start = {"plan": asked.get("plan"), "agency": asked.get("agency")}
    if opened:
        start = {**opened.fields, "agency": opened.agency_id}
    posted = request.POST if request.method == "POST" else None
    form = ObstacleForm(posted, agencies=agencies, plans=plans_for(agencies), initial=start)
    if form.is_valid():
        try:
            sent = {"by": request.user, "now": clock.now(), "draft": key_in(request.POST.get("draft", ""))}
            obstacle = services.raise_obstacle(**sent, **form.cleaned_data)
        except services.ObstacleError as error:
            form.add_error(error.field, error.message)
        else:
            return redirect("obstacle", obstacle.pk)
    context = {
        "form": form,
        "draft": key_in(posted.get("draft", "")) or "" if posted else opened and opened.pk,
        "draft_version": key_in(posted.get("seen", "")) or 0 if posted else opened.version if opened else 0,
        "kept": not_sent_words(opened) if opened and not posted else "",
        "drafts": [draft_line(row) for row in drafts if row != opened],
    }
    return render(request, "obstacles/new.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@require(Right.SEE_SUBMISSIONS)
def obstacle(request: HttpRequest, pk: int) -> HttpResponse:
    """One obstacle with every answer. POST adds a step; what cannot be taken stays typed."""
    row = get_object_or_404(obstacles_of(request.user), pk=pk)
    if request.method == "GET":
        return render_obstacle(request, row)
    require.that(takes_part(request, row))
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return render_obstacle(request, row, form=form)
    data = form.cleaned_data
    try:
        services.reply(
            obstacle=row,
            to=ObstacleState(data["to"]),
            text=data["text"],
            seen_version=data["version"],
            by=request.user,
            now=clock.now(),
        )
    except services.NotYours:
        require.that(False)
    except services.ObstacleMoved:
        messages.error(request, OBSTACLE_HAS_MOVED)
        return render_obstacle(request, get_object_or_404(obstacles_of(request.user), pk=pk), form=form, status=409)
    return redirect("obstacle", pk)


def takes_part(request: HttpRequest, row: Obstacle) -> bool:
    """Whether the user is on one of the two sides; a step that comes too late is no question of rights."""
    access = request.user.access
    return access.reports_for(row.agency_id) or access.reviews_in(row.agency.locality_id)


def render_obstacle(
    request: HttpRequest, row: Obstacle, *, form: ReplyForm | None = None, status: int | None = None
) -> HttpResponse:
    moves = services.moves_for(row, request.user)
    draft = answer_draft(row, request.user) if moves else None
    fields = draft.fields if draft else {}
    wanted = form["to"].value() if form else fields.get("to", "")
    context = {
        "draft": draft,
        "kept": not_sent_words(draft) if draft and not form else "",
        "answer": (form["text"].value() or "") if form else fields.get("text", ""),
        "obstacle": detail(row, clock.now()),
        "moves": [(move.value, MOVE_WORDS[move], move.value == wanted) for move in moves],
        "form": form,
        "unsaved": [Unsaved("Trả lời", form["text"].value() or "")] if form else [],
    }
    return render(request, "obstacles/show.html", context, status=status or (422 if form else 200))
