"""What ends with an account or a password, and what has ended by its time: sessions, tokens, locks of sign-in."""

from collections import defaultdict

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone
from knox.models import AuthToken

from agencies.accounts import limits
from agencies.models import User


def end_tokens(user: User) -> int:
    """Every token of a person stops to work; how many there were."""
    tokens = user.auth_token_set.all()
    ended = tokens.count()
    tokens.delete()
    return ended


def end_sessions(user: User, *, kept: str | None = None) -> int:
    """Sign a person out everywhere, but for the session with the key `kept`; how many there were."""
    keys = [key for key in open_sessions().get(user.pk, []) if key != kept]
    Session.objects.filter(session_key__in=keys).delete()
    return len(keys)


def open_sessions() -> dict[int, list[str]]:
    """The keys of the sessions that still last, by the person's key. One query.

    A session does not say whose it is until it is read, so all of them are.
    """
    found: dict[int, list[str]] = defaultdict(list)
    for row in Session.objects.filter(expire_date__gt=timezone.now()):
        if whose := row.get_decoded().get(SESSION_KEY):
            found[int(whose)].append(row.session_key)
    return found


def delete_what_ended() -> None:
    """Delete what has ended, so that a clock that is set back brings no session, token or lock to life again."""
    now = timezone.now()
    Session.objects.filter(expire_date__lte=now).delete()
    AuthToken.objects.filter(expiry__lte=now).delete()
    limits.forget_old_tries(now)
