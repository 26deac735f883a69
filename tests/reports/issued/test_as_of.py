"""A report on a past day is what the report of that day was: replayed, never remembered, never from later."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise

import pytest
from django.db import transaction

from agencies import clock
from reports.collection.entry.services import withdraw
from reports.issued.content.read import CATALOGUE_OF_TODAY, FORM_OF_TODAY, ReadingError, read_dataset
from reports.issued.content.schema import Dataset
from reports.models import View
from reports.progress.services import recalculate_stale
from tests.reports.collection.scene import YEAR, make_scene, number
from tests.reports.issued.story import DAYS, Story, at, make_story, report
from tests.reports.progress.conftest import set_clock

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LATER = date(YEAR, 12, 28)
Told = dict[str, dict[int, Dataset]]


@pytest.fixture(scope="module")
def story(django_db_setup, django_db_blocker) -> Iterator[Story]:
    """The whole story, played once; the clock stands on a later day."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_story(make_scene())
        clock.set_shift(None)
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def told(story: Story) -> Told:
    """View -> day -> the dataset as it was read in the evening of that day."""
    read: Told = {view: {} for view in View.values}
    for day in DAYS:
        set_clock(date(YEAR, 12, day))
        story.move(day)
        recalculate_stale()
        for view in read:
            read[view][day] = comparable(read_dataset(report(story.scene.plan, view=view)))
    set_clock(LATER)
    return read


def comparable(dataset: Dataset) -> Dataset:
    """Without what says when and from where the program read it."""
    return replace(dataset, computed_at=datetime.min, generation=0, limits=())


@pytest.mark.parametrize("view", View.values)
def test_every_day_is_later_told_as_it_was(story: Story, told: Told, view: str):
    later = {day: read_dataset(report(story.scene.plan, view=view, as_of=date(YEAR, 12, day))) for day in DAYS}
    assert {day: comparable(dataset) for day, dataset in later.items()} == told[view]


def test_the_story_changes_the_report_on_each_of_its_days(told: Told):
    days = [replace(dataset, as_of=LATER) for dataset in told[View.PROVISIONAL].values()]
    assert [a == b for a, b in pairwise(days)] == [False] * (len(DAYS) - 1)


def test_what_had_been_accepted_counts_until_it_is_accepted_anew(told: Told):
    told = told[View.ACCEPTED]
    values = {day: [one.value for one in told[day].figures if one.element_code == "total"] for day in (10, 12, 22)}
    words = {day: [(one.state, one.text) for one in told[day].duties[0].reports] for day in (10, 12, 22)}
    assert values == {10: [], 12: [100], 22: [100]}
    assert words == {10: [], 12: [("not_started", "Chờ kinh phí")], 22: [("not_started", "Chờ kinh phí")]}


def test_what_is_sent_again_shows_in_the_provisional_view(told: Told):
    told = told[View.PROVISIONAL][22]
    [total] = [one for one in told.figures if one.element_code == "total"]
    assert (total.value, total.accepted_by, total.accepted_at) == (130, "", None)
    assert [(one.state, one.text) for one in told.duties[0].reports] == [("done", "Đã xong")]


def test_what_was_taken_back_counts_as_not_sent(told: Told):
    told = told[View.PROVISIONAL]
    lines = {
        day: (line.state, line.submitted_at is None, line.late) for day in (6, 8) for line in told[day].submissions
    }
    assert lines == {6: ("submitted", False, False), 8: ("draft", True, None)}


def test_a_deadline_that_was_extended_counts_from_the_day_of_the_extension(told: Told):
    told = told[View.ACCEPTED]
    due = {day: told[day].submissions[0].due_at for day in (6, 8)}
    assert due == {6: at(25, 0), 8: at(26)}


def test_an_obstacle_is_shown_as_it_stood_with_the_answers_given_by_then(told: Told):
    told = told[View.ACCEPTED]
    assert told[1].obstacles == ()
    stood = {day: (told[day].obstacles[0].state, told[day].obstacles[0].answers) for day in (3, 14, 20)}
    assert stood == {
        3: ("open", ()),
        14: ("answered", ("Đang xem xét",)),
        20: ("closed", ("Đang xem xét", "Đã giải quyết")),
    }


def test_a_publication_is_known_from_its_day_on(told: Told):
    told = told[View.ACCEPTED]
    known = {
        day: [value.value for one in told[day].indicators if one.code == "trained_total" for value in one.values]
        for day in (14, 16)
    }
    assert known == {14: [100], 16: [900, 100]}


def test_a_milestone_is_as_it_had_been_judged_by_the_day(told: Told):
    targets = {
        day: [target for one in told[View.ACCEPTED][day].indicators if one.code == "vision" for target in one.targets]
        for day in (16, 17)
    }
    [before], [after] = targets[16], targets[17]
    assert (before.milestones_done, before.steps[0].state, before.steps[0].judged_on) == (0, "", None)
    assert (after.milestones_done, after.steps[0].state, after.steps[0].evidence) == (1, "done", "Nghị quyết 01")


def test_a_past_day_says_what_cannot_be_told_of_it_and_today_says_nothing(story: Story, told: Told):
    assert read_dataset(report(story.scene.plan)).limits == ()
    limits = read_dataset(report(story.scene.plan, as_of=date(YEAR, 12, 10))).limits
    assert CATALOGUE_OF_TODAY in limits and FORM_OF_TODAY not in limits


def test_a_figure_that_may_have_moved_to_another_form_since_is_told(story: Story, told: Told):
    withdraw(submission=story.form, seen_version=story.form.version, by=story.scene.reporter, now=at(23))
    story.scene.save(number("total", ""), now=at(24))
    assert FORM_OF_TODAY in read_dataset(report(story.scene.plan, as_of=date(YEAR, 12, 10))).limits


def test_a_report_not_yet_opened_on_the_day_is_not_there(story: Story, told: Told):
    assert read_dataset(report(story.scene.plan, as_of=date(YEAR, 11, 30))).submissions == ()


@pytest.mark.parametrize(("day", "words"), [(date(2999, 1, 1), "Chưa tới ngày"), (date(YEAR - 1, 12, 31), "trước năm")])
def test_a_day_that_cannot_be_told_is_refused_in_words(story: Story, day: date, words: str):
    with pytest.raises(ReadingError, match=words):
        read_dataset(report(story.scene.plan, as_of=day))
