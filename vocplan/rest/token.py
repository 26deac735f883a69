"""Tokens of the JSON API: a name and a password for some hours of access; and what answers every other address."""

from typing import Any

from django.contrib.auth import authenticate
from drf_spectacular.utils import extend_schema
from knox.models import AuthToken
from knox.settings import knox_settings
from rest_framework import exceptions, serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.accounts.limits import Limit, Refusal, begin_try, note_failure, note_right_password, note_success
from agencies.accounts.second_factor import has_second_factor, is_right_code, wants_second_factor
from agencies.accounts.tokens import issue_token
from agencies.models import User
from agencies.web.json_api import Endpoint
from reports.models import Verb
from vocplan.rest.throttles import TokenThrottle
from vocplan.signing_in.sign_in import API, record_person, record_refusal, record_sign_in

SCOPES = ("read", "write")


class CredentialsIn(serializers.Serializer):
    username = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=1000, trim_whitespace=False)
    otp = serializers.CharField(
        max_length=20, default="", allow_blank=True, help_text="Mã xác thực, nếu tài khoản có xác thực hai lớp."
    )
    scope = serializers.ChoiceField(SCOPES, default="write", help_text="read: chỉ đọc, không ghi được gì.")


class TokenOut(serializers.Serializer):
    token = serializers.CharField()
    expiry = serializers.DateTimeField()


class WrongPassword(exceptions.AuthenticationFailed):
    default_code = "wrong_password"


class CodeNeeded(exceptions.AuthenticationFailed):
    default_code = "otp_needed"


class WrongCode(exceptions.AuthenticationFailed):
    default_code = "otp_wrong"


class LockedOut(exceptions.Throttled):
    default_code = "locked"


class Token(Endpoint):
    """Trade a name and a password for a token that lives for some hours; end the token that one calls with."""

    permission_classes = [AllowAny]
    throttle_classes = [TokenThrottle]
    # Lets a token that only reads end itself.
    stores_nothing = True
    throttle_scope = "token"
    serializer_class = CredentialsIn

    def get_authenticators(self) -> list:
        """Whoever asks for a token has none yet, and an old one in the header is no reason to refuse."""
        return [] if self.request and self.request.method == "POST" else super().get_authenticators()

    def get_authenticate_header(self, request: Request) -> str:
        return knox_settings.AUTH_HEADER_PREFIX

    @extend_schema(request=CredentialsIn, responses=TokenOut, auth=[])
    def post(self, request: Request) -> Response:
        sent = CredentialsIn(data=request.data)
        sent.is_valid(raise_exception=True)
        scope = sent.validated_data.pop("scope")
        user = who_is(request, **sent.validated_data)
        held, token = issue_token(user, may_write=scope == "write")
        record_sign_in(request._request, user, way=API)
        body = TokenOut({"token": token, "expiry": held.expiry}).data
        return Response(body, headers={"Cache-Control": "no-store"})

    @extend_schema(request=None, responses={204: None})
    def end(self, request: Request) -> Response:
        """End the token of this request."""
        if not isinstance(request.auth, AuthToken):
            raise exceptions.NotAuthenticated
        request.auth.delete()
        record_person(Verb.ACCESS_ENDED, request.user, summary="Kết thúc mã truy cập API đang dùng", by=request.user)
        return Response(status=204)

    delete = end


def who_is(request: Request, username: str, password: str, otp: str) -> User:
    """The person behind a name, a password and, where she has a second factor, a code of it.

    Raises LockedOut and WrongPassword, in the same words for any name, and Throttled while one has to wait. Only who
    knows the password is told about the second factor.
    """
    page_request = request._request
    tried = begin_try(page_request, username)
    if isinstance(tried, Refusal):
        record_refusal(page_request, username, way=API, refused=tried)
        raise (LockedOut if tried.limit == Limit.LOCKED else exceptions.Throttled)(tried.seconds)
    user = authenticate(page_request, username=username, password=password)
    if user is not None and (missing := missing_of(user, otp)):
        note_right_password(tried)
        raise missing
    if user is None or (has_second_factor(user) and not is_right_code(user, otp)):
        locked = note_failure(tried)
        record_refusal(page_request, username, way=API, refused=locked)
        wrong = WrongPassword if user is None else WrongCode
        raise LockedOut(locked.seconds) if locked else wrong
    note_success(tried)
    return user


def missing_of(user: User, otp: str) -> exceptions.APIException | None:
    """What a person with the right password lacks for a token."""
    if user.password_is_temporary:
        return exceptions.PermissionDenied(code="password_temporary")
    if has_second_factor(user):
        return None if otp else CodeNeeded()
    return exceptions.PermissionDenied(code="second_factor_missing") if wants_second_factor(user) else None


class Nowhere(Endpoint):
    """Every other address below /api/v1/: a refusal in JSON instead of a page."""

    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        # After the checks of every address: who is not signed in gets 401 here, too, and the call is counted.
        raise exceptions.NotFound
