"""The two doors of single sign-on: out to the office's provider and back. While it is away, that is said in words."""

from collections.abc import Callable
from functools import wraps

from allauth.socialaccount.providers.openid_connect import views
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from requests import RequestException

Door = Callable[[HttpRequest, str], HttpResponse]


def with_away_page(door: Door) -> Door:
    @login_not_required
    @wraps(door)
    def guarded(request: HttpRequest, provider_id: str) -> HttpResponse:
        try:
            return door(request, provider_id)
        except RequestException:
            return render(request, "socialaccount/authentication_error.html", status=503)

    return guarded


go_to_office = with_away_page(views.login)
come_back = with_away_page(views.callback)
