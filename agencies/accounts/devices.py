"""The devices in which a person has signed in before: a cookie with a random number, and its digest in the database.

It opens nothing. It says that wrong tries made elsewhere do not concern this device (agencies/accounts/limits.py).
"""

import hashlib
import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from agencies.models import KnownDevice, User

# Browsers keep no cookie longer, whatever it asks for.
KEPT_SECONDS = 400 * 24 * 60 * 60
DEVICES_PER_PERSON = 20


def device_key(request: HttpRequest) -> str | None:
    """The digest of this browser's device cookie; None where there is none."""
    number = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    # Ours have 32 signs; what is far from that was not set here.
    return digest_of_number(number) if 16 <= len(number) <= 100 else None


def remember_device(request: HttpRequest, response: HttpResponse, user: User) -> str:
    """The person has signed in here: the device is known from now on. The least used of too many gives way.

    What the browser keeps of the person before her is wiped. The device's key.
    """
    number = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    if device_key(request) is None:
        number = secrets.token_urlsafe(24)
    last = KnownDevice.objects.filter(key=digest_of_number(number)).order_by("-seen_at").first()
    if last and last.user_id != user.pk:
        wipe_browser(response)
    # One number a browser, one row a person: on a shared computer each has a known device of her own.
    KnownDevice.objects.update_or_create(user=user, key=digest_of_number(number), defaults={"seen_at": timezone.now()})
    newest = user.devices.order_by("-seen_at").values_list("pk", flat=True)[:DEVICES_PER_PERSON]
    user.devices.exclude(pk__in=list(newest)).delete()
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        number,
        max_age=KEPT_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return digest_of_number(number)


def wipe_browser(response: HttpResponse) -> None:
    """Let the browser forget what it keeps of this site but cookies: pages, and what was typed and never sent."""
    response["Clear-Site-Data"] = '"cache", "storage"'


def digest_of_number(number: str) -> str:
    return hashlib.sha256(number.encode()).hexdigest()
