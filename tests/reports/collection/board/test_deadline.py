"""The deadline of one agency: the last extension, else the period's; to the second, with the server in UTC."""

from datetime import UTC, date, datetime, timedelta

import pytest

from agencies import clock
from reports.collection.entry.listing import owed_by, page_head
from reports.collection.entry.services import submit
from reports.models import Extension, Submission
from reports.models.extension import with_due_by
from reports.models.period import start_of

# As a server in UTC writes them: 25/12 and 31/12, 00:00 in Viet Nam.
DUE, LATER = datetime(2024, 12, 24, 17, 0, tzinfo=UTC), datetime(2024, 12, 30, 17, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def extend_to(scene, due_at: datetime) -> Extension:
    return Extension.objects.create(
        submission=scene.form, due_at=due_at, reason="Ảnh hưởng mưa lũ", by=scene.staff, at=clock.now()
    )


def sent_at(scene, moment: datetime) -> Submission:
    scene.fill()
    submit(submission=scene.form, seen_version=1, by=scene.reporter, now=moment)
    return Submission.objects.select_related("period").get(pk=scene.form.pk)


def late_in_sql(moment: datetime) -> bool:
    return with_due_by(Submission.objects.filter(submitted_at=moment)).filter(due_by__lte=moment).exists()


@pytest.mark.parametrize(("step", "late"), [(-SECOND, False), (timedelta(), True), (SECOND, True)])
def test_without_an_extension_the_period_decides_to_the_second(scene, step, late):
    assert scene.form.period.due_at == DUE
    assert sent_at(scene, DUE + step).is_late() is late
    assert late_in_sql(DUE + step) is late


@pytest.mark.parametrize(("step", "late"), [(-SECOND, False), (timedelta(), True), (SECOND, True)])
def test_with_an_extension_its_deadline_decides_to_the_second(scene, step, late):
    extend_to(scene, LATER)
    assert sent_at(scene, LATER + step).is_late() is late
    assert late_in_sql(LATER + step) is late


@pytest.mark.parametrize("step", [-SECOND, timedelta(), SECOND])
def test_a_report_sent_around_the_first_deadline_is_on_time_once_it_was_extended(scene, step):
    sent = sent_at(scene, DUE + step)
    extend_to(scene, LATER)
    assert sent.is_late() is False


def test_the_last_extension_given_counts_even_if_it_is_the_earlier_one(scene):
    extend_to(scene, LATER)
    extend_to(scene, LATER - timedelta(days=2))
    assert scene.form.due_at == LATER - timedelta(days=2)
    assert with_due_by(Submission.objects.filter(pk=scene.form.pk)).get().due_by == LATER - timedelta(days=2)


def test_an_extension_ends_by_itself(scene):
    extend_to(scene, LATER)
    assert not scene.form.is_overdue(LATER - SECOND)
    assert scene.form.is_overdue(LATER)


def test_the_agency_reads_its_own_deadline_with_the_reason(scene):
    extend_to(scene, LATER)
    head = page_head(scene.form, user=scene.reporter, now=start_of(date(2024, 12, 28)))
    assert head.deadline == (
        "trước ngày 31/12, tức hết 24:00 ngày 30/12/2024 (thứ Hai), gia hạn từ 24/12/2024: Ảnh hưởng mưa lũ"
    )
    assert "2" in head.days
    assert "quá hạn" not in head.days


def test_the_list_is_sorted_by_the_agencys_own_deadlines(scene):
    extend_to(scene, LATER)
    rows = owed_by(scene.reporter, now=start_of(date(2024, 12, 28)))[0].rows
    assert [(row.plan, row.overdue) for row in rows] == [("KH-CL2239", True), ("KH-10", False)]


def test_forty_extended_reports_cost_the_list_no_query_more(scene, django_assert_num_queries):
    extend_to(scene, LATER)
    rows = Submission.objects.filter(pk__in=[scene.form.pk, scene.other.pk])
    with django_assert_num_queries(2):
        listed = rows.select_related("agency", "period__plan").prefetch_related("extensions")
        assert sum(row.is_overdue(LATER) for row in listed) == 2
