"""Keys and indexes of large tables stand aside while rows come in, and come back over all rows at once.

PostgreSQL looks up every key of every row and puts every row into every index, one by one; over the finished table it
does both in a tenth of the time, and is as strict. All of it is in the transaction of the restore: what does not hold
brings everything back as it was.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import DatabaseError, connection
from django.db.models import Model

from reports.backup.parts import BackupError

# Below so many rows the detour costs more than it saves.
MANY_ROWS = 1000
# Keys first, so that no index is taken away under one. A key that a foreign one leans on stays where it is, and so does
# an index with a condition, which the database would write in other words.
QUESTION = """
WITH wanted AS (
    SELECT c.oid, c.relname, format('%%I.%%I', n.nspname, c.relname) AS name, n.nspname
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relname = ANY(%s) AND pg_table_is_visible(c.oid)
)
SELECT CASE k.contype WHEN 'f' THEN 0 ELSE 1 END, w.relname,
       format('ALTER TABLE %%s DROP CONSTRAINT %%I', w.name, k.conname),
       format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', w.name, k.conname, pg_get_constraintdef(k.oid))
FROM pg_constraint k JOIN wanted w ON w.oid = k.conrelid
WHERE k.contype = 'f' OR k.contype = 'u' AND k.conindid NOT IN (SELECT conindid FROM pg_constraint WHERE contype = 'f')
UNION ALL
SELECT 1, w.relname, format('DROP INDEX %%I.%%I', w.nspname, c.relname), pg_get_indexdef(c.oid)
FROM pg_index i JOIN wanted w ON w.oid = i.indrelid JOIN pg_class c ON c.oid = i.indexrelid
WHERE i.indexrelid NOT IN (SELECT conindid FROM pg_constraint) AND i.indpred IS NULL
ORDER BY 1, 2, 3
"""


@dataclass(frozen=True)
class Guard:
    """One key or index: the statements that take it away and bring it back."""

    table: str
    away: str
    back: str


def stand_aside(models: Iterable[type[Model]]) -> list[Guard]:
    """Take the keys and indexes of these tables away, but for primary keys; what `come_back` needs. Elsewhere than on
    PostgreSQL nothing."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(QUESTION, [[model._meta.db_table for model in models]])
        guards = [Guard(table, away, back) for _, table, away, back in cursor.fetchall()]
        for guard in guards:
            cursor.execute(guard.away)
    return guards


def come_back(guards: list[Guard]) -> None:
    """Indexes, then keys to other rows. Raises BackupError for a row that is there twice, or names one that is not."""
    with connection.cursor() as cursor:
        for guard in reversed(guards):
            try:
                cursor.execute(guard.back)
            except DatabaseError as error:
                raise BackupError(f"Bảng {guard.table} không phục hồi được: {error}") from error
