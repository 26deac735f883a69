"""A small world for the API: two localities, two districts and a department in the first, one open round each."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from knox.models import AuthToken

from agencies.access import Role
from agencies.models import Agency, User
from reports.models import Submission
from targets.models import Aggregation, Plan
from tests import factories

TRAINED, FEMALE = "trained_people", "female_people"


@dataclass
class World:
    """Codes: districts 001 and 002 of Hà Nội, district 681 of Lâm Đồng; one submission of 2024 each."""

    agencies: dict[str, Agency] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    submissions: dict[str, Submission] = field(default_factory=dict)
    plans: dict[str, Plan] = field(default_factory=dict)

    @property
    def form(self) -> Submission:
        """The submission of district 001, as it stands now."""
        return Submission.objects.select_related("period__plan", "agency").get(pk=self.submissions["001"].pk)

    def fill_and_send(self) -> None:
        factories.fill(self.form, self.people["reporter"], **{TRAINED: "1.200", FEMALE: "500"})
        factories.send(self.form, self.people["reporter"])

    def accept(self) -> None:
        self.fill_and_send()
        factories.take(self.form, self.people["staff"])


@dataclass
class Answer:
    status: int
    body: Any
    headers: dict[str, str]
    text: str


Call = Callable[..., Answer]


@pytest.fixture(autouse=True)
def fresh_rates() -> None:
    cache.clear()


@pytest.fixture
def world(db: None) -> World:
    made = World()
    people = factories.make_element(TRAINED, short_name="Người học")
    female = factories.make_element(
        FEMALE, part_of=people, part_rule="at_most", position=1, aggregation=Aggregation.FLOW
    )
    rate = factories.make_element("rate_percent", unit="%", decimals=2, position=2)
    total = factories.make_indicator("trained_total", numerator=[people])
    share = factories.make_indicator("female_share", numerator=[female], denominator=[people], position=1)
    factories.make_indicator("only_published", authority="official", position=2, numerator=[rate])
    for locality, plan_code, codes in (("01", "KH-10", ("001", "002")), ("68", "KH-CT21", ("681",))):
        place = factories.make_locality(locality)
        plan = made.plans[plan_code] = factories.make_plan(plan_code, locality=place)
        factories.make_target(plan, total, 2025)
        factories.make_target(plan, share, 2025, "45.5")
        period = factories.make_period(plan)
        office = made.agencies[f"so-{locality}"] = factories.make_department(f"so-{locality}", locality=place)
        factories.make_duty(plan, "1", lead=office)
        for code in codes:
            made.agencies[code] = factories.make_agency(code, locality=place)
            made.submissions[code] = factories.make_submission(period, made.agencies[code])
    places = {
        "reporter": (Role.REPORTER, "001"),
        "colleague": (Role.REPORTER, "001"),
        "neighbour": (Role.REPORTER, "002"),
        "staff": (Role.STAFF, "so-01"),
        "leader": (Role.LEADER, "so-01"),
        "administrator": (Role.ADMINISTRATOR, "so-01"),
        "stranger": (Role.STAFF, "so-68"),
        "far-reporter": (Role.REPORTER, "681"),
    }
    for name, (role, code) in places.items():
        made.people[name] = factories.make_user(role, made.agencies[code], username=name)
    made.people["nobody"] = factories.make_user(None, username="nobody")
    return made


@pytest.fixture
def call(world: World) -> Call:
    """`call("staff", "GET", "plans/")`: ask an address below /api/v1/ with a token; None is nobody signed in.

    A body that is no text is sent as JSON. Answers status, parsed body and headers.
    """
    tokens: dict[str, str] = {}

    def ask(who: str | None, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        if who is not None and who not in tokens:
            tokens[who] = AuthToken.objects.create(user=world.people[who])[1]
        given = {"HTTP_AUTHORIZATION": f"Token {tokens[who]}"} if who else {}
        sent = body if isinstance(body, str | bytes) else json.dumps({} if body is None else body)
        payload = {"data": sent, "content_type": "application/json"} if method != "GET" else {}
        response = Client().generic(method, f"/api/v1/{path}", **payload, **given, **headers)
        text = response.content.decode(errors="replace")
        is_json = response.get("Content-Type", "").startswith("application/json")
        return Answer(
            response.status_code, json.loads(text) if is_json and text else None, dict(response.items()), text
        )

    return ask
