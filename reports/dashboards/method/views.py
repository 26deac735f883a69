"""The rules of judging: what a change of edition changes, and the decision to change it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from agencies import clock
from agencies.access import Right
from agencies.web.guards import require
from reports.dashboards.filters import chosen_place
from reports.dashboards.method.forms import RuleDecisionForm
from reports.dashboards.method.replay_page import replay_page
from reports.dashboards.method.rule_decisions import NotForYou, RuleDecisionError, decide_rules


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.SEE_PROGRESS)
def rule_replay(request: HttpRequest) -> HttpResponse:
    """Every standing that another edition of the rules would change; staff decide from which day one is in force."""
    chosen = chosen_place(request.path, request.user, request.GET)
    may_decide = request.user.access.reviews_in(chosen.locality.pk)
    if request.method == "POST" and not may_decide:
        raise PermissionDenied
    form = RuleDecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            decide_rules(locality=chosen.locality, **form.cleaned_data, by=request.user, now=clock.now())
        except NotForYou as error:
            raise PermissionDenied from error
        except RuleDecisionError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, "Đã ghi quyết định. Báo cáo đã ban hành giữ quy tắc của mình.")
            return redirect(request.get_full_path())
    context = {"page": replay_page(chosen, request.GET), "form": form, "may_decide": may_decide}
    return render(request, "method/replay.html", context, status=422 if form.errors else 200)
