"""What a person has open: her sessions and the tokens of the API. She ends what she likes; each act is on record."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from agencies.accounts import endings
from agencies.accounts.tokens import HeldToken, end_token, issue_token, tokens_of
from agencies.models import User
from reports.models import Verb
from reports.wording.formats import datetime_vi
from vocplan.signing_in.sign_in import record_person


@dataclass(frozen=True)
class TokenLine:
    """A token, with its days in words."""

    held: HeldToken
    made: str
    ends: str


class NewTokenForm(forms.Form):
    """What a new token is for, and whether it may write."""

    label = forms.CharField(max_length=100, error_messages={"required": "Ghi mã dùng cho việc gì, để sau này nhận ra."})
    scope = forms.ChoiceField(
        choices=[("read", "Chỉ đọc"), ("write", "Đọc và ghi")],
        initial="read",
        error_messages={"required": "Chọn mã được làm gì.", "invalid_choice": "Chọn mã được làm gì."},
    )


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    return access_page(request)


@require_POST
@transaction.atomic
def new_token(request: HttpRequest) -> HttpResponse:
    """A token whose text is on this one page only."""
    form = NewTokenForm(request.POST)
    if not form.is_valid():
        return access_page(request, form=form, status=422)
    may_write = form.cleaned_data["scope"] == "write"
    _, token = issue_token(request.user, may_write=may_write, label=form.cleaned_data["label"])
    scope = "đọc và ghi" if may_write else "chỉ đọc"
    record_person(Verb.TOKEN_ADDED, request.user, summary=f"Tạo mã truy cập API, {scope}", by=request.user)
    return access_page(request, token=token)


@require_POST
@transaction.atomic
def end_one_token(request: HttpRequest, key: str) -> HttpResponse:
    if not end_token(request.user, key):
        raise Http404
    record_person(Verb.ACCESS_ENDED, request.user, summary="Kết thúc một mã truy cập API", by=request.user)
    messages.success(request, "Mã truy cập đã kết thúc.")
    return redirect("own-access")


@require_POST
@transaction.atomic
def end_others(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here; no device is known any more but this one at its next sign-in."""
    endings.end_sessions(request.user, kept=request.session.session_key)
    request.user.devices.all().delete()
    record_person(Verb.ACCESS_ENDED, request.user, summary="Thoát khỏi mọi máy khác", by=request.user)
    messages.success(request, "Đã thoát khỏi mọi máy khác. Phiên này còn mở.")
    return redirect("own-access")


def token_lines(person: User) -> list[TokenLine]:
    """A person's tokens that still work, newest first."""
    return [TokenLine(held, datetime_vi(held.made_at), datetime_vi(held.ends_at)) for held in tokens_of(person)]


def access_page(
    request: HttpRequest, *, form: NewTokenForm | None = None, token: str = "", status: int = 200
) -> HttpResponse:
    context = {"lines": token_lines(request.user), "form": form or NewTokenForm(), "token": token}
    return render(request, "accounts/access.html", context, status=status)
