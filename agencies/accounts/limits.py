"""The one system of limits on signing in, for the page, the API and the second factor.

Three rules, counted in the database, so that every web process counts together and a restart forgets nothing:

1. Five wrong tries for one name from one place lock that pair for 15 minutes. The place is the device where the person
   has signed in before, else the address: nobody locks another's own device, nor a name everywhere.
2. Twenty wrong tries for one name from unknown devices, whatever their addresses, within an hour: one try at a time,
   half a minute to five minutes apart.
3. Twenty names with a wrong password from one address within five minutes: an unknown device there is asked to wait
   some seconds, and is then served. An office behind one address goes on working.

Asking for a new password is limited by the same rules, counted by itself: it locks nobody out of signing in.

A lock and a wait end when they say: what is tried meanwhile counts for nothing. Limits keep real time, in a demo too.
"""

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil
from typing import Self

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from agencies.accounts.client_address import client_address, network_of
from agencies.accounts.devices import device_key
from agencies.models import KnownDevice, SignInTries, User

EVERYWHERE = "everywhere"


class Purpose(StrEnum):
    """What a name is typed for; each is counted by itself."""

    SIGN_IN = "sign_in"
    RESET = "reset"


NAME_TRIES, NAME_SPAN = 20, timedelta(hours=1)
NAME_WAITS = (timedelta(seconds=30), timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=5))
TRIES_PER_WAIT = 5
ADDRESS_WAIT, LONGEST_ADDRESS_WAIT, NAMES_PER_STEP = timedelta(seconds=5), timedelta(minutes=1), 10


class Limit(StrEnum):
    """Which rule refused a try."""

    LOCKED = "locked"
    NAME_SLOWED = "name_slowed"
    ADDRESS_SLOWED = "address_slowed"


@dataclass(frozen=True)
class Refusal:
    """A try that was not looked at, and after how many seconds the next one will be."""

    limit: Limit
    seconds: int

    @classmethod
    def until(cls, end: datetime, now: datetime, limit: Limit) -> Self:
        return cls(limit, max(1, ceil((end - now).total_seconds())))


@dataclass(frozen=True)
class Try:
    """One try at a door: whose name was typed, and from where. `user` None also where it locks nobody's account."""

    name_key: str
    user: User | None
    address: str
    source: str
    is_known_device: bool

    @property
    def own_row(self):
        return SignInTries.objects.filter(name_key=self.name_key, source=self.source)


def begin_try(request: HttpRequest, name: str, purpose: Purpose = Purpose.SIGN_IN) -> Try | Refusal:
    """Count a try before its password is looked at; a Refusal if it must not be looked at.

    End the Try with `note_failure` or `note_success`.
    """
    tried, now = try_of(request, name, purpose), timezone.now()
    with transaction.atomic():
        row = locked_row(tried, tried.source, now)
        if row.until and row.until > now:
            return Refusal.until(row.until, now, Limit.LOCKED)
        # A lock that is over, or a pause as long as one, begins the count anew.
        if row.until or row.tried_at <= now - settings.SIGN_IN_LOCK:
            row.failures, row.until = 0, None
        # Rules 2 and 3 are of strangers: her own device waits for nobody's guessing.
        if not tried.is_known_device and (refused := wait_for_turn(tried, row, now)):
            return refused
        row.failures += 1
        row.tried_at = now
        if row.failures >= settings.SIGN_IN_TRIES:
            # Set before this password is looked at: a right one deletes the row, and the lock with it.
            row.until = now + settings.SIGN_IN_LOCK
        row.save()
    return tried


def note_failure(tried: Try) -> Refusal | None:
    """The password or code was wrong; a Refusal if this try has locked the name at this place."""
    now = timezone.now()
    with transaction.atomic():
        # The own row first, as a try that begins takes them: the other way round each could wait for the other.
        tried.own_row.update(failed_at=now)
        if not tried.is_known_device:
            everywhere = locked_row(tried, EVERYWHERE, now)
            # The hour counts from the last wrong try, so that slow guessing keeps adding up.
            if everywhere.tried_at <= now - NAME_SPAN:
                everywhere.failures = 0
            everywhere.failures += 1
            everywhere.tried_at = now
            everywhere.save()
        row = tried.own_row.first()
    return Refusal.until(row.until, now, Limit.LOCKED) if row and row.until and row.until > now else None


def note_right_password(tried: Try) -> None:
    """The password was right, the second factor is still to come: this try is no failure, earlier ones stand."""
    tried.own_row.update(failures=F("failures") - 1, until=None)


def note_success(tried: Try) -> None:
    """What was tried wrongly before at this place is forgotten; the count over all addresses stands."""
    tried.own_row.delete()


def unlock(user: User) -> int:
    """Lift every lock and wait of a person; how many were in force, and lifted by nobody else at the same moment."""
    in_force = [row.pk for row in locks_in_force(User.objects.filter(pk=user.pk))]
    lifted, _ = SignInTries.objects.filter(pk__in=in_force).delete()
    # Counts that lock nothing yet go too, and those of the name from before it was somebody's.
    SignInTries.objects.filter(name_key=name_key(user.username)).delete()
    return lifted


def locks_in_force(people: QuerySet[User]) -> list[SignInTries]:
    """Where these people are locked or slowed down now, newest first; `source` EVERYWHERE is rule 2."""
    now = timezone.now()
    slowed = Q(source=EVERYWHERE, failures__gte=NAME_TRIES, tried_at__gt=now - NAME_SPAN)
    rows = SignInTries.objects.filter(Q(until__gt=now) | slowed, user__in=people)
    return list(rows.select_related("user").order_by("-tried_at"))


def forget_old_tries(now: datetime) -> None:
    """Delete what limits nothing any more, so that a clock that is set back brings no lock to life again."""
    SignInTries.objects.filter(Q(until__lte=now) | Q(tried_at__lte=now - NAME_SPAN)).delete()


def try_of(request: HttpRequest, name: str, purpose: Purpose = Purpose.SIGN_IN) -> Try:
    address = client_address(request)
    user = User.objects.filter(username=name).first()
    device = device_key(request)
    # Asked for by name, so that who is no user costs as many queries.
    known = bool(device) and KnownDevice.objects.filter(user__username=name, key=device).exists()
    source = f"device:{device}" if known else f"address:{network_of(address)}"
    return Try(name_key(name, purpose), user if purpose == Purpose.SIGN_IN else None, address, source, known)


def locked_row(tried: Try, source: str, now: datetime) -> SignInTries:
    """The row of a name and a source, made where there is none, held until the end of the transaction."""
    rows = SignInTries.objects.select_for_update()
    found = {"user": tried.user, "address": tried.address, "tried_at": now}
    return rows.get_or_create(name_key=tried.name_key, source=source, defaults=found)[0]


def wait_for_turn(tried: Try, row: SignInTries, now: datetime) -> Refusal | None:
    """The waits of an unknown device: by name over all addresses, then by address."""
    everywhere = SignInTries.objects.select_for_update().filter(name_key=tried.name_key, source=EVERYWHERE).first()
    if everywhere and everywhere.failures >= NAME_TRIES and everywhere.tried_at > now - NAME_SPAN:
        if everywhere.turn_at and everywhere.turn_at > now:
            return Refusal.until(everywhere.turn_at, now, Limit.NAME_SLOWED)
        step = min((everywhere.failures - NAME_TRIES) // TRIES_PER_WAIT, len(NAME_WAITS) - 1)
        # Whoever comes when a turn is due takes it, and the next one waits from now, wherever she is.
        everywhere.turn_at = now + NAME_WAITS[step]
        everywhere.save(update_fields=["turn_at"])
    names = SignInTries.objects.filter(source=tried.source, failed_at__gt=now - settings.SIGN_IN_SPAN)
    # The typed name is left out: how often one name is tried is the business of rules 1 and 2.
    beyond = names.exclude(pk=row.pk).count() - settings.SIGN_IN_NAMES_PER_ADDRESS
    if beyond < 0 or (row.turn_at and row.turn_at <= now):
        row.turn_at = None
        return None
    # The end of a wait is kept: asking again meanwhile does not put it off.
    if row.turn_at is None:
        row.turn_at = now + min(ADDRESS_WAIT * (1 + beyond // NAMES_PER_STEP), LONGEST_ADDRESS_WAIT)
        row.tried_at = now
        row.save()
    return Refusal.until(row.turn_at, now, Limit.ADDRESS_SLOWED)


def name_key(name: str, purpose: Purpose = Purpose.SIGN_IN) -> str:
    """A digest of a typed name that means nothing without the installation's secret."""
    salt = "agencies.accounts.limits" if purpose == Purpose.SIGN_IN else f"agencies.accounts.limits.{purpose}"
    # Half a letter, which JSON can name, is nobody's name and has no UTF-8.
    typed = unicodedata.normalize("NFKC", name).encode(errors="surrogatepass")
    return salted_hmac(salt, typed, algorithm="sha256").hexdigest()
