"""Pages that show the standing: overview, plans, indicators, method. Each is a guard, one dataset, one answer."""

import hashlib

from django.contrib.messages import get_messages
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from agencies import clock
from agencies.access import Right
from agencies.web.guards import require
from reports.dashboards.body_targets import body_target_section
from reports.dashboards.contradictions.page import contradictions_section
from reports.dashboards.filters import chosen_place, place_bar
from reports.dashboards.indicators.index import indicators_known as list_of_indicators
from reports.dashboards.method.page import method_page
from reports.dashboards.overview.cache import Facts, content, facts_of
from reports.dashboards.overview.export import overview_file
from reports.dashboards.overview.heat_file import heat_file
from reports.dashboards.overview.page import plans_today as plan_standings
from reports.dashboards.plans.of_parts import plans_of_parts
from reports.dashboards.plans.page import plan_page
from reports.list_files import list_response, wanted_file
from reports.snapshot import one_moment
from reports.waiting import frame_counts, unread_count
from targets.calculations.rules import LATEST
from targets.models import BodyTarget, Plan
from targets.target_bounds import thresholds


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The first page: what a reporter owes, whom an administrator looks after, the standing for everyone else."""
    access = request.user.access
    if access.is_only_reporter:
        return redirect("submission-list")
    manages = access.has(Right.MANAGE_USERS) or request.user.is_superuser
    if manages and not access.has(Right.SEE_PROGRESS):
        return redirect("administration")
    return standing_page(request)


@require_safe
@require(Right.SEE_PROGRESS)
def standing_page(request: HttpRequest) -> HttpResponse:
    """The standing of the year; unchanged since the browser last asked, it is not made again."""
    if kind := wanted_file(request.GET):
        with one_moment():
            made = heat_file if request.GET.get("list") == "years" else overview_file
            return list_response(made(request.user, request.GET, request.path), kind)
    # Puts the forms' secret where `etag` reads it; without it a first visit would have none.
    get_token(request)
    # Facts and content from one moment: else a page could be kept under the key of another one.
    with one_moment():
        facts = facts_of(request.user, request.GET, request.path)
        tag = quote_etag(etag(request, facts))
        response = get_conditional_response(request, etag=tag)
        # A message belongs to this answer alone, so that a page with one is sent whole even where the browser has its
        # copy.
        page = content(facts, request.user, request.GET) if response is None or len(get_messages(request)) else None
    if page is not None:
        response = render(request, "overview/show.html", {"content": page})
    response["ETag"] = tag
    # The browser keeps the page and asks each time whether it still holds; a proxy keeps nothing.
    patch_cache_control(response, private=True, no_cache=True)
    return response


def etag(request: HttpRequest, facts: Facts) -> str:
    """Changes with the content and with the frame: who reads, what waits for her, the token of the forms, this
    release's files."""
    user, now = request.user, clock.now()
    # The number of what waits stands in the frame: a page that the browser has kept must not show an old one.
    waits: object = frame_counts(request, now=now)
    if waits is None and user.access.has(Right.ENTER_FIGURES):
        waits = unread_count(user, now=now)
    release = static("css/standing.css")
    frame = [user.pk, user.full_name, user.access.grants, waits, request.META["CSRF_COOKIE"], release]
    return hashlib.sha256(repr([facts.key, request.instance.is_demo, *frame]).encode()).hexdigest()[:32]


@require_safe
@require(Right.SEE_PROGRESS)
def plan_list(request: HttpRequest) -> HttpResponse:
    """The plans of the reader's locality."""
    chosen = chosen_place(request.path, request.user, request.GET)
    parts = plans_of_parts(chosen)
    name = chosen.locality.short_name
    none = f"{name} chưa có kế hoạch của riêng mình." if parts else "Chưa có kế hoạch nào trong hệ thống."
    context = {
        "plans": plan_standings(chosen),
        "parts": parts,
        "empty": none,
        "filters": place_bar(chosen),
        "locality": chosen.locality,
        "may_draft": request.user.access.has(Right.REVIEW),
    }
    return render(request, "plans/list.html", context)


@require_safe
@require(Right.SEE_PROGRESS)
def plan(request: HttpRequest, code: str) -> HttpResponse:
    """One plan; one of another locality does not exist for the reader."""
    levels = Exists(BodyTarget.objects.filter(plan=OuterRef("pk")))
    rows = Plan.objects.visible_to(request.user).select_related("locality", "recipient").annotate(has_levels=levels)
    document = get_object_or_404(rows, code=code)
    chosen = chosen_place(request.path, request.user, request.GET, document.locality)
    context = {
        "page": plan_page(document, chosen),
        "found": contradictions_section(chosen, plan=document.code),
        # Most plans set none: their page asks no query more for it.
        "bodies": document.has_levels
        and body_target_section(request.user, chosen, year=clock.today().year, plan=document),
        "may_draft": request.user.access.reviews_in(document.locality_id),
        "change_words": "Tiếp nhận, kết thúc" if document.locality.valid_to else "Sửa đổi, kết thúc",
    }
    return render(request, "plans/show.html", context)


@require_safe
@require(Right.SEE_PROGRESS)
def indicator_list(request: HttpRequest) -> HttpResponse:
    """All indicators, found by name."""
    chosen = chosen_place(request.path, request.user, request.GET)
    return render(request, "indicators/list.html", {"page": list_of_indicators(chosen, request.GET), "chosen": chosen})


@require_safe
def method(request: HttpRequest) -> HttpResponse:
    """How progress is judged, with the settings in force."""
    return render(request, "method/show.html", {"page": method_page(thresholds()), "rule_version": int(LATEST)})
