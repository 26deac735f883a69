"""Every address × every role: who gets in, who is refused and how. A new address without a row fails here.

Strangers get 404 (what is not theirs does not exist), members without the right 403, visitors the sign-in page.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from agencies.access import Role
from agencies.models import Agency, Reorganisation, User
from reports.collection.notices.services import Event, notify
from reports.collection.obstacles.services import raise_obstacle
from reports.models import (
    Decider,
    Evidence,
    FigureKind,
    Notice,
    NoticeKind,
    OfficialFigure,
    Progress,
    Submission,
    View,
)
from tests import factories
from tests.databases import filled_for_a_while
from tests.drafted_rows import MEASURE_ADDRESSES, draft_measure, draft_report, measure_arguments
from tests.sign_in_addresses import NO_GET, PUBLIC, SIGN_IN_ADDRESSES

ROLES = ("visitor", "nobody", "reporter", "colleague", "other", "staff", "leader", "administrator", "foreign")


@dataclass
class World:
    """One submission of one agency, and people on all sides of it."""

    submission: Submission
    duty_pk: int
    obstacle_pk: int
    evidence_pk: int
    published_pk: int
    report_pk: int
    passage_pk: int
    milestone_pk: int
    plan: str
    indicator: str
    people: dict[str, User | None]

    def arguments(self, name: str) -> list[object]:
        if name in ("submission-cell-history", "submission-cell-help"):
            return [self.submission.pk, "pupils"]
        if name in ("review-undo", "board-undo"):
            return [self.submission.pk if name == "review-undo" else self.submission.period_id, self.submission.version]
        if name.startswith(("submission", "review")) and not name.endswith("-list"):
            return [self.submission.pk]
        if name in ("board", "board-act", "period-close", "period-reopen"):
            return [self.submission.period_id]
        if name == "milestone-list" or (name.startswith(("plan", "period-")) and not name.endswith(("-list", "-new"))):
            return [self.plan]
        if name == "own-token-end":
            return ["0123456789abcdef"]
        if name in ("person", "person-role", "person-role-end"):
            return [self.people["reporter"].pk]
        if name == "handover":
            return [self.people["reporter"].memberships.get().pk]
        if name == "body":
            return [self.submission.agency.code]
        if name.startswith("reorganisation") and name not in ("reorganisation-list", "reorganisation-draft"):
            return [Reorganisation.objects.get().pk]
        if name.startswith("openid_connect"):
            return ["office"]
        if name == "mfa_remove_webauthn":
            return [1]
        if name.startswith("sign-in-") and name != "sign-in-locks":
            return [self.people["reporter"].pk]
        if name == "notice-open":
            return [Notice.objects.get(user=self.people["reporter"]).pk]
        if name.startswith("measure-") and name != "measure-list":
            return measure_arguments(name, self.indicator)
        if name == "lineage":
            return [Progress.objects.get().pk]
        if name == "issued-report-number":
            return [self.report_pk, self.indicator, 2023]
        if name == "issued-report-file":
            return [self.report_pk, "docx"]
        if name == "issued-report-passage":
            return [self.report_pk, self.passage_pk]
        rows = {
            "obstacle": self.obstacle_pk,
            "evidence-file": self.evidence_pk,
            "evidence-remove": self.evidence_pk,
            "official-figure-revise": self.published_pk,
            "issued-report": self.report_pk,
            "issued-report-act": self.report_pk,
            "issued-report-letterhead": self.report_pk,
            "issued-report-progress": self.report_pk,
            "milestone-judge": self.milestone_pk,
            "duty-remind": self.duty_pk,
        }
        if name in rows:
            return [rows[name]]
        of_one = name == "indicator" or (name.startswith("indicator-") and name != "indicator-list")
        return [self.indicator] if of_one else []


# name -> method -> the expected statuses in the order of ROLES. 302 is the sign-in page for visitors.
SEEN_BY_ALL_WITH_PROGRESS = (302, 403, 200, 200, 200, 200, 200, 403, 200)
OWN_FORM = (302, 403, 200, 200, 404, 200, 200, 403, 404)
OWN_FORM_POST = (302, 403, 302, 302, 404, 403, 403, 403, 403)
REPORTERS_ONLY = (302, 403, 200, 200, 404, 403, 403, 403, 403)
REPORTERS_POST = (302, 403, 422, 422, 404, 403, 403, 403, 403)
STAFF_PAGE = (302, 403, 403, 403, 403, 200, 403, 403, 200)
STAFF_ROW = (302, 403, 403, 403, 403, 200, 403, 403, 404)
STAFF_POST = (302, 403, 403, 403, 403, 422, 403, 403, 404)
ADMINISTRATORS_PAGE = (302, 403, 403, 403, 403, 403, 403, 200, 403)
ADMINISTRATORS_POST = (302, 403, 403, 403, 403, 403, 403, 422, 403)
TABLE: dict[str, dict[str, tuple[int, ...]]] = {
    "login": {"GET": (200, 302, 302, 302, 302, 302, 302, 302, 302)},
    "logout": {"GET": NO_GET, "POST": (302,) * 9},
    "own-password": {"GET": (302, *(200,) * 8), "POST": (302, *(422,) * 8)},
    **SIGN_IN_ADDRESSES,
    "administration": {"GET": (302, 403, 403, 403, 403, 302, 403, 302, 302)},
    "people": {"GET": ADMINISTRATORS_PAGE},
    "person-new": {"GET": ADMINISTRATORS_PAGE, "POST": ADMINISTRATORS_POST},
    "people-import": {"GET": ADMINISTRATORS_PAGE, "POST": ADMINISTRATORS_POST},
    "people-take": {"GET": NO_GET, "POST": (302, 403, 403, 403, 403, 403, 403, 302, 403)},
    "people-sheet": {"GET": ADMINISTRATORS_PAGE},
    "person": {"GET": ADMINISTRATORS_PAGE, "POST": ADMINISTRATORS_POST},
    "person-role": {"GET": NO_GET, "POST": ADMINISTRATORS_POST},
    "person-role-end": {"GET": NO_GET, "POST": ADMINISTRATORS_POST},
    "bodies": {"GET": ADMINISTRATORS_PAGE},
    "body-new": {"GET": ADMINISTRATORS_PAGE, "POST": ADMINISTRATORS_POST},
    "bodies-import": {"GET": ADMINISTRATORS_PAGE, "POST": ADMINISTRATORS_POST},
    "bodies-take": {"GET": NO_GET, "POST": (302, 403, 403, 403, 403, 403, 403, 302, 403)},
    "bodies-sheet": {"GET": ADMINISTRATORS_PAGE},
    "body": {"GET": ADMINISTRATORS_PAGE, "POST": ADMINISTRATORS_POST},
    "coordination": {"GET": ADMINISTRATORS_PAGE, "POST": ADMINISTRATORS_POST},
    "reorganisation-list": {"GET": (302, 403, 403, 403, 403, 200, 403, 200, 200)},
    "reorganisation-draft": {"GET": NO_GET, "POST": (302, 403, 403, 403, 403, 422, 403, 422, 422)},
    "reorganisation": {"GET": (302, 403, 403, 403, 403, 200, 403, 200, 404)},
    "reorganisation-handovers": {"GET": (302, 403, 403, 403, 403, 404, 403, 404, 404)},
    "reorganisation-move": {"GET": NO_GET, "POST": (302, 403, 403, 403, 403, 422, 403, 422, 404)},
    "reorganisation-accept": {"GET": NO_GET, "POST": (302, 403, 403, 403, 403, 422, 403, 422, 404)},
    "sign-in-locks": {"GET": (302, 403, 403, 403, 403, 403, 403, 200, 403)},
    "sign-in-unlock": {"GET": NO_GET, "POST": (302, 403, 403, 403, 403, 403, 403, 302, 403)},
    "history": {"GET": (302, 403, 200, 200, 200, 200, 200, 200, 200)},
    "submission-cell-history": {"GET": OWN_FORM},
    # Only while DEBUG is on, which it never is in tests.
    "components": {"GET": (404,) * 9},
    "favicon": {"GET": (301,) * 9},
    "healthz": {"GET": PUBLIC},
    "worker": {"GET": PUBLIC},
    "readyz": {"GET": PUBLIC},
    "overview": {"GET": (302, 403, 302, 302, 302, 200, 200, 302, 200)},
    "standing": {"GET": SEEN_BY_ALL_WITH_PROGRESS},
    "plan-list": {"GET": SEEN_BY_ALL_WITH_PROGRESS},
    "plan": {"GET": (302, 403, 200, 200, 200, 200, 200, 403, 404)},
    "plan-new": {"GET": STAFF_PAGE, "POST": (302, 403, 403, 403, 403, 422, 403, 403, 422)},
    **MEASURE_ADDRESSES,
    "plan-edit": {"GET": STAFF_ROW, "POST": STAFF_POST},
    **{name: {"GET": (302, 403, 200, 200, 200, 200, 200, 403, 404)} for name in ("plan-yaml", "plan-xlsx")},
    "plan-document": {"GET": (302, 403, 404, 404, 404, 404, 404, 403, 404)},
    "indicator-list": {"GET": SEEN_BY_ALL_WITH_PROGRESS},
    "indicator": {"GET": SEEN_BY_ALL_WITH_PROGRESS},
    "indicator-figure": {"GET": SEEN_BY_ALL_WITH_PROGRESS},
    "indicator-csv": {"GET": SEEN_BY_ALL_WITH_PROGRESS},
    "indicator-xlsx": {"GET": SEEN_BY_ALL_WITH_PROGRESS},
    "indicator-what-if": {"GET": SEEN_BY_ALL_WITH_PROGRESS},
    "rule-replay": {"GET": SEEN_BY_ALL_WITH_PROGRESS, "POST": (302, *(403,) * 4, 422, 403, 403, 422)},
    "help": {"GET": (302, 200, 200, 200, 200, 200, 200, 200, 200)},
    "method": {"GET": (302, 200, 200, 200, 200, 200, 200, 200, 200)},
    "submission-list": {"GET": SEEN_BY_ALL_WITH_PROGRESS},
    "submission": {"GET": OWN_FORM, "POST": (302, 403, 200, 200, 404, 403, 403, 403, 404)},
    "submission-cells": {"GET": REPORTERS_ONLY, "POST": (302, 403, 200, 200, 404, 403, 403, 403, 403)},
    "submission-submit": {"GET": NO_GET, "POST": (302, 403, 422, 422, 404, 403, 403, 403, 403)},
    **{key: {"GET": (302, 403, 302, 302, 404, 302, 302, 403, 404)} for key in ("submission-sent", "submission-paper")},
    "submission-cell-help": {"GET": OWN_FORM},
    "submission-evidence-part": {"GET": REPORTERS_POST, "POST": REPORTERS_POST},
    **{key: {"GET": NO_GET, "POST": OWN_FORM_POST} for key in ("submission-withdraw", "submission-part")},
    "inbox": {"GET": STAFF_PAGE},
    "review-list": {"GET": STAFF_PAGE},
    "review": {"GET": STAFF_ROW},
    # The form has not been sent, so there is nothing to decide: back to the page, which says so.
    "review-decide": {"GET": NO_GET, "POST": (302, 403, 403, 403, 403, 409, 403, 403, 404)},
    "review-draft": {"GET": NO_GET, "POST": (302, 403, 403, 403, 403, 409, 403, 403, 404)},
    "review-effect": {"GET": STAFF_ROW},
    "review-undo": {"GET": NO_GET, "POST": (302, 403, 403, 403, 403, 302, 403, 403, 404)},
    "review-extend": {"GET": NO_GET, "POST": STAFF_POST},
    "review-reopen": {"GET": NO_GET, "POST": STAFF_POST},
    "board": {"GET": (302, 403, 403, 403, 403, 200, 200, 403, 404)},
    "board-undo": {"GET": NO_GET, "POST": (302, 403, 403, 403, 403, 302, 403, 403, 404)},
    "board-act": {"GET": NO_GET, "POST": STAFF_POST},
    "deadline-room": {"GET": STAFF_PAGE},
    "deadline-room-remind": {"GET": NO_GET, "POST": (302, 403, 403, 403, 403, 302, 403, 403, 302)},
    "period-list": {"GET": STAFF_PAGE},
    "period-open": {"GET": STAFF_ROW, "POST": STAFF_POST},
    "period-rule": {"GET": STAFF_ROW, "POST": STAFF_POST},
    "period-close": {"GET": NO_GET, "POST": (302, 403, 403, 403, 403, 302, 403, 403, 404)},
    "period-reopen": {"GET": NO_GET, "POST": (302, 403, 403, 403, 403, 302, 403, 403, 404)},
    "notice-list": {"GET": (302, 403, 200, 200, 200, 200, 403, 403, 200)},
    "notice-read": {"GET": NO_GET, "POST": (302, 403, 302, 302, 302, 302, 403, 403, 302)},
    "notice-resend": {"GET": NO_GET, "POST": (302, 403, 403, 403, 403, 302, 403, 403, 302)},
    "notice-open": {"GET": NO_GET, "POST": (302, 403, 302, 404, 404, 404, 403, 403, 404)},
    "milestone-list": {"GET": (302, 403, 200, 200, 200, 200, 200, 403, 404)},
    "milestone-index": {"GET": (302, 403, 302, 302, 302, 302, 302, 403, 200)},
    "milestone-judge": {"GET": STAFF_ROW, "POST": STAFF_POST},
    "duty-list": {"GET": SEEN_BY_ALL_WITH_PROGRESS},
    "duty-remind": {"GET": NO_GET, "POST": (302, 403, 403, 403, 403, 302, 403, 403, 404)},
    "obstacle-list": {"GET": SEEN_BY_ALL_WITH_PROGRESS},
    "obstacle-new": {
        "GET": (302, 403, 200, 200, 200, 403, 403, 403, 403),
        "POST": (302, 403, 422, 422, 422, 403, 403, 403, 403),
    },
    "obstacle-draft": {"GET": SEEN_BY_ALL_WITH_PROGRESS, "POST": (302, 403, 409, 409, 409, 409, 409, 403, 409)},
    "obstacle": {"GET": OWN_FORM, "POST": (302, 403, 422, 422, 404, 422, 403, 403, 404)},
    "submission-evidence": {"GET": OWN_FORM, "POST": (302, 403, 422, 422, 404, 403, 403, 403, 404)},
    "evidence-file": {"GET": (302, 403, 404, 404, 404, 404, 404, 403, 404)},
    "evidence-remove": {"GET": NO_GET, "POST": (302, 403, 302, 404, 404, 403, 403, 403, 403)},
    "contradiction-list": {"GET": SEEN_BY_ALL_WITH_PROGRESS},
    "lineage": {"GET": (302, 403, 200, 200, 200, 200, 200, 403, 404)},
    "official-figure-list": {"GET": SEEN_BY_ALL_WITH_PROGRESS},
    "official-figure-new": {"GET": STAFF_PAGE, "POST": (302, 403, 403, 403, 403, 422, 403, 403, 422)},
    "official-figure-revise": {"GET": STAFF_ROW, "POST": STAFF_POST},
    "issued-report-list": {"GET": SEEN_BY_ALL_WITH_PROGRESS},
    "issued-report-new": {"GET": STAFF_PAGE, "POST": (302, 403, 403, 403, 403, 422, 403, 403, 422)},
    "issued-report-verify": {"GET": (302, *(200,) * 8), "POST": (302, *(422,) * 8)},
    # A draft exists for those who write it. Its data have not been read, so that no number of it has an origin.
    "issued-report": {"GET": (302, 403, 404, 404, 404, 200, 404, 403, 404)},
    "issued-report-number": {"GET": (302, 403, 404, 404, 404, 404, 404, 403, 404)},
    "issued-report-file": {"GET": (302, 403, 404, 404, 404, 200, 404, 403, 404)},
    "issued-report-progress": {"GET": STAFF_ROW},
    "issued-report-letterhead": {"GET": STAFF_ROW, "POST": STAFF_POST},
    "issued-report-passage": {"GET": NO_GET, "POST": STAFF_POST},
    "issued-report-act": {"GET": NO_GET, "POST": STAFF_POST},
    "submission-paste": {"GET": REPORTERS_ONLY, "POST": REPORTERS_POST},
    "submission-workbook": {"GET": OWN_FORM},
    "submission-workbook-upload": {"GET": REPORTERS_ONLY, "POST": REPORTERS_POST},
    "submission-workbook-apply": {"GET": NO_GET, "POST": OWN_FORM_POST},
}
CASES = [(name, method) for name, methods in TABLE.items() for method in methods]


def make_people(district: Agency, other: Agency, department: Agency) -> dict[str, User | None]:
    """One person of each role, in the order of ROLES."""
    away = factories.make_department("68-bcsd", locality=factories.make_locality("68"))
    return {
        "visitor": None,
        "nobody": factories.make_user(None),
        "reporter": factories.make_user(agency=district),
        "colleague": factories.make_user(agency=district),
        "other": factories.make_user(agency=other),
        "staff": factories.make_user(Role.STAFF, department),
        "leader": factories.make_user(Role.LEADER, department),
        "administrator": factories.make_user(Role.ADMINISTRATOR, department),
        "foreign": factories.make_user(Role.STAFF, away),
    }


def draft_reorganisation(district: Agency) -> None:
    step = {"kind": "end", "ends": [district.code], "citation": "x"}
    Reorganisation.objects.create(
        **{"code": "01-x", "locality": district.locality, "title": "x", "legal_basis": "x", "steps": [step]},
        **{"effective_on": timezone.localdate(), "drafted_at": timezone.now()},
    )


@pytest.fixture(scope="module")
def shared(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Made once; what a test does to it is taken back at its end."""
    with filled_for_a_while(django_db_blocker):
        yield made_world()


@pytest.fixture
def world(shared: World, db: None) -> World:
    return shared


def made_world() -> World:
    district, other = factories.make_agency("001"), factories.make_agency("002")
    department = factories.make_department()
    element = factories.make_element("pupils")
    indicator = factories.make_indicator("pupils_total", numerator=[element])
    plan = factories.make_plan("KH-10")
    factories.make_target(plan, indicator)
    vision = factories.make_target(plan, indicator, year=2045, comparator="milestone", low=None)
    milestone = vision.milestones.create(code="moc", name="Mốc", citation="x")
    duty = factories.make_duty(plan, lead=district)
    period = factories.make_period(plan, due_at=timezone.now() + timedelta(days=3))
    people = make_people(district, other, department)
    submission = factories.make_submission(period, district)
    draft_reorganisation(district)
    said = {"by": people["reporter"], "now": timezone.now()}
    obstacle = raise_obstacle(
        agency=district, plan=plan, title="x", text="x", since=timezone.localdate(), asks=Decider.LOCALITY, **said
    )
    evidence = Evidence.objects.create(
        submission=submission,
        name="x.pdf",
        stored="evidence/0/0",
        content_type="application/pdf",
        size=1,
        sha256="0" * 64,
        uploaded_by=people["reporter"],
        uploaded_at=timezone.now(),
    )
    published = OfficialFigure.objects.create(
        indicator=indicator,
        locality=district.locality,
        from_year=2023,
        year=2023,
        value=1,
        kind=FigureKind.ACTUAL,
        source="x",
        published_on=timezone.localdate(),
    )
    passage = draft_report(plan, people["staff"])
    draft_measure(indicator, people["foreign"])
    Progress.objects.create(
        **{"target": plan.targets.get(year=2025), "year": 2024, "view": View.ACCEPTED},
        **{"status": "no_data", "display_status": "no_data", "rule_version": "1"},
        computed_at=timezone.now(),
    )
    notify([Event(submission, NoticeKind.REMINDED, "Nhắc")], now=timezone.now())
    pks = (duty.pk, obstacle.pk, evidence.pk, published.pk, passage.report_id, passage.pk, milestone.pk)
    return World(submission, *pks, plan.code, indicator.code, people)


def ask(world: World, name: str, method: str, role: str) -> int:
    client = Client()
    if world.people[role] is not None:
        client.force_login(world.people[role])
    return client.generic(method, reverse(name, args=world.arguments(name))).status_code


@pytest.mark.once
@pytest.mark.parametrize(("name", "method"), CASES)
def test_each_role_gets_the_answer_of_the_table(world: World, name: str, method: str):
    answers = {role: ask(world, name, method, role) for role in ROLES}
    assert answers == dict(zip(ROLES, TABLE[name][method], strict=True))


def names(resolver: URLResolver) -> Iterator[str]:
    """Every named address outside the API and the administrator's pages, which have tables of their own."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield entry.name or str(entry.pattern)
        elif str(entry.pattern) not in ("api/v1/", "admin/"):
            yield from names(entry)


def test_every_address_has_a_row():
    assert sorted(names(get_resolver())) == sorted(TABLE)


def test_a_next_address_on_another_host_is_ignored(world: World):
    client, user = Client(), world.people["reporter"]
    typed = {"username": user.username, "password": factories.PASSWORD, "next": "https://elsewhere.example/"}
    answer = client.post(reverse("login"), typed)
    assert answer.headers["Location"] == "/"


def test_a_form_without_its_secret_is_refused(world: World):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.people["reporter"])
    assert client.post(reverse("submission-submit", args=[world.submission.pk])).status_code == 403


@pytest.mark.parametrize("role", [role for role in ROLES if role != "administrator"])
def test_only_administrators_reach_the_administration(world: World, role: str):
    client = Client()
    if world.people[role] is not None:
        client.force_login(world.people[role])
    for page in ("people", "bodies", "sign-in-locks"):
        assert client.get(reverse(page)).status_code == (403 if world.people[role] else 302)


def test_the_administrator_sees_people_and_agencies_of_the_own_locality_and_no_figure(world: World):
    client = Client()
    client.force_login(world.people["administrator"])
    people = client.get(reverse("people")).content.decode()
    assert world.people["reporter"].username in people and world.people["foreign"].username not in people
    assert client.get(reverse("submission", args=[world.submission.pk])).status_code == 403


def test_an_administrator_arrives_at_people_and_agencies_and_is_led_back_to_them(world: World):
    client = Client()
    client.force_login(world.people["administrator"])
    there = [(reverse("administration"), 302), (reverse("people"), 302)]
    assert client.get("/", follow=True).redirect_chain == there
    menu = client.get(reverse("method")).content.decode()
    assert f'href="{reverse("administration")}"' in menu and "Quản trị" in menu and "Tổng quan" not in menu
