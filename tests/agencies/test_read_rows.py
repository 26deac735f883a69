"""A row that was read is what Django itself would have made of it."""

import pytest
from django.db import models
from django.db.models import DEFERRED

from agencies.read_rows import ReadRow
from reports.models import Figure, Submission
from targets.models import DataElement
from tests import factories
from tests.reports.collection.scene import make_scene


@pytest.fixture
def form(db) -> Submission:
    scene = make_scene()
    factories.fill(scene.form, scene.reporter, total="100", college="40")
    return scene.form


@pytest.mark.parametrize("model", ReadRow.__subclasses__())
def test_it_has_every_column_and_the_state_of_a_row_in_a_database(model: type[ReadRow]):
    names = [column.attname for column in model._meta.concrete_fields]
    read = [each.from_db.__func__(model, "default", names, list(range(len(names)))) for each in (model, models.Model)]
    row, as_django = [{name: value for name, value in vars(one).items() if name != "_state"} for one in read]
    assert row == as_django and set(row) == set(names)
    states = [(one._state.adding, one._state.db, one._state.fields_cache) for one in read]
    assert states == [(False, "default", {})] * 2


@pytest.mark.parametrize("model", ReadRow.__subclasses__())
def test_a_row_that_is_made_has_what_its_constructor_would_give_it(model: type[ReadRow]):
    rows = model.made(id=7), model(id=7)
    made, constructed = ({name: value for name, value in vars(row).items() if name != "_state"} for row in rows)
    assert made == constructed
    states = [(row._state.adding, row._state.db, row._state.fields_cache) for row in rows]
    assert states == [(True, None, {})] * 2
    mutable = [name for name, value in made.items() if isinstance(value, list | dict)]
    assert all(getattr(model.made(), name) is not made[name] for name in mutable)


def test_a_row_knows_what_it_was_made_with_and_its_twin_is_another_row():
    element = DataElement(pk=7)
    row = Figure.made({"element": element}, element_id=7, year=2023)
    assert row.element is element
    twin = row.twin(year=2024)
    assert (row.year, twin.year, twin.element_id) == (2023, 2024, 7)
    twin.note = "khác"
    assert row.note == "" and twin._state is not row._state


def test_a_column_left_out_is_read_when_it_is_asked_for(form, django_assert_num_queries):
    row = Submission.objects.only("state").get(pk=form.pk)
    assert row.get_deferred_fields() and DEFERRED not in vars(row).values()
    with django_assert_num_queries(1):
        assert row.version == form.version


def test_a_row_that_was_read_can_be_changed_and_saved(form):
    row = Figure.every.select_related("agency", "element").get(submission=form, element__code="total")
    assert (row.agency.code, row.element.code) == (form.agency.code, "total")
    row.note = "đã đối chiếu"
    row.save(update_fields=["note"])
    assert Figure.every.get(pk=row.pk).note == "đã đối chiếu"
    row.element = DataElement.objects.get(code="college")
    assert row.element_id == row.element.pk
