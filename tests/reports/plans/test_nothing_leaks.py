"""Nothing of a draft reaches anybody but the staff of its locality: every address without an argument, and its own.

A draft of a new plan and an amendment of a plan in force carry words and a level that stand nowhere else; whoever else
asks, whatever the page or the list of the API, must find none of them.
"""

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from knox.models import AuthToken

from agencies import clock
from agencies.access import Role
from reports.plans import drafting, services
from targets.models import DataElement, Indicator, PlanDraft
from tests import factories
from tests.databases import filled_for_a_while
from tests.reports.plans.test_life import in_force, make_place
from tests.test_strange_queries import addresses_without_key, leaf_patterns

pytestmark = pytest.mark.django_db

SECRETS = ("KH-MAT", "trầm hương Bảy Núi", "91/KH-UBND", "38,77", "38.77", "Lý do chưa nói với ai")
TEXT = """Số: 91/KH-UBND

Bình Lâm, ngày 12 tháng 3 năm 2026

KẾ HOẠCH
Phát triển nghề trầm hương Bảy Núi giai đoạn 2026 - 2030

III. MỤC TIÊU

- Đến năm 2030, đào tạo nghề trầm hương Bảy Núi cho tối thiểu 9.400 lượt người.
"""
# What happens only once and is no page to look at.
SIGNS_OUT = ("/accounts/logout/",)
ROLES = (
    "anonymous",
    *("reporter", "commune", "leader", "administrator"),
    *("staff elsewhere", "leader elsewhere", "reporter elsewhere"),
)


@pytest.fixture(scope="module")
def drafts(django_db_setup, django_db_blocker):
    with filled_for_a_while(django_db_blocker):
        yield make_people()


@pytest.fixture
def people(drafts, db):
    return drafts


def make_people():
    """Everybody by role, with a new plan being drafted and one in force being amended."""
    place = make_place()
    locality, first, second = place
    plan = in_force(place)
    draft = drafting.draft_plan(locality=locality, code="KH-MAT", text=TEXT, by=first, now=clock.now())
    services.save_work(draft=draft, work=draft.work, seen_version=1, by=first, now=clock.now())
    change = {"document": "QĐ 1", "on": clock.today(), "reason": "Lý do chưa nói với ai"}
    amendment = drafting.amend_plan(plan=plan, by=first, now=clock.now(), **change)
    for row in amendment.work["targets"]:
        row["low"] = "38.77" if row["low"] == "36" else row["low"]
    services.save_work(draft=amendment, work=amendment.work, seen_version=1, by=first, now=clock.now())
    elsewhere = factories.make_agency("68-so", locality=factories.make_locality("68"))
    department = locality.agencies.get(code="75-1")
    return {
        "anonymous": None,
        "reporter": factories.make_user(Role.REPORTER, department),
        "commune": factories.make_user(Role.REPORTER, locality.agencies.get(code="75-xa-0")),
        "leader": factories.make_user(Role.LEADER, department),
        "administrator": factories.make_user(Role.ADMINISTRATOR, department),
        "staff elsewhere": factories.make_user(Role.STAFF, elsewhere),
        "leader elsewhere": factories.make_user(Role.LEADER, elsewhere),
        "reporter elsewhere": factories.make_user(Role.REPORTER, elsewhere),
        "staff": second,
    }


def client_of(user):
    client = Client()
    if user is not None:
        client.force_login(user)
        client.defaults["HTTP_AUTHORIZATION"] = f"Token {AuthToken.objects.create(user=user)[1]}"
    return client


def lists_of_the_api():
    """Every address of the API that needs no key."""
    found = {
        f"{prefix}{pattern.pattern}".replace("^", "").replace("$", "")
        for prefix, pattern in leaf_patterns(get_resolver().url_patterns, "/")
    }
    return sorted(address for address in found if address.startswith("/api/") and not set("<(") & set(address))


def own_addresses():
    """The addresses of the drafts themselves, and of what they would change."""
    keys = PlanDraft.objects.values_list("pk", flat=True)
    names = ("plan", "plan-edit", "plan-yaml", "plan-xlsx", "plan-document", "milestone-list", "period-open")
    return [
        *(reverse(name, args=[code]) for name in names for code in ("KH-MAT", "KH-87")),
        *(f"/api/v1/plan-drafts/{key}/" for key in keys),
        "/api/v1/plans/KH-MAT/",
    ]


def leaks(client, address):
    answer = client.get(address)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = body.decode("utf-8", "replace")
    # An address that was asked for stands in the page that says there is nothing.
    return [secret for secret in SECRETS if secret in text.replace(address, "")] if answer.status_code < 400 else []


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize("role", ROLES)
def test_nobody_but_staff_of_the_place_finds_anything_of_a_draft(people, role):
    client = client_of(people[role])
    addresses = [*addresses_without_key(), *lists_of_the_api(), *own_addresses()]
    found = {address: told for address in addresses if address not in SIGNS_OUT and (told := leaks(client, address))}
    assert found == {}


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_nobody_but_staff_of_the_place_gets_to_a_draft(people, role):
    client = client_of(people[role])
    for key in PlanDraft.objects.filter(state="draft").values_list("pk", flat=True):
        own = f"/api/v1/plan-drafts/{key}/"
        typed = ({"version": 1, "day": "2026-01-01"}, "application/json")
        answers = {client.get(own).status_code, client.patch(own, *typed).status_code}
        answers |= {client.post(f"{own}{step}/", *typed).status_code for step in ("check", "put-in-force")}
        assert answers <= {401, 403, 404}
    edit = reverse("plan-edit", args=["KH-MAT"])
    assert {client.post(edit, {"step": step}).status_code for step in ("drop", "send", "check")} <= {302, 403, 404}
    assert PlanDraft.objects.filter(state="draft").count() == 2


@pytest.mark.slow
def test_the_staff_of_the_place_do_find_it(people):
    """The secrets are such that they would be found: the search itself works."""
    client = client_of(people["staff"])
    addresses = [*addresses_without_key(), *lists_of_the_api(), *own_addresses()]
    seen = {secret for address in addresses for secret in leaks(client, address)}
    assert seen >= {"KH-MAT", "trầm hương Bảy Núi", "91/KH-UBND", "Lý do chưa nói với ai"}
    assert seen & {"38,77", "38.77"}


def test_the_lists_of_the_api_are_among_what_is_asked():
    assert {"/api/v1/plans/", "/api/v1/plan-drafts/", "/api/v1/audit/", "/api/v1/targets/"} <= {*lists_of_the_api()}


@pytest.mark.slow
def test_a_draft_makes_nothing_that_others_list(people):
    assert not Indicator.objects.filter(name__contains="trầm hương").exists()
    assert not DataElement.objects.filter(name__contains="trầm hương").exists()
