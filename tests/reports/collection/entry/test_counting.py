"""Cells of many forms are counted in the database as they would be one by one."""

from datetime import timedelta

import pytest
from django.urls import reverse

from agencies.web.addresses import pages_of
from reports.collection.entry.counting import CellCount, count_cells
from reports.models import Extension, Figure, Submission
from reports.models.submission import know_extensions
from tests import factories

pytestmark = pytest.mark.django_db


def test_only_what_a_form_asks_for_counts_and_a_blank_cell_is_held(django_assert_num_queries):
    first, second, other = (factories.make_element(code) for code in ("first", "second", "other"))
    plan = factories.make_plan()
    for element in (first, second, other):
        factories.make_target(plan, factories.make_indicator(f"{element.code}_total", numerator=[element]))
    period = factories.make_period(plan)
    agencies = [factories.make_agency(code) for code in ("001", "002", "003")]
    for agency in agencies[:2]:
        factories.fill(
            factories.make_submission(period, agency),
            factories.make_user(agency=agency),
            first="1",
            second="2",
            other="3",
        )
    Figure.objects.filter(agency=agencies[0], element=second).update(entry="blank", value=None)
    touched = {
        agency.pk: Figure.objects.filter(agency=agency).latest("updated_at").updated_at for agency in agencies[:2]
    }
    asked = {agencies[0].pk: [first.pk, second.pk], agencies[1].pk: [other.pk], agencies[2].pk: [first.pk]}
    with django_assert_num_queries(1):
        counted = count_cells(period, asked)
    assert counted == {
        agencies[0].pk: CellCount(2, 1, touched[agencies[0].pk]),
        agencies[1].pk: CellCount(1, 1, touched[agencies[1].pk]),
    }


def test_the_deadline_of_a_list_is_that_of_each_report(django_assert_num_queries):
    form = factories.make_submission(factories.make_period(factories.make_plan()), factories.make_agency("001"))
    longer = factories.make_submission(form.period, factories.make_agency("002"))
    days = [form.period.due_at + timedelta(days=number) for number in (3, 1)]
    for due in days:
        Extension.objects.create(submission=longer, due_at=due, reason="Bão", at=due)
    rows = list(Submission.objects.select_related("period", "agency").order_by("pk"))
    know_extensions(rows, Extension.objects.filter(submission__period=form.period))
    with django_assert_num_queries(0):
        assert [row.due_at for row in rows] == [form.period.due_at, days[-1]]


@pytest.mark.parametrize("name", ["submission", "review"])
def test_an_address_of_a_row_is_the_one_that_its_page_has(name: str):
    assert [pages_of(name)(pk) for pk in (7, 98765)] == [reverse(name, args=[pk]) for pk in (7, 98765)]
