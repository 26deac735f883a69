"""Figures as they stood on a day: the last thing said by its end, what counted then, and nothing from later."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from agencies import clock
from reports.audit.past import end_of, existing_before, past_of, state_on
from reports.collection.entry.services import submit
from reports.collection.review.services import accept, reopen
from reports.models import Figure, Submission
from tests import factories
from tests.reports.collection.scene import FILLED, Scene, number

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
DAY = date(2024, 12, 15)


def at(day: int, hour: int = 12, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2024, 12, day, hour, minute, second, tzinfo=LOCAL)


def value_on(scene: Scene, day: int, code: str = "total") -> object:
    figure = scene.figure(code)
    said = past_of([figure], end_of(date(2024, 12, day)))[figure.pk].said
    return said.value if said else None


def test_each_day_shows_the_last_thing_said_by_its_end(scene: Scene):
    for day, text in ((10, "100"), (12, "120"), (12, "125"), (20, "130")):
        scene.save(number("total", text), now=at(day))
    assert [value_on(scene, day) for day in (9, 10, 11, 12, 19, 20, 31)] == [None, 100, 100, 125, 125, 130, 130]


@pytest.mark.parametrize(
    ("moment", "seen"), [(at(15, 23, 59, 59), True), (at(16, 0), False), (at(15, 0), True), (at(14, 23, 59, 59), True)]
)
def test_a_day_ends_at_midnight_in_viet_nam(scene: Scene, moment: datetime, seen: bool):
    scene.save(number("total", "7"), now=moment)
    assert (value_on(scene, 15) == 7) is seen


def test_what_counted_then_is_what_had_been_accepted_by_then(scene: Scene):
    for code, text in FILLED.items():
        scene.save(number(code, text), now=at(1))
    sent = submit(submission=scene.form, seen_version=1, by=scene.reporter, now=at(5))
    taken = accept(submission=sent, seen_version=sent.version, by=scene.staff, now=at(10))
    reopen(submission=taken, seen_version=taken.version, by=scene.staff, now=at(20), reason="Số mới")
    scene.save(number("total", "999"), now=at(21))
    figure = scene.figure()

    def on(day: int) -> tuple:
        past = past_of([figure], end_of(date(2024, 12, day)))[figure.pk]
        return past.said.value, past.counted.value if past.counted else None

    assert [on(day) for day in (4, 9, 10, 21)] == [(100, None), (100, None), (100, 100), (999, 100)]
    form = Submission.objects.get(pk=scene.form.pk)
    states = [state_on(form, end_of(date(2024, 12, day))) for day in (4, 5, 10, 20)]
    assert states == [None, "submitted", "accepted", "returned"]


def test_a_made_up_number_counted_until_a_real_one_was_typed_over_it(scene: Scene):
    demo = factories.make_user(agency=scene.district, username="demo", is_demo=True)
    boss = factories.make_user("staff", scene.department, username="boss", is_demo=True)
    for code, text in FILLED.items():
        scene.save(number(code, text), by=demo, now=at(1))
    sent = submit(submission=scene.form, seen_version=1, by=demo, now=at(2))
    taken = accept(submission=sent, seen_version=sent.version, by=boss, now=at(3))
    reopen(submission=taken, seen_version=taken.version, by=boss, now=at(4), reason="Số thật")
    scene.save(number("total", "55"), now=at(6))
    figure = scene.figure()
    before, after = (past_of([figure], end_of(date(2024, 12, day)))[figure.pk] for day in (5, 6))
    assert (before.counted.value, before.made_up) == (100, True)
    assert (after.said.value, after.counted, after.made_up) == (55, None, False)
    assert figure.accepted_entry == ""


def test_figures_that_nobody_had_entered_by_then_are_not_there(scene: Scene):
    scene.save(number("total", "7"), now=at(16))
    assert not existing_before(Figure.objects.all(), end_of(DAY)).exists()
    assert existing_before(Figure.objects.all(), end_of(DAY + timedelta(days=1))).count() == 1


def test_today_is_what_stands_now(scene: Scene):
    scene.fill()
    past = past_of(Figure.objects.all(), end_of(clock.today()))
    assert {figure.pk: (figure.entry, figure.value, figure.note) for figure in Figure.objects.all()} == {
        pk: (then.said.entry, then.said.value, then.said.note) for pk, then in past.items()
    }


def test_many_figures_cost_one_query(scene: Scene, django_assert_num_queries):
    scene.fill()
    figures = list(Figure.objects.all())
    with django_assert_num_queries(1):
        past_of(figures, end_of(DAY))
