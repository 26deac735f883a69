"""A report of a past day holds a plan to what it said on that day: its targets, starting values and duties."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from agencies import clock
from agencies.access import Role
from agencies.models import Agency, AgencyKind
from reports.issued.content.read import CATALOGUE_OF_TODAY, DEFINITIONS_OF_TODAY, read_dataset
from reports.issued.content.schema import Dataset
from reports.issued.layout.tables.results import result_tables
from reports.measures import services as measures
from reports.models import IssuedReport, ReportKind
from reports.plans import drafting, services
from reports.plans.editions import keep_first_edition
from reports.progress.services import recalculate_all
from targets.measures.content import measure_content
from targets.models import Baseline, Duty, Indicator, Plan, PlanEdition
from targets.plans.content import from_yaml
from tests import factories
from tests.reports.collection.scene import YEAR, Scene, make_scene
from tests.reports.issued.office import Office
from tests.reports.issued.story import report
from tests.reports.progress.conftest import set_clock

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
BEFORE, DAY, LATER = date(YEAR, 12, 9), date(YEAR, 12, 10), date(YEAR, 12, 28)


@pytest.fixture
def scene(db) -> Scene:
    set_clock(date(YEAR, 12, 5))
    made = make_scene()
    Plan.objects.filter(pk=made.plan.pk).update(
        opens_month=11, opens_day=1, report_last_year=2025, recipient=made.plan.locality.agencies.first()
    )
    made.plan.refresh_from_db()
    made.accepted()
    recalculate_all(locality_ids=[made.plan.locality_id])
    set_clock(DAY)
    yield made
    clock.set_shift(None)


def amend(plan: Plan, change: Callable[[dict[str, Any]], None], *, on: date = DAY) -> None:
    """A second document changes what the plan says from a day on."""
    department = plan.locality.agencies.get(kind=AgencyKind.DEPARTMENT)
    first, second = (factories.make_user(Role.STAFF, department) for _ in range(2))
    draft = drafting.amend_plan(
        plan=plan, document="Quyết định 212/QĐ-UBND", on=on, reason="nâng mức", by=first, now=clock.now()
    )
    change(draft.work)
    draft = services.save_work(draft=draft, work=draft.work, seen_version=draft.version, by=first, now=clock.now())
    draft = services.check_draft(draft=draft, by=second, now=clock.now())
    services.put_in_force(draft=draft, on=on, by=first, now=clock.now())
    recalculate_all(locality_ids=[plan.locality_id])


def level(low: str) -> Callable[[dict[str, Any]], None]:
    def change(work: dict[str, Any]) -> None:
        for row in work["targets"]:
            if row["indicator"] == "trained_total":
                row["low"] = low

    return change


def read(plan: Plan, day: date, **columns: Any) -> Dataset:
    return read_dataset(report(plan, as_of=day, **columns))


def told(dataset: Dataset, code: str = "trained_total") -> list[tuple[Any, ...]]:
    return [
        (target.year, target.low, target.status)
        for one in dataset.indicators
        if one.code == code
        for target in one.targets
    ]


def test_the_day_before_an_amendment_is_judged_by_the_old_level_and_the_day_after_by_the_new(scene):
    [(year, _, _)] = told(read(scene.plan, DAY))
    amend(scene.plan, level("90"))
    set_clock(LATER)
    assert told(read(scene.plan, LATER)) == told(read(scene.plan, DAY)) == [(year, 90, "achieved")]
    [(_, low, status)] = told(read(scene.plan, BEFORE))
    assert low == 1000 and status != "achieved"


def test_the_words_and_the_limits_of_a_past_day_are_those_of_its_edition(scene):
    assert CATALOGUE_OF_TODAY in read(scene.plan, BEFORE).limits
    amend(scene.plan, level("90"))
    before = read(scene.plan, BEFORE)
    assert DEFINITIONS_OF_TODAY in before.limits and CATALOGUE_OF_TODAY not in before.limits
    assert "1.000" in printed(before) and "90\N{NO-BREAK SPACE}lượt" not in printed(before)
    assert "90\N{NO-BREAK SPACE}lượt" in printed(read(scene.plan, DAY))


def printed(dataset: Dataset) -> str:
    """What the report's tables of results say."""
    tables = result_tables(dataset)
    return " ".join(cell.text for table in tables for row in table.rows for cell in row)


def test_the_page_and_the_file_of_a_day_say_what_its_report_says(scene, client):
    amend(scene.plan, level("90"))
    client.force_login(scene.staff)
    for day, low in ((BEFORE, 1000), (DAY, 90)):
        answer = client.get(reverse("plan-yaml", args=[scene.plan.code]), {"on": day.isoformat()})
        said = from_yaml(answer.content.decode())
        assert [one["low"] for one in said["targets"] if one["indicator"] == "trained_total"] == [low]
        assert [one[1] for one in told(read(scene.plan, day))] == [low]


@pytest.mark.once
def test_a_duty_taken_away_and_its_leader_stand_in_the_report_of_the_day_before(scene):
    duty = factories.make_duty(scene.plan, "IV.1", lead=scene.district)
    keep_duty = factories.make_duty(scene.plan, "IV.2", lead=scene.district)
    keep_first_edition(scene.plan, clock.now())

    def change(work: dict[str, Any]) -> None:
        work["duties"] = [row for row in work["duties"] if row["number"] == keep_duty.number]
        work["duties"][0]["lead"] = [scene.department.code]

    amend(scene.plan, change)
    assert not Duty.objects.filter(pk=duty.pk).exists()
    names = {day: [(one.number, one.leads) for one in read(scene.plan, day).duties] for day in (BEFORE, DAY)}
    assert names[BEFORE] == [("IV.1", (scene.district.name,)), ("IV.2", (scene.district.name,))]
    assert names[DAY] == [("IV.2", (scene.department.name,))]
    own = {"kind": ReportKind.AGENCY, "agency": scene.district}
    assert [one.number for one in read(scene.plan, BEFORE, **own).duties] == ["IV.1", "IV.2"]
    assert read(scene.plan, DAY, **own).duties == ()


def test_a_target_taken_away_is_judged_and_its_cells_are_asked_for_on_the_day_before(scene):
    def change(work: dict[str, Any]) -> None:
        work["targets"] = [row for row in work["targets"] if row["indicator"] != "trained_labour_rate"]

    amend(scene.plan, change)
    before, after = read(scene.plan, BEFORE), read(scene.plan, DAY)
    assert len(told(before, "trained_labour_rate")) == 1 and told(after, "trained_labour_rate") == []
    assert [line.required_cells for line in before.submissions] == [5]
    assert {"labour", "labour_trained"} <= {one.code for one in before.elements}
    assert "labour" not in {one.code for one in after.elements}


def test_a_standing_starts_from_the_value_that_the_plan_named_that_day(scene):
    indicator = Indicator.objects.get(code="trained_total")
    Baseline.objects.create(plan=scene.plan, indicator=indicator, year=2020, value=10, citation="mục I")

    def change(work: dict[str, Any]) -> None:
        work["baselines"][0]["value"] = "50"

    amend(scene.plan, change)
    bases = {
        day: [
            one.base
            for result in read(scene.plan, day).indicators
            for one in result.targets
            if result.code == "trained_total"
        ]
        for day in (BEFORE, DAY)
    }
    assert bases == {BEFORE: [10], DAY: [50]}


def test_a_report_from_before_the_first_edition_says_that_the_plan_was_not_in_force(scene):
    PlanEdition.objects.all().delete()
    keep_first_edition(scene.plan, clock.now())
    PlanEdition.objects.update(in_force_from=DAY)
    early = read(scene.plan, BEFORE)
    assert any("có hiệu lực từ ngày 10/12" in limit for limit in early.limits)
    assert [one[1] for one in told(early)] == [1000]


def test_an_issued_report_is_not_touched_by_an_amendment_and_a_draft_of_an_earlier_day_reads_the_earlier_plan(
    scene, printer
):
    factories.make_agency("ubnd", kind=AgencyKind.CITY_GOVERNMENT, name="UBND thành phố Hà Nội")
    Agency.objects.filter(pk=scene.department.pk).update(name="Sở Lao động", short_name="Sở LĐ")
    office = Office(
        plan=scene.plan, author=scene.staff, second=factories.make_user(Role.STAFF, scene.department),
        leader=scene.staff, reporter=scene.reporter, stranger=scene.reporter, submission=scene.form,
    )  # fmt: skip
    issued = office.issued(office.checked(as_of=BEFORE))
    held = issued.dataset, issued.dataset_sha256
    amend(scene.plan, level("90"))
    again = IssuedReport.objects.get(pk=issued.pk)
    assert (again.dataset, again.dataset_sha256) == held
    drafted = {day: office.draft(as_of=day).dataset for day in (BEFORE, DAY)}
    lows = {
        day: [
            target["low"] for one in dataset["indicators"] if one["code"] == "trained_total"
            for target in one["targets"]
        ]
        for day, dataset in drafted.items()
    }  # fmt: skip
    assert lows == {BEFORE: ["1000"], DAY: ["90"]}


def change_measure(scene: Scene, kind: str, code: str, **fields: Any) -> None:
    """A second person puts another entry of the catalogue in force."""
    department = scene.plan.locality.agencies.get(kind=AgencyKind.DEPARTMENT)
    first, second = (factories.make_user(Role.STAFF, department) for _ in range(2))
    said = measure_content(kind, code)
    made = measures.save_change(
        kind=kind,
        said={**said, **fields},
        same_meaning=True,
        reason="theo Thông tư 5",
        locality=scene.plan.locality,
        seen=measures.seen_token(None, said),
        by=first,
        now=clock.now(),
    )
    sent = measures.send_change(change=made, seen_version=1, by=first, now=clock.now())
    measures.put_change_in_force(change=sent, seen_version=2, by=second, now=clock.now())
    recalculate_all(locality_ids=[scene.plan.locality_id])


def result_of(dataset: Dataset, code: str = "trained_total") -> Any:
    return next(one for one in dataset.indicators if one.code == code)


def test_a_report_of_a_past_day_uses_the_indicators_of_that_day(scene):
    was = result_of(read(scene.plan, DAY))
    [code] = measure_content("indicator", "trained_total")["numerator"]
    extra = factories.make_element("extra")
    change_measure(
        scene, "indicator", "trained_total", short_name="Số vào học", definition="Nghĩa mới.", numerator=[extra.code]
    )
    set_clock(LATER)
    before, after = result_of(read(scene.plan, BEFORE)), result_of(read(scene.plan, LATER))
    assert (before.short_name, before.definition) == (was.short_name, was.definition)
    assert (after.short_name, after.definition) == ("Số vào học", "Nghĩa mới.")
    assert [one.value for one in before.values] == [one.value for one in was.values]
    assert [one.value for one in after.values] != [one.value for one in was.values]
    asked = {one.code for one in read(scene.plan, BEFORE).elements}
    assert code in asked and "extra" not in asked
    assert "extra" in {one.code for one in read(scene.plan, LATER).elements}


def test_a_report_of_a_past_day_asks_of_whom_was_asked_that_day(scene):
    was, rate = read(scene.plan, DAY), "trained_labour_rate"
    change_measure(scene, "element", "labour_trained", kinds=["union"], part_of=None, part_rule=None)
    set_clock(LATER)
    before, after = read(scene.plan, BEFORE), read(scene.plan, LATER)
    assert result_of(before, rate).values == result_of(was, rate).values
    assert [cells_of(line) for line in before.submissions] == [cells_of(line) for line in was.submissions]
    assert result_of(after, rate).values != result_of(was, rate).values


def cells_of(line: Any) -> tuple[int, int]:
    return line.filled_cells, line.required_cells
