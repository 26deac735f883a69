"""The page for a forgotten password."""

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from agencies.accounts.letters import RESET_LIFETIME
from agencies.accounts.limits import Purpose, Refusal, begin_try, note_failure
from reports.administration.people.resets import MAIL_PAUSE, ask_for_reset, mail_is_set_up
from vocplan.signing_in.sign_in import pause_words

FORGOTTEN_PAGE = "accounts/forgotten.html"


class NameForm(forms.Form):
    """The name with which a person signs in."""

    username = forms.CharField(max_length=150, error_messages={"required": "Gõ tên đăng nhập do Sở cấp."})


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def ask_for_link(request: HttpRequest) -> HttpResponse:
    """Ask for a link by mail; the answer is the same whoever the name is. Without mail the page says whom to ask."""
    context = {
        "by_mail": mail_is_set_up(),
        "lasts": pause_words(int(RESET_LIFETIME.total_seconds())),
        "pause": pause_words(int(MAIL_PAUSE.total_seconds())),
        "tries": settings.SIGN_IN_TRIES,
    }
    form = NameForm(request.POST or None)
    if request.method == "GET":
        return render(request, FORGOTTEN_PAGE, context | {"form": form})
    if not form.is_valid():
        return render(request, FORGOTTEN_PAGE, context | {"form": form}, status=422)
    if not context["by_mail"]:
        return render(request, FORGOTTEN_PAGE, context | {"form": form})
    name = form.cleaned_data["username"]
    tried = begin_try(request, name, Purpose.RESET)
    if isinstance(tried, Refusal):
        refused = render(request, FORGOTTEN_PAGE, context | {"wait": pause_words(tried.seconds)}, status=429)
        refused["Retry-After"] = str(tried.seconds)
        return refused
    # Each request counts as a wrong password does: nothing that is typed here can be right.
    note_failure(tried)
    ask_for_reset(name, page=request.build_absolute_uri(reverse("letter-use")), now=timezone.now())
    return render(request, FORGOTTEN_PAGE, context | {"asked": name})
