"""The inbox of staff: what waits for me, oldest first, with one verb a line; the menu counts it."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from agencies import clock
from agencies.access import Role
from agencies.models import AgencyKind, Coordination
from reports.collection.obstacles.services import raise_obstacle
from reports.models import Submission
from reports.plans.drafting import draft_plan
from reports.waiting import menu_counts
from targets.models import DutyParty, PartyRole, Plan, PlanDraft
from tests import factories
from tests.drafted_rows import draft_measure

pytestmark = pytest.mark.slow


@pytest.fixture
def client(scene) -> Client:
    client = Client()
    client.force_login(scene.staff)
    return client


def words(client: Client, address: str = "") -> str:
    page = client.get(address or reverse("inbox")).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def raised(scene) -> None:
    raise_obstacle(
        agency=scene.district,
        plan=scene.plan,
        title="Thiếu xưởng thực hành",
        text="Đề nghị bố trí.",
        since=clock.today(),
        asks="department",
        by=scene.reporter,
        now=clock.now(),
    )


def test_the_oldest_stands_first_with_its_age_and_its_verb(scene, client):
    raised(scene)
    form = scene.sent()
    Submission.objects.filter(pk=form.pk).update(submitted_at=clock.now() - timedelta(days=12))
    text = words(client)
    assert "2 việc đang chờ anh/chị." in text
    assert "12 ngày" in text and "hôm nay" in text
    lines = text[text.index("Xem loại việc") :]
    assert lines.index("12 ngày") < lines.index("Thẩm định : Báo cáo") < lines.index("Thiếu xưởng thực hành")
    assert reverse("review", args=[form.pk]) in client.get(reverse("inbox")).content.decode()


def test_the_menu_counts_what_waits_and_no_longer_what_is_done(scene, client):
    form = scene.sent()
    assert "Việc của tôi 1" in words(client, reverse("review-list"))
    factories.take(form, scene.staff)
    assert "Việc của tôi Tổng quan" in words(client, reverse("review-list"))


def test_the_menu_of_staff_has_the_daily_places_first_and_the_rest_under_more(scene, client):
    page = client.get(reverse("method"))
    items = [(item.label, item.folded) for item in page.context["nav"]]
    assert [label for label, folded in items if not folded] == [
        *("Việc của tôi", "Tổng quan", "Kỳ báo cáo", "Thẩm định", "Nhiệm vụ", "Vướng mắc", "Chỉ tiêu", "Báo cáo"),
    ]
    assert [label for label, folded in items if folded] == [
        *("Kế hoạch", "Danh mục", "Số công bố", "Mốc", "Mâu thuẫn", "Lịch sử", "Cách đánh giá", "Hướng dẫn"),
    ]


def test_own_work_and_other_places_do_not_wait_for_me(scene, client):
    factories.join(scene.staff, Role.REPORTER, scene.district)
    scene.sent()
    assert "Không có việc nào đang chờ anh/chị." in words(client)
    elsewhere = factories.make_department("68-so", locality=factories.make_locality("68"))
    stranger = Client()
    stranger.force_login(factories.make_user(Role.STAFF, elsewhere, username="stranger"))
    assert "Không có việc nào đang chờ anh/chị." in words(stranger)


def test_a_colleague_at_work_is_named(scene, client):
    form = scene.sent()
    colleague = factories.make_user(
        Role.STAFF, scene.department, username="colleague", last_name="Trần", first_name="Minh"
    )
    other = Client()
    other.force_login(colleague)
    other.post(reverse("review-draft", args=[form.pk]), {"version": form.version, "v-total": "agreed"})
    assert "Trần Minh thẩm định" in words(client)


def test_what_falls_to_nobody_stands_above_all_that_waits(scene, client):
    Plan.objects.update(last_year=clock.today().year)
    assert "Chưa có đơn vị đảm nhận" not in words(client)
    duty = factories.make_duty(scene.plan, "IV.7.3", title="Doanh nghiệp nhận học viên")
    DutyParty.objects.create(duty=duty, role=PartyRole.LEAD, kind=AgencyKind.ENTERPRISE)
    asked = factories.make_element("of_nobody", kinds=[AgencyKind.PRESS])
    factories.make_target(scene.plan, factories.make_indicator("of_nobody", numerator=[asked]))
    scene.sent()
    text = words(client)
    assert text.index("1 số liệu không hỏi đơn vị nào : Số liệu of_nobody") < text.index("Thẩm định : Báo cáo")
    assert f"1 nhiệm vụ chưa có đơn vị đảm nhận : {scene.plan.code} IV.7.3" in text
    Coordination.objects.update(valid_to=clock.today() - timedelta(days=1))
    reader = Client()
    reader.force_login(scene.staff)
    assert reader.get(reverse("inbox")).status_code in (302, 403)


def test_it_costs_the_same_however_much_waits(scene, client, django_assert_max_num_queries):
    scene.sent()
    for _ in range(4):
        raised(scene)
    with django_assert_max_num_queries(26):
        client.get(reverse("inbox"))


def test_a_draft_that_was_sent_waits_for_another_person_than_its_drafter(scene, client):
    text = "II. MỤC TIÊU\n1. Đến năm 2028\n- Mở 12 lớp nghề."
    other = factories.make_user(Role.STAFF, scene.staff.memberships.get().agency)
    now = clock.now()
    draft = draft_plan(locality=scene.plan.locality, code="KH-5", text=text, by=other, now=now)
    assert "KH-5" not in words(client)
    PlanDraft.objects.filter(pk=draft.pk).update(sent_at=now - timedelta(days=3))
    told = words(client)
    assert "Việc của tôi 1" in told and "1 việc đang chờ anh/chị." in told
    assert "3 ngày Kế hoạch Dự thảo KH-5 chờ kiểm tra" in told
    assert reverse("plan-edit", args=["KH-5"]) in client.get(reverse("inbox")).content.decode()
    drafter = Client()
    drafter.force_login(other)
    assert "KH-5" not in words(drafter)
    PlanDraft.objects.update(saved_by=scene.staff)
    assert "KH-5" not in words(client)


def test_a_change_of_the_catalogue_waits_for_whoever_did_not_write_it(scene, client):
    first, second = (factories.make_user(Role.STAFF, scene.staff.memberships.get().agency) for _ in range(2))
    change = draft_measure(factories.make_indicator("share_of_women"), first)
    for person, waits in ((first, False), (second, True)):
        client.force_login(person)
        page = client.get(reverse("inbox")).content.decode()
        assert (reverse("measure-change", args=[change.pk]) in page) == waits
        assert menu_counts(person, now=clock.now()).waiting == waits
