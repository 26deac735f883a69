"""Which cells a form has, and in which order: the same on the page, in a pasted block, in the file and in the API."""

import io

import pytest
from django.test import Client
from openpyxl import load_workbook

from reports.collection.board.queries import asked_of_anybody, forms_by_kind
from reports.collection.entry.grid import entry_grid
from reports.collection.entry.queries import filled_and_asked, filled_by_agency, form_elements
from reports.collection.entry.versions import completeness
from reports.collection.periods.services import open_period
from reports.collection.workbook.form import form_workbook
from reports.models import ReportingPeriod, Submission
from targets.models import PartRule
from tests import factories
from tests.reports.collection.paste.test_paste import look
from tests.reports.collection.scene import Scene


@pytest.fixture
def appended(scene: Scene) -> Scene:
    """A data element that was added to the first group after all others."""
    scene.elements["labour"].group = scene.elements["labour_trained"].group = "C. Lực lượng lao động"
    for code in ("labour", "labour_trained"):
        scene.elements[code].save()
    rural = factories.make_element("rural", position=99)
    factories.make_target(scene.plan, factories.make_indicator("rural_trained", numerator=[rural]), low="5")
    return scene


ORDER = ["total", "college", "rest", "rural", "labour", "labour_trained"]


def test_an_element_added_later_stands_with_its_group_everywhere(appended):
    assert [row.code for row in entry_grid(appended.form, editable=True).rows] == ORDER
    pasted = look(appended, "100\n40\n60\n5\n\n1000\n700")
    assert [line.code for line in pasted.cells] == ORDER
    sheet = load_workbook(io.BytesIO(form_workbook(appended.form))).worksheets[0]
    assert [row[0].value for row in sheet.iter_rows(min_row=5) if row[0].value] == ORDER
    assert [row[1].value for row in sheet.iter_rows(min_row=5) if row[0].value] == [1, 2, 3, 4, 5, 6]
    client = Client()
    client.force_login(appended.reporter)
    figures = client.get(f"/api/v1/submissions/{appended.form.pk}/figures/").json()["figures"]
    assert [one["data_element"] for one in figures] == ORDER


def codes(form: Submission) -> list[str]:
    return [element.code for element in form_elements(form)]


def counted(form: Submission) -> list[int]:
    """How many cells the counts of lists, board and API say that a form has."""
    return [
        filled_and_asked(form.agency, [form])[form.pk][1],
        filled_by_agency(form.period, [form])[form.pk][1],
        completeness([form])[form.pk][1],
        len(forms_by_kind(form.period, asked_of_anybody(form.period))(form).elements),
    ]


def test_a_form_asks_for_every_part_of_a_total_it_asks_for(scene):
    """KH-CL2239 has a target for people trained alone; without the parts nobody could see that they do not add up."""
    assert codes(scene.other) == ["total", "college", "rest", "teachers"]
    assert counted(scene.other) == [4] * 4


def test_a_part_that_has_parts_brings_them_along(scene):
    factories.make_element("short", position=3, part_of=scene.elements["rest"], part_rule=PartRule.SUM)
    assert codes(scene.other) == ["total", "college", "rest", "short", "teachers"]
    assert counted(scene.other) == [5] * 4


def test_what_is_at_most_its_whole_is_no_part_of_a_total(scene):
    factories.make_element("female", position=3, part_of=scene.elements["total"], part_rule=PartRule.AT_MOST)
    assert "female" not in codes(scene.other)


def test_periods_opened_before_keep_their_cells(scene):
    ReportingPeriod.objects.update(asks_all_parts=False)
    form = Submission.objects.select_related("period__plan", "agency").get(pk=scene.other.pk)
    assert codes(form) == ["total", "teachers"]
    assert counted(form) == [2] * 4
    assert open_period(plan=scene.other_plan, year=2025, by=None).asks_all_parts


def test_forms_of_both_kinds_are_counted_together(scene):
    ReportingPeriod.objects.filter(pk=scene.form.period_id).update(asks_all_parts=False)
    forms = list(Submission.objects.select_related("period__plan", "agency").order_by("pk"))
    assert {pk: asked for pk, (_, asked) in completeness(forms).items()} == {scene.form.pk: 5, scene.other.pk: 4}
    assert {pk: asked for pk, (_, asked) in filled_and_asked(scene.district, forms).items()} == {
        scene.form.pk: 5,
        scene.other.pk: 4,
    }
