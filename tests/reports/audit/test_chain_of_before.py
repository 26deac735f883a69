"""The chain of an office that runs the version before: it goes over hash by hash, and back again."""

import pytest
from django.db import DatabaseError, connection, transaction

from reports.audit import triggers
from reports.audit.chain import GENESIS, digest, last_seal, unsealed_fault, walk
from reports.audit.sealing import seal
from reports.models import AuditEvent, AuditSeal, Unsealed
from tests.reports.audit.test_chain import NOW, note
from tests.versions import migrate_reports, reports_as_of

BEFORE = "0020_mark_covered_closings"
EVENTS = "reports", "AuditEvent"
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def add(then, summary: str) -> str:
    """An event as the version before adds it; its hash."""
    events = then.get_model(*EVENTS)
    last = events.objects.order_by("-pk").first()
    event = events(at=NOW, actor_name="N", verb="submitted", subject="submission:1", summary=summary, after={"a": 1})
    event.previous_hash = last.hash if last else GENESIS
    event.hash = digest(event, event.previous_hash)
    event.save(force_insert=True)
    return event.hash


def edit_by_sql(statement: str) -> None:
    triggers.lift(connection, triggers.AUDIT)
    with connection.cursor() as cursor:
        cursor.execute(statement)
    triggers.install(connection, triggers.AUDIT)


def test_it_goes_over_with_every_hash_and_goes_on():
    with reports_as_of(BEFORE) as then:
        heads = [add(then, str(place)) for place in range(3)]
    assert [link.hash for link in walk()] == heads
    assert [link.fault for link in walk()] == [""] * 3
    assert (unsealed_fault(), triggers.missing_triggers(connection)) == ("", [])
    assert note().seal.previous_hash == heads[-1]
    with pytest.raises(DatabaseError, match=triggers.REFUSAL), transaction.atomic():
        AuditEvent.objects.update(summary="khác")


@pytest.mark.parametrize(
    ("how", "place"),
    [("UPDATE reports_auditevent SET summary = 'khác' WHERE summary = '1'", 2),
     ("DELETE FROM reports_auditevent WHERE summary = '0'", 1),
     ("DELETE FROM reports_auditevent WHERE summary = '1'", 2)],
)  # fmt: skip
def test_what_was_wrong_with_it_is_still_wrong(how: str, place: int):
    with reports_as_of(BEFORE) as then:
        for summary in "012":
            add(then, summary)
        edit_by_sql(how)
        assert [link.place for link in walk(then) if link.fault] == [place]
    assert [link.place for link in walk() if link.fault] == [place]


def test_it_goes_back_and_over_again():
    for place in range(3):
        note(str(place))
    head = last_seal().hash
    with reports_as_of(BEFORE) as then:
        assert [link.fault for link in walk(then)] == [""] * 3
        missing = triggers.missing_triggers(connection, (*triggers.AUDIT, *triggers.ISSUED))
        assert (then.get_model(*EVENTS).objects.last().hash, missing) == (head, [])
        more = add(then, "3")
    assert (last_seal().place, last_seal().hash) == (4, more)
    assert {link.fault for link in walk()} == {""}


@pytest.mark.parametrize("why", ["an event waits", "a later one came first"])
def test_a_chain_that_does_not_fit_into_the_events_goes_not_back(why: str):
    note("một")
    event = AuditEvent.objects.create(at=NOW, verb="submitted", subject="submission:1", summary="hai")
    if why == "a later one came first":
        note("ba")
    Unsealed.objects.create(event=event, since=NOW)
    if why == "a later one came first":
        seal()
        assert list(AuditSeal.objects.values_list("event__summary", flat=True)) == ["một", "ba", "hai"]
    with pytest.raises(RuntimeError, match="cannot go on with this chain"), reports_as_of(BEFORE):
        migrate_reports(BEFORE)
    seal()
    assert {link.fault for link in walk()} == {""}
    assert (unsealed_fault(), triggers.missing_triggers(connection)) == ("", [])
