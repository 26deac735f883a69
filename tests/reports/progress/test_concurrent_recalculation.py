"""Workers and writers of one locality at once: every figure ends up counted once, and no row is computed twice."""

from functools import partial

import pytest
from django.db import connection, transaction

from agencies import clock
from reports.collection.review.services import accept
from reports.models import Generation, IndicatorValue, Stale, View
from reports.progress.services import (
    mark_stale,
    recalculate_all,
    recalculate_locality,
    recalculate_once,
    recalculate_stale,
)
from tests import factories
from tests.race import failures, race
from tests.reports.collection.scene import FILLED, YEAR, make_scene
from tests.reports.progress.snapshot import everything_computed

pytestmark = pytest.mark.both


@pytest.fixture
def scene(transactional_db):
    """The small round, computed once: what never was marked has no standing yet."""
    scene = make_scene()
    recalculate_all(locality_ids=[scene.district.locality_id])
    return scene


def test_two_workers_on_one_locality_take_turns(scene):
    scene.accepted()
    locality = scene.district.locality_id
    work = partial(recalculate_locality, locality)
    assert failures(race(work, work, work)) == []
    assert not Stale.objects.exists()
    assert Generation.objects.get().number == 2
    step_by_step = everything_computed()
    recalculate_all(locality_ids=[locality])
    assert everything_computed() == step_by_step


@pytest.mark.slow
def test_reviewers_who_accept_while_a_worker_computes_lose_nothing(scene):
    districts = [factories.make_agency(f"01{place}") for place in range(3)]
    forms = [scene.form, *(factories.make_submission(scene.form.period, district) for district in districts)]
    for form in forms:
        factories.fill(form, scene.reporter, **FILLED)
        factories.send(form, scene.reporter)
        form.refresh_from_db()
    seen = {"by": scene.staff, "now": clock.now()}
    calls = [partial(accept, submission=form, seen_version=form.version, **seen) for form in forms]
    assert failures(race(*calls, recalculate_stale, recalculate_stale)) == []
    recalculate_stale()
    value = IndicatorValue.objects.get(indicator__code="trained_total", year=YEAR, view=View.ACCEPTED)
    assert (value.value, value.units_reporting) == (400, 4)
    step_by_step = everything_computed()
    recalculate_all(locality_ids=[scene.district.locality_id])
    assert everything_computed() == step_by_step


@pytest.mark.slow
def test_a_mark_made_while_a_worker_computes_is_kept_for_the_next(scene, monkeypatch):
    scene.accepted()
    locality, element = scene.district.locality_id, scene.elements["teachers"].pk

    def computes_while_somebody_marks(*work) -> None:
        mark_stale(locality_id=locality, element_ids=[element], year=YEAR)

    monkeypatch.setattr("reports.progress.services.recompute", computes_while_somebody_marks)
    recalculate_once(locality, wait=True)
    assert list(Stale.objects.values_list("indicator__code", flat=True).distinct()) == ["teachers"]


def test_a_worker_leaves_a_locality_to_the_one_at_work_and_its_mark_is_not_lost(scene):
    if not connection.features.has_select_for_update_skip_locked:
        # SQLite lets one writer in at a time, so that nobody can come between.
        assert recalculate_locality(scene.district.locality_id, wait=False) is False
        return
    scene.accepted()
    locality = scene.district.locality_id
    with transaction.atomic():
        Generation.objects.select_for_update().get(locality_id=locality)
        assert failures(race(partial(recalculate_locality, locality, wait=False))) == []
        assert Stale.objects.exists()
    assert recalculate_locality(locality, wait=False) is True
    assert not Stale.objects.exists()


@pytest.mark.slow
def test_what_is_marked_while_a_worker_computes_is_worked_off_by_the_same_call(scene, monkeypatch):
    scene.accepted()
    locality, element = scene.district.locality_id, scene.elements["teachers"].pk
    calls = []

    def computes_while_somebody_marks(*work) -> None:
        if not calls:
            mark_stale(locality_id=locality, element_ids=[element], year=YEAR)
        calls.append(work)

    monkeypatch.setattr("reports.progress.services.recompute", computes_while_somebody_marks)
    assert recalculate_locality(locality) is True
    assert len(calls) > 1 and not Stale.objects.exists()
