"""Put events into the chain once they are committed: whoever records waits for nobody, and the chain still has one end.

What waits is rows of `Unsealed`, written with the events, so that whatever is lost on the way only delays it.
"""

from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from reports import runner
from reports.audit.chain import GENESIS, digest
from reports.calling import call_collected
from reports.models import AuditEvent, AuditSeal, Unsealed

# "vocplan" as a number: the name of the lock under which one transaction at a time adds to the chain.
CHAIN_LOCK = int.from_bytes(b"vocplan")
SEALS_AT_ONCE = 500
# The task, and the runner where there is no queue.
SEALING = "seal_events"
# Whoever waits longer was left lying: the sweep of each minute takes what a lost call did not.
LONGEST_UNSEALED = timedelta(minutes=5)


def seal_soon() -> None:
    """Have what is recorded sealed within seconds of its commit; a failure there is nobody's who recorded."""
    transaction.on_commit(call_sealer, robust=True)


def call_sealer() -> None:
    """A worker, or the embedded runner; where neither is, as in a command without Redis, it is done here."""
    if settings.REDIS_URL:
        call_collected(SEALING)
    elif not runner.ring(SEALING):
        seal()


def seal() -> int:
    """Put all events that wait at the end of the chain, lower keys first; how many. Two at once take turns."""
    sealed = 0
    while Unsealed.objects.exists() and (some := seal_some()):
        sealed += some
    return sealed


@transaction.atomic
def seal_some() -> int:
    """As many as one short transaction takes.

    What was recorded after another event of the same report was committed has the higher key, and wherever it is seen
    the other one is, too: so it never comes before it.
    """
    lock_chain()
    # Two queries: what is joined to a table that is nearly always empty, a planner may read from its beginning.
    waiting = Unsealed.objects.order_by("pk").values_list("pk", flat=True)[:SEALS_AT_ONCE]
    events = AuditEvent.objects.filter(pk__in=list(waiting)).order_by("pk")
    end = AuditSeal.objects.order_by("-pk").first()
    place, previous = (end.place, end.hash) if end else (0, GENESIS)
    seals = []
    for event in events:
        place += 1
        seals.append(AuditSeal(place=place, event=event, previous_hash=previous, hash=digest(event, previous)))
        previous = seals[-1].hash
    AuditSeal.objects.bulk_create(seals)
    Unsealed.objects.filter(pk__in=[one.event_id for one in seals]).delete()
    return len(seals)


def lock_chain() -> None:
    """Wait for one's turn to seal; SQLite's transactions take turns as a whole."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])


def unsealed_too_long() -> int:
    """How many events have waited longer than any of them should."""
    return Unsealed.objects.filter(since__lt=timezone.now() - LONGEST_UNSEALED).count()


def unsealed_events() -> list[AuditEvent]:
    """What waits, in the order in which it will be sealed; some seconds' events at most, unless sealing has stopped."""
    return list(AuditEvent.objects.filter(pk__in=list(Unsealed.objects.values_list("pk", flat=True))).order_by("pk"))
