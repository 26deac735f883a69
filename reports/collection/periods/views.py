"""The rounds, for those who steer them: what is open, what comes next and by which rule, open and close by hand."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agencies import clock
from agencies.access import Right
from agencies.web.guards import require
from reports.collection.notices.queries import faults_of
from reports.collection.periods import services
from reports.collection.periods.forms import OpeningForm, WeekendForm
from reports.collection.periods.queries import (
    next_rules,
    period_lines,
    rule_of,
    steered_periods,
    steered_plans,
    weekend_lines,
)
from reports.models import ReportingPeriod
from reports.models.period import start_of
from reports.wording.formats import deadline_vi, local_day
from targets.models import Plan


@require_GET
@require(Right.MANAGE_PERIODS)
def period_list(request: HttpRequest) -> HttpResponse:
    """Every period, every plan's next one with its rule, and the letters that did not get through."""
    now = clock.now()
    context = {
        "lines": period_lines(request.user, now=now),
        "rules": next_rules(request.user, today=clock.today()),
        "faults": faults_of(request.user, now=now),
    }
    return render(request, "periods/list.html", context)


@require_http_methods(["GET", "POST"])
@require(Right.MANAGE_PERIODS)
def period_open(request: HttpRequest, code: str) -> HttpResponse:
    """Open a period by hand. GET shows what would hold, for the year and the day in the address; POST does it."""
    plan = get_object_or_404(steered_plans(request.user).select_related("recipient"), code=code)
    form = OpeningForm(opening_form_values(request, plan), today=clock.today(), plan=plan)
    valid = form.is_valid()
    if request.method == "GET" or not valid:
        return show_opening(request, plan, form, status=422 if request.method == "POST" else 200)
    year, interim = form.cleaned_data["year"], form.cleaned_data["interim"]
    # `open_period` would complete the old one in silence and keep its deadline: staff meant a new one.
    if ReportingPeriod.objects.filter(plan=plan, year=year, interim=interim).exists():
        form.add_error("year", f"Kỳ {plan.code} {plan.round_name(year, interim)} đã có; không mở thêm.")
        return show_opening(request, plan, form, status=422)
    due_at = start_of(form.cleaned_data["before"])
    try:
        period = services.open_period(plan=plan, year=year, by=request.user, due_at=due_at, interim=interim)
    except services.PeriodError as error:
        form.add_error(error.field, str(error))
        return show_opening(request, plan, form, status=422)
    messages.success(request, f"Đã mở kỳ {plan.code} {period.name}: {deadline_vi(period.due_at)}.")
    return redirect("board", period.pk)


@require_http_methods(["GET", "POST"])
@require(Right.MANAGE_PERIODS)
def period_rule(request: HttpRequest, code: str) -> HttpResponse:
    """What becomes of a deadline on a weekend: both dates stand there before anything changes."""
    dated = steered_plans(request.user).filter(due_month__isnull=False).select_related("recipient")
    plan = get_object_or_404(dated, code=code)
    lines = weekend_lines(plan)
    form = WeekendForm(request.POST or None, offered=[line.pk for line in lines if line.may_move])
    if not form.is_valid():
        year = clock.today().year
        context = {"plan": plan, "lines": lines, "rules": [rule_of(plan, year), rule_of(plan, year + 1)], "form": form}
        return render(request, "periods/rule.html", context, status=422 if request.method == "POST" else 200)
    years = services.set_weekend_rule(plan=plan, by=request.user, now=clock.now(), **form.cleaned_data)
    moved = f" Hạn của kỳ {', '.join(map(str, years))} đã đổi theo." if years else ""
    words = services.WEEKEND_WORDS[form.cleaned_data["moves"]]
    messages.success(request, f"{plan.code}: ngày cuối rơi vào ngày nghỉ thì {words}.{moved}")
    return redirect("period-list")


@require_POST
@require(Right.MANAGE_PERIODS)
def period_close(request: HttpRequest, pk: int) -> HttpResponse:
    """End the reminders of a period."""
    period = get_object_or_404(steered_periods(request.user), pk=pk)
    services.close_period(period=period, by=request.user, now=clock.now())
    messages.success(request, f"Đã đóng kỳ {period.plan.code} {period.name}: thôi nhắc, báo cáo muộn vẫn nhận.")
    return redirect("period-list")


@require_POST
@require(Right.MANAGE_PERIODS)
def period_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a closing back."""
    period = get_object_or_404(steered_periods(request.user), pk=pk)
    services.reopen_period(period=period, by=request.user, now=clock.now())
    return redirect("period-list")


def opening_form_values(request: HttpRequest, plan: Plan) -> dict[str, str]:
    """What was typed; on the first look the year that comes next and the day that the plan's own rule gives."""
    if request.method == "POST":
        return request.POST
    if "year" in request.GET:
        return request.GET
    taken = ReportingPeriod.objects.filter(plan=plan, year=clock.today().year, interim=0).exists()
    # A bool counts as 0 or 1: the year after where this one's round is there.
    year = clock.today().year + taken
    if plan.due_date(year) is None:
        return {"year": str(year)}
    return {"year": str(year), "before": f"{local_day(services.due_moment(plan, year)):%d/%m/%Y}"}


def show_opening(request: HttpRequest, plan: Plan, form: OpeningForm, *, status: int) -> HttpResponse:
    year, before = form.cleaned_data.get("year"), form.cleaned_data.get("before")
    interim = form.cleaned_data.get("interim", 0)
    context = {
        "plan": plan,
        "form": form,
        "looked_at": request.method == "POST" or "year" in request.GET,
        "rule": rule_of(plan, year or clock.today().year),
        "deadline": deadline_vi(before) if before else "",
        "weekend": before is not None and (before - timedelta(days=1)).weekday() >= services.SATURDAY,
        "agencies": len(services.agencies_asked(plan, year)) if year and before else None,
        "exists": bool(year) and ReportingPeriod.objects.filter(plan=plan, year=year, interim=interim).exists(),
        "name": plan.round_name(year, interim) if year else "",
    }
    return render(request, "periods/open.html", context, status=status)
