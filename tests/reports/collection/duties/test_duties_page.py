"""The page of duties: who sees whose, the latest word of each, filters in the address, one price."""

import html
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from agencies import clock
from agencies.access import Role
from agencies.models import AgencyKind
from reports.collection.duties.services import save_duty
from reports.models import DutyState, DutyUpdate, Notice, NoticeKind
from targets.models import Duty, DutyParty, PartyRole
from tests import factories
from tests.reports.collection.scene import YEAR

LIST = "/duties/"


@pytest.fixture
def page_of(scene):
    other = factories.make_agency("002", name="UBND quận Ba Đình")
    mine = factories.make_duty(scene.plan, "1", lead=scene.district, title="Mở lớp cho lao động nông thôn")
    for_all = factories.make_duty(scene.plan, "2", title="Truyền thông học nghề")
    DutyParty.objects.create(duty=for_all, role=PartyRole.LEAD, kind=AgencyKind.DISTRICT)
    factories.make_duty(scene.other_plan, "1", lead=scene.department, title="Ban hành hướng dẫn")
    helped = factories.make_duty(scene.plan, "3", lead=scene.department, title="Kiểm tra")
    DutyParty.objects.create(duty=helped, role=PartyRole.COOPERATING, agency=scene.district)
    say(scene, mine, DutyState.IN_PROGRESS, "Đã mở 3 lớp.")
    people = {
        "reporter": scene.reporter,
        "neighbour": factories.make_user(agency=other),
        "staff": scene.staff,
        "leader": factories.make_user(Role.LEADER, scene.department),
        "stranger": factories.make_user(
            Role.STAFF, factories.make_department("68-so", locality=factories.make_locality("68"))
        ),
    }

    def ask(who: str, query: str = ""):
        client = Client()
        client.force_login(people[who])
        return client.get(LIST + query)

    return ask


def say(scene, duty, state, text, form=None):
    save_duty(submission=form or scene.form, duty=duty, state=state, text=text, by=scene.reporter, now=clock.now())


def titles(answer) -> list[str]:
    return [line.title for line in answer.context["page"].lines]


def test_a_reporter_sees_what_the_own_agency_leads(page_of):
    answer = page_of("reporter")
    assert titles(answer) == ["Mở lớp cho lao động nông thôn", "Truyền thông học nghề"]
    assert "Đã mở 3 lớp." in answer.content.decode()
    assert titles(page_of("neighbour")) == ["Truyền thông học nghề"]
    assert "Đã mở 3 lớp." not in page_of("neighbour").content.decode()


@pytest.mark.slow
def test_staff_and_leaders_see_all_of_the_locality_and_strangers_nothing(page_of):
    for who in ("staff", "leader"):
        assert len(titles(page_of(who))) == 4
    assert titles(page_of("stranger")) == []


def test_a_duty_of_a_kind_counts_each_agency(page_of):
    lines = {line.title: line for line in page_of("staff").context["page"].lines}
    assert lines["Truyền thông học nghề"].counts == "2 chưa báo cáo"
    assert [one.agency for one in lines["Truyền thông học nghề"].said] == ["Đơn vị 001", "UBND quận Ba Đình"]


@pytest.mark.slow
def test_a_duty_of_a_kind_that_no_body_is_of_is_shown_to_whoever_follows_the_locality(page_of, scene):
    orphan = factories.make_duty(scene.plan, "9", title="Dùng lao động có chứng chỉ")
    DutyParty.objects.create(duty=orphan, role=PartyRole.LEAD, kind=AgencyKind.ENTERPRISE)
    for who in ("staff", "leader"):
        (line,) = [one for one in page_of(who).context["page"].lines if one.title == orphan.title]
        assert (line.counts, line.said) == ("chưa có đơn vị nào", [])
    assert orphan.title not in titles(page_of("reporter"))


@pytest.mark.slow
def test_what_nobody_carries_stands_first_by_plan_and_by_body(page_of, scene):
    orphan = factories.make_duty(scene.plan, "9", title="Doanh nghiệp nhận học viên")
    DutyParty.objects.create(duty=orphan, role=PartyRole.LEAD, kind=AgencyKind.ENTERPRISE)
    first = page_of("staff", f"?plan={scene.plan.code}").context["page"].groups[0]
    assert first.lines[0].title == "Doanh nghiệp nhận học viên"
    bodies = page_of("staff", "?by=agency").context["page"].groups
    assert (bodies[0].title, [line.title for line in bodies[0].lines]) == (
        "Chưa có đơn vị",
        ["Doanh nghiệp nhận học viên"],
    )
    assert "Chưa có đơn vị" not in [group.title for group in page_of("reporter", "?by=agency").context["page"].groups]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?plan=KH-CL2239", ["Ban hành hướng dẫn"]),
        ("?state=in_progress", ["Mở lớp cho lao động nông thôn"]),
        ("?agency=002", ["Truyền thông học nghề"]),
        ("?agency=001&state=silent", ["Truyền thông học nghề"]),
        ("?state=done", []),
    ],
)
def test_the_filters_live_in_the_address(page_of, query, expected):
    assert titles(page_of("staff", query)) == expected


def test_a_bad_address_gives_everything(page_of):
    assert len(titles(page_of("staff", "?plan=x&state=y&agency=z&page=w"))) == 4


def test_a_reporter_cannot_open_another_agency_by_its_code(page_of):
    assert "Đã mở 3 lớp." not in page_of("neighbour", "?agency=001").content.decode()


def test_the_latest_report_speaks(page_of, scene):
    duty = DutyUpdate.objects.get().duty
    old = factories.make_submission(factories.make_period(scene.plan, YEAR - 1), scene.district)
    say(scene, duty, DutyState.NOT_STARTED, "Năm ngoái chưa làm.", form=old)
    page = page_of("reporter").content.decode()
    assert "Đã mở 3 lớp." in page
    assert "Năm ngoái chưa làm." not in page


@pytest.mark.slow
def test_many_duties_and_agencies_cost_no_more(page_of, scene, django_assert_max_num_queries):
    for number in range(10, 40):
        duty = factories.make_duty(scene.plan, str(number), position=number)
        DutyParty.objects.create(duty=duty, role=PartyRole.LEAD, kind=AgencyKind.DISTRICT)
        say(scene, duty, DutyState.DONE, "Xong.")
    client = Client()
    client.force_login(scene.staff)
    with django_assert_max_num_queries(14):
        assert len(titles(client.get(LIST))) == 34


def lines_of(answer) -> dict:
    return {line.title: line for line in answer.context["page"].lines}


def test_what_was_said_last_year_alone_is_not_reported_this_year(page_of, scene):
    duty = DutyUpdate.objects.get().duty
    DutyUpdate.objects.all().delete()
    old = factories.make_submission(factories.make_period(scene.plan, YEAR - 1), scene.district)
    say(scene, duty, DutyState.NOT_STARTED, "Năm ngoái chưa làm.", form=old)
    (said,) = lines_of(page_of("staff"))["Mở lớp cho lao động nông thôn"].said
    assert (said.state, said.text) == ("silent", f"Năm {YEAR - 1}: “Năm ngoái chưa làm.”")
    assert said.report == scene.form.pk


@pytest.mark.slow
def test_since_when_a_body_stands_where_it_is(page_of, scene):
    duty = DutyUpdate.objects.get().duty
    for years, state in ((2, DutyState.NOT_STARTED), (1, DutyState.IN_PROGRESS)):
        old = factories.make_submission(factories.make_period(scene.plan, YEAR - years), scene.district)
        say(scene, duty, state, "…", form=old)
        day = clock.now() - timedelta(days=365 * years + 5)
        DutyUpdate.objects.filter(submission=old).update(updated_at=day)
    (said,) = lines_of(page_of("staff"))["Mở lớp cho lao động nông thôn"].said
    assert (said.state, said.months) == (DutyState.IN_PROGRESS, 12)
    assert titles(page_of("staff", "?since=12")) == ["Mở lớp cho lao động nông thôn"]
    assert titles(page_of("staff", "?since=24")) == []


@pytest.mark.slow
def test_the_search_needs_no_marks_and_the_bodies_can_be_the_groups(page_of):
    assert titles(page_of("staff", "?q=truyen+thong")) == ["Truyền thông học nghề"]
    groups = page_of("staff", "?by=agency").context["page"].groups
    assert [group.title for group in groups][:2] == ["Đơn vị so-ldtbxh", "Đơn vị 001"]
    assert {len(line.said) for group in groups for line in group.lines} == {1}


@pytest.mark.slow
def test_one_button_reminds_the_silent_bodies_alone(page_of, scene):
    duty = Duty.objects.get(title="Truyền thông học nghề")
    client = Client()
    client.force_login(scene.staff)
    assert "Nhắc 1 đơn vị chưa báo cáo" in client.get(LIST).content.decode()
    client.post(reverse("duty-remind", args=[duty.pk]))
    assert list(Notice.objects.values_list("user__username", "kind")) == [("reporter", NoticeKind.REMINDED)]
    say(scene, duty, DutyState.DONE, "Xong.")
    assert "Nhắc 1 đơn vị" not in client.get(LIST).content.decode()
    answer = client.post(reverse("duty-remind", args=[duty.pk]), follow=True)
    assert "Không còn đơn vị nào cần nhắc về nhiệm vụ" in answer.content.decode()


@pytest.mark.slow
def test_who_reminds_from_a_filtered_list_is_back_in_it(page_of, scene):
    duty = Duty.objects.get(title="Truyền thông học nghề")
    client = Client()
    client.force_login(scene.staff)
    page = client.get(LIST, {"q": "truyền thông"}).content.decode()
    (view,) = set(re.findall(r'name="view" value="([^"]*)"', page))
    answer = client.post(reverse("duty-remind", args=[duty.pk]), {"view": html.unescape(view)})
    assert answer.headers["Location"] == f"{LIST}?q=truy%E1%BB%81n+th%C3%B4ng"
    assert client.post(reverse("duty-remind", args=[duty.pk])).headers["Location"] == LIST
