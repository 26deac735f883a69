"""Where vocplan steps into django-allauth's sign-in: its limits, its record, its devices, its people.

A sign-in is: password or single sign-on, then the second factor where the person has one and the device is not
remembered, then `AccountAdapter.post_login`. Whatever door was taken, that last step counts and records.
"""

import base64
import hashlib

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from allauth.mfa.stages import AuthenticateStage
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from cryptography.fernet import Fernet, InvalidToken
from django import forms
from django.conf import settings
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from agencies.accounts.devices import remember_device
from agencies.accounts.limits import Refusal, begin_try, note_failure, note_right_password, note_success, try_of
from agencies.accounts.second_factor import HAS_FACTOR, is_first_use, is_remembered, remember_second_factor
from agencies.models import User
from reports.models import Verb
from vocplan.signing_in.sign_in import PAGE, pause_words, record_person, record_refusal, record_sign_in

FACTOR_CHANGES = {
    "totp_activated": (Verb.FACTOR_ADDED, "Thêm ứng dụng tạo mã"),
    "totp_deactivated": (Verb.FACTOR_REMOVED, "Gỡ ứng dụng tạo mã"),
    "webauthn_added": (Verb.FACTOR_ADDED, "Thêm khóa bảo mật"),
    "webauthn_removed": (Verb.FACTOR_REMOVED, "Gỡ khóa bảo mật"),
    "recovery_codes_generated": (Verb.FACTOR_ADDED, "Tạo mã dự phòng mới"),
}
# Of which password a sign-in is that waits for its second factor.
BEGUN_WITH = "sign_in_begun_with"
SINGLE_SIGN_ON, SECOND_FACTOR = "đăng nhập một lần", "mã xác thực"


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People are entered by administrators."""
        return False

    def add_message(self, *args: object, **kwargs: object) -> None:
        """The library's messages are not vocplan's words; the pages say themselves what was done."""

    def send_notification_mail(self, template_prefix: str, user: User, *args: object, **kwargs: object) -> None:
        """Here the library tells what a person has changed of her second factor: it goes on record, by no mail."""
        done = FACTOR_CHANGES.get(template_prefix.rpartition("/")[2])
        if done:
            record_person(done[0], user, summary=done[1], by=user)
        if done and done[0] == Verb.FACTOR_REMOVED:
            # A role that wants one asks for it again in this session, too.
            context.request.session.pop(HAS_FACTOR, None)

    def get_login_stages(self) -> list[str]:
        return ["vocplan.signing_in.flow.SecondFactorStage"]

    def login(self, request: HttpRequest, user: User) -> None:
        """A sign-in that waited is none any more once the account is stopped or the password is another."""
        begun_with = request.session.pop(BEGUN_WITH, None)
        if not user.is_active or begun_with not in (None, user.get_session_auth_hash()):
            request.session.flush()
            raise ImmediateHttpResponse(redirect("login"))
        super().login(request, user)

    def post_login(self, request: HttpRequest, user: User, **kwargs: object) -> HttpResponse:
        """The person is in: earlier wrong tries here are forgotten, the device is known, one event."""
        response = super().post_login(request, user, **kwargs)
        note_success(try_of(request, user.username))
        key = remember_device(request, response, user)
        if getattr(request, "asks_to_be_remembered", False):
            remember_second_factor(user, key, timezone.now())
        record_sign_in(request, user, way=getattr(request, "way_in", PAGE))
        return response

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Only single sign-on comes so far with a disabled account: a password of it is no longer right."""
        return render(request, "accounts/not_known.html", {"name": user.username}, status=403)

    def reauthenticate(self, user: User, password: str) -> bool:
        """Trying passwords in an open session counts like trying them at the door."""
        tried = begin_try(context.request, user.username)
        if isinstance(tried, Refusal):
            return False
        if authenticate(context.request, username=user.username, password=password) is None:
            record_refusal(context.request, user.username, way=PAGE, refused=note_failure(tried))
            return False
        note_success(tried)
        return True


class SecondFactorStage(AuthenticateStage):
    """Asks for the second factor, but on a device where it was given lately."""

    def handle(self) -> tuple[HttpResponse | None, bool]:
        waits, goes_on = super().handle()
        if waits:
            self.request.session[BEGUN_WITH] = self.login.user.get_session_auth_hash()
        return waits, goes_on

    def _should_handle(self, request: HttpRequest) -> bool:
        return super()._should_handle(request) and not is_remembered(request, self.login.user)


class CountedCode(BaseAuthenticateForm):
    """A code of an app or a recovery code; each wrong one counts as a wrong password does."""

    error_messages = {"required": "Gõ mã sáu chữ số trong ứng dụng, hoặc một mã dự phòng."}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].error_messages |= self.error_messages

    def clean_code(self) -> str:
        request, name = context.request, self.user.username
        tried = begin_try(request, name)
        if isinstance(tried, Refusal):
            raise ValidationError(waiting_sentence(tried))
        try:
            code = super().clean_code()
            if not is_first_use(self.authenticator, code):
                raise ValidationError("used")
        except ValidationError:
            locked = note_failure(tried)
            record_refusal(request, name, way=SECOND_FACTOR, refused=locked)
            words = "Mã chưa đúng, đã dùng rồi hoặc đã quá giờ. Chờ mã mới hiện trong ứng dụng rồi gõ lại."
            raise ValidationError(waiting_sentence(locked) if locked else words) from None
        # A right code is half a sign-in: earlier wrong tries are forgotten in the last step alone.
        note_right_password(tried)
        return code


class CodeForm(CountedCode, AuthenticateForm):
    remember = forms.BooleanField(required=False)

    def clean_remember(self) -> bool:
        """Told to the last step of this same request, which comes only after a right code."""
        context.request.asks_to_be_remembered = self.cleaned_data["remember"]
        return self.cleaned_data["remember"]


class CodeAgainForm(CountedCode, ReauthenticateForm):
    pass


class SecretsAdapter(DefaultMFAAdapter):
    """Secrets of apps are of no use to who reads the database or a backup without the installation's secret."""

    def encrypt(self, text: str) -> str:
        return cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Under another secret the codes of all apps are wrong: "" is nobody's secret."""
        try:
            return cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return ""

    def get_totp_label(self, user: User) -> str:
        return user.username


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Who comes for the first time is the person whose user name the provider states; nobody is entered by it.

        Afterwards the provider's own key of the person counts, whatever she is called there.
        """
        request.way_in = SINGLE_SIGN_ON
        if sociallogin.is_existing:
            return
        data = sociallogin.account.extra_data
        claims = data.get("userinfo") or data.get("id_token") or data
        name = str(claims.get(settings.OIDC_USERNAME_CLAIM) or "")
        # The founder never comes this way (ADR 0016).
        person = User.objects.filter(username=name, is_active=True, is_superuser=False).first() if name else None
        # Bound once, for good: another key under the same name is somebody else's.
        if person is None or person.socialaccount_set.exists():
            record_refusal(request, name, way=SINGLE_SIGN_ON, refused=None)
            raise ImmediateHttpResponse(render(request, "accounts/not_known.html", {"name": name}, status=403))
        sociallogin.connect(request, person)

    def on_authentication_error(self, request: HttpRequest, *args: object, **kwargs: object) -> None:
        """Given up, refused there, forged or too late: one page, nobody in."""
        raise ImmediateHttpResponse(render(request, "socialaccount/authentication_error.html", status=403))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False


def waiting_sentence(refused: Refusal) -> str:
    return f"Đã sai quá nhiều lần. Chờ {pause_words(refused.seconds)} rồi thử lại, hoặc báo quản trị viên mở khóa."


def cipher() -> Fernet:
    # The words before it make a key that opens nothing else of the same secret.
    digest = hashlib.sha256(f"second factor:{settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
