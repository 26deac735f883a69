"""Invitation and reset by a letter: a code for one use, printed by the administrator or mailed, typed by the person."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from agencies.accounts import endings
from agencies.accounts.limits import unlock
from agencies.accounts.second_factor import forget_remembered_devices
from agencies.models import SignInLetter, User

# Without what looks alike on paper: 0 O, 1 I L, U V.
CODE_SIGNS = "ABCDEFGHJKMNPQRSTWXYZ23456789"
GROUPS, GROUP = 4, 4
LIFETIME = timedelta(days=7)
# A mailbox may be read by others later: whoever asks for a link uses it now.
RESET_LIFETIME = timedelta(hours=1)


@transaction.atomic
def write_letter(person: User, *, by: User | None, now: datetime) -> str:
    """A new code; earlier letters of the person end. `by` None: of vocplan itself."""
    code = random_code()
    keep_letters({code: person}, by=by, now=now)
    return code


def write_invitation(person: User, *, by: User, now: datetime) -> str:
    """A code that goes by mail; earlier letters end once it is on its way."""
    return new_code(person, by=by, now=now, lifetime=LIFETIME)


def write_reset(person: User, *, now: datetime) -> str:
    """A code that was asked for in her name. Nothing earlier ends: it may have been somebody else who asked."""
    return new_code(person, by=None, now=now, lifetime=RESET_LIFETIME)


def forget_letter(code: str) -> None:
    """Take back a letter that did not get on its way."""
    SignInLetter.objects.filter(digest=digest_of_code(code), used_at=None).delete()


def random_code() -> str:
    """ "K7QM-2F9D-XT4B-8WNC", 77 bits; opens nothing until it is kept."""
    return "-".join("".join(secrets.choice(CODE_SIGNS) for _ in range(GROUP)) for _ in range(GROUPS))


@transaction.atomic
def keep_letters(codes: Mapping[str, User], *, by: User | None, now: datetime) -> None:
    """Let each code open its person's door once; their earlier letters end. Two statements, however many."""
    SignInLetter.objects.filter(user__in=codes.values(), used_at=None, ends_at__gt=now).update(ends_at=now)
    SignInLetter.objects.bulk_create(
        letter_with(code, person, by=by, now=now, lifetime=LIFETIME) for code, person in codes.items()
    )


def letter_with(code: str, person: User, *, by: User | None, now: datetime, lifetime: timedelta) -> SignInLetter:
    """Not yet in the database."""
    return SignInLetter(user=person, digest=digest_of_code(code), written_by=by, written_at=now, ends_at=now + lifetime)


def new_code(person: User, *, by: User | None, now: datetime, lifetime: timedelta) -> str:
    code = random_code()
    letter_with(code, person, by=by, now=now, lifetime=lifetime).save(force_insert=True)
    return code


def letter_of(code: str, *, now: datetime) -> SignInLetter | None:
    """The letter that still works with what was typed: small letters, spaces and missing dashes do not matter."""
    rows = SignInLetter.objects.filter(used_at=None, ends_at__gt=now, user__is_active=True).select_related("user")
    return rows.filter(digest=digest_of_code(code)).first()


@transaction.atomic
def use_letter(letter: SignInLetter, password: str, *, now: datetime) -> bool:
    """Set the person's password and end all that was open; False if the letter was used a moment ago."""
    # The row decides: of two who send one code at the same moment the second changes nothing.
    if not SignInLetter.objects.filter(pk=letter.pk, used_at=None).update(used_at=now):
        return False
    set_own_password(letter.user, password)
    end_letters(letter.user, now=now)
    endings.end_sessions(letter.user)
    return True


def end_letters(person: User, *, now: datetime, but: str = "") -> None:
    """Codes that are still out open nothing any more, `but` one."""
    rows = person.letters.filter(used_at=None, ends_at__gt=now)
    rows.exclude(digest=digest_of_code(but)).update(ends_at=now)


def set_own_password(person: User, password: str) -> None:
    """A password that only the person knows: locks, tokens and remembered devices end with the old one."""
    person.set_password(password)
    person.password_is_temporary = False
    person.save(update_fields=["password", "password_is_temporary"])
    endings.end_tokens(person)
    forget_remembered_devices(person)
    unlock(person)


def digest_of_code(code: str) -> str:
    # 77 random bits need neither salt nor a slow digest, and so a letter is found by its digest.
    plain = "".join(sign for sign in code.upper() if sign.isascii() and sign.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()
