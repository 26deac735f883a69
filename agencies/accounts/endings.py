"""What ends with an account or a password, and what has ended by its time: sessions, tokens, locks of sign-in."""

from django.contrib.sessions.models import Session
from django.utils import timezone
from knox.models import AuthToken

from agencies.accounts import limits
from agencies.models import User


def end_tokens(user: User) -> None:
    """Every token of a person stops to work."""
    user.auth_token_set.all().delete()


def end_sessions(user: User, *, kept: str | None = None) -> None:
    """Sign a person out everywhere, but for the session with the key `kept`.

    A session does not say whose it is until it is read, so all live ones are.
    """
    live = Session.objects.filter(expire_date__gt=timezone.now()).exclude(session_key=kept)
    keys = [row.session_key for row in live if row.get_decoded().get("_auth_user_id") == str(user.pk)]
    Session.objects.filter(session_key__in=keys).delete()


def delete_what_ended() -> None:
    """Delete what has ended, so that a clock that is set back brings no session, token or lock to life again."""
    now = timezone.now()
    Session.objects.filter(expire_date__lte=now).delete()
    AuthToken.objects.filter(expiry__lte=now).delete()
    limits.forget_old_tries(now)
