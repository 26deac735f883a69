"""A form is found by those whom the one rule of visibility lets see it, however many bodies they report for."""

import pytest

from agencies import clock
from agencies.access import Role
from reports.collection.entry.queries import form_seen_by
from reports.models import Extension, Submission
from tests import factories


@pytest.fixture
def people(scene):
    """Persons of every kind; one reports for more bodies than a prepared query takes values."""
    elsewhere = factories.make_locality("68")
    many = factories.make_user(None, username="many")
    for number in range(11):
        factories.join(many, Role.REPORTER, factories.make_agency(f"9{number:02}"))
    factories.join(many, Role.REPORTER, scene.district)
    stranger = factories.make_user(agency=factories.make_agency("777"), username="stranger")
    away = factories.make_user(Role.STAFF, factories.make_department("so-68", locality=elsewhere), username="away")
    nobody = factories.make_user(None, username="nobody")
    leader = factories.make_user(Role.LEADER, scene.department, username="leader")
    both = factories.make_user(Role.STAFF, scene.department, username="both")
    factories.join(both, Role.REPORTER, scene.district)
    return [scene.reporter, scene.staff, leader, both, many, stranger, away, nobody]


@pytest.mark.slow
def test_it_is_whom_the_rule_says(scene, people):
    for person in people:
        for pk in (scene.form.pk, scene.other.pk, scene.other.pk + 1):
            by_rule = Submission.objects.visible_to(person).filter(pk=pk).first()
            assert form_seen_by(person, pk) == by_rule, person.username
    seen = [person.username for person in people if form_seen_by(person, scene.form.pk)]
    assert seen == [scene.reporter.username, scene.staff.username, "leader", "both", "many"]


@pytest.mark.parametrize("pk", [0, 2**63 - 1, 2**63, 10**40])
def test_a_number_that_no_form_has_is_not_found(scene, people, pk):
    assert [form_seen_by(person, pk) for person in people] == [None] * len(people)


def test_it_comes_with_what_its_page_asks_of_it(scene, django_assert_num_queries):
    due = clock.now()
    Extension.objects.create(submission=scene.form, due_at=due, reason="Bão", by=scene.staff, at=due)
    access = scene.reporter.access
    with django_assert_num_queries(2):
        form = form_seen_by(scene.reporter, scene.form.pk)
        assert (form.due_at, form.period.plan, form.agency) == (due, scene.plan, scene.district)
    assert access is scene.reporter.access
