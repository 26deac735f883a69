"""How long a sign-in lasts: ended when nothing was done for SESSION_IDLE, and in any case after SESSION_COOKIE_AGE.

The moment of its end stands in the session's own row and is read with it, so that neither limit costs a query. It is
moved on when it has fallen behind by STEP: somebody who works all day has a row written once a minute at most.
Sessions keep real time, in a demo database too.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from agencies.prepared_queries import Prepared

BEGUN = "begun"
RENEWAL_STEP = timedelta(seconds=50)


OPEN = Prepared(str, datetime, build=lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now))


class SessionStore(db.SessionStore):
    """Sessions in the database, with an idle and an absolute limit."""

    ends_at: datetime | None = None

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        found = OPEN.models(self.session_key or "", timezone.now())
        # What is to be done where there is none is Django's own affair.
        row = found[0] if found else super()._get_session_from_db()
        self.ends_at = row.expire_date if row else None
        return row

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        data.setdefault(BEGUN, timezone.now().timestamp())
        row = super().create_model_instance(data)
        row.expire_date = session_end(data)
        return row

    def cycle_key(self) -> None:
        """A password was given: the absolute limit counts from now."""
        self.pop(BEGUN, None)
        super().cycle_key()

    @property
    def has_fallen_behind(self) -> bool:
        """Whether its end should be moved because something was done now, or because the clock was set back."""
        if self.is_empty() or self.ends_at is None or BEGUN not in self:
            return False
        return abs(session_end(self) - self.ends_at) > RENEWAL_STEP


def session_end(data: Any) -> datetime:
    """When a session ends in which something was done now."""
    begun = datetime.fromtimestamp(data[BEGUN], UTC)
    return min(timezone.now() + settings.SESSION_IDLE, begun + timedelta(seconds=settings.SESSION_COOKIE_AGE))
