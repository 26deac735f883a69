"""The dataset of a report: what counts, who said it, and nothing that the report may not know."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies import clock
from agencies.models import AgencyKind
from reports.audit.services import record
from reports.collection.review.services import reopen
from reports.issued.content.read import Moved, read_dataset
from reports.issued.content.schema import Dataset, YearPlan
from reports.issued.frozen import from_json, to_json
from reports.models import AuditEvent, Entry, FigureKind, ReportKind, Unsealed, Verb, View
from targets.models import Basis, DutyParty, Formula, Frequency, Indicator, Milestone, PartyRole, Plan, TaskGroup
from targets.models.target import MILESTONE, PlannedValue
from tests import factories
from tests.reports.collection.scene import YEAR, Scene, make_scene, number
from tests.reports.issued.story import report
from tests.reports.progress.ground import MISSING, publish
from tests.reports.progress.ground import report as reported

pytestmark = pytest.mark.django_db
MOST_QUERIES = 36


@pytest.fixture
def scene(db) -> Scene:
    return make_scene()


def read(plan: Plan, **columns: Any) -> Dataset:
    return read_dataset(report(plan, **columns))


def result(dataset: Dataset, code: str) -> Any:
    return next(one for one in dataset.indicators if one.code == code)


@pytest.mark.slow
def test_only_accepted_figures_count(scene):
    scene.sent()
    assert read(scene.plan).figures == ()
    factories.take(scene.form, scene.staff)
    found = {figure.element_code: figure.value for figure in read(scene.plan).figures}
    assert found == {"total": 100, "college": 40, "rest": 60, "labour": 1000, "labour_trained": 700}


def test_the_provisional_view_takes_what_is_under_review_and_says_that_nobody_accepted_it(scene):
    scene.sent()
    figure = read(scene.plan, view=View.PROVISIONAL).figures[0]
    assert (figure.value, figure.entered_by, figure.accepted_by, figure.accepted_at) == (
        100, "Nguyễn Thị Lan", "", None,
    )  # fmt: skip


def test_a_cell_names_who_typed_and_who_accepted_what_counts_even_after_a_colleague_went_on_typing(scene):
    accepted = scene.accepted()
    reopen(submission=accepted, seen_version=accepted.version, by=scene.staff, now=clock.now(), reason="Số mới")
    colleague = factories.make_user(agency=scene.district, last_name="Lê", first_name="Mai")
    scene.save(number("total", "999"), by=colleague)
    [total] = [one for one in read(scene.plan).figures if one.element_code == "total"]
    assert (total.value, total.entered_by, total.accepted_by) == (100, "Nguyễn Thị Lan", scene.staff.full_name)


def test_a_dataset_can_be_frozen_and_read_back(scene):
    scene.accepted()
    made = read(scene.plan)
    assert from_json(to_json(made)) == made


@pytest.mark.slow
def test_a_report_on_one_year_holds_the_year_before_too(scene):
    scene.accepted_last_year(total="90")
    assert [(one.year, one.value) for one in read(scene.plan).figures] == [(YEAR - 1, 90)]
    assert [one.year for one in read(scene.plan, first_year=YEAR - 2, year=YEAR).figures] == [YEAR - 1]
    assert [one.id for one in read(scene.plan).submissions] == [scene.form.pk]


def test_an_agency_without_a_report_is_named_with_nothing_sent(scene):
    [line] = read(scene.plan).submissions
    assert (line.agency_code, line.state, line.submitted_at, line.late) == ("001", "not_opened", None, None)
    assert (line.filled_cells, line.required_cells) == (0, 5)


def test_what_was_sent_after_its_deadline_is_late(scene):
    scene.sent()
    [line] = read(scene.plan).submissions
    assert (line.state, line.late, line.filled_cells, line.version) == ("submitted", True, 5, 2)


def test_an_indicator_without_data_stands_there_with_its_targets_and_no_value(scene):
    rate = result(read(scene.plan), "trained_labour_rate")
    assert rate.values == () and rate.too_few == ()
    assert [(target.status, target.actual, target.low) for target in rate.targets] == [("no_data", None, 75)]


def test_a_year_of_too_few_agencies_is_told_apart_from_a_year_without_any(scene):
    scene.accepted()
    for place in range(4):
        factories.make_agency(f"more-{place}")
    people = result(read(scene.plan), "trained_total")
    assert people.values == ()
    assert [(few.year, few.units_reporting, few.units_expected) for few in people.too_few] == [(YEAR, 1, 5)]


def test_a_target_that_has_not_begun_is_not_judged(scene):
    later = factories.make_indicator("later", numerator=[scene.elements["teachers"]])
    factories.make_target(scene.plan, later, year=2030, basis="cumulative", from_year=YEAR + 1)
    assert result(read(scene.plan), "later").targets == ()


def test_numbers_are_spelled_alike_whatever_zeros_the_database_adds(scene):
    scene.accepted()
    made = read(scene.plan)
    rate = result(made, "trained_labour_rate")
    spelled = [made.figures[0].value, rate.values[0].value, rate.values[0].denominator, rate.targets[0].low]
    assert [str(value) for value in spelled] == ["100", "70", "1000", "75"]


def test_a_figure_held_by_another_plans_report_names_that_report(scene):
    scene.accepted()
    made = read(scene.other_plan)
    assert {figure.submission for figure in made.figures} == {scene.form.pk}
    [other] = made.other_submissions
    assert (other.id, other.plan_code, other.state, other.version) == (scene.form.pk, "KH-10", "accepted", 3)
    assert read(scene.plan).other_submissions == ()


def test_a_leap_is_explained_beside_the_year_before_and_other_notes_are_none(scene):
    scene.accepted_last_year(total="50", labour="1000")
    scene.fill()
    scene.save(number("total", "100", note="Mở thêm hai lớp"), number("labour", "1000", note="Không đổi"))
    factories.take(scene.send(), scene.staff)
    [one] = read(scene.plan).explanations
    assert (one.element_code, one.entry, one.value, one.previous, one.text) == (
        "total", "number", 100, 50, "Mở thêm hai lớp",
    )  # fmt: skip


def test_a_reason_for_no_figure_is_an_explanation(scene):
    reported(scene.plan, factories.make_agency("002"), YEAR, total=MISSING)
    [one] = read(scene.plan).explanations
    assert (one.agency_code, one.entry, one.value, one.text) == ("002", Entry.MISSING, None, "chờ")


def test_duties_name_their_parties_their_group_and_who_has_said_nothing(scene):
    TaskGroup.objects.create(plan=scene.plan, number="III.2", title="Cơ chế", citation="KH-10, mục III.2")
    duty = factories.make_duty(scene.plan, "III.2.1", lead=scene.district)
    DutyParty.objects.create(duty=duty, role=PartyRole.COOPERATING, kind=AgencyKind.PRESS)
    factories.make_duty(scene.plan, "IV.1.3", lead=scene.department)
    first, second = read(scene.plan).duties
    assert (first.group, first.leads, first.cooperating, first.reports) == (
        "III.2. Cơ chế", (scene.district.name,), ("Cơ quan báo chí",), (),
    )  # fmt: skip
    assert second.group == "mục IV.1"


def test_one_agencys_report_holds_nothing_of_the_others(scene):
    scene.accepted()
    other = factories.make_agency("002")
    reported(scene.plan, other, YEAR, total="5", labour=MISSING)
    factories.make_duty(scene.plan, "IV.1", lead=scene.district)
    factories.make_duty(scene.plan, "IV.2", lead=other)
    made = read(scene.plan, kind=ReportKind.AGENCY, agency=other)
    assert (made.agency_code, made.indicators) == ("002", ())
    assert {line.agency_code for line in (*made.figures, *made.submissions, *made.explanations)} == {"002"}
    assert [duty.number for duty in made.duties] == ["IV.2"]


@pytest.mark.slow
def test_an_agencys_report_lists_what_its_form_asks_for_and_what_it_said_all_the_same(scene):
    department = factories.make_agency("so-1", kind=AgencyKind.DEPARTMENT)
    own = read(scene.plan, kind=ReportKind.AGENCY, agency=scene.district).elements
    assert {element.code for element in own} == {element.code for element in read(scene.plan).elements}
    assert read(scene.plan, kind=ReportKind.AGENCY, agency=department).elements == ()
    reported(scene.plan, department, YEAR, total="5")
    kept = read(scene.plan, kind=ReportKind.AGENCY, agency=department).elements
    assert [element.code for element in kept] == ["total"]


def test_a_sheet_holds_the_figures_and_no_words_of_duties_or_obstacles(scene):
    scene.accepted()
    factories.make_duty(scene.plan, "IV.1", lead=scene.district)
    made = read(scene.plan, kind=ReportKind.SHEET)
    assert len(made.figures) == 5 and len(made.submissions) == 1
    assert (made.duties, made.obstacles) == ((), ())


def test_several_years_hold_the_submissions_and_figures_of_each(scene):
    scene.accepted_last_year(total="90")
    scene.accepted()
    made = read(scene.plan, kind=ReportKind.INTERIM, first_year=YEAR - 1)
    assert [line.year for line in made.submissions] == [YEAR - 1, YEAR]
    assert [one.year for one in made.figures if one.element_code == "total"] == [YEAR - 1, YEAR]
    assert [value.year for value in result(made, "trained_total").values] == [YEAR - 1, YEAR]


def test_a_party_plan_without_deadline_and_without_periods_can_be_reported(scene):
    plan = factories.make_plan(
        "KH-CT21", party_document=True, frequency=Frequency.NONE, due_month=None, due_day=None, report_first_year=None
    )
    vision = factories.make_indicator("vision", formula=Formula.QUALITATIVE, unit="mốc")
    target = factories.make_target(plan, vision, year=2030, low=None, comparator=MILESTONE)
    Milestone.objects.create(target=target, code="law", name="Có nghị quyết", citation="mục II")
    made = read(plan)
    assert made.party_document and (made.submissions, made.figures, made.duties) == ((), (), ())
    [standing] = result(made, "vision").targets
    assert (standing.status, standing.milestones_done, standing.milestones) == ("not_assessed", 0, 1)


def test_an_indicator_has_the_plan_of_each_year_as_it_was_last_published_by_then(scene):
    total = Indicator.objects.get(code="trained_total")
    plan = {"kind": FigureKind.PLAN, "published_on": date(YEAR, 3, 1)}
    publish(total, YEAR, "120", **plan, source="KH 70")
    publish(total, YEAR, "130", **{**plan, "published_on": date(YEAR, 6, 1)}, source="KH 90")
    publish(total, YEAR + 1, "140", **plan)
    publish(total, YEAR, "400", **plan, from_year=YEAR - 2)
    publish(total, YEAR - 1, "90", **plan, value_high="95")
    day = date(YEAR, 12, 31)
    assert result(read(scene.plan, as_of=day), "trained_total").plans == (
        YearPlan(YEAR, Decimal(130), f"KH 90; công bố 01/06/{YEAR}."),
    )
    publish(total, YEAR, "150", **{**plan, "published_on": date(YEAR + 1, 1, 5)}, source="KH 99")
    assert result(read(scene.plan, as_of=day), "trained_total").plan(YEAR).value == 130


@pytest.mark.parametrize(("formula", "planned"), [(Formula.CUMULATIVE, [100, 220]), (Formula.VALUE, [100, 120])])
def test_the_yearly_split_of_a_total_adds_up_where_the_indicator_does(scene, formula: Formula, planned: list[int]):
    since = YEAR - 1 if formula == Formula.CUMULATIVE else None
    whole = factories.make_indicator("whole", formula=formula, cumulative_from=since)
    span = {"basis": Basis.CUMULATIVE, "from_year": YEAR - 1, "year": YEAR + 1}
    target = factories.make_target(scene.plan, whole, **span, low="350")
    for place, value in enumerate((100, 120, 130)):
        PlannedValue.objects.create(target=target, year=YEAR - 1 + place, value=value, citation=f"mục {place}")
    plans = result(read(scene.plan), "whole").plans
    assert [(one.year, one.value) for one in plans] == [(YEAR - 1, planned[0]), (YEAR, planned[1])]


def test_what_is_made_up_anywhere_is_said_of_the_whole(scene):
    assert not read(scene.plan).illustrative
    reported(scene.plan, factories.make_agency("002"), YEAR, illustrative=True, total="5")
    made = read(scene.plan)
    assert made.illustrative and made.figures[0].illustrative


def queries(plan: Plan, **columns: Any) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        read(Plan.objects.select_related("locality").get(pk=plan.pk), **columns)
    return len(captured)


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize("as_of", [None, date(YEAR + 1, 1, 20)])
def test_agencies_cost_no_queries(scene, as_of: date | None):
    columns = {} if as_of is None else {"as_of": as_of}
    factories.make_duty(scene.plan, "IV.1", lead=scene.district)
    scene.accepted()
    one = queries(scene.plan, **columns)
    for place in range(12):
        reported(scene.plan, factories.make_agency(f"more-{place}"), YEAR, total="5", college="2", rest="3")
    assert queries(scene.plan, **columns) == one <= MOST_QUERIES


def change_before_the_query_of(table: str, change: Callable[[], object]) -> Callable:
    """A wrapper that makes a change right before a table is first read."""
    made: list[str] = []

    def hold(execute: Callable, sql: str, params: Any, many: bool, context: Any) -> Any:
        if f'FROM "{table}"' in sql and not made:
            made.append(sql)
            change()
        return execute(sql, params, many, context)

    return hold


def test_a_change_whose_event_has_a_lower_key_than_the_last_is_met_too(scene):
    """Of two transactions at once the one that began to record first may be committed last."""
    scene.sent()
    key = AuditEvent.objects.order_by("pk").first().pk - 1

    def change() -> None:
        late = AuditEvent(pk=key, at=clock.now(), verb=Verb.REMINDED, subject="submission:1", summary="Nhắc")
        late.save(force_insert=True)
        Unsealed.objects.create(event=late, since=clock.now())

    with connection.execute_wrapper(change_before_the_query_of("reports_figure", change)), pytest.raises(Moved):
        read(scene.plan)


@pytest.mark.parametrize("table", ["reports_submission", "reports_figure", "reports_obstacle"])
def test_a_transaction_that_lets_a_change_through_gives_no_dataset(scene, table: str):
    def change() -> None:
        record(verb=Verb.REMINDED, subject="submission:1", summary="Nhắc", by=None, now=clock.now())

    with connection.execute_wrapper(change_before_the_query_of(table, change)), pytest.raises(Moved):
        read(scene.plan)
