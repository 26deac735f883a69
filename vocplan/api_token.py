"""Tokens of the JSON API: a name and a password for some hours of access; and what answers every other address."""

from typing import Any

from django.contrib.auth import authenticate
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from knox.models import AuthToken
from knox.settings import knox_settings
from rest_framework import exceptions, serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.accounts.limits import Limit, Refusal, begin_try, note_failure, note_success
from agencies.models import User
from agencies.web.json_api import Endpoint
from targets.assess.parser import ExactJSONParser
from vocplan.sign_in import API, record_refusal, record_sign_in
from vocplan.throttles import TokenThrottle


class CredentialsIn(serializers.Serializer):
    username = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=1000, trim_whitespace=False)


class TokenOut(serializers.Serializer):
    token = serializers.CharField()
    expiry = serializers.DateTimeField()


class WrongPassword(exceptions.AuthenticationFailed):
    default_code = "wrong_password"


class LockedOut(exceptions.Throttled):
    default_code = "locked"


class Token(Endpoint):
    """Trade a name and a password for a token that lives for some hours."""

    authentication_classes = []
    permission_classes = [AllowAny]
    throttle_classes = [TokenThrottle]
    throttle_scope = "token"
    parser_classes = [ExactJSONParser]
    serializer_class = CredentialsIn

    def get_authenticate_header(self, request: Request) -> str:
        return knox_settings.AUTH_HEADER_PREFIX

    @extend_schema(request=CredentialsIn, responses=TokenOut, auth=[])
    def post(self, request: Request) -> Response:
        sent = CredentialsIn(data=request.data)
        sent.is_valid(raise_exception=True)
        user = who_is(request, **sent.validated_data)
        make_room(user)
        held, token = AuthToken.objects.create(user=user)
        record_sign_in(request._request, user, way=API)
        body = TokenOut({"token": token, "expiry": held.expiry}).data
        return Response(body, headers={"Cache-Control": "no-store"})


def who_is(request: Request, username: str, password: str) -> User:
    """The person behind a name and a password.

    Raises LockedOut and WrongPassword, in the same words for any name, and Throttled while one has to wait.
    """
    page_request = request._request
    tried = begin_try(page_request, username)
    if isinstance(tried, Refusal):
        record_refusal(page_request, username, way=API, refused=tried)
        raise (LockedOut if tried.limit == Limit.LOCKED else exceptions.Throttled)(tried.seconds)
    user = authenticate(page_request, username=username, password=password)
    if user is None:
        locked = note_failure(tried)
        record_refusal(page_request, username, way=API, refused=locked)
        raise LockedOut(locked.seconds) if locked else WrongPassword
    note_success(tried)
    return user


def make_room(user: User) -> None:
    """Keep a person's tokens below the limit: the oldest one gives way, so that a script never locks itself out."""
    user.auth_token_set.filter(expiry__lt=timezone.now()).delete()
    limit = knox_settings.TOKEN_LIMIT_PER_USER
    if limit is not None:
        newest = user.auth_token_set.order_by("-created").values_list("pk", flat=True)[: limit - 1]
        user.auth_token_set.exclude(pk__in=list(newest)).delete()


class Nowhere(Endpoint):
    """Every other address below /api/v1/: a refusal in JSON instead of a page."""

    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        raise exceptions.NotFound
