"""What a plan gains or loses while its reports are under way, and where it then stands on every form."""

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from agencies import clock
from reports.collection.board.queries import submission_standings
from reports.collection.entry.queries import filled_and_asked, filled_by_agency, form_elements
from reports.collection.entry.versions import completeness
from reports.collection.periods.services import agencies_asked
from reports.collection.workbook.form import form_workbook
from targets.models import Formula
from tests import factories
from tests.reports.collection.scene import YEAR, make_scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return make_scene()


def add_element(plan, code="rural", **columns):
    """An element that joins the catalogue last, in the group of the others, and a target that asks for it."""
    element = factories.make_element(code, position=99, **columns)
    indicator = factories.make_indicator(f"of-{code}", numerator=[element])
    return indicator, element


def counted(scene):
    """Filled cells and cells in all of KH-10's form, as each page that counts them says it."""
    form = scene.form
    form.refresh_from_db()
    [standing] = submission_standings(form.period, scene.staff, now=clock.now())
    return {
        filled_and_asked(scene.district, [form])[form.pk],
        filled_by_agency(form.period, [form])[form.pk],
        completeness([form])[form.pk],
        (standing.filled, standing.required),
    }


def test_an_accepted_report_is_not_short_of_what_was_asked_later(scene):
    accepted = scene.accepted()
    assert counted(scene) == {(5, 5)}
    indicator, _ = add_element(scene.plan)
    factories.make_target(scene.plan, indicator)
    assert counted(scene) == {(5, 5)}
    assert "rural" not in [element.code for element in form_elements(accepted)]


def test_a_report_under_way_is_asked_for_what_joined(scene):
    scene.fill()
    indicator, _ = add_element(scene.plan)
    factories.make_target(scene.plan, indicator)
    assert counted(scene) == {(5, 6)}


def test_a_report_sent_back_is_asked_for_what_joined(scene):
    scene.returned()
    indicator, _ = add_element(scene.plan)
    factories.make_target(scene.plan, indicator)
    assert counted(scene) == {(5, 6)}


@pytest.mark.parametrize(
    ("from_year", "formula", "asked"),
    [
        (YEAR + 1, Formula.VALUE, False),
        (YEAR, Formula.VALUE, True),
        # What grows from next year on grows from this year's value.
        (YEAR + 1, Formula.GROWTH, True),
        (YEAR + 2, Formula.GROWTH, False),
    ],
)
def test_a_target_asks_for_nothing_before_its_first_year(scene, from_year, formula, asked):
    indicator, _ = add_element(scene.plan)
    type(indicator).objects.filter(pk=indicator.pk).update(formula=formula)
    factories.make_target(scene.plan, indicator, YEAR + 3, basis="every_year", from_year=from_year)
    assert ("rural" in [one.code for one in form_elements(scene.form)]) is asked
    assert counted(scene) == {(0, 6 if asked else 5)}


def test_who_reports_only_what_begins_later_is_not_asked_yet(scene):
    school = factories.make_agency("truong-1", kind="institution")
    indicator, _ = add_element(scene.plan, kinds=["institution"])
    factories.make_target(scene.plan, indicator, basis="every_year", from_year=YEAR + 1)
    assert school not in agencies_asked(scene.plan, YEAR)
    assert school in agencies_asked(scene.plan, YEAR + 1)


def test_an_element_appended_later_stands_at_the_same_place_everywhere(scene):
    type(scene.elements["labour"]).objects.filter(code__in=["labour", "labour_trained"]).update(group="B. Lao động")
    indicator, _ = add_element(scene.plan)
    factories.make_target(scene.plan, indicator)
    order = ["total", "college", "rest", "rural", "labour", "labour_trained"]
    assert [element.code for element in form_elements(scene.form)] == order
    client = Client()
    client.force_login(scene.reporter)
    page = client.get(reverse("submission", args=[scene.form.pk])).content.decode()
    assert sorted(order, key=lambda code: page.index(f'id="cell-{code}"')) == order
    cells = client.get(f"/api/v1/submissions/{scene.form.pk}/figures/").json()
    assert [cell["data_element"] for cell in cells["figures"]] == order
    sheet = load_workbook(BytesIO(form_workbook(scene.form))).worksheets[0]
    text = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert sorted(order, key=lambda code: text.index(code)) == order
    assert text.count("Tuyển sinh và đào tạo") == 1
