"""The database's own refusal to change the audit trail: triggers against UPDATE and DELETE, on PostgreSQL TRUNCATE too.

They hold against the application's own database user, raw SQL and `manage.py flush`. Whoever may drop them can still
edit rows: that is what the hash chain is for.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "reports_auditevent"
REFUSAL = "audit trail is append-only"
NAMES = frozenset({"audit_refuse_update", "audit_refuse_delete"})
POSTGRESQL_NAMES = NAMES | {"audit_refuse_truncate"}

SQLITE = [
    f"CREATE TRIGGER audit_refuse_{action.lower()} BEFORE {action} ON {TABLE} "
    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    for action in ("UPDATE", "DELETE")
]
POSTGRESQL = [
    f"CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ "
    f"BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation'; END $$",
    # Per statement, so that a statement that matches no row is refused as well.
    *(
        f"CREATE TRIGGER audit_refuse_{action.lower()} BEFORE {action} ON {TABLE} "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()"
        for action in ("UPDATE", "DELETE", "TRUNCATE")
    ),
]


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers on the table of this database."""
    with connection.cursor() as cursor:
        for statement in POSTGRESQL if connection.vendor == "postgresql" else SQLITE:
            cursor.execute(statement)


def lift(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers off: to undo the migration, and between two tests that empty the whole database."""
    with connection.cursor() as cursor:
        for name in sorted(wanted(connection)):
            of_table = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{of_table}")


def wanted(connection: BaseDatabaseWrapper) -> frozenset[str]:
    return POSTGRESQL_NAMES if connection.vendor == "postgresql" else NAMES


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The triggers that should stand on this database and do not, or are switched off; sorted."""
    question = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s"
    if connection.vendor == "postgresql":
        question = "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled <> 'D'"
    with connection.cursor() as cursor:
        cursor.execute(question, [TABLE])
        standing = {name for (name,) in cursor.fetchall()}
    return sorted(wanted(connection) - standing)
