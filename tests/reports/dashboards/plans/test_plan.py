"""Plan pages on the published figures known on 22/11/2024."""

from datetime import date

import pytest
from django.test import Client

from agencies import clock
from agencies.access import Role
from agencies.models import Agency, User
from reports.models.period import start_of
from reports.wording.provenance import note_letter
from targets.models import Plan
from tests import factories

DAY = date(2024, 11, 22)
pytestmark = [pytest.mark.usefixtures("published"), pytest.mark.django_db]


@pytest.fixture(autouse=True)
def living_on_the_day(monkeypatch):
    monkeypatch.setattr(clock, "set_shift", lambda shift: None)


@pytest.fixture
def staff() -> User:
    return factories.make_user(Role.STAFF, Agency.objects.get(code="so-ldtbxh"))


def get(user: User, address: str):
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(address)


@pytest.mark.slow
def test_targets_stand_by_year_with_value_source_and_citation(staff):
    page = get(staff, "/plans/KH-CL2239/").context["page"]
    assert [group.title for group in page.groups] == ["Năm 2025", "Năm 2030"]
    row = next(row for row in page.groups[0].rows if "trained_labour_rate" in row.url)
    assert (row.promise, row.value, row.value_note, row.gap) == ("75–80%", "73", "2023, công bố", "≈ –0,1")
    assert row.citation == "KH-CL2239, mục II.2.a, đoạn 1"
    assert "hanoitimes.vn" in next(note.text for note in page.notes if note.letter == row.letter)


def test_a_yearly_average_is_judged_beside_its_total(staff):
    page = get(staff, "/plans/KH-CL2239/").context["page"]
    row = next(row for row in page.groups[0].rows if "bình quân" in row.promise)
    assert (row.status, row.value, row.gap) == ("undetermined", "234.604", "+4.604")


def test_the_lede_counts_per_status_worst_first(staff):
    assert (
        get(staff, "/plans/KH-72/").context["page"].lede
        == "<strong>6 mục tiêu bằng số của năm 2022</strong>: 6 đã đạt."
    )


@pytest.mark.slow
def test_the_report_rule_is_said_with_the_strict_deadline(staff):
    assert get(staff, "/plans/KH-CL2239/").context["page"].reporting == (
        "Báo cáo hằng năm từ 2022 đến 2030, trước ngày 15/12, gửi Sở LĐTBXH. Hạn tới: trước ngày 15/12, tức hết 24:00 "
        "ngày 14/12/2024 (thứ Bảy), còn 22\u00a0ngày."
    )
    assert get(staff, "/plans/KH-72/").context["page"].reporting.endswith("Các kỳ đã hết.")


def test_an_opened_round_knows_its_deadline_best(staff):
    factories.make_period(Plan.objects.get(code="KH-10"), 2024, due_at=start_of(date(2024, 12, 27)))
    assert "ngày 26/12/2024" in get(staff, "/plans/KH-10/").context["page"].reporting


def test_a_plan_without_a_date_says_so():
    away = factories.make_user(Role.STAFF, Agency.objects.filter(locality__code="68").first())
    page = get(away, "/plans/KH-CT21/").context["page"]
    assert page.reporting == "Kế hoạch không ấn định ngày báo cáo."
    assert page.corrections


def test_duties_name_who_leads_and_who_cooperates(staff):
    duties = {duty.number: duty for duty in get(staff, "/plans/KH-10/").context["page"].duties}
    assert len(duties) == 34
    assert (duties["IV.1.1"].lead, duties["IV.1.1"].cooperating) == (
        "Sở LĐTBXH",
        "các sở, ngành, các ban, các quận, huyện, thị xã",
    )


def test_texts_and_task_groups_are_listed(staff):
    page = get(staff, "/plans/KH-CL2239/").context["page"]
    assert [len(group.lines) for group in page.milestones] == [6, 2, 3, 4]
    assert len(page.tasks) == 8


def test_contradictions_with_other_documents_stand_on_the_page(staff):
    response = get(staff, "/plans/KH-72/")
    names = [(line.name, line.when) for line in response.context["found"].lines]
    assert names == [
        ("Tỷ trọng cao đẳng, trung cấp", "năm 2022"),
        ("Tăng số người được đào tạo", "năm 2022"),
        ("Tăng số người được đào tạo", "năm 2023"),
    ]
    assert 'href="/contradictions/?plan=KH-72"' in response.content.decode()


@pytest.mark.slow
def test_every_value_leads_to_where_it_comes_from(staff):
    response = get(staff, "/plans/KH-72/")
    rows = [row for group in response.context["page"].groups for row in group.rows]
    assert len(rows) == 6 and all(f'href="{row.lineage_url}"' in response.content.decode() for row in rows)
    assert get(staff, rows[0].lineage_url).context["page"].title.startswith("Tuyển sinh và đào tạo: 245.316")


def test_the_plan_of_another_locality_does_not_exist(staff):
    assert get(staff, "/plans/KH-CT21/").status_code == 404


def test_the_queries_have_a_ceiling(staff, django_assert_max_num_queries):
    client = Client()
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    with django_assert_max_num_queries(21):
        client.get("/plans/KH-CL2239/")


def test_letters_never_run_out():
    assert [note_letter(index) for index in (0, 25, 26, 27, 702)] == ["a", "z", "aa", "ab", "aaa"]
