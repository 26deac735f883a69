"""save_duty: what an agency says of a duty, once per submission, as long as the form is open."""

import pytest

from agencies import clock
from reports.collection.duties.services import save_duty
from reports.collection.transitions import WrongState
from reports.models import DutyState, DutyUpdate
from tests import factories


def say(scene, duty, state=DutyState.IN_PROGRESS, text="Đang làm"):
    return save_duty(submission=scene.form, duty=duty, state=state, text=text, by=scene.reporter, now=clock.now())


@pytest.fixture
def duty(scene):
    return factories.make_duty(scene.plan, lead=scene.district)


def test_what_is_said_of_a_duty_is_kept_with_who_said_it(scene, duty):
    update = say(scene, duty, text=" Đã ban hành\x00 kế hoạch.\r\nĐang làm \u202e")
    assert (update.state, update.updated_by) == (DutyState.IN_PROGRESS, scene.reporter)
    assert update.text == "Đã ban hành kế hoạch.\nĐang làm"
    scene.form.refresh_from_db()
    assert scene.form.first_opened_at == update.updated_at


def test_saying_it_again_replaces_it(scene, duty):
    say(scene, duty)
    say(scene, duty, DutyState.DONE, "Xong")
    assert list(DutyUpdate.objects.values_list("state", "text")) == [(DutyState.DONE, "Xong")]


@pytest.mark.parametrize("state", ["sent", "accepted"])
def test_a_form_that_is_no_longer_open_takes_nothing(scene, state):
    getattr(scene, state)()
    duty = factories.make_duty(scene.plan, lead=scene.district)
    with pytest.raises(WrongState):
        say(scene, duty)
    assert not DutyUpdate.objects.exists()
