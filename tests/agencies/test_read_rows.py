"""A row that was read is what Django itself would have made of it."""

import pytest
from django.db import models
from django.db.models import DEFERRED

from agencies.models import Agency
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


@pytest.mark.parametrize("model", [Agency, DataElement, Submission, Figure])
def test_it_has_every_column_and_the_state_of_a_row_in_a_database(form, model: type[ReadRow]):
    row = model._default_manager.latest("pk")
    names = [column.attname for column in model._meta.concrete_fields]
    as_django = models.Model.from_db.__func__(model, "default", names, [getattr(row, name) for name in names])
    mine, theirs = vars(row), vars(as_django)
    assert {name: mine[name] for name in mine if name != "_state"} == {
        name: theirs[name] for name in theirs if name != "_state"
    }
    states = [(one._state.adding, one._state.db, one._state.fields_cache) for one in (row, as_django)]
    assert states == [(False, "default", {})] * 2


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
