"""Write letters for many people at once: on paper now, or by mail, each written when its mail goes out."""

import base64
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction
from django.utils.http import urlencode

from agencies.accounts.letters import LIFETIME, keep_letters, random_code
from agencies.child_process import ChildEnded, read_in_child
from agencies.models import ResetRequest, User
from reports.administration.letters.queries import letter_texts
from reports.administration.people.queries import place_of
from reports.audit.services import record
from reports.calling import wake_up
from reports.models import Verb
from reports.wording.formats import date_vi, datetime_vi

PAPER = "reports.administration.letters.paper"
AT_ONCE = 500
DRAWING_SECONDS = 60.0


class LetterError(ValueError):
    """No letter was written; the message says why in Vietnamese."""


def print_letters(
    people: Sequence[User],
    *,
    site: str,
    link: str,
    by: User,
    day: date,
    now: datetime,
    written_at: datetime,
    note: str = "",
) -> bytes:
    """A PDF with one page for each person, in their order; earlier codes of theirs end. Raises LetterError.

    `site` is the address as people type it, `link` the one for the square; `now` and `day` are the office's clock,
    `written_at` the real time, by which codes end. `people` come with their memberships, newest first.
    """
    refuse_too_many(people)
    codes = [random_code() for _ in people]
    letters = [
        asdict(text) | {"code": code, "link": f"{link}?{urlencode({'code': code})}"}
        for text, code in zip(letter_texts(people, by=by, day=day, now=now), codes, strict=True)
    ]
    until = f"đến {datetime_vi(written_at + LIFETIME)}"
    said = {"printed": date_vi(day), "site": site, "until": until, "note": note, "letters": letters}
    try:
        # Before anything is written: drawing may take a minute, and no transaction stays open for so long.
        answer = read_in_child(PAPER, json.dumps(said).encode(), patience=DRAWING_SECONDS)
    except ChildEnded as error:
        raise LetterError("Máy chủ chưa vẽ được các thư. Chọn ít người hơn rồi thử lại; thư cũ vẫn còn hạn.") from error
    with transaction.atomic():
        # Kept only when the page with the code exists: earlier codes of these people end in here.
        keep_letters(dict(zip(codes, people, strict=True)), by=by, now=written_at)
        for person in people:
            record_letter(person, way="in ra giấy", by=by, day=day, now=now)
    return base64.b64decode(answer["pdf"])


@transaction.atomic
def mail_letters(people: Sequence[User], *, page: str, by: User, now: datetime) -> int:
    """Ask for a mail with a code for everybody who has an address; how many. A worker writes and sends them."""
    refuse_too_many(people)
    reached = [person for person in people if person.email]
    if not reached:
        raise LetterError("Không ai trong số đã chọn có thư điện tử. In thư ra giấy cho họ.")
    # Pressed twice, it is one mail: a second would make the code of the first worthless.
    lock = User.objects.select_for_update().filter(pk__in=[one.pk for one in reached]).order_by("pk")
    list(lock.values_list("pk"))
    waiting = set(ResetRequest.objects.filter(asked_by__isnull=False).values_list("user", flat=True))
    said = {"page": page, "asked_at": now, "try_after": now, "asked_by": by}
    ResetRequest.objects.bulk_create([ResetRequest(user=one, **said) for one in reached if one.pk not in waiting])
    wake_up("send_resets")
    return len(reached)


def refuse_too_many(people: Sequence[User]) -> None:
    if not people:
        raise LetterError("Chưa chọn ai.")
    if len(people) > AT_ONCE:
        raise LetterError(f"Mỗi lần nhiều nhất {AT_ONCE} thư; đang chọn {len(people)} người.")


def record_letter(person: User, *, way: str, by: User, day: date, now: datetime) -> None:
    """On record without the code, in the locality and body of the person's place."""
    place = place_of(person, day)
    record(
        verb=Verb.LETTER_WRITTEN,
        subject=f"user:{person.pk}",
        summary=f"Cấp giấy mời cho {person.full_name} ({person.username}), {way}",
        by=by,
        now=now,
        locality=place.agency.locality_id if place else person.entered_in_id,
        agency=place.agency_id if place else None,
    )
