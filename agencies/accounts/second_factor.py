"""Who needs a second factor, who has one, and where it is not asked again for a while."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from agencies.access import Role
from agencies.accounts.devices import device_key
from agencies.models import User

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def wants_second_factor(user: User) -> bool:
    """Whether a role of the person in force today wants one; who set vocplan up counts as an administrator."""
    roles = {grant.role for grant in user.access.grants} | ({Role.ADMINISTRATOR} if user.is_superuser else set())
    return bool(roles & settings.SECOND_FACTOR_ROLES)


def has_second_factor(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type__in=FACTORS).exists()


def is_right_code(user: User, code: str) -> bool:
    """Whether a code of her app, or one of her recovery codes, is right now; each code works once."""
    rows = Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.WEBAUTHN)
    return any(row.wrap().validate_code(code) for row in rows)


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
