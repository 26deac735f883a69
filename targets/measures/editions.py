"""What each entry of the catalogue said from which day on, kept once somebody has changed it."""

from datetime import date, datetime
from typing import Any

from django.db.models import Max

from targets.models import MeasureEdition
from targets.plans.content import Content, content_to_json


def keep_measure_edition(
    kind: str, before: Content | None, content: Content, *, on: date, now: datetime, **columns: Any
) -> MeasureEdition:
    """The entry's content from a day on; what it said before is kept with it where nothing was kept yet.

    `columns`: reason, change and by, where there are any.
    """
    held = MeasureEdition.objects.filter(kind=kind, code=content["code"])
    last = held.aggregate(last=Max("number"))["last"]
    # Number 0 has no first day: what the entry said for as long as the catalogue goes back.
    if last is None and before is not None:
        first = {"kind": kind, "code": content["code"], "number": 0, "content": content_to_json(before), "at": now}
        MeasureEdition.objects.create(**first)
    return MeasureEdition.objects.create(
        kind=kind,
        code=content["code"],
        number=(last or 0) + 1,
        in_force_from=on,
        content=content_to_json(content),
        at=now,
        **columns,
    )


def changed_on_screen() -> set[tuple[str, str]]:
    """Kinds and codes of the entries that somebody has changed on screen; one query."""
    rows = MeasureEdition.objects.filter(change__isnull=False).order_by()
    return set(rows.values_list("kind", "code").distinct())
