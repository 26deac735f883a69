"""clear_demo: nothing made up is left, and nothing real is gone."""

from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command

from agencies import clock
from agencies.access import Role
from agencies.models import Agency, Instance, User
from reports.collection.duties.services import save_duty
from reports.collection.entry.services import Change, save_cells
from reports.collection.review.services import reopen
from reports.demo.clearing import clear_demo
from reports.demo.services import seed_demo
from reports.models import (
    DutyState,
    DutyUpdate,
    Figure,
    OfficialFigure,
    ReportingPeriod,
    State,
    Submission,
    Via,
)
from targets.models import Duty, Plan, Target
from tests import factories
from tests.reports.progress.snapshot import everything_computed

pytestmark = [pytest.mark.usefixtures("demo"), pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def _clock():
    clock.set_shift(Instance.current().demo_shift)
    yield
    clock.set_shift(Instance.current().demo_shift)


def counts():
    return [
        model.objects.count() for model in (Figure, Submission, User, ReportingPeriod, OfficialFigure, Plan, Target)
    ]


def made_up_figures():
    return sorted(Figure.objects.values_list("agency__code", "element__code", "year", "entry", "value", "note"))


@pytest.mark.once
def test_everything_made_up_goes_and_the_catalogue_stays_as_it_was(computed_before):
    official, plans, targets = counts()[-3:]
    figures = Figure.objects.count()
    gone = clear_demo()
    assert gone["số liệu"] == figures
    assert counts() == [0, 0, 0, 0, official, plans, targets]
    assert not Instance.objects.exists()
    assert clock.now().year >= 2026
    assert everything_computed() == computed_before


def test_a_second_demo_has_the_same_figures():
    first = made_up_figures()
    clear_demo()
    seed_demo(password=factories.PASSWORD)
    assert made_up_figures() == first


@pytest.mark.once
def test_a_dry_run_counts_and_removes_nothing():
    before, output = counts(), StringIO()
    call_command("clear_demo", dry_run=True, stdout=output)
    assert output.getvalue().startswith("Sẽ xóa: ")
    assert f"{before[0]} số liệu" in output.getvalue()
    assert counts() == before


def real_reporter(form: Submission) -> User:
    return factories.make_user(Role.REPORTER, form.agency, username="real")


def reopened_form() -> Submission:
    """A district's accepted form of the demo, given back by the demo's staff."""
    form = Submission.objects.filter(state=State.ACCEPTED, agency__code="001", period__year=2023).first()
    staff = User.objects.get(username="staff")
    return reopen(submission=form, seen_version=form.version, by=staff, now=clock.now(), reason="Nhập số thật")


def test_a_real_persons_figure_stays_in_a_report_that_is_nobodys_any_more():
    form = reopened_form()
    code = form.figures.select_related("element").first().element.code
    person = real_reporter(form)
    change = Change(code, value=Decimal(1234))
    (outcome,) = save_cells(submission=form, changes=[change], by=person, via=Via.FORM, now=clock.now())
    assert outcome.saved
    clear_demo()
    figure = Figure.objects.get()
    assert (figure.value, figure.updated_by, figure.illustrative) == (1234, person, False)
    assert (figure.accepted_entry, figure.accepted_by) == ("", None)
    assert list(figure.revisions.values_list("value", "by")) == [(1234, person.pk)]
    kept = Submission.objects.get()
    assert (kept.pk, kept.state, kept.submitted_by, kept.decided_by) == (form.pk, State.DRAFT, None, None)
    assert not kept.illustrative
    assert set(User.objects.values_list("username", flat=True)) == {"real"}
    assert ReportingPeriod.objects.get() == form.period


def test_a_real_persons_sentence_on_a_duty_stays():
    form = reopened_form()
    duty = Duty.objects.led_by(form.agency, form.duty_day).filter(plan=form.period.plan).first()
    person = real_reporter(form)
    save_duty(submission=form, duty=duty, state=DutyState.DONE, text="Đã xong thật", by=person, now=clock.now())
    clear_demo()
    assert DutyUpdate.objects.get().text == "Đã xong thật"
    assert Submission.objects.get() == form


def test_agencies_and_published_figures_are_untouched():
    agencies = list(Agency.objects.order_by("pk").values())
    official = list(OfficialFigure.objects.order_by("pk").values())
    clear_demo()
    assert list(Agency.objects.order_by("pk").values()) == agencies
    assert list(OfficialFigure.objects.order_by("pk").values()) == official
