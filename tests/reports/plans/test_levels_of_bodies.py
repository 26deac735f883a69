"""A plan gives single bodies levels of their own: typed, in force, judged by the body's figures, shown and told."""

from datetime import date

import pytest
from django.urls import reverse

from agencies import clock
from agencies.access import Role
from reports.models import View
from reports.plans import drafting, services
from reports.plans.telling import names_in, place_words
from reports.progress.bodies import body_standings
from targets.models import BodyTarget, PlanDraft
from targets.plans.content import plan_content
from targets.plans.gaps import gaps
from targets.plans.work import work_from_content
from tests import factories
from tests.reports.collection.scene import YEAR, make_scene
from tests.reports.plans.test_pages import save, signed_in
from tests.reports.progress.ground import recalculate

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def scene(on):
    on(date(YEAR, 12, 20))
    made = make_scene()
    type(made.plan).objects.filter(pk=made.plan.pk).update(
        opens_month=11, opens_day=1, report_last_year=2025, recipient=made.department
    )
    made.plan.refresh_from_db()
    factories.make_agency("002", name="UBND quận 2", short_name="Quận 2")
    made.accepted()
    recalculate()
    return made


@pytest.fixture
def amending(scene):
    """A draft that amends the plan of the scene."""
    return drafting.amend_plan(
        plan=scene.plan, document="QĐ 212", on=clock.today(), reason="giao mức", by=scene.staff, now=clock.now()
    )


def brought_into_force(scene, draft):
    second = factories.make_user(Role.STAFF, scene.department)
    draft.refresh_from_db()
    draft = services.check_draft(draft=draft, by=second, now=clock.now())
    return services.put_in_force(draft=draft, on=clock.today(), by=scene.staff, now=clock.now())


def with_levels(scene, draft, *rows):
    blank = {"comparator": ">=", "high": "", "from_year": None, "year": YEAR, "citation": "QĐ 212, phụ lục"}
    work = {**draft.work, "body_targets": [{**blank, **row} for row in rows]}
    services.save_work(draft=draft, work=work, seen_version=draft.version, by=scene.staff, now=clock.now())
    return brought_into_force(scene, draft)


OWN = {"body": "001", "indicator": "trained_total", "low": "90"}
EACH = {"body": "kind:district", "indicator": "trained_total", "low": "500"}
RATE = {"body": "001", "indicator": "trained_labour_rate", "low": "75"}


@pytest.mark.once
def test_a_level_is_typed_on_the_page_and_comes_into_force(scene, amending):
    client = signed_in(scene.staff)
    code = scene.plan.code
    save(client, code, "add:body_targets")
    typed = {
        "u1.body": "001", "u1.indicator": "trained_total", "u1.low": "1.250", "u1.year": "2025",
        "u1.citation": "QĐ 212, phụ lục",
    }  # fmt: skip
    page = save(client, code, "add:body_targets", **typed, follow=True).content.decode()
    assert 'value="1.250"' in page and 'id="u2"' in page
    wrong = save(client, code, **{"u1.low": "nhiều"}, follow=True)
    assert wrong.status_code == 422 and "Mức của đơn vị 1, mức" in wrong.content.decode()
    assert {gap.place for gap in gaps(PlanDraft.objects.get().work)}.isdisjoint({"u1", "u2"})
    plan = brought_into_force(scene, amending)
    [level] = plan.body_targets.all()
    assert (level.agency.code, level.low, level.year, level.basis) == ("001", 1250, 2025, "year")
    assert work_from_content(plan_content(plan))["body_targets"][0]["low"] == "1250"


def test_a_body_is_judged_by_its_own_figures_and_the_locality_by_its_own_target(scene, amending):
    before = [row.status for row in scene.plan.targets.order_by("pk") for row in row.progress.order_by("pk")]
    plan = with_levels(scene, amending, OWN, EACH, RATE)
    recalculate()
    levels = list(plan.body_targets.select_related("indicator", "agency", "plan"))
    found = body_standings(levels, locality_id=plan.locality_id, view=View.ACCEPTED, year=YEAR)
    told = {(one.agency.code, one.target.indicator.code, one.target.low): (one.status, one.actual) for one in found}
    assert told == {
        ("001", "trained_total", 90): ("achieved", 100),
        ("002", "trained_total", 500): ("no_data", None),
        ("001", "trained_labour_rate", 75): ("not_met", 70),
    }
    assert [row.status for row in scene.plan.targets.order_by("pk") for row in row.progress.order_by("pk")] == before


def test_levels_stand_on_the_page_of_the_plan_of_the_indicator_and_beside_the_cell(scene, amending, client):
    with_levels(scene, amending, OWN, EACH)
    staff, reporter = signed_in(scene.staff), signed_in(scene.reporter)
    for address in (reverse("plan", args=["KH-10"]), reverse("indicator", args=["trained_total"])):
        seen, own = (one.get(address).content.decode() for one in (staff, reporter))
        assert "Mức của từng đơn vị" in seen and "Quận 2" in seen and "từ 500" in seen
        assert "Mức của từng đơn vị" in own and "Quận 2" not in own and "từ 90" in own
    help_page = reporter.get(reverse("submission-cell-help", args=[scene.form.pk, "total"])).content.decode()
    assert "Mức của đơn vị: từ 90" in help_page


def test_the_api_lists_levels_beside_targets_with_their_body(scene, amending):
    with_levels(scene, amending, OWN, EACH)
    client = signed_in(scene.staff)
    rows = client.get("/api/v1/targets/", {"indicator": "trained_total"}).json()["results"]
    assert {(row["agency"], row["kind"], row["low"]) for row in rows} == {
        (None, None, 1000), (None, None, 1200), ("001", None, 90), (None, "district", 500),
    }  # fmt: skip
    questions = (
        ({"agency": "001"}, [90]),
        ({"kind": "district"}, [500]),
        ({"ambition": "aspired"}, []),
        # What only targets may be, and what nothing is: no level is left unfiltered by it.
        ({"comparator": "milestone"}, []),
        ({"kind": "province"}, []),
    )
    for question, lows in questions:
        assert [row["low"] for row in client.get("/api/v1/targets/", question).json()["results"]] == lows
    away = factories.make_department("68-x", locality=factories.make_locality("68"))
    stranger = factories.make_user(Role.STAFF, away)
    assert signed_in(stranger).get("/api/v1/targets/").json()["results"] == []


def test_a_draft_takes_levels_by_the_api_and_refuses_what_is_none(scene, amending):
    client = signed_in(scene.staff)
    address = f"/api/v1/plan-drafts/{amending.pk}/"
    sent = {"version": amending.version, "body_targets": [{**OWN, "year": 2025}]}
    answer = client.patch(address, sent, content_type="application/json")
    assert answer.status_code == 200 and answer.json()["body_targets"][0]["low"] == "90"
    wrong = {"version": answer.json()["version"], "body_targets": [{**OWN, "low": "nhiều"}]}
    assert client.patch(address, wrong, content_type="application/json").status_code == 400
    empty = {"version": answer.json()["version"], "body_targets": [{"body": "001"}]}
    places = {gap["place"] for gap in client.patch(address, empty, content_type="application/json").json()["gaps"]}
    assert "u1" in places


def test_a_change_of_a_level_is_told_with_the_name_of_its_body(scene, amending):
    plan = with_levels(scene, amending, OWN)
    [entry] = plan_content(plan)["body_targets"]
    words = place_words("body_targets: trained_total 001", entry, names_in(plan.locality_id))
    assert words.startswith(f"Mức của {scene.district.name}: ")
    assert BodyTarget.objects.count() == 1
