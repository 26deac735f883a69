"""Who is behind a number, on the small round: those who typed and accepted, those who are missing, and who may know."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from agencies import clock
from agencies.access import Role
from agencies.models import User
from reports.collection.entry.services import Change
from reports.collection.official_figures.services import Published, enter_official_figure
from reports.collection.review.services import reopen
from reports.dashboards.lineage.agencies import Why
from reports.dashboards.lineage.queries import Lineage, lineage_of, standings_to_follow
from reports.models import Entry, FigureKind, MilestoneJudgement, Progress, View
from reports.progress.services import recalculate_all
from targets.models.target import MILESTONE
from tests import factories
from tests.reports.collection.scene import FILLED, YEAR, Scene, make_scene

pytestmark = pytest.mark.slow


@pytest.fixture
def scene(db) -> Scene:
    return make_scene()


def standing(scene: Scene, view: str = View.ACCEPTED, code: str = "trained_total") -> Progress:
    recalculate_all(locality_ids=[scene.district.locality_id])
    rows = Progress.objects.filter(target__plan=scene.plan, target__indicator__code=code, view=view)
    return rows.filter(year=YEAR).select_related("target__plan__locality", "target__indicator").get()


def follow(scene: Scene, user: User, view: str = View.ACCEPTED, code: str = "trained_total") -> Lineage:
    return lineage_of(standing(scene, view, code), user)


def more_districts(scene: Scene, *numbers: str) -> list:
    """Further districts, each with an accepted form."""
    forms = []
    for place, total in enumerate(numbers):
        form = factories.make_submission(scene.form.period, factories.make_agency(f"10{place}"))
        factories.fill(form, scene.reporter, **{**FILLED, "total": total, "rest": str(int(total) - 40)})
        forms.append(factories.take(factories.send(form, scene.reporter), scene.staff))
    return forms


def test_a_number_leads_to_who_typed_it_and_who_accepted_it(scene):
    form = scene.accepted()
    (piece,) = follow(scene, scene.staff).pieces
    (given,) = piece.agencies.inputs
    (cell,) = given.cells
    assert (piece.value, piece.source, given.agency, cell.value) == (100, "rollup", scene.district, 100)
    assert (cell.entered.by, cell.entered.via, cell.accepted.by) == (scene.reporter, "form", scene.staff)
    assert (cell.figure.submission, piece.agencies.missing) == (form, ())


def test_what_is_typed_after_a_reopening_changes_no_hand_of_what_counts(scene):
    form = scene.accepted()
    reopened = reopen(submission=form, seen_version=form.version, by=scene.staff, now=clock.now(), reason="Sai số")
    colleague = factories.make_user(agency=scene.district)
    scene.save(Change("total", text="120", note="Sửa"), form=reopened, by=colleague)
    (cell,) = follow(scene, scene.staff).pieces[0].agencies.inputs[0].cells
    assert (cell.value, cell.entered.by, cell.accepted.by) == (100, scene.reporter, scene.staff)


def test_the_provisional_view_shows_what_waits_and_who_typed_it(scene):
    scene.sent()
    (missing,) = follow(scene, scene.staff).pieces[0].agencies.missing
    assert (missing.agency, missing.why, missing.submission) == (scene.district, Why.WAITING, scene.form)
    (cell,) = follow(scene, scene.staff, View.PROVISIONAL).pieces[0].agencies.inputs[0].cells
    assert (cell.value, cell.entered.by, cell.accepted) == (100, scene.reporter, None)


def test_everyone_who_is_missing_is_named_with_the_reason(scene):
    more_districts(scene, "100", "100", "100", "100", "100")
    scene.returned()
    drafting = factories.make_submission(scene.form.period, factories.make_agency("201"))
    factories.make_agency("202")
    unknown = factories.make_submission(scene.form.period, factories.make_agency("203"))
    factories.fill(unknown, scene.reporter, **{code: text for code, text in FILLED.items() if code.startswith("lab")})
    missing = {code: Change(code, entry=Entry.MISSING, note="Chờ thống kê") for code in ("total", "college", "rest")}
    scene.save(*missing.values(), form=unknown)
    factories.take(factories.send(unknown, scene.reporter), scene.staff)
    (piece,) = follow(scene, scene.staff).pieces
    found = {one.agency.code: (one.why, one.reason, one.submission) for one in piece.agencies.missing}
    assert found == {
        "001": (Why.RETURNED, "", scene.form),
        "201": (Why.NOT_SENT, "", drafting),
        "202": (Why.NO_FORM, "", None),
        "203": (Why.NOT_KNOWN, "Chờ thống kê", unknown),
    }
    assert (piece.value, len(piece.agencies.inputs)) == (500, 5)


def test_a_rate_shows_both_sides_of_every_agency(scene):
    scene.accepted()
    (piece,) = follow(scene, scene.staff, code="trained_labour_rate").pieces
    (given,) = piece.agencies.inputs
    assert (given.numerator, given.denominator, piece.value) == (700, 1000, 70)
    assert [(cell.figure.element.code, cell.side) for cell in given.cells] == [
        ("labour_trained", "numerator"),
        ("labour", "denominator"),
    ]


def test_a_published_value_shows_its_revisions_and_who_typed_them(scene):
    scene.accepted()
    indicator = scene.plan.targets.get(indicator__code="trained_total").indicator
    indicator.authority = "official"
    indicator.save()
    for value, day in ((90, date(2025, 1, 5)), (95, date(2025, 6, 5))):
        figure = Published(
            indicator=indicator,
            locality=scene.district.locality,
            from_year=YEAR,
            year=YEAR,
            value=Decimal(value),
            kind=FigureKind.ACTUAL,
            source=f"Niên giám {day.year}",
            published_on=day,
        )
        enter_official_figure(figure=figure, by=scene.staff, now=clock.now())
    lineage = follow(scene, scene.staff)
    (piece,) = lineage.pieces
    assert [figure.value for figure in piece.publications] == [90, 95]
    assert (piece.value, piece.official.value, piece.agencies.inputs[0].numerator) == (95, 95, 100)
    assert {event.actor_name for event in lineage.entered.values()} == {scene.staff.full_name}


def test_a_milestone_leads_to_who_judged_it_and_what_shows_it(scene):
    vision = factories.make_indicator("vision", formula="qualitative")
    target = factories.make_target(scene.plan, vision, comparator=MILESTONE, low=None)
    said, silent = (target.milestones.create(code=code, name=code, citation="x") for code in ("said", "silent"))
    for year, state in ((YEAR, "doing"), (YEAR + 1, "done")):
        MilestoneJudgement.objects.create(
            milestone=said,
            state=state,
            judged_on=date(year, 12, 1),
            evidence="Quyết định",
            by=scene.staff,
            at=clock.now(),
        )
    lineage = follow(scene, scene.reporter, code="vision")
    assert [(one.milestone, one.judgement and one.judgement.state) for one in lineage.milestones] == [
        (said, "doing"),
        (silent, None),
    ]
    status, text = page(scene.reporter, lineage.row.pk)
    assert status == 200 and "Quyết định" in text and "Chưa đánh giá" in text


def test_a_reporter_sees_her_own_agency_and_how_many_there_are(scene):
    scene.accepted()
    more_districts(scene, "200", "300")
    drafting = factories.make_submission(scene.form.period, factories.make_agency("201"))
    (piece,) = follow(scene, scene.reporter).pieces
    assert [one.agency for one in piece.agencies.inputs] == [scene.district]
    assert (piece.agencies.missing, piece.agencies.all_visible) == ((), False)
    assert (piece.row.units_reporting, piece.row.units_expected, piece.row.rollup) == (3, 4, 600)
    assert piece.agencies.expected == 4
    waiting = factories.make_user(agency=drafting.agency)
    (piece,) = follow(scene, waiting).pieces
    assert ([one.agency for one in piece.agencies.missing], piece.agencies.inputs) == ([drafting.agency], ())


def page(user: User, pk: int) -> tuple[int, str]:
    client = Client()
    client.force_login(user)
    answer = client.get(f"/lineage/{pk}/")
    return answer.status_code, answer.content.decode()


def test_the_page_names_to_each_reader_what_she_may_know(scene):
    scene.accepted()
    more_districts(scene, "200")
    row = standing(scene)
    leader = factories.make_user(Role.LEADER, scene.department)
    status, text = page(leader, row.pk)
    assert status == 200 and scene.reporter.full_name in text and "Đơn vị 100" in text
    status, text = page(scene.reporter, row.pk)
    assert status == 200 and "Đơn vị 001" in text and "Đơn vị 100" not in text
    assert "Tổng hợp từ 2/2 đơn vị; ở đây chỉ hiện số của đơn vị mình." in text


def test_a_year_that_nobody_has_reported_says_how_many_should_have(scene):
    row = standing(scene)
    status, text = page(scene.reporter, row.pk)
    assert status == 200 and "Tổng hợp từ 0/1 đơn vị" in text and "Đơn vị 001</a>: chưa nộp" in text
    (piece,) = follow(scene, scene.staff).pieces
    assert (piece.value, piece.row, piece.agencies.expected) == (None, None, 1)


def test_nobody_follows_a_number_of_another_locality_or_of_a_view_that_is_not_hers(scene):
    scene.sent()
    waiting = standing(scene, View.PROVISIONAL)
    away = factories.make_user(Role.STAFF, factories.make_department("68", locality=factories.make_locality("68")))
    assert page(away, standing(scene).pk)[0] == 404
    assert page(scene.reporter, waiting.pk)[0] == 404
    assert page(scene.staff, waiting.pk)[0] == 200
    assert not standings_to_follow(scene.reporter).filter(view=View.PROVISIONAL).exists()


@pytest.mark.once
def test_the_queries_do_not_grow_with_the_agencies(scene, django_assert_num_queries):
    scene.accepted()
    row = standing(scene)
    scene.staff.access  # noqa: B018
    # One of them reads which bodies coordinated, and when.
    with django_assert_num_queries(12):
        assert len(lineage_of(row, scene.staff).pieces[0].agencies.inputs) == 1
    more_districts(scene, *["200"] * 12)
    row = standing(scene)
    with django_assert_num_queries(12):
        assert len(lineage_of(row, scene.staff).pieces[0].agencies.inputs) == 13
