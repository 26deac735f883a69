"""Celery: one or two lines each, the service of the same name called. The work itself is in the database."""

from celery import shared_task
from django.utils import timezone

from agencies import clock
from agencies.accounts import endings
from agencies.models import Instance
from reports.administration.people import resets
from reports.audit import head, pruning, sealing
from reports.collection.notices import delivery
from reports.collection.notices import services as notices
from reports.collection.periods import services as periods
from reports.issued import building
from reports.plans import editions as plans
from reports.progress import services

# Redis hands out the smaller number first.
FIRST, LAST = 0, 9


@shared_task
def recalculate_stale() -> None:
    """A task per locality, so that workers share them; what has changed goes before what is only of yesterday."""
    clock.set_shift(Instance.current().demo_shift)
    for locality_id in services.changed_localities():
        recalculate_locality.apply_async([locality_id], priority=FIRST)
    # Each midnight all of them are of yesterday at once; an acceptance of the morning does not wait behind them.
    for locality_id in services.localities_of_yesterday():
        recalculate_locality.apply_async([locality_id], priority=LAST)


@shared_task
def recalculate_locality(locality_id: int) -> None:
    clock.set_shift(Instance.current().demo_shift)
    # Whoever works on the locality already looks once more when it has finished, so nobody waits (ADR 0005).
    services.recalculate_locality(locality_id, wait=False)


@shared_task
def open_due_periods() -> None:
    clock.set_shift(Instance.current().demo_shift)
    # Before periods are opened: they are asked of the plan as it is in force by then.
    plans.apply_due_editions(now=clock.now())
    periods.open_due_periods()


@shared_task
def write_due_notices() -> None:
    clock.set_shift(Instance.current().demo_shift)
    notices.write_due_notices(now=clock.now())


@shared_task
def send_notices() -> None:
    clock.set_shift(Instance.current().demo_shift)
    delivery.send_waiting(now=clock.now())


@shared_task
def send_resets() -> None:
    # In real time, also in the demo: letters and their codes end as sessions do (ADR 0002).
    resets.send_resets(now=timezone.now())


@shared_task
def sweep_endings() -> None:
    endings.delete_what_ended()


@shared_task
def build_reports() -> None:
    clock.set_shift(Instance.current().demo_shift)
    building.build_waiting()


@shared_task
def seal_events() -> None:
    sealing.seal()


@shared_task
def give_away_head() -> None:
    head.give_away_head()


@shared_task
def prune() -> None:
    clock.set_shift(Instance.current().demo_shift)
    pruning.prune(now=clock.now())
