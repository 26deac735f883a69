"""The plan of a province that was united with others: its own still, listed under the new one, ended or taken over."""

from datetime import date

import pytest

from agencies import clock
from agencies.access import Role
from agencies.models import Agency, Locality, User
from reports.collection.periods.services import agencies_asked, open_due_periods
from reports.issued.letterhead import starting_letterhead
from reports.models import AuditEvent, ReportKind, Verb
from reports.plans import services
from reports.plans.services import NotStaffHere
from reports.plans.taking_over import take_over_plan
from targets.models import Plan, PlanDraft
from targets.plans.applying import PlanRefused
from tests import factories
from tests.agencies.reorganisations.test_uniting import DAY, KEY, LAST, applied, uniting

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
WORDS = {"document": "QĐ 9/QĐ-UBND, Điều 1", "on": DAY, "reason": "Tỉnh mới thực hiện tiếp"}


@pytest.fixture
def plan() -> Plan:
    """A plan of the old Lâm Đồng with a duty, after the provinces have united."""
    place = factories.make_locality("68", name="Tỉnh Lâm Đồng", short_name="Lâm Đồng")
    office = factories.make_department("68-so", locality=place)
    district = factories.make_agency("68-672", locality=place)
    for name in ("staff", "second"):
        factories.make_user(Role.STAFF, office, username=name)
    factories.make_user(Role.REPORTER, district, username="reporter")
    element = factories.make_element("people", kinds=["district"])
    indicator = factories.make_indicator("people", numerator=[element])
    columns = {"opens_month": 11, "opens_day": 1, "report_citation": "mục IV"} | {
        "last_year": 2030,
        "report_last_year": 2030,
    }
    plan = factories.make_plan("KH-CT21", locality=place, recipient=office, **columns)
    factories.make_target(plan, indicator)
    factories.make_duty(plan, "1", lead=district)
    applied(uniting())
    return Plan.objects.select_related("locality").get(pk=plan.pk)


def taken_over(plan: Plan) -> Plan:
    staff, second = (User.objects.get(username=name) for name in ("staff", "second"))
    now = clock.now()
    draft = take_over_plan(plan=plan, code="KH-CT21-MOI", by=staff, now=now, **WORDS)
    draft = services.check_draft(draft=draft, by=second, now=now)
    return services.put_in_force(draft=draft, on=date(2026, 1, 1), by=staff, now=now)


def test_a_plan_that_is_taken_over_goes_on_in_the_new_province_with_the_heirs_of_its_bodies(plan):
    new = taken_over(plan)
    plan.refresh_from_db()
    assert (plan.locality.key, plan.ended_on, plan.end_document) == ("68", LAST, WORDS["document"])
    assert (new.locality.key, new.recipient.code) == (KEY, "68-so-2025")
    assert [party.agency.code for party in new.duties.get().parties.all()] == ["68-672-2025"]
    assert plan.duties.get().parties.get().agency.code == "68-672"
    assert {agency.code for agency in agencies_asked(new, 2026)} == {"68-672-2025"}
    ended = AuditEvent.objects.get(verb=Verb.PLAN_ENDED)
    assert "tiếp nhận thành KH-CT21-MOI" in ended.summary


def test_it_is_taken_over_from_the_day_that_was_said_not_from_that_of_pressing(plan):
    new = taken_over(plan)
    assert new.editions.get().in_force_from == DAY


def test_until_then_it_is_the_old_provinces_and_asks_nobody_of_the_new_one(plan):
    assert agencies_asked(plan, 2026) == []
    assert {agency.code for agency in agencies_asked(plan, 2025)} <= {"68-672", "68-so"}
    opened = open_due_periods(on=date(2026, 12, 1), plans=[plan])
    assert [period.year for period in opened] == []


def test_a_plan_is_taken_over_once_and_never_after_its_end(plan):
    staff, now = User.objects.get(username="staff"), clock.now()
    take_over_plan(plan=plan, code="KH-A", by=staff, now=now, **WORDS)
    with pytest.raises(PlanRefused, match="chưa xong"):
        take_over_plan(plan=plan, code="KH-B", by=staff, now=now, **WORDS)
    services.end_plan(plan=plan, by=staff, now=now, **WORDS)
    with pytest.raises(PlanRefused, match="đã kết thúc"):
        take_over_plan(plan=plan, code="KH-C", by=staff, now=now, **WORDS)


def test_who_may_not_write_in_the_new_province_takes_nothing_over(plan):
    stranger = factories.make_user(Role.STAFF, factories.make_department("01-so"))
    for person in (stranger, User.objects.get(username="reporter")):
        with pytest.raises(NotStaffHere):
            take_over_plan(plan=plan, code="KH-A", by=person, now=clock.now(), **WORDS)
    assert not PlanDraft.objects.exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [({"on": LAST}, "phải từ đó"), ({"code": "KH-CT21"}, "đã dùng")],
)
def test_a_day_before_the_province_or_a_code_in_use_is_refused(plan, words, message):
    with pytest.raises(PlanRefused, match=message):
        take_over_plan(
            plan=plan, by=User.objects.get(username="staff"), now=clock.now(), **{"code": "KH-A", **WORDS, **words}
        )


def test_a_province_that_goes_on_has_nothing_to_take_over():
    own = factories.make_plan("KH-10")
    staff = factories.make_user(Role.STAFF, factories.make_department())
    with pytest.raises(PlanRefused, match="chưa hợp nhất"):
        take_over_plan(plan=own, code="KH-A", by=staff, now=clock.now(), **WORDS)


def test_staff_list_it_under_the_new_province_and_take_it_over_by_screen(plan, client):
    client.force_login(User.objects.get(username="staff"))
    listed = client.get("/plans/").content.decode()
    assert "Kế hoạch của Lâm Đồng (đến 30/06/2025)" in listed
    assert "chờ tiếp nhận hoặc kết thúc" in listed
    assert "Soạn tiếp nhận" in client.get("/plans/KH-CT21/edit/").content.decode()
    asked = {"step": "take-over", "code": "KH-M", "document": "QĐ 9", "day": "01/07/2025", "reason": "Tiếp"}
    answer = client.post("/plans/KH-CT21/edit/", asked)
    assert answer.url == "/plans/KH-M/edit/"
    assert "tiếp nhận" in client.get("/plans/KH-M/edit/").content.decode()
    assert "đang soạn tiếp nhận: KH-M" in client.get("/plans/").content.decode()


def test_a_plan_of_a_province_that_goes_on_offers_no_taking_over(client):
    factories.make_plan("KH-10")
    client.force_login(factories.make_user(Role.STAFF, factories.make_department()))
    assert "Soạn tiếp nhận" not in client.get("/plans/KH-10/edit/").content.decode()


def test_the_api_takes_it_over_too(plan, client):
    client.force_login(User.objects.get(username="staff"))
    body = {"code": "KH-M", "document": "QĐ 9", "day": "2025-07-01", "reason": "Tiếp"}
    answer = client.post("/api/v1/plans/KH-CT21/take-over/", body, content_type="application/json")
    assert (answer.status_code, answer.json()["locality"]) == (201, KEY)


def test_its_report_is_headed_by_who_answers_for_it_now(plan):
    told = starting_letterhead(
        kind=ReportKind.YEARLY, plan=plan, agency=None, first_year=2025, year=2025, on=date(2026, 1, 5)
    )
    assert told["issuing_body"] == Agency.objects.get(code="68-so-2025").name
    assert Locality.objects.keyed(KEY).exists()


def test_inbox_and_overview_of_the_new_province_say_that_it_waits(plan, client):
    client.force_login(User.objects.get(username="staff"))
    waits = "1 kế hoạch của địa phương cũ chờ tiếp nhận hoặc kết thúc"
    assert waits in client.get("/inbox/").content.decode()
    assert "Địa phương mới chưa có kế hoạch của riêng mình" in client.get("/").content.decode()
    services.end_plan(plan=plan, by=User.objects.get(username="staff"), now=clock.now(), **WORDS)
    assert waits not in client.get("/inbox/").content.decode()


def test_its_page_says_whose_it_is_and_what_may_become_of_it(plan, client):
    client.force_login(User.objects.get(username="staff"))
    page = client.get("/plans/KH-CT21/").content.decode()
    assert "của Lâm Đồng (đến 30/06/2025)" in page
    assert "Tiếp nhận, kết thúc" in page
