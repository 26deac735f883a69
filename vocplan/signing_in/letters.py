"""One person's way in, by an administrator's hand: a letter with a code for one use, a second factor taken away."""

from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import SetPasswordMixin
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST
from django.views.generic import FormView

from agencies.access import Right
from agencies.accounts.endings import end_sessions, open_sessions
from agencies.accounts.letters import letter_of, use_letter
from agencies.accounts.limits import locks_in_force
from agencies.accounts.people import people_managed_by
from agencies.accounts.second_factor import has_second_factor, remove_second_factor, wants_second_factor
from agencies.models import User
from agencies.web.guards import require
from reports.administration.letters.services import LetterError, mail_letters
from reports.administration.letters.views import letters_pdf, pdf_file
from reports.administration.people.queries import people_with_letters
from reports.models import Verb
from reports.wording.formats import datetime_vi
from vocplan.signing_in.own_access import token_lines
from vocplan.signing_in.sign_in import record_person


class LetterForm(SetPasswordMixin, forms.Form):
    """The code of a letter, and the new password twice."""

    error_messages = {"password_mismatch": "Hai lần gõ mật khẩu mới chưa giống nhau. Gõ lại cả hai."}
    code = forms.CharField(max_length=40, error_messages={"required": "Gõ mã trên giấy mời."})
    new_password1, new_password2 = SetPasswordMixin.create_password_fields()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.letter = None
        self.fields["new_password1"].error_messages["required"] = "Gõ mật khẩu mới."
        self.fields["new_password2"].error_messages["required"] = "Gõ mật khẩu mới lần thứ hai."

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        self.letter = letter_of(code, now=timezone.now())
        if self.letter is None:
            raise forms.ValidationError(
                "Mã này không đúng, đã dùng hoặc đã hết hạn. Xem lại từng nhóm, hoặc xin giấy mới."
            )
        return code

    def clean(self) -> dict[str, Any]:
        self.validate_passwords("new_password1", "new_password2")
        if self.letter:
            self.validate_password_for_user(self.letter.user, "new_password2")
        return super().clean()


@method_decorator([login_not_required, never_cache, sensitive_post_parameters()], name="dispatch")
class UseLetter(FormView):
    """Who has a letter sets her password and is in; the letter is worth nothing afterwards."""

    form_class = LetterForm
    template_name = "accounts/letter.html"

    def get_initial(self) -> dict[str, str]:
        return {"code": self.request.GET.get("code", "")}

    def form_valid(self, form: LetterForm) -> HttpResponse:
        person = form.letter.user
        with transaction.atomic():
            if not use_letter(form.letter, form.cleaned_data["new_password1"], now=timezone.now()):
                form.add_error("code", "Mã này vừa được dùng.")
                return self.form_invalid(form)
            record_person(Verb.PASSWORD_SET, person, summary="Đặt mật khẩu bằng giấy mời", by=person)
        # Whoever was signed in here, her session ends; her own has ended in the database, and nothing is kept in it.
        logout(self.request)
        return perform_password_login(self.request, {"username": person.username}, Login(user=person))

    def form_invalid(self, form: LetterForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


use_letter_page = UseLetter.as_view()


@require_GET
@require(Right.MANAGE_USERS)
def sign_in_of_person(request: HttpRequest, pk: int) -> HttpResponse:
    """How one person gets in now, and what the administrator can do about it."""
    found = get_object_or_404(people_managed_by(request.user), pk=pk)
    letter = found.letters.filter(used_at=None, ends_at__gt=timezone.now()).order_by("-pk").first()
    context = {
        "person": found,
        "is_locked": bool(locks_in_force(User.objects.filter(pk=found.pk))),
        "wants_factor": wants_second_factor(found),
        "has_factor": has_second_factor(found),
        "letter_until": datetime_vi(letter.ends_at) if letter else "",
        "context_line": line_of_person(found),
        "sessions": len(open_sessions().get(found.pk, [])),
        "tokens": token_lines(found),
    }
    return render(request, "accounts/sign_in_person.html", context)


def line_of_person(person: User) -> str:
    """ "Tên đăng nhập lan, lần cuối 05:05 ngày 01/12/2026." """
    seen = f"lần cuối {datetime_vi(person.last_login)}" if person.last_login else "chưa đăng nhập lần nào"
    return f"Tên đăng nhập {person.username}, {seen}{'' if person.is_active else '; tài khoản đang bị ngừng'}."


@require_POST
@require(Right.MANAGE_USERS)
def give_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """A letter, on paper or, as soon as a worker has sent it, by mail; on record without its code."""
    found = get_object_or_404(people_with_letters(people_managed_by(request.user)), pk=pk, is_active=True)
    try:
        if request.POST.get("way") != "mail":
            return pdf_file(letters_pdf(request, [found]), f"thu-vao-lan-dau-{found.username}.pdf")
        page = request.build_absolute_uri(reverse("letter-use"))
        mail_letters([found], page=page, by=request.user, now=timezone.now())
    except LetterError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Thư mời đang được gửi tới {found.email}.")
    return redirect("sign-in-person", pk=pk)


@require_POST
@require(Right.MANAGE_USERS)
@transaction.atomic
def remove_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """For who lost her phone: the password is enough then, and a role that wants a second factor asks for a new one.

    The phone may be signed in, in whosever hands it is: she is signed out everywhere, an administrator who takes her
    own away everywhere else.
    """
    found = get_object_or_404(people_managed_by(request.user), pk=pk)
    if remove_second_factor(found):
        end_sessions(found, kept=request.session.session_key)
        found.devices.all().delete()
        record_person(Verb.FACTOR_REMOVED, found, summary="Gỡ xác thực hai lớp, thoát khỏi mọi máy", by=request.user)
    messages.success(request, f"Đã gỡ xác thực hai lớp của {found.full_name} và cho thoát khỏi mọi máy.")
    return redirect("sign-in-person", pk=pk)
