"""A draft seen as it would be in force: its forms, its promises and their first standings; nothing of it stays."""

import re

import pytest
from django.test import Client

from agencies import clock
from reports.models import Progress
from reports.plans import services
from targets.models import DataElement, Indicator, Plan, PlanDraft
from tests.reports.plans.test_drafts_in_work import EDIT, amendment, words
from tests.reports.plans.test_life import drafted, in_force, place, taken_work  # noqa: F401 - a fixture
from tests.reports.plans.test_pages import save, signed_in, started

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PREVIEW = f"{EDIT}?preview=1"


def test_a_draft_shows_the_forms_promises_and_standings_it_would_have(place):  # noqa: F811
    draft = drafted(place)
    services.save_work(draft=draft, work=taken_work(draft), seen_version=1, by=place[1], now=clock.now())
    client = signed_in(place[1])
    assert "?preview=1" in client.get(EDIT).content.decode()
    page = re.sub(r"<[^>]+>", " ", words(client.get(PREVIEW)))
    page = " ".join(page.split())
    assert "Thợ có chứng chỉ (%) từ 36, riêng năm 2030 chưa có Chưa có số liệu" in page
    # The form with most cells comes first.
    assert re.search(r"Biểu sẽ điền [^:]+, 2 đơn vị: [1-9]\d* ô số liệu, \d+ nhiệm vụ", page)
    assert "(xưởng) mới" in page
    assert not (Plan.objects.exists() or Indicator.objects.exists() or DataElement.objects.exists())
    assert not Progress.objects.exists()


@pytest.mark.once
def test_an_amendment_shows_what_it_would_make_of_the_plan(place):  # noqa: F811
    plan = in_force(place)
    amendment(plan, place)
    client = signed_in(place[1])
    row = next(row for row in PlanDraft.objects.open().get().work["targets"] if row["low"] == "36")
    save(client, "KH-87", **{f"{row['key']}.low": "38"})
    page = words(client.get(PREVIEW))
    assert "từ 38, riêng năm 2030" in page and "từ 36, riêng năm 2030" not in page
    assert plan.targets.filter(low=36).exists() and not plan.targets.filter(low=38).exists()
    # What today's forms ask for already is not new.
    assert 'class="tag">mới' not in page


@pytest.mark.once
def test_what_keeps_a_draft_from_being_previewed_is_named(place):  # noqa: F811
    client = signed_in(place[1])
    started(client)
    save(client, "KH-87", "take:targets", **{"head.title": ""})
    said = words(client.get(PREVIEW))
    assert "Chưa xem trước được" in said
    # In the words of the draft's page, not of the file of a plan.
    assert "chọn nơi nhận báo cáo" in said
    assert "trường recipient" not in said


def test_what_the_loader_refuses_is_told_by_the_place_on_the_page_and_by_names(place):  # noqa: F811
    draft = drafted(place)
    work = taken_work(draft)
    work["targets"][0]["year"] = 2050
    services.save_work(draft=draft, work=work, seen_version=1, by=place[1], now=clock.now())
    said = words(signed_in(place[1]).get(PREVIEW))
    assert ", năm 2050: năm nằm ngoài kế hoạch." in said
    assert "Tệp kế hoạch" not in said and "trường year" not in said and "targets" not in said


def test_nobody_else_previews_a_draft(place):  # noqa: F811
    drafted(place)
    assert Client().get(PREVIEW).status_code in (302, 404)
