"""Write the cells of a saved form: two statements, however many cells.

Everybody saves on the day of the deadline. Handing each column of each row to Django costs more than all the checks of
the save; of a cell that is there already six columns are its own, the others are the same in the whole form.
"""

from datetime import datetime
from typing import Any

from django.db import connection

from agencies.models import User
from reports.models import Figure, Submission, Via

# What differs from cell to cell, with the types that tell PostgreSQL how to read the values. SQLite gives no names to
# the columns of VALUES: an empty row before them does.
REWRITE = """
UPDATE reports_figure
SET entry = typed.entry, value = typed.value, quality = typed.quality, note = typed.note, version = typed.version,
    submission_id = %s, updated_by_id = %s, updated_at = %s, illustrative = %s
FROM (
    SELECT CAST(NULL AS bigint) AS id, CAST(NULL AS varchar(14)) AS entry, CAST(NULL AS numeric(20, 4)) AS value,
           CAST(NULL AS varchar(8)) AS quality, CAST(NULL AS text) AS note, CAST(NULL AS integer) AS version
    WHERE 1 = 0
    UNION ALL VALUES {rows}
) AS typed
WHERE reports_figure.id = typed.id
"""
# Where no cell has a number, nothing else would tell PostgreSQL that the column holds numbers.
ROW_OF_VALUES = {"postgresql": "(%s, %s, %s::numeric, %s, %s, %s)", "sqlite": "(%s, %s, %s, %s, %s, %s)"}
REMEMBER = """
INSERT INTO reports_figurerevision (figure_id, version, entry, value, quality, note, accepted, via, by_id, at)
SELECT id, version, entry, value, quality, note, %s, %s, %s, %s FROM reports_figure WHERE id IN ({keys}) ORDER BY id
"""
FORGOTTEN = {"accepted_entry": "", "accepted_value": None, "accepted_quality": "", "accepted_at": None}


def write_cells(figures: list[Figure], form: Submission, *, by: User, via: Via, now: datetime) -> None:
    """Store figures that `form` holds now, and one revision of each; the caller holds the lock of their forms."""
    if not figures:
        return
    # What was not there before has come out of `weigh` as version 1.
    rewrite([one for one in figures if one.pk is not None], form, by=by, now=now)
    Figure.every.bulk_create([one for one in figures if one.pk is None])
    keys = [one.pk for one in figures]
    # Raw SQL passes the fields by: SQLite must be given the text that they would store.
    moment = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        statement = REMEMBER.format(keys=", ".join(["%s"] * len(keys)))
        cursor.execute(statement, [False, str(via), by.pk, moment, *keys])


def rewrite(figures: list[Figure], form: Submission, *, by: User, now: datetime) -> None:
    """Write the columns that a save may change over those of the figures that are there."""
    if not figures:
        return
    values: list[Any] = [form.pk, by.pk, connection.ops.adapt_datetimefield_value(now), by.is_demo]
    for one in figures:
        # As the field would write it, so that both ways of saving give the same digits.
        number = None if one.value is None else connection.ops.adapt_decimalfield_value(one.value, 20, 4)
        values += [one.pk, str(one.entry), number, str(one.quality), one.note, one.version]
    with connection.cursor() as cursor:
        cursor.execute(REWRITE.format(rows=", ".join([ROW_OF_VALUES[connection.vendor]] * len(figures))), values)
        if cursor.rowcount != len(figures):
            raise RuntimeError("a figure of a locked form is gone")


def forget_accepted(figures: list[Figure]) -> None:
    """Write that made-up numbers count no more where real ones were entered over them."""
    if figures:
        Figure.every.filter(pk__in=[one.pk for one in figures]).update(**FORGOTTEN, accepted_by=None)
