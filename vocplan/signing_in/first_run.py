"""An installation in which nobody can sign in yet: whoever runs the server names the locality and an administrator."""

import logging

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from agencies import clock
from agencies.accounts.letters import write_letter
from reports.administration.first_run.forms import BeginForm
from reports.administration.first_run.services import SetUpError, begin, is_empty, set_up_code

logger = logging.getLogger(__name__)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def begin_page(request: HttpRequest) -> HttpResponse:
    """The first page of an empty installation; afterwards it leads on to the administrator's list of tasks."""
    if not is_empty():
        return redirect("first-run")
    form = BeginForm(request.POST if request.method == "POST" else None)
    if not form.is_bound:
        # Whoever finds an empty installation first is not let in by that: its code is in the server's log alone.
        logger.warning("vocplan chưa có người dùng nào. Mã lập bản: %s", set_up_code())
    if form.is_valid():
        said = {name: value for name, value in form.cleaned_data.items() if name != "code"}
        try:
            made = begin(now=clock.now(), day=clock.today(), **said)
        except SetUpError as error:
            form.add_error(None, str(error))
        else:
            code = write_letter(made.administrator, by=None, now=timezone.now())
            return redirect(f"{reverse('letter-use')}?{urlencode({'code': code})}")
    return render(request, "administration/begin.html", {"form": form}, status=422 if form.is_bound else 200)
