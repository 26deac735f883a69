"""Who needs a second factor, who has one, and where it is not asked again for a while."""

from datetime import datetime

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from agencies.access import Role
from agencies.accounts.devices import device_key
from agencies.models import User

# Of an app: the half minute since 1970 whose code was used last.
LAST_USED = "last_used_counter"
# In a session: its person has been seen to have one.
HAS_FACTOR = "has_second_factor"
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def wants_second_factor(user: User) -> bool:
    """Whether a role of the person in force today wants one; who set vocplan up counts as an administrator."""
    roles = {grant.role for grant in user.access.grants} | ({Role.ADMINISTRATOR} if user.is_superuser else set())
    return bool(roles & settings.SECOND_FACTOR_ROLES)


def has_second_factor(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type__in=FACTORS).exists()


def is_right_code(user: User, code: str) -> bool:
    """Whether a code of her app, or one of her recovery codes, is right now; each code works once."""
    # A security key answers the challenge of a page and has no code to type.
    rows = Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.WEBAUTHN)
    return any(row.wrap().validate_code(code) and is_first_use(row, code) for row in rows)


@transaction.atomic
def is_first_use(factor: Authenticator, code: str) -> bool:
    """Whether a right code has not been used before, nor a later one; from now on it has been.

    A code of an app is right for a minute and a half, since phones' clocks differ. The library remembers for half a
    minute that it was used, and in a cache that may be lost: here it stands with the app itself. Recovery codes are
    ticked off by the library.
    """
    if factor.type != Authenticator.Type.TOTP:
        return True
    row = Authenticator.objects.select_for_update().get(pk=factor.pk)
    counter = counter_of(decrypt(row.data["secret"]), code)
    if counter <= row.data.get(LAST_USED, 0):
        return False
    row.data[LAST_USED] = counter
    row.save(update_fields=["data"])
    return True


def counter_of(secret: str, code: str) -> int:
    """The latest half minute of those that count now whose code this is; 0 where it is of none."""
    codes = {one: format_hotp_value(hotp_value(secret, one)) for one in yield_hotp_counters_from_time()}
    # Should two half minutes have the same code, it is used up for both.
    return max((one for one, right in codes.items() if compare_user_code(actual=code, expected=right)), default=0)


def remove_second_factor(user: User) -> bool:
    """Take all factors, recovery codes and remembered devices away; whether there were any."""
    removed, _ = Authenticator.objects.filter(user=user).delete()
    forget_remembered_devices(user)
    return bool(removed)


def is_remembered(request: HttpRequest, user: User) -> bool:
    """Whether she has given her second factor on this device lately and asked to be remembered."""
    key = device_key(request)
    return bool(key) and user.devices.filter(key=key, remembered_until__gt=timezone.now()).exists()


def remember_second_factor(user: User, key: str, now: datetime) -> None:
    """Ask for no second factor on this known device for a while."""
    user.devices.filter(key=key).update(remembered_until=now + settings.SECOND_FACTOR_REMEMBERED)


def forget_remembered_devices(user: User) -> None:
    user.devices.update(remembered_until=None)
