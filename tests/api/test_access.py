"""Role × address: who gets what. A new address without a row here fails."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import transaction

from agencies import clock
from agencies.models import Coordination, Reorganisation
from reports.collection.duties.services import save_duty
from reports.collection.obstacles.services import raise_obstacle
from reports.models import (
    Decider,
    DutyState,
    DutyUpdate,
    Figure,
    FigureRevision,
    IssuedReport,
    Obstacle,
    ObstacleReply,
    Progress,
    ReportFile,
    Submission,
    SubmissionEvent,
)
from reports.plans.drafting import draft_plan
from reports.progress.services import recalculate_all
from targets.models import MeasureChange, Plan, PlanDraft
from tests import factories
from tests.api.catalogue_access import CHANGES_OF_THE_CATALOGUE
from tests.api.conftest import FEMALE, TRAINED, Call, World
from vocplan.rest.urls import urlpatterns

# reporter, neighbour: of districts 001 and 002; stranger: staff of the other locality; nobody: without a membership.
WHO = (None, "nobody", "reporter", "neighbour", "staff", "leader", "administrator", "stranger", "far-reporter")
ALL = "401 200 200 200 200 200 200 200 200"
HERE = "401 404 200 200 200 200 200 404 404"
ROUND = "401 403 200 200 200 200 403 200 200"
ONE = "401 403 200 404 200 200 403 404 404"
ONE_DRAFT = "401 403 404 404 200 404 403 404 404"
FILLS = "401 403 200 404 403 403 403 403 404"
DECIDES = "401 403 403 403 200 403 403 404 403"
CELLS = {"version": 1, "figures": [{"data_element": TRAINED, "value": 7}]}
MORE_TIME = {"agencies": ["001"], "until": (clock.today() + timedelta(days=30)).isoformat(), "reason": "Mưa lũ."}
OBSTACLE = {
    "agency": "001", "plan": "KH-10", "title": "Thiếu giáo viên", "text": "Đề nghị bổ sung.", "since": "2024-09-01",
    "asks": "locality",
}  # fmt: skip
REPORT = {"kind": "yearly", "plan": "KH-10", "year": 2024}
STEP = {"state": "answered", "text": "Sở bổ sung trong tháng 12.", "version": 1}
PLAN_TEXT = "II. MỤC TIÊU\n1. Đến năm 2030\n- Mở 12 lớp."
NEW_PLAN = {"code": "KH-NEW", "locality": "01", "text": PLAN_TEXT}
CHANGE = {"document": "QĐ 1/QĐ-UBND", "day": "2025-01-01", "reason": "Điều chỉnh."}
STAFF = "401 403 403 403 200 403 403 404 403"
QUALITATIVE = {"kind": "qualitative", "inputs": {"milestones": ["done", "todo"]}}

REORGANISE = "401 403 403 403 200 403 200 200 403"
REORGANISE_ONE = "401 403 403 403 200 403 200 404 403"
NOT_YET = "401 403 403 403 409 403 409 404 403"
MANAGES = "401 403 403 403 403 403 200 403 403"
STEPS = [{"kind": "end", "ends": ["002"], "citation": "Nghị quyết"}]
REORGANISATION = {
    "code": "01-thu", "locality": "01", "title": "Đợt thử", "legal_basis": "Nghị quyết", "effective_on": "2027-01-01",
    "steps": STEPS,
}  # fmt: skip
PERSON = {"full_name": "Lê Thị Hạnh", "agency": "001", "role": "reporter"}

Prepare = Callable[[World], object]


def as_it_is(world: World) -> None:
    """A draft nobody has filled."""


def filled(world: World) -> None:
    world.fill_and_send()
    Submission.objects.filter(pk=world.form.pk).update(state="draft", submitted_at=None, submitted_by=None)


def judged(world: World) -> None:
    """The standings that rest on district 001's accepted report."""
    world.accept()
    recalculate_all(locality_ids=[factories.make_locality().pk])


def raised(world: World) -> None:
    """An obstacle of district 001."""
    raise_obstacle(
        agency=world.agencies["001"],
        plan=world.plans["KH-10"],
        title="Thiếu giáo viên",
        text="Đề nghị bổ sung.",
        since=date(2024, 9, 1),
        asks=Decider.LOCALITY,
        by=world.people["reporter"],
        now=clock.now(),
    )


def planned(world: World) -> None:
    """The draft of a reorganisation in which district 002 ends."""
    Reorganisation.objects.create(
        **{"code": "01-thu", "locality": world.plans["KH-10"].locality, "title": "Đợt thử", "legal_basis": "x"},
        **{"effective_on": date(2027, 1, 1), "steps": STEPS, "drafted_at": clock.now()},
    )


def said(world: World) -> None:
    """What district 001 says of a duty of its own."""
    duty = factories.make_duty(world.plans["KH-10"], "9", lead=world.agencies["001"])
    save_duty(
        submission=world.form,
        duty=duty,
        state=DutyState.IN_PROGRESS,
        text="Đang làm.",
        by=world.people["reporter"],
        now=clock.now(),
    )


def drafted(world: World) -> None:
    """A draft on the first locality's plan, with one file."""
    plan, staff = world.plans["KH-10"], world.people["staff"]
    report = IssuedReport.objects.create(
        **{"kind": "yearly", "locality": plan.locality, "plan": plan, "first_year": 2024, "year": 2024, "subject": "x"},
        **{"as_of": clock.today(), "issuing_body": "x", "symbol": "BC-X", "place": "x"},
        **{"created_by": staff, "created_at": clock.now()},
    )
    ReportFile.objects.create(
        report=report, format="docx", name="x", content=b"x", sha256="0" * 64, size=1, made_at=clock.now()
    )


def read_from_text(world: World) -> None:
    """A plan that staff of the first locality are drafting."""
    draft_plan(
        locality=world.plans["KH-10"].locality,
        code="KH-NEW",
        text=PLAN_TEXT,
        by=world.people["staff"],
        now=clock.now(),
    )


SENT, ACCEPTED = World.fill_and_send, World.accept

TABLE: dict[str, tuple[str, str, Prepare, object, str]] = {
    "api-token": ("POST", "token/", as_it_is, {}, "400 " * 9),
    "api-localities-list": ("GET", "localities/", as_it_is, None, ALL),
    "api-localities-detail": ("GET", "localities/01/", as_it_is, None, HERE),
    "api-agencies-list": ("GET", "agencies/", as_it_is, None, ALL),
    "api-agencies-detail": ("GET", "agencies/001/", as_it_is, None, HERE),
    "api-coordinations-list": ("GET", "coordinations/", as_it_is, None, ALL),
    "api-coordinations-detail": ("GET", "coordinations/{coordination}/", as_it_is, None, HERE),
    "api-reorganisations-list": ("GET", "reorganisations/", planned, None, REORGANISE),
    "api-reorganisations-detail": ("GET", "reorganisations/{reorganisation}/", planned, None, REORGANISE_ONE),
    "api-reorganisations-list POST": (
        "POST", "reorganisations/", as_it_is, REORGANISATION, "401 403 403 403 201 403 201 404 403",
    ),
    "api-reorganisation-preview": ("GET", "reorganisations/{reorganisation}/preview/", planned, None, REORGANISE_ONE),
    "api-reorganisation-confirm": (
        "POST", "reorganisations/{reorganisation}/confirm/", planned, {"version": 1}, REORGANISE_ONE,
    ),
    "api-reorganisation-apply": (
        "POST", "reorganisations/{reorganisation}/apply/", planned, {"version": 1}, NOT_YET,
    ),
    "api-reorganisation-undo": (
        "POST", "reorganisations/{reorganisation}/undo/", planned, {"version": 1}, NOT_YET,
    ),
    "api-people-list": ("GET", "people/", as_it_is, None, MANAGES),
    "api-people-detail": ("GET", "people/{person}/", as_it_is, None, MANAGES),
    "api-people-list POST": ("POST", "people/", as_it_is, PERSON, "401 403 403 403 403 403 201 403 403"),
    "api-people-import": ("POST", "people/import/", as_it_is, {}, "401 403 403 403 403 403 415 403 403"),
    "api-agencies-import": ("POST", "agencies/import/", as_it_is, {}, "401 403 403 403 403 403 415 403 403"),
    "api-plans-list": ("GET", "plans/", as_it_is, None, ALL),
    "api-plans-detail": ("GET", "plans/KH-10/", as_it_is, None, HERE),
    "api-indicators-list": ("GET", "indicators/", as_it_is, None, ALL),
    "api-indicators-detail": ("GET", "indicators/trained_total/", as_it_is, None, ALL),
    "api-data-elements-list": ("GET", "data-elements/", as_it_is, None, ALL),
    "api-data-elements-detail": ("GET", f"data-elements/{TRAINED}/", as_it_is, None, ALL),
    "api-targets-list": ("GET", "targets/", as_it_is, None, ALL),
    "api-duties-list": ("GET", "duties/", as_it_is, None, ALL),
    "api-official-figures-list": ("GET", "official-figures/", as_it_is, None, ALL),
    "api-periods-list": ("GET", "periods/", as_it_is, None, ALL),
    "api-periods-detail": ("GET", "periods/{period}/", as_it_is, None, HERE),
    "api-submissions-list": ("GET", "submissions/", as_it_is, None, ROUND),
    "api-submissions-detail": ("GET", "submissions/{form}/", as_it_is, None, ONE),
    "api-submission-figures": ("GET", "submissions/{form}/figures/", as_it_is, None, ONE),
    "api-submission-figures PATCH": ("PATCH", "submissions/{form}/figures/", as_it_is, CELLS, FILLS),
    "api-submission-workbook": ("GET", "submissions/{form}/workbook/", as_it_is, None, ONE),
    "api-submission-paste": ("POST", "submissions/{form}/paste/", as_it_is, {"text": "5", "start": TRAINED}, FILLS),
    "api-submission-submit": ("POST", "submissions/{form}/submit/", filled, None, FILLS),
    "api-submission-withdraw": ("POST", "submissions/{form}/withdraw/", SENT, None, FILLS),
    "api-submission-accept": ("POST", "submissions/{form}/accept/", SENT, None, DECIDES),
    "api-submission-return": ("POST", "submissions/{form}/return/", SENT, {"note": "Xem lại."}, DECIDES),
    "api-submission-reopen": ("POST", "submissions/{form}/reopen/", ACCEPTED, {"reason": "Nhầm."}, DECIDES),
    "api-submission-undo": ("POST", "submissions/{form}/undo/", ACCEPTED, None, DECIDES),
    "api-period-board": ("GET", "periods/{period}/board/", as_it_is, None, "401 403 403 403 200 200 403 404 404"),
    "api-period-extensions": (
        "POST", "periods/{period}/extensions/", as_it_is, MORE_TIME, "401 403 403 403 201 403 403 404 403",
    ),
    "api-figures-list": ("GET", "figures/", ACCEPTED, None, ROUND),
    "api-history-list": ("GET", "history/", ACCEPTED, None, ROUND),
    "api-audit-list": ("GET", "audit/", ACCEPTED, None, "401 403 200 200 200 200 200 200 200"),
    "api-obstacles-list": ("GET", "obstacles/", raised, None, ROUND),
    "api-obstacles-detail": ("GET", "obstacles/{obstacle}/", raised, None, ONE),
    "api-obstacles-list POST": ("POST", "obstacles/", as_it_is, OBSTACLE, "401 403 201 404 403 403 403 403 404"),
    "api-obstacles-detail PATCH": (
        "PATCH", "obstacles/{obstacle}/", raised, STEP, "401 403 403 404 200 403 403 404 404",
    ),
    "api-duty-updates-list": ("GET", "duty-updates/", said, None, ROUND),
    "api-duty-updates-detail": ("GET", "duty-updates/{update}/", said, None, ONE),
    "api-duty-updates-list POST": (
        "POST", "duty-updates/", said, {"submission": 999_999, "duty": "9", "state": "done"},
        "401 403 404 404 403 403 403 403 404",
    ),
    "api-duty-updates-detail PATCH": ("PATCH", "duty-updates/{update}/", said, {"state": "done"}, FILLS),
    "api-issued-reports-list": ("GET", "issued-reports/", drafted, None, ROUND),
    "api-issued-reports-detail": ("GET", "issued-reports/{report}/", drafted, None, ONE_DRAFT),
    "api-issued-reports-list POST": (
        "POST", "issued-reports/", as_it_is, REPORT, "401 403 403 403 201 403 403 404 403",
    ),
    "api-issued-report-file": ("GET", "issued-reports/{report}/files/docx/", drafted, None, ONE_DRAFT),
    "api-plan-drafts-list": ("GET", "plan-drafts/", read_from_text, None, "401 403 403 403 200 403 403 200 403"),
    "api-plan-drafts-list POST": (
        "POST", "plan-drafts/", as_it_is, NEW_PLAN, "401 403 403 403 201 403 403 404 403",
    ),
    "api-plan-drafts-detail": ("GET", "plan-drafts/{plan_draft}/", read_from_text, None, STAFF),
    "api-plan-drafts-detail PATCH": (
        "PATCH", "plan-drafts/{plan_draft}/", read_from_text, {"version": 1, "head": {"signer": "Người ký"}}, STAFF,
    ),
    "api-plan-draft-check": (
        "POST", "plan-drafts/{plan_draft}/check/", read_from_text, None, "401 403 403 403 400 403 403 404 403",
    ),
    "api-plan-draft-put-in-force": (
        "POST", "plan-drafts/{plan_draft}/put-in-force/", read_from_text, {"day": "2026-01-01"},
        "401 403 403 403 409 403 403 404 403",
    ),
    **CHANGES_OF_THE_CATALOGUE,
    "api-plan-correct": (
        "POST", "plans/KH-10/correct/", as_it_is, {"reason": "gõ nhầm"}, "401 403 403 403 201 403 403 404 403",
    ),
    "api-plan-amend": ("POST", "plans/KH-10/amend/", as_it_is, CHANGE, "401 403 403 403 201 403 403 404 403"),
    "api-plan-take-over": (
        "POST", "plans/KH-10/take-over/", as_it_is, CHANGE | {"code": "KH-11"}, "401 403 403 403 400 403 403 404 403"
    ),
    "api-plan-withdraw": (
        "POST", "plans/KH-10/withdraw/", filled, {"reason": "Nhầm."}, "401 403 403 403 400 403 403 404 403",
    ),
    "api-plan-end": ("POST", "plans/KH-10/end/", as_it_is, CHANGE, STAFF),
    "api-verify": ("POST", "verify/", as_it_is, {"sha256": "0" * 64}, ALL),
    "api-progress-list": ("GET", "progress/", as_it_is, None, ROUND),
    "api-contradictions-list": ("GET", "contradictions/", as_it_is, None, ROUND),
    "api-lineage": (
        "GET", "lineage/?progress={standing}", judged, None, "401 403 200 200 200 200 403 404 404",
    ),
    "api-series": (
        "GET", "series/?indicator=trained_total&locality=01", ACCEPTED, None, "401 403 200 200 200 200 403 404 404",
    ),
    "api-assess": ("POST", "assess/", as_it_is, QUALITATIVE, ALL),
    "api-schema": ("GET", "schema/", as_it_is, None, ALL),
    "api-nowhere": ("GET", "no-such-address/", as_it_is, None, "401 404 404 404 404 404 404 404 404"),
}  # fmt: skip


def written() -> tuple:
    """Everything that a refused request must leave alone."""
    submissions = tuple(Submission.objects.order_by("pk").values_list("pk", "state", "version"))
    obstacles = (Obstacle.objects.count(), ObstacleReply.objects.count())
    duties = tuple(DutyUpdate.objects.values_list("pk", "state", "text"))
    figures = (Figure.objects.count(), FigureRevision.objects.count())
    reports = (IssuedReport.objects.count(), ReportFile.objects.count())
    plans = (tuple(Plan.objects.values_list("code", "ended_on")), tuple(PlanDraft.objects.values_list("pk", "version")))
    measures = tuple(MeasureChange.objects.values_list("pk", "version", "state"))
    return submissions, obstacles, duties, figures, reports, plans, measures, SubmissionEvent.objects.count()


@pytest.mark.slow
@pytest.mark.parametrize("name", TABLE)
def test_everyone_gets_what_the_table_says_and_a_refusal_writes_nothing(world: World, call: Call, name: str):
    method, path, prepare, body, expected = TABLE[name]
    prepare(world)
    address = path.format(
        form=world.form.pk,
        coordination=Coordination.objects.get(locality__code="01").pk,
        reorganisation=Reorganisation.objects.values_list("pk", flat=True).first(),
        person=world.people["reporter"].username,
        period=world.form.period_id,
        report=IssuedReport.objects.values_list("pk", flat=True).first(),
        standing=Progress.objects.filter(view="accepted").values_list("pk", flat=True).first(),
        obstacle=Obstacle.objects.values_list("pk", flat=True).first(),
        plan_draft=PlanDraft.objects.values_list("pk", flat=True).first(),
        measure_change=MeasureChange.objects.values_list("pk", flat=True).first(),
        update=DutyUpdate.objects.values_list("pk", flat=True).first(),
    )
    before, answers = written(), []
    for who in WHO:
        with transaction.atomic():
            answer = call(who, method, address, body)
            assert answer.status < 400 or written() == before, who
            transaction.set_rollback(True)
        answers.append(str(answer.status))
        if answer.status >= 400:
            assert set(answer.body) == {"error"} and {"code", "message", "fields"} <= set(answer.body["error"])
    assert answers == expected.split()


def test_every_address_has_a_row():
    names = {pattern.name for pattern in urlpatterns}
    assert names == {name.partition(" ")[0] for name in TABLE}


@pytest.mark.parametrize("path", ["localities/", "agencies/", "plans/", "targets/", "duties/", "periods/"])
def test_no_list_shows_another_locality(world: World, call: Call, path: str):
    mine, theirs = call("staff", "GET", path), call("stranger", "GET", path)
    assert mine.body["count"] and theirs.body["count"]
    codes = {"001", "002", "so-01", "KH-10", "01"}
    assert not codes & {str(value) for row in theirs.body["results"] for value in row.values()}
    assert call("nobody", "GET", path).body["count"] == 0


@pytest.mark.once
@pytest.mark.parametrize("path", ["submissions/", "figures/"])
def test_a_reporter_sees_the_own_agency_and_staff_the_own_locality(world: World, call: Call, path: str):
    world.fill_and_send()

    def agencies(who: str) -> set[str]:
        return {row["agency"] for row in call(who, "GET", path).body["results"]}

    assert agencies("reporter") == {"001"}
    assert "001" in agencies("staff") and "681" not in agencies("staff")
    assert "001" not in agencies("neighbour") | agencies("stranger") | agencies("far-reporter")


def test_filters_do_not_open_what_is_not_visible(world: World, call: Call):
    assert call("reporter", "GET", "submissions/?agency=002").body["count"] == 0
    assert call("staff", "GET", "agencies/?locality=68").body["count"] == 0


@pytest.mark.parametrize("move", ["submit", "withdraw", "accept", "return", "reopen"])
def test_a_move_is_never_made_by_get(world: World, call: Call, move: str):
    who = "reporter" if move in ("submit", "withdraw") else "staff"
    answer = call(who, "GET", f"submissions/{world.form.pk}/{move}/")
    assert (answer.status, answer.body["error"]["code"]) == (405, "method_not_allowed")


@pytest.mark.once
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("path", ["plans/", "plans/KH-10/", "submissions/", "progress/", "figures/"])
def test_what_is_read_only_takes_no_writing(world: World, call: Call, method: str, path: str):
    assert call("staff", method, path, {"code": "KH-99"}).status == 405


def test_a_reviewer_who_reports_for_the_agency_decides_nothing_there(world: World, call: Call):
    world.fill_and_send()
    world.people["staff"].memberships.create(agency=world.agencies["001"], role="reporter", valid_from="2020-01-01")
    assert call("staff", "POST", f"submissions/{world.form.pk}/accept/").status == 403


def test_a_membership_that_ended_gives_nothing(world: World, call: Call):
    world.people["reporter"].memberships.update(valid_to="2021-12-31")
    assert call("reporter", "GET", "submissions/").status == 403
    assert call("reporter", "GET", "plans/").body["count"] == 0


def test_fields_that_are_not_asked_for_are_not_taken(world: World, call: Call):
    """Mass assignment: a body cannot name agency, state, actor or time."""
    extras = {"state": "accepted", "agency": "002", "submitted_by": 1, "decided_at": "2020-01-01T00:00:00Z"}
    cells = [{"data_element": TRAINED, "value": 9, "accepted_value": 9, "illustrative": True, "agency": "002"}]
    body = {"version": 1, "figures": cells, **extras}
    assert call("reporter", "PATCH", f"submissions/{world.form.pk}/figures/", body).status == 200
    figure = Figure.objects.get()
    assert (figure.agency.code, figure.accepted_value, figure.illustrative) == ("001", None, False)
    assert (world.form.state, world.form.submitted_by_id) == ("draft", None)
    assert not Figure.objects.filter(element__code=FEMALE).exists()


def test_a_browser_session_needs_the_secret_of_its_form(world: World, client):
    client.handler.enforce_csrf_checks = True
    client.force_login(world.people["reporter"])
    response = client.post(f"/api/v1/submissions/{world.form.pk}/submit/", {}, content_type="application/json")
    assert (response.status_code, response.json()["error"]["code"]) == (403, "csrf_failed")
    assert client.get("/api/v1/plans/").status_code == 200
