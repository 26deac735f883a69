"""The database's own refusal to change what is on record: the audit trail with its chain, and issued reports.

Triggers hold against the application's own database user, raw SQL and `manage.py flush`. Whoever may drop them can
still edit rows: that is what the hash chain and the SHA-256 of the files are for. SQLite forgets the triggers of a
table that a migration makes anew: such a migration installs them again, and `verify_audit` tells the missing ones.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper

REFUSAL = "audit trail is append-only"
FROZEN = "issued report is frozen"
REFUSED = ("UPDATE", "DELETE", "TRUNCATE")


@dataclass(frozen=True)
class Trigger:
    """Refuses one action on one table. `when` is a condition over OLD and NEW; without one every statement is refused,
    also one that matches no row. TRUNCATE exists on PostgreSQL alone; its `when` knows neither OLD nor NEW."""

    name: str
    table: str
    action: str
    refusal: str
    when: str = ""

    def sqlite(self) -> list[str]:
        when = f"WHEN {self.when} " if self.when else ""
        return [
            f"CREATE TRIGGER {self.name} BEFORE {self.action} ON {self.table} {when}"
            f"BEGIN SELECT RAISE(ABORT, '{self.refusal}'); END"
        ]

    def postgresql(self) -> list[str]:
        refuse = f"RAISE EXCEPTION '{self.refusal}' USING ERRCODE = 'restrict_violation';"
        refuse = f"IF {self.when} THEN {refuse} END IF;" if self.when else refuse
        each = "ROW" if self.when and self.action != "TRUNCATE" else "STATEMENT"
        kept = {"DELETE": "OLD", "TRUNCATE": "NULL"}.get(self.action, "NEW") if self.when else "NULL"
        return [
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN {refuse} RETURN {kept}; END $$",
            f"CREATE TRIGGER {self.name} BEFORE {self.action} ON {self.table} "
            f"FOR EACH {each} EXECUTE FUNCTION {self.name}()",
        ]


AUDIT, SEALS = (
    tuple(Trigger(f"{name}_refuse_{action.lower()}", table, action, REFUSAL) for action in REFUSED)
    for name, table in (("audit", "reports_auditevent"), ("seal", "reports_auditseal"))
)
ISSUED_REPORTS = "SELECT 1 FROM reports_issuedreport r WHERE r.state = 'issued'"
STANDS = f"EXISTS ({ISSUED_REPORTS} AND NOT r.illustrative)"
OF_OLD, OF_NEW = "AND r.id = OLD.report_id", "AND r.id = NEW.report_id"
# Neither taken out of an issued report nor moved into one from a draft.
OF_EITHER = "AND r.id IN (OLD.report_id, NEW.report_id)"


def of_part(part: str) -> tuple[Trigger, ...]:
    """What guards the files or the passages of a report that has been issued."""
    table, name = f"reports_report{part}", f"issued_{part}_refuse"
    return (
        Trigger(f"{name}_insert", table, "INSERT", FROZEN, f"EXISTS ({ISSUED_REPORTS} {OF_NEW})"),
        Trigger(f"{name}_update", table, "UPDATE", FROZEN, f"EXISTS ({ISSUED_REPORTS} {OF_EITHER})"),
        Trigger(
            f"{name}_delete", table, "DELETE", FROZEN, f"EXISTS ({ISSUED_REPORTS} {OF_OLD} AND NOT r.illustrative)"
        ),
        Trigger(f"{name}_truncate", table, "TRUNCATE", FROZEN, STANDS),
    )


OLD_IS_ISSUED = "OLD.state = 'issued'"
ISSUED = (
    Trigger("issued_refuse_update", "reports_issuedreport", "UPDATE", FROZEN, OLD_IS_ISSUED),
    Trigger(
        "issued_refuse_delete", "reports_issuedreport", "DELETE", FROZEN, f"{OLD_IS_ISSUED} AND NOT OLD.illustrative"
    ),
    Trigger("issued_refuse_truncate", "reports_issuedreport", "TRUNCATE", FROZEN, STANDS),
    *of_part("file"),
    *of_part("passage"),
)
ALL = (*AUDIT, *SEALS, *ISSUED)


def triggers_of(connection: BaseDatabaseWrapper, triggers: Iterable[Trigger]) -> list[Trigger]:
    """Those that this database can have."""
    return [one for one in triggers if connection.vendor == "postgresql" or one.action != "TRUNCATE"]


def install(connection: BaseDatabaseWrapper, triggers: Iterable[Trigger] = ALL) -> None:
    """Put the triggers on their tables in this database."""
    with connection.cursor() as cursor:
        for trigger in triggers_of(connection, triggers):
            for statement in trigger.postgresql() if connection.vendor == "postgresql" else trigger.sqlite():
                cursor.execute(statement)


def lift(connection: BaseDatabaseWrapper, triggers: Iterable[Trigger] = ALL) -> None:
    """Take the triggers off: to undo the migration, and between two tests that empty the whole database."""
    with connection.cursor() as cursor:
        for trigger in triggers_of(connection, triggers):
            of_table = f" ON {trigger.table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {trigger.name}{of_table}")


def missing_triggers(connection: BaseDatabaseWrapper, triggers: Iterable[Trigger] = ALL) -> list[str]:
    """The triggers that should stand on this database and do not, or are switched off; sorted.

    A trigger that fires only on a replica (ENABLE REPLICA TRIGGER) is as good as switched off.
    """
    question = "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'"
    if connection.vendor == "postgresql":
        question = (
            "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND pg_table_is_visible(c.oid)"
        )
    with connection.cursor() as cursor:
        cursor.execute(question)
        standing = {(table, name) for table, name in cursor.fetchall()}
    return sorted(one.name for one in triggers_of(connection, triggers) if (one.table, one.name) not in standing)
