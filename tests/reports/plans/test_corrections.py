"""What was typed wrongly is corrected: from the day it was said, by two people, with what it changes shown first."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from agencies import clock
from reports.collection.catalogue import load_catalogue
from reports.models import AuditEvent, Verb
from reports.plans import drafting, services
from reports.plans.life import amended
from targets.models import Plan, PlanDraft
from targets.plans.applying import PlanRefused
from targets.plans.content import from_yaml, plan_content
from targets.plans.then import content_on
from tests.reports.plans.test_life import amended as amend
from tests.reports.plans.test_life import in_force, place, raise_level  # noqa: F401 - a fixture
from tests.reports.plans.test_pages import save, signed_in

pytestmark = pytest.mark.django_db


def corrected(place, plan, change):  # noqa: F811
    _, first, second = place
    draft = drafting.correct_plan(plan=plan, reason="gõ nhầm", by=first, now=clock.now())
    change(draft.work)
    draft = services.save_work(draft=draft, work=draft.work, seen_version=1, by=first, now=clock.now())
    draft = services.check_draft(draft=draft, by=second, now=clock.now())
    return services.put_in_force(draft=draft, on=clock.today(), by=first, now=clock.now())


def level_on(plan, day):
    [low] = [
        entry["low"]
        for entry in content_on(plan, day)["targets"]
        if entry["year"] == 2030 and entry.get("low") in (36, 38)
    ]
    return low


@pytest.mark.slow
@pytest.mark.once
def test_a_correction_holds_from_the_day_of_what_it_mends(place):  # noqa: F811
    plan = in_force(place)
    corrected(place, plan, raise_level)
    assert level_on(plan, date(2026, 4, 1)) == 38
    assert plan.targets.filter(year=2030, low=38).count() == 1
    event = AuditEvent.objects.get(verb=Verb.PLAN_CORRECTED)
    assert event.after["reason"] == "gõ nhầm"
    assert event.before["changed"] and event.actor == place[1]


@pytest.mark.slow
def test_an_amendment_before_it_is_left_as_it_was(place):  # noqa: F811
    plan = in_force(place)
    amend(place, plan, raise_level, date(2026, 8, 1))

    def lower(work):
        [row] = [row for row in work["targets"] if row["year"] == 2030 and row["low"] == "38"]
        row["low"] = "36"

    corrected(place, plan, lower)
    assert level_on(plan, date(2026, 7, 31)) == 36
    assert level_on(plan, date(2026, 8, 1)) == 36
    assert [edition.in_force_from for edition in plan.editions.all()] == [
        date(2026, 4, 1),
        date(2026, 8, 1),
        date(2026, 8, 1),
    ]


@pytest.mark.slow
@pytest.mark.once
def test_nobody_corrects_over_a_change_that_waits(place):  # noqa: F811
    plan = in_force(place)
    amend(place, plan, raise_level, clock.today() + timedelta(days=30))
    with pytest.raises(PlanRefused, match="chờ đến ngày"):
        drafting.correct_plan(plan=plan, reason="gõ nhầm", by=place[1], now=clock.now())


@pytest.mark.slow
@pytest.mark.once
def test_one_change_at_a_time(place):  # noqa: F811
    plan = in_force(place)
    drafting.correct_plan(plan=plan, reason="gõ nhầm", by=place[1], now=clock.now())
    with pytest.raises(PlanRefused, match="một sửa đổi chưa xong"):
        drafting.correct_plan(plan=plan, reason="gõ nhầm nữa", by=place[1], now=clock.now())


@pytest.mark.slow
@pytest.mark.once
def test_the_page_corrects_and_says_what_it_changes(place):  # noqa: F811
    plan = in_force(place)
    client = signed_in(place[1])
    edit = reverse("plan-edit", args=[plan.code])
    assert "Đính chính" in client.get(edit).content.decode()
    client.post(edit, {"step": "correct", "reason": "gõ nhầm mức"})
    row = next(row for row in PlanDraft.objects.latest("pk").work["targets"] if row["low"] == "36")
    page = save(client, plan.code, **{f"{row['key']}.low": "38"}, follow=True).content.decode()
    assert "1 chỗ của kế hoạch" in " ".join(page.split())
    assert "từ 36, riêng năm 2030" in page and "từ 38, riêng năm 2030" in page
    assert "20 mục tiêu" not in page and "Giữ nguyên 21 mục tiêu, 22 nhiệm vụ" in page


@pytest.mark.slow
@pytest.mark.once
def test_a_change_that_nobody_has_typed_anything_into_changes_nothing():
    load_catalogue(settings.BASE_DIR / "fixtures")
    for plan in Plan.objects.all():
        work = drafting.work_of_content(plan_content(plan))
        draft = PlanDraft(plan=plan, locality=plan.locality, is_amendment=True, work=work)
        assert amended(draft)["places"] == [], plan.code


@pytest.mark.slow
@pytest.mark.once
def test_a_document_of_the_amendment_is_read_beside_the_plan(place):  # noqa: F811
    plan = in_force(place)
    client = signed_in(place[1])
    text = "I. MỤC TIÊU\n\n- Đến năm 2030, thợ có chứng chỉ đạt 38%.\n"
    change = {"step": "amend", "document": "QĐ 212/QĐ-UBND", "day": "01/01/2027", "reason": "nâng mức", "text": text}
    page = client.post(reverse("plan-edit", args=[plan.code]), change, follow=True).content.decode()
    work = PlanDraft.objects.latest("pk").work
    [offered] = [row for row in work["targets"] if row["state"] == "offered"]
    assert (offered["low"], offered["year"]) == ("38", 2030)
    assert len({row["key"] for row in work["targets"]}) == len(work["targets"])
    assert 'class="mark is-offered"' in page


@pytest.mark.slow
@pytest.mark.once
def test_what_a_plan_said_on_a_day_is_given_out(place):  # noqa: F811
    plan = in_force(place)
    amend(place, plan, raise_level, date(2026, 8, 1))
    client = signed_in(place[1])
    address = reverse("plan-yaml", args=[plan.code])

    def levels(on):
        content = from_yaml(client.get(f"{address}?on={on}").content.decode())
        return {entry.get("low") for entry in content["targets"] if entry["year"] == 2030}

    assert 36 in levels("2026-07-31") and 38 not in levels("2026-07-31")
    assert 38 in levels("2026-08-01")
    for wrong in ("2020-01-01", "2026-02-30", "mai", ""):
        assert client.get(f"{address}?on={wrong}").status_code == 404
    assert from_yaml(Client.get(client, address).content.decode()) == from_yaml(
        client.get(f"{address}?on=2026-12-01").content.decode()
    )
    assert plan_content(plan)["code"] == plan.code
