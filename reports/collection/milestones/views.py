"""Pages of milestones: those of a plan with what has been said of them, and the form to say how far one is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from agencies import clock
from agencies.access import Right
from agencies.web.guards import require
from reports.collection.milestones import services
from reports.collection.milestones.forms import JudgementForm
from reports.collection.milestones.queries import (
    milestone_page,
    milestone_row,
    milestone_title,
    milestones_to_judge,
    plans_with_milestones,
)
from targets.models import Plan


@require_safe
@require(Right.SEE_PROGRESS)
def milestone_list(request: HttpRequest, code: str) -> HttpResponse:
    """The milestones of a plan, for everybody who sees its progress."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user), code=code)
    return render(request, "milestones/list.html", {"page": milestone_page(plan, request.user)})


@require_safe
@require(Right.SEE_PROGRESS)
def milestone_index(request: HttpRequest) -> HttpResponse:
    """The plans that have milestones; where there is one, its page."""
    plans = plans_with_milestones(request.user)
    if len(plans) == 1:
        return redirect("milestone-list", plans[0].code)
    return render(request, "milestones/index.html", {"plans": plans})


@require_http_methods(["GET", "POST"])
@require(Right.REVIEW)
def milestone_judge(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how far a milestone is; what cannot be taken stays typed, with the reason beside it."""
    rows = milestones_to_judge(request.user).select_related("target__plan", "target__indicator")
    milestone = get_object_or_404(rows, pk=pk)
    start = {"judged_on": f"{clock.today():%d/%m/%Y}"}
    form = JudgementForm(request.POST if request.method == "POST" else None, initial=start)
    if form.is_valid():
        try:
            services.judge_milestone(milestone=milestone, by=request.user, now=clock.now(), **form.judgement())
        except services.JudgementError as error:
            form.add_error(error.field, error.message)
        else:
            return redirect("milestone-list", milestone.target.plan.code)
    said = {"title": milestone_title(milestone.target), "line": milestone_row(milestone, may_judge=True)}
    context = {"form": form, "milestone": milestone, **said}
    return render(request, "milestones/judge.html", context, status=422 if form.is_bound else 200)
