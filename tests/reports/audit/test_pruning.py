"""What is older than its rule goes, once and on record; what still waits or is young stays."""

from datetime import timedelta

import pytest

from agencies import clock
from reports.audit.pruning import prune
from reports.models import AuditEvent, Delivery, Notice, NoticeKind, Verb
from tests import factories

OLD, YOUNG = timedelta(days=800), timedelta(days=300)


@pytest.fixture
def grown(db) -> None:
    agency = factories.make_agency()
    user = factories.make_user(agency=agency)
    form = factories.make_submission(factories.make_period(factories.make_plan()), agency)
    rows = ((OLD, Delivery.SENT), (OLD, Delivery.WAITING), (YOUNG, Delivery.SENT))
    for place, (age, delivery) in enumerate(rows):
        Notice.objects.create(
            user=user, submission=form, kind=NoticeKind.REMINDED, key=str(place), text="Nhắc",
            created_at=clock.now() - age, delivery=delivery,
        )  # fmt: skip


def test_the_old_go_and_one_event_says_how_many(grown: None):
    assert prune(now=clock.now()) == {"thông báo": 1}
    assert sorted(Notice.objects.values_list("key", flat=True)) == ["1", "2"]
    event = AuditEvent.objects.get(verb=Verb.PRUNED)
    assert event.after == {"thông báo": 1}
    assert "1 thông báo" in event.summary


def test_a_day_on_which_nothing_is_old_leaves_no_event(grown: None):
    prune(now=clock.now())
    assert prune(now=clock.now()) == {}
    assert AuditEvent.objects.filter(verb=Verb.PRUNED).count() == 1
