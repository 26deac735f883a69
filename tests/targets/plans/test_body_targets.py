"""Levels of single bodies in a plan: through its file and workbook and back, refused where no rule could judge them."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from agencies.catalogue_files.entries import CatalogueError
from agencies.models import AgencyKind
from reports.models.period import start_of
from reports.plans.files import plan_workbook
from targets.models import BodyTarget, Formula, Plan
from targets.plans.applying import apply_content
from targets.plans.content import as_yaml, content_differences, from_yaml, plan_content
from targets.plans.tables import content_of_tables
from tests import factories

pytestmark = pytest.mark.django_db
LEVELS = [
    {"indicator": "trained", "body": "001", "year": 2025, "comparator": ">=", "low": 500, "basis": "year",
     "citation": "KH-10, phụ lục, dòng 1"},
    {"indicator": "trained", "body": "kind:district", "year": 2025, "comparator": "about", "low": 300,
     "basis": "every_year", "from_year": 2022, "citation": "KH-10, phụ lục, dòng 2"},
    {"indicator": "rate", "body": "002", "year": 2025, "comparator": "range", "low": 60.5, "high": 70, "basis": "year",
     "citation": "KH-10, phụ lục, dòng 3"},
]  # fmt: skip


@pytest.fixture
def plan():
    made = factories.make_plan(
        report_last_year=2025, opens_month=11, opens_day=1, recipient=factories.make_department("so")
    )
    people, part = factories.make_element("people"), factories.make_element("part")
    trained = factories.make_indicator("trained", numerator=[people])
    rate = factories.make_indicator("rate", numerator=[part], denominator=[people])
    for indicator, low in ((trained, "10000"), (rate, "60")):
        factories.make_target(made, indicator, low=low)
    factories.make_agency("001")
    factories.make_agency("002")
    return Plan.objects.select_related("locality").get(pk=made.pk)


def with_levels(plan, *levels):
    content = {**plan_content(plan), "body_targets": list(levels)}
    return apply_content(from_yaml(as_yaml(content)), locality=plan.locality, on=date(2024, 1, 1))


def test_levels_go_out_as_a_file_and_come_in_the_same(plan):
    assert "body_targets" not in plan_content(plan)
    with_levels(plan, *LEVELS)
    content = plan_content(plan)
    assert {one["body"]: one["low"] for one in content["body_targets"]} == {
        "001": 500, "kind:district": 300, "002": Decimal("60.5"),
    }  # fmt: skip
    assert content_differences(content, from_yaml(as_yaml(content))) == []
    with_levels(plan, LEVELS[0])
    assert [row.body for row in BodyTarget.objects.all()] == ["001"]


@pytest.mark.slow
def test_levels_go_out_as_a_workbook_and_come_in_the_same(plan):
    with_levels(plan, *LEVELS)
    content = plan_content(plan)
    book = load_workbook(BytesIO(plan_workbook(content, made_at=start_of(plan.issued_on))))
    sheets = {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}
    assert content_of_tables(sheets) == content
    bare = {key: value for key, value in content.items() if key != "body_targets"}
    book = load_workbook(BytesIO(plan_workbook(bare, made_at=start_of(plan.issued_on))))
    assert "body_targets" not in content_of_tables(
        {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"body": "009"}, "body"),
        ({"body": "kind:village"}, "body"),
        ({"body": "so"}, "body"),
        ({"indicator": "nothing"}, "indicator"),
        ({"basis": "cumulative", "from_year": 2021}, "basis"),
        ({"basis": "every_year"}, "from_year"),
        ({"year": 2031}, "year"),
        ({"comparator": "range"}, "high"),
        ({"comparator": "<="}, "comparator"),
    ],
)
def test_a_level_that_could_not_be_judged_is_refused_with_its_field(plan, change, field):
    with pytest.raises(CatalogueError, match=field):
        with_levels(plan, {**LEVELS[0], **change})
    assert not BodyTarget.objects.exists()


def test_the_same_level_twice_and_one_without_a_target_of_the_locality_are_refused(plan):
    with pytest.raises(CatalogueError, match="đã có mức này"):
        with_levels(plan, LEVELS[0], LEVELS[0])
    growth = factories.make_indicator("grown", formula=Formula.GROWTH)
    with pytest.raises(CatalogueError, match="không có mục tiêu chung"):
        with_levels(plan, {**LEVELS[0], "indicator": growth.code})
    assert AgencyKind.DISTRICT in {one.kind for one in plan.locality.agencies.all()}
