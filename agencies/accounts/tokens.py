"""Tokens of the JSON API: given to a person, listed and ended by her."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from knox.models import AuthToken
from knox.settings import knox_settings

from agencies.models import TokenScope, User

KEY_LENGTH = 16


@dataclass(frozen=True)
class HeldToken:
    """A token that still works, without its secret; `key` names it in an address."""

    key: str
    label: str
    may_write: bool
    made_at: datetime
    ends_at: datetime | None


def issue_token(user: User, *, may_write: bool = True, label: str = "") -> tuple[AuthToken, str]:
    """A new token's row and its text, which nobody can read again."""
    make_room(user)
    held, token = AuthToken.objects.create(user=user)
    TokenScope.objects.create(token=held, may_write=may_write, label=label)
    return held, token


def tokens_of(user: User) -> list[HeldToken]:
    """Those that still work, newest first."""
    rows = user.auth_token_set.filter(expiry__gt=timezone.now()).select_related("scope").order_by("-created")
    return [
        HeldToken(row.digest[:KEY_LENGTH], scope.label, scope.may_write, row.created, row.expiry)
        for row in rows
        for scope in [getattr(row, "scope", None) or TokenScope()]
    ]


def end_token(user: User, key: str) -> bool:
    """End one token of the person; whether there was one."""
    ended, _ = user.auth_token_set.filter(digest__startswith=key).delete() if len(key) == KEY_LENGTH else (0, {})
    return bool(ended)


def make_room(user: User) -> None:
    """Keep a person's tokens below the limit: the oldest one gives way, so that a script never locks itself out."""
    user.auth_token_set.filter(expiry__lt=timezone.now()).delete()
    limit = knox_settings.TOKEN_LIMIT_PER_USER
    if limit is not None:
        newest = user.auth_token_set.order_by("-created").values_list("pk", flat=True)[: limit - 1]
        user.auth_token_set.exclude(pk__in=list(newest)).delete()
