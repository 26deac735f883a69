"""The chain: append-only on both databases, one line however many write, and every tampering of it is found."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agencies import clock
from reports.audit import triggers
from reports.audit.chain import GENESIS, Sealed, digest, fault_of, walk
from reports.audit.sealing import seal
from reports.audit.services import as_json, one_line, record
from reports.models import AuditEvent, AuditSeal, Verb
from tests import factories
from tests.race import failures, race

pytestmark = pytest.mark.both

NOW = datetime(2024, 12, 14, 16, 59, 59, 123456, tzinfo=UTC)


def note(summary: str = "Nộp báo cáo", **details) -> AuditEvent:
    """An event that is on record and in the chain."""
    given = {"verb": Verb.SUBMITTED, "subject": "submission:1", "summary": summary, "by": None, "now": NOW, **details}
    event = record(**given)
    seal()
    return event


def faults() -> list[tuple[int, str]]:
    return [(link.place, link.fault) for link in walk() if link.fault]


def raw(statement: str, *parameters: object) -> None:
    """Raw SQL as the application's own database user."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def tamper(statement: str, *parameters: object) -> None:
    """What somebody does who may take the triggers off."""
    triggers.lift(connection)
    raw(statement, *parameters)
    triggers.install(connection)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE reports_auditevent SET summary = 'khác'",
        "DELETE FROM reports_auditevent",
        "DELETE FROM reports_auditevent WHERE id > 0",
        "UPDATE reports_auditseal SET hash = previous_hash",
        "DELETE FROM reports_auditseal",
    ],
)
def test_fault_43_raw_sql_cannot_change_what_is_on_record(statement: str):
    kept = note()
    with pytest.raises(DatabaseError, match=triggers.REFUSAL):
        raw(statement)
    assert AuditEvent.objects.get().summary == kept.summary == "Nộp báo cáo"
    assert AuditSeal.objects.get().hash == digest(kept, GENESIS)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="only PostgreSQL has TRUNCATE")
@pytest.mark.parametrize("table", ["reports_auditevent CASCADE", "reports_auditseal", "agencies_locality CASCADE"])
def test_fault_43_truncate_is_refused(table: str):
    note()
    with pytest.raises(DatabaseError, match=triggers.REFUSAL):
        raw(f"TRUNCATE {table}")
    assert AuditEvent.objects.count() == AuditSeal.objects.count() == 1


@pytest.mark.django_db
def test_neither_can_the_models():
    kept = note()
    events, seals = AuditEvent.objects, AuditSeal.objects
    by_models = (kept.delete, kept.save, kept.seal.delete, kept.seal.save)
    for change in (*by_models, lambda: events.update(summary="khác"), lambda: seals.update(hash=GENESIS)):
        with pytest.raises(DatabaseError, match=triggers.REFUSAL), transaction.atomic():
            change()


@pytest.mark.django_db(transaction=True)
def test_emptying_the_database_by_command_is_refused():
    note()
    with pytest.raises(CommandError):
        call_command("flush", interactive=False, verbosity=0)
    assert AuditEvent.objects.count() == 1


def take_out(pk: int) -> None:
    """Take an event and its seal away."""
    tamper("DELETE FROM reports_auditseal WHERE event_id = %s", pk)
    tamper("DELETE FROM reports_auditevent WHERE id = %s", pk)


def put_in() -> int:
    """Put an event beside the others by SQL; its key."""
    return AuditEvent.objects.create(at=NOW, verb=Verb.SUBMITTED, subject="submission:1", summary="Chèn").pk


TAMPERINGS: dict[str, tuple[Callable[[list[int]], None], int]] = {
    "a word edited": (lambda pks: tamper("UPDATE reports_auditevent SET summary = 'khác' WHERE id = %s", pks[1]), 2),
    "another actor": (lambda pks: tamper("UPDATE reports_auditevent SET actor_name = 'B' WHERE id = %s", pks[1]), 2),
    "another value": (
        lambda pks: tamper('UPDATE reports_auditevent SET after = \'{"total": "2"}\' WHERE id = %s', pks[1]),
        2,
    ),
    "a second later": (
        lambda pks: tamper("UPDATE reports_auditevent SET at = %s WHERE id = %s", NOW + timedelta(seconds=1), pks[1]),
        2,
    ),
    "a row gone with its seal": (lambda pks: take_out(pks[1]), 2),
    "the first row gone with its seal": (lambda pks: take_out(pks[0]), 1),
    "a seal gone": (lambda pks: tamper("DELETE FROM reports_auditseal WHERE event_id = %s", pks[1]), 2),
    "a seal edited": (lambda pks: tamper("UPDATE reports_auditseal SET hash = %s WHERE place = 2", "e" * 64), 2),
    "the last seal edited": (lambda pks: tamper("UPDATE reports_auditseal SET hash = %s WHERE place = 4", "e" * 64), 4),
    "a seal after another row": (
        lambda pks: tamper("UPDATE reports_auditseal SET previous_hash = %s WHERE place = 2", "e" * 64),
        2,
    ),
    "a place left out": (lambda pks: tamper("UPDATE reports_auditseal SET place = 9 WHERE place = 4"), 4),
    "two seals swapped": (
        lambda pks: [
            tamper("UPDATE reports_auditseal SET place = %s WHERE place = %s", new, old)
            for new, old in ((900_000, 2), (2, 3), (3, 900_000))
        ],
        2,
    ),
    "two rows' seals swapped": (
        lambda pks: [
            tamper("UPDATE reports_auditseal SET event_id = %s WHERE place = %s", event, place)
            for event, place in ((put_in(), 2), (pks[1], 3), (pks[2], 2))
        ],
        2,
    ),
    "a row put in, the others counted on": (
        lambda pks: (
            *(tamper("UPDATE reports_auditseal SET place = place + 1 WHERE place = %s", place) for place in (4, 3, 2)),
            raw(
                "INSERT INTO reports_auditseal (place, event_id, previous_hash, hash) VALUES (2, %s, %s, %s)",
                put_in(),
                "e" * 64,
                "f" * 64,
            ),
        ),
        2,
    ),
    "two rows swapped": (
        lambda pks: (
            tamper("UPDATE reports_auditevent SET id = 900000 WHERE id = %s", pks[1]),
            tamper("UPDATE reports_auditevent SET id = %s WHERE id = %s", pks[1], pks[2]),
            tamper("UPDATE reports_auditevent SET id = %s WHERE id = 900000", pks[2]),
        ),
        2,
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("how", TAMPERINGS)
def test_fault_43_a_row_edited_with_the_triggers_off_breaks_the_chain(how: str):
    pks = [note(after={"total": str(place)}).pk for place in range(4)]
    assert faults() == []
    spoil, place = TAMPERINGS[how]
    spoil(pks)
    assert faults()[0][0] == place
    with pytest.raises(CommandError, match=f"dòng thứ {place} ") as refused:
        call_command("verify_audit", stdout=StringIO())
    assert refused.value.returncode == 1


@pytest.mark.django_db
def test_an_edited_row_with_a_hash_of_its_own_breaks_the_next():
    first, second = note("một"), note("hai")
    first.summary = "khác"
    tamper("UPDATE reports_auditevent SET summary = 'khác' WHERE id = %s", first.pk)
    tamper("UPDATE reports_auditseal SET hash = %s WHERE event_id = %s", digest(first, GENESIS), first.pk)
    kept = Sealed(2, second, second.seal.previous_hash, second.seal.hash)
    assert faults() == [(2, fault_of(kept, 2, digest(first, GENESIS)))]


@pytest.mark.django_db
def test_a_cut_tail_is_found_by_the_hash_that_was_noted_elsewhere():
    note("một")
    last = note("hai")
    head = last.seal.hash
    take_out(last.pk)
    assert faults() == []
    with pytest.raises(CommandError, match="không còn trong nhật ký"):
        call_command("verify_audit", "--holds", head, stdout=StringIO())


@pytest.mark.django_db
def test_the_check_says_how_long_the_chain_is_and_where_it_ends():
    last = [note(str(place)) for place in range(3)][-1]
    out = StringIO()
    call_command("verify_audit", "--holds", last.seal.hash, stdout=out)
    assert "3 dòng" in out.getvalue()
    assert last.seal.hash in out.getvalue()


@pytest.mark.django_db
def test_an_empty_chain_is_whole():
    call_command("verify_audit", stdout=StringIO())


@pytest.mark.django_db
def test_missing_triggers_are_told():
    note()
    triggers.lift(connection)
    with pytest.raises(CommandError, match="audit_refuse_delete"):
        call_command("verify_audit", stdout=StringIO())


@pytest.mark.django_db
def test_each_row_holds_the_hash_of_the_row_before():
    events = [note(str(place)) for place in range(3)]
    seals = [event.seal for event in events]
    assert [one.place for one in seals] == [1, 2, 3]
    assert [one.previous_hash for one in seals] == [GENESIS, seals[0].hash, seals[1].hash]
    assert [one.hash for one in seals] == [digest(one.event, one.previous_hash) for one in seals]


@pytest.mark.django_db
def test_the_hash_of_a_row_is_what_it_was_in_every_version_before():
    """Heads that were mailed and backups that were written must still be found: not a letter may change."""
    event = note(before={"b": "ế", "a": [1, None]}, after={"total": Decimal("12.50")})
    assert event.seal.hash == "3a953b7c047c04aee15474c20db67d5bda77727c407ed1bc6faaf826ee2a5d43"


@pytest.mark.django_db
@pytest.mark.parametrize("column", ["place", "event_id", "previous_hash", "hash"])
def test_the_database_refuses_a_second_row_in_the_same_place(column: str):
    event = note()
    twin = AuditSeal(place=2, event_id=put_in(), previous_hash="1" * 64, hash="2" * 64)
    setattr(twin, column, getattr(event.seal, column))
    with pytest.raises(DatabaseError), transaction.atomic():
        twin.save(force_insert=True)


@pytest.mark.django_db(transaction=True)
def test_parallel_writers_keep_one_chain():
    def write_often() -> int:
        return len([note(str(place)) for place in range(15)])

    results = race(*[write_often] * 4)
    assert failures(results) == []
    assert AuditEvent.objects.count() == AuditSeal.objects.count() == 60
    assert faults() == []


@pytest.mark.django_db(transaction=True)
def test_a_rollback_leaves_no_event():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        note()
        _ = 1 / 0
    assert not AuditEvent.objects.exists()
    note()
    assert faults() == []


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])) | st.dates()
    | st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abcđễ", max_size=5), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=st.dictionaries(st.text("abcđễ", min_size=1, max_size=5), JSON_VALUES, max_size=3), text=st.text())
def test_whatever_goes_on_record_reads_back_with_the_same_hash(value: dict, text: str):
    note(text, before=value, after=value, actor_name=text)
    assert faults() == []


def test_no_float_goes_on_record():
    with pytest.raises(TypeError):
        as_json({"total": 0.1})
    assert as_json({"total": Decimal("9210.0000")}) == {"total": "9210"}


def test_fault_58_a_name_cannot_forge_a_second_line():
    assert one_line("lan\r\n2024-12-14 staff: Duyệt báo cáo\u2028x\x00", 200) == "lan 2024-12-14 staff: Duyệt báo cáo x"
    assert one_line("a" * 600, 500) == "a" * 499 + "…"


@pytest.mark.django_db
def test_the_event_says_who_where_and_when():
    district = factories.make_agency()
    lan = factories.make_user(agency=district, last_name="Nguyễn Thị", first_name="Lan")
    event = note(by=lan, agency=district, locality=district.locality, now=clock.now())
    assert (event.actor_id, event.actor_name) == (lan.pk, "Nguyễn Thị Lan")
    assert (event.agency_id, event.locality_id) == (district.pk, district.locality_id)
    assert "nguyen thi lan nop bao cao" in event.search_key
