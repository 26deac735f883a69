"""What is stale is recomputed: marked in the change's transaction, then the same however often and in what order."""

import gc
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from agencies import clock
from reports.models import Figure, Generation, IndicatorValue, Progress, Stale, View
from reports.progress import services
from reports.progress.rollup_data import as_stored
from reports.progress.services import mark_stale, recalculate_locality, recalculate_stale
from targets.models import Plan
from tests import factories
from tests.reports.collection.scene import YEAR, Scene, make_scene, number
from tests.reports.progress.ground import publish, report
from tests.reports.progress.snapshot import everything_computed


@pytest.fixture
def scene(db) -> Scene:
    return make_scene()


def stale_codes():
    return set(Stale.objects.values_list("indicator__code", flat=True))


@pytest.mark.slow
def test_an_accepted_figure_reaches_the_standing(scene):
    scene.accepted()
    assert recalculate_stale() == 1
    value = IndicatorValue.objects.get(indicator__code="trained_total", year=YEAR, view=View.ACCEPTED)
    assert value.value == 100
    assert Progress.objects.filter(target__indicator__code="trained_total", actual=100).exists()
    assert not Stale.objects.exists()


@pytest.mark.slow
def test_the_mark_belongs_to_the_transaction_of_the_change(scene):
    sent = scene.sent()
    Stale.objects.all().delete()
    with transaction.atomic():
        factories.take(sent, scene.staff)
        assert Stale.objects.exists()
        transaction.set_rollback(True)
    assert not Stale.objects.exists()


def test_what_shares_an_input_is_stale_with_it(scene):
    mark_stale(locality_id=scene.district.locality_id, element_ids=[scene.elements["total"].pk], year=YEAR)
    assert stale_codes() == {"trained_total", "share"}
    Stale.objects.all().delete()
    rest = scene.plan.targets.get(indicator__code="trained_total").indicator
    mark_stale(locality_id=scene.district.locality_id, indicator_ids=[rest.pk], year=YEAR)
    assert stale_codes() == {"trained_total", "share"}


@pytest.mark.slow
def test_a_recalculation_that_fails_keeps_the_marks_and_the_old_standing(scene, monkeypatch):
    scene.accepted()
    recalculate_stale()
    before = everything_computed()
    mark_stale(locality_id=scene.district.locality_id, element_ids=[scene.elements["total"].pk], year=YEAR)
    monkeypatch.setattr(services, "judge", lambda *case: 1 / 0)
    with pytest.raises(ExceptionGroup) as failed:
        recalculate_stale()
    assert failed.group_contains(ZeroDivisionError)
    assert Stale.objects.exists()
    assert everything_computed() == before
    monkeypatch.undo()
    recalculate_stale()
    assert not Stale.objects.exists()
    assert everything_computed() == before


def test_the_collector_of_garbage_rests_meanwhile_and_works_again_whatever_came_of_it(scene, monkeypatch):
    scene.accepted()
    at_work = []
    monkeypatch.setattr(services, "judge", lambda *case: at_work.append(gc.isenabled()) or 1 / 0)
    with pytest.raises(ExceptionGroup):
        recalculate_stale()
    assert at_work == [False] and gc.isenabled()


def ids() -> dict[str, dict[tuple, int]]:
    """The id of every computed row, by what it is of."""
    keys = {IndicatorValue: services.VALUE_KEY, Progress: services.PROGRESS_KEY}
    return {
        model.__name__: {tuple(place): pk for pk, *place in model.objects.values_list("pk", *key)}
        for model, key in keys.items()
    }


@pytest.mark.slow
def test_a_standing_keeps_its_id_when_it_is_computed_again(scene):
    services.recalculate_all(locality_ids=[scene.district.locality_id])
    scene.accepted()
    recalculate_stale()
    before, computed = ids(), everything_computed()
    total = scene.plan.targets.get(indicator__code="trained_total").indicator
    publish(total, YEAR - 1, "80")
    for year in (YEAR, None):
        mark_stale(locality_id=scene.district.locality_id, indicator_ids=[total.pk], year=year)
        recalculate_stale()
    assert everything_computed() != computed
    for name, rows in ids().items():
        assert before[name] and before[name].items() <= rows.items()


@pytest.mark.slow
def test_what_is_computed_no_more_goes(scene):
    scene.accepted()
    services.recalculate_all(locality_ids=[scene.district.locality_id])
    standings = Progress.objects.filter(target__plan=scene.plan)
    assert standings.filter(year=YEAR).exists() and IndicatorValue.objects.exists()
    Plan.objects.filter(pk=scene.plan.pk).update(first_year=YEAR + 1)
    Figure.objects.all().delete()
    services.recalculate_all(locality_ids=[scene.district.locality_id])
    assert not standings.filter(year=YEAR).exists()
    assert standings.filter(year=YEAR + 1).exists() and not IndicatorValue.objects.exists()


@pytest.mark.slow
def test_recalculating_twice_changes_nothing(scene):
    scene.accepted()
    services.recalculate_all(locality_ids=[scene.district.locality_id])
    before = everything_computed()
    services.recalculate_all(locality_ids=[scene.district.locality_id])
    assert everything_computed() == before


@pytest.mark.slow
def test_with_nothing_stale_nothing_is_done(scene):
    scene.accepted()
    recalculate_stale()
    before = Generation.objects.get().number
    assert recalculate_stale() == 0
    recalculate_locality(scene.district.locality_id)
    assert Generation.objects.get().number == before


@pytest.mark.slow
def test_a_figure_counts_from_the_day_of_its_publication_on(scene, on):
    on(date(2024, 11, 22))
    total = scene.plan.targets.get(indicator__code="trained_total").indicator
    publish(total, 2023, "500", published_on=date(2024, 11, 23))
    services.recalculate_all(locality_ids=[scene.district.locality_id])
    assert not IndicatorValue.objects.exists()
    assert recalculate_stale() == 0
    on(date(2024, 11, 23))
    assert recalculate_stale() == 1
    assert IndicatorValue.objects.get(view=View.ACCEPTED).value == 500
    assert recalculate_stale() == 0


@pytest.mark.slow
def test_what_has_changed_goes_before_what_is_only_of_yesterday(scene, on, monkeypatch):
    on(date(2024, 11, 22))
    quiet = [factories.make_locality(code).pk for code in ("02", "68")]
    changed = scene.district.locality_id
    services.recalculate_all(locality_ids=[*quiet, changed])
    assert (services.changed_localities(), services.localities_of_yesterday()) == ([], [])
    on(date(2024, 11, 23))
    scene.accepted()
    order = []
    monkeypatch.setattr(services, "recalculate_locality", lambda locality_id: order.append(locality_id) or True)
    recalculate_stale()
    assert order == [changed, changed, *quiet] and services.changed_localities() == [changed]


@pytest.mark.slow
def test_a_locality_that_cannot_be_computed_does_not_keep_the_others_waiting(scene, monkeypatch):
    scene.accepted()
    other = factories.make_locality("68")
    total = scene.plan.targets.get(indicator__code="trained_total").indicator
    publish(total, 2023, "5", locality=other)
    mark_stale(locality_id=other.pk, indicator_ids=[total.pk], year=None)
    compute = services.recompute

    def fails_for_one(locality_id: int, *work) -> None:
        if locality_id == scene.district.locality_id:
            raise ArithmeticError("a figure that nobody foresaw")
        compute(locality_id, *work)

    monkeypatch.setattr(services, "recompute", fails_for_one)
    with pytest.raises(ExceptionGroup, match="not recomputed"):
        recalculate_stale()
    assert IndicatorValue.objects.filter(locality=other, value=5).exists()
    assert services.changed_localities() == [scene.district.locality_id]


def test_a_new_year_of_looking_begins_by_itself(scene, on):
    on(date(2024, 12, 31))
    services.recalculate_all(locality_ids=[scene.district.locality_id])
    on(date(2025, 1, 1))
    recalculate_stale()
    assert Progress.objects.filter(year=2025).exists()


@pytest.mark.slow
def test_each_recalculation_starts_a_new_generation(scene):
    scene.accepted()
    recalculate_stale()
    first = Generation.objects.get()
    scene.save(number("teachers", "5"), form=scene.other)
    factories.send(scene.other, scene.reporter)
    recalculate_stale()
    second = Generation.objects.get()
    assert (second.pk, second.number) == (first.pk, first.number + 1)
    assert second.computed_at >= first.computed_at


@pytest.mark.slow
def test_marks_of_different_years_are_worked_off_together_from_the_first(scene):
    services.recalculate_all(locality_ids=[scene.district.locality_id])
    for year, code in ((YEAR, "total"), (YEAR - 2, "college"), (YEAR - 1, "rest"), (YEAR - 1, "total")):
        report(scene.plan, factories.make_agency(f"{code}{year}"), year, **{code: "10"})
        element = scene.elements[code].pk
        mark_stale(locality_id=scene.district.locality_id, element_ids=[element], year=year)
    recalculate_stale()
    step_by_step = everything_computed()
    services.recalculate_all(locality_ids=[scene.district.locality_id])
    assert everything_computed() == step_by_step


def test_another_locality_is_left_alone(scene):
    scene.accepted()
    other = factories.make_locality("68")
    recalculate_locality(other.pk)
    assert Stale.objects.exists()


def test_a_published_figure_of_another_locality_counts_nowhere_else(scene):
    total = scene.plan.targets.get(indicator__code="trained_total").indicator
    publish(total, 2023, "5", locality=factories.make_locality("68"))
    services.recalculate_all(locality_ids=[scene.district.locality_id])
    assert not IndicatorValue.objects.filter(indicator=total).exists()


@pytest.mark.slow
def test_the_number_of_queries_does_not_grow_with_agencies_or_years(scene):
    def queries() -> int:
        services.recalculate_all(locality_ids=[scene.district.locality_id])
        mark_stale(locality_id=scene.district.locality_id, element_ids=[scene.elements["total"].pk], year=None)
        with CaptureQueriesContext(connection) as captured:
            recalculate_locality(scene.district.locality_id)
        return len(captured)

    def reports(agency, *years) -> None:
        for year in years:
            report(scene.plan, agency, year, total="10", college="4", rest="6", labour="10", labour_trained="5")
        # One input of a rate alone: what is there of it is read cell by cell.
        report(scene.plan, agency, max(years) + 1, total="10", rest="6", labour="10", labour_trained="5")

    reports(scene.district, 2021)
    few = queries()
    for place in range(12):
        reports(factories.make_agency(f"m{place}"), 2021, 2022, 2023)
    assert queries() == few <= 45


@pytest.mark.slow
def test_the_command_rebuilds_every_locality_and_names_it(scene, on):
    on(date(2024, 11, 22))
    scene.accepted()
    factories.make_locality("68")
    output = StringIO()
    call_command("recalculate_progress", stdout=output)
    assert output.getvalue().split("\n") == ["Hà Nội", "Tỉnh 68", ""]
    assert IndicatorValue.objects.filter(indicator__code="trained_total").exists()


def test_the_command_takes_one_locality(scene):
    factories.make_locality("68")
    output = StringIO()
    call_command("recalculate_progress", locality="68", stdout=output)
    assert output.getvalue() == "Tỉnh 68\n"


@pytest.mark.parametrize(
    "digits", ["0.3333333333333333333", "86420.97530864197530864", "1149999.9999999999999", "-0.1"]
)
def test_a_computed_number_comes_back_as_it_was_stored(scene, digits):
    target = scene.plan.targets.first()
    ratio = as_stored(Decimal(digits))
    Progress.objects.bulk_create(
        [
            Progress(
                target=target,
                year=2024,
                view=View.ACCEPTED,
                status="on_track",
                display_status="on_track",
                ratio=ratio,
                computed_at=clock.now(),
            )
        ]
    )
    assert Progress.objects.get().ratio == ratio
