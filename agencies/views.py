"""Sign-in, and one's own password."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.password_validation import MinimumLengthValidator, get_default_password_validators
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator

from agencies.accounts import endings
from agencies.accounts.letters import end_letters
from agencies.accounts.limits import unlock
from agencies.accounts.second_factor import forget_remembered_devices
from agencies.forms import OwnPasswordForm
from agencies.models import User

SHOWN_FIRST = ("reporter-017", "staff", "leader")


@dataclass(frozen=True)
class DemoAccount:
    username: str
    label: str


class SignIn(LoginView):
    """The sign-in page; a demo database lists whom one may try."""

    template_name = "accounts/login.html"
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        accounts = demo_accounts() if self.request.instance.is_demo else []
        office = settings.OIDC_NAME if settings.OIDC_URL else ""
        return super().get_context_data(**kwargs) | {"demo_accounts": accounts, "single_sign_on": office}


@method_decorator(transaction.atomic, name="form_valid")
class OwnPassword(PasswordChangeView):
    """Change one's own password: this session stays, the others and all tokens end."""

    template_name = "accounts/password.html"
    form_class = OwnPasswordForm
    success_url = reverse_lazy("overview")

    def form_valid(self, form: OwnPasswordForm) -> HttpResponse:
        # The other sessions end by themselves: each carries a digest of the password that it was opened with.
        endings.end_tokens(self.request.user)
        forget_remembered_devices(self.request.user)
        unlock(self.request.user)
        end_letters(self.request.user, now=timezone.now())
        # Stored by the form's own save, with the password.
        form.user.password_is_temporary = False
        messages.success(self.request, "Đã đổi mật khẩu. Các phiên khác và mã truy cập API của bạn đã kết thúc.")
        return super().form_valid(form)

    def form_invalid(self, form: OwnPasswordForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        rules = get_default_password_validators()
        shortest = next(rule.min_length for rule in rules if isinstance(rule, MinimumLengthValidator))
        return super().get_context_data(**kwargs) | {"min_length": shortest}


def demo_accounts() -> list[DemoAccount]:
    """The accounts that show the main job, in its order."""
    users = User.objects.filter(is_demo=True, username__in=SHOWN_FIRST)
    return [
        DemoAccount(user.username, user.access.label)
        for user in sorted(users, key=lambda user: SHOWN_FIRST.index(user.username))
    ]
