"""What may go wrong while a draft is worked on: half values, codes used again, an untouched page that is saved."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies import clock
from reports.plans import drafting, services
from reports.plans.life import life_page
from targets.models import DraftState, Plan, PlanDraft
from targets.plans.applying import PlanRefused
from targets.plans.content import plan_content
from targets.plans.gaps import gaps
from targets.plans.work import content_of
from tests.reports.plans.test_life import drafted, in_force, place, taken_work  # noqa: F401 - a fixture
from tests.reports.plans.test_pages import fields_of, save, signed_in, started
from tests.targets.plan_text.test_files import LINES, word_file

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

EDIT = "/plans/KH-87/edit/"
JSON = {"accept": "application/json"}
ON = date(2026, 6, 1)


def words(answer):
    return " ".join(answer.content.decode().split())


def through(draft, work, place, on=ON):  # noqa: F811
    """Save, check and put in force by two people."""
    _, first, second = place
    now = clock.now()
    draft = services.save_work(draft=draft, work=work, seen_version=draft.version, by=first, now=now)
    draft = services.check_draft(draft=draft, by=second, now=now)
    return services.put_in_force(draft=draft, on=on, by=first, now=now)


def amendment(plan, place, **columns):  # noqa: F811
    said = {"document": "QĐ 212", "on": ON, "reason": "Nâng mức.", "by": place[1], "now": clock.now()}
    return drafting.amend_plan(plan=plan, **said, **columns)


def with_base(place):  # noqa: F811
    """A plan in force that has one starting value, and the key of the line that shows it in an amendment."""
    draft = drafted(place)
    work = taken_work(draft)
    row = next(row for row in work["targets"] if row["state"] == "taken" and row["low"] == "36")
    base = {"indicator": "", "target": row["key"], "year": 2025, "value": "27.9", "citation": "II.1"}
    plan = through(draft, {**work, "baselines": [base]}, place, date(2026, 4, 1))
    assert plan.baselines.count() == 1
    return plan


def base_key(client):
    fields = fields_of(client.get(EDIT).content.decode())
    return next(name.partition(".")[0] for name, value in fields.items() if value == "27,9")


@pytest.mark.once
def test_half_a_starting_value_of_a_plan_in_force_is_a_gap_and_the_page_still_opens(place):  # noqa: F811
    amendment(with_base(place), place)
    client = signed_in(place[1])
    key = base_key(client)
    page = words(save(client, "KH-87", **{f"{key}.value": ""}, follow=True))
    assert f'href="#{key}" >Giá trị gốc của dòng {key[2:]}: cần cả năm và mức</a>' in page
    assert "chưa ghi mức" in page.partition("plan-changes")[2]
    assert client.get(EDIT).status_code == 200


def test_half_a_starting_value_leads_to_the_line_that_shows_it(place):  # noqa: F811
    draft = drafted(place)
    work = taken_work(draft)
    first, second = [row for row in work["targets"] if row["state"] == "taken"][:2]
    second["indicator"] = first["indicator"] = "same"
    work["baselines"] = [{"target": first["key"], "year": 2025, "value": "", "citation": ""}]
    first["state"] = "refused"
    assert [gap.place for gap in gaps(work) if "Giá trị gốc" in gap.message] == [f"b{second['key']}"]


def test_a_level_that_is_not_typed_yet_is_no_milestone(place):  # noqa: F811
    amendment(in_force(place), place)
    client = signed_in(place[1])
    row = next(row for row in PlanDraft.objects.open().get().work["targets"] if row["low"] == "36")
    told = words(save(client, "KH-87", **{f"{row['key']}.low": ""}, follow=True)).partition("plan-changes")[2]
    assert "chưa ghi mức" in told and "các mốc" not in told


@pytest.mark.once
def test_a_correction_is_no_amendment_in_the_life_of_a_plan(place):  # noqa: F811
    plan = in_force(place)
    draft = drafting.correct_plan(plan=plan, reason="Gõ nhầm.", by=place[1], now=clock.now())
    work = draft.work
    next(row for row in work["targets"] if row["low"] == "36")["low"] = "37"
    through(draft, work, place)
    stages = life_page(Plan.objects.get(), today=date(2026, 9, 1))["stages"]
    assert [stage.label for stage in stages][2:4] == ["Có hiệu lực", "Sửa đổi"]
    assert stages[3].when == "chưa sửa đổi lần nào"


def test_the_document_of_a_plan_is_the_one_that_it_began_with(place):  # noqa: F811
    plan = in_force(place)
    file = {"file": word_file(LINES), "file_name": "sua-doi.docx"}
    draft = amendment(plan, place, **file)
    work = draft.work
    for row in [row for name in ("targets", "numbers", "milestones", "duties") for row in work[name]]:
        row["state"] = "refused" if row["state"] == "offered" else row["state"]
    through(draft, work, place)
    client = signed_in(place[1])
    assert "Tệp gốc" not in words(client.get(EDIT))
    assert client.get(reverse("plan-document", args=["KH-87"])).status_code == 404
    PlanDraft.objects.filter(is_amendment=False).update(file=b"PK first", file_name="goc.docx")
    assert "Tệp gốc" in words(client.get(EDIT))
    address = reverse("plan-document", args=["KH-87"])
    assert client.get(address).content == b"PK first"
    amended = client.get(address, {"edition": 2})
    assert (amended.status_code, amended["Content-Disposition"]) == (200, 'attachment; filename="KH-87-2.docx"')
    assert f"{address}?edition=2" in client.get(EDIT).content.decode()
    assert client.get(address, {"edition": 1}).content == b"PK first"
    assert [client.get(address, {"edition": one}).status_code for one in ("9", "hai")] == [404, 404]


def test_a_new_milestone_bears_no_code_that_an_older_one_bore(place):  # noqa: F811
    plan = in_force(place)
    borne = [one["code"] for entry in plan_content(plan)["targets"] for one in entry.get("milestones", [])]
    for _ in range(2):
        draft = amendment(plan, place)
        work = draft.work
        rows = work["milestones"]
        # The newest goes, another comes: its number would be the next one again.
        rows[-1]["state"] = "refused"
        new = {**rows[0], "key": f"m{len(rows) + 1}", "phrase": "Mốc mới", "indicator": "", "code": ""}
        rows.append(new)
        rows.append({**new, "key": f"m{len(rows) + 1}", "phrase": "Mốc mới khác"})
        for row in rows[-2:]:
            del row["indicator"], row["code"]
        plan = through(draft, work, place)
        now = [one["code"] for entry in plan_content(plan)["targets"] for one in entry.get("milestones", [])]
        brought = [code for code in now if code not in borne]
        assert (len(brought), len(set(now))) == (2, len(now))
        borne += brought


def checked_draft(place):  # noqa: F811
    """A draft with every kind of row, checked by the second person."""
    _, first, second = place
    draft = drafted(place)
    work = taken_work(draft)
    work["reporting"] |= {"frequency": "yearly", "interim": []}
    work["targets"][0]["low"] = "66.6667"
    work["duties"][0]["title"] += "  hai  dấu cách"
    draft = services.save_work(draft=draft, work=work, seen_version=1, by=first, now=clock.now())
    return services.check_draft(draft=draft, by=second, now=clock.now())


def autosaved(client, **typed):
    sent = fields_of(client.get(EDIT).content.decode())
    return client.post(EDIT, {**sent, **typed}, headers=JSON).json()


@pytest.mark.once
def test_a_checked_draft_stays_checked_while_nothing_is_changed(place):  # noqa: F811
    draft = checked_draft(place)
    client = signed_in(place[1])
    said = autosaved(client)
    draft.refresh_from_db()
    assert (draft.state, said["version"], said["moved"], said["unread"]) == ("checked", draft.version, False, {})
    save(client, "KH-87")
    draft.refresh_from_db()
    assert draft.state == "checked"
    said = autosaved(client, **{"t2.low": "83"})
    draft.refresh_from_db()
    assert (draft.state, said["moved"]) == ("draft", True)
    assert (autosaved(client, **{"t2.low": "84"})["moved"], draft.work["targets"][1]["low"]) == (False, "83")


def test_a_draft_of_a_plan_in_force_is_unchanged_by_its_own_page(place):  # noqa: F811
    plan = with_base(place)
    draft = amendment(plan, place)
    work = draft.work
    row = next(row for row in work["targets"] if row["low"] == "36")
    row["yearly_plan"] = [{"year": 2027, "value": "31.50", "citation": "III"}]
    work["task_groups"] = [{"number": "1", "title": "Nhóm  một", "citation": ""}]
    draft = services.save_work(draft=draft, work=work, seen_version=draft.version, by=place[1], now=clock.now())
    assert autosaved(signed_in(place[1]))["version"] == draft.version
    assert PlanDraft.objects.get(pk=draft.pk).work == draft.work


@pytest.mark.once
def test_nothing_comes_into_force_that_was_changed_after_its_check(place):  # noqa: F811
    draft = checked_draft(place)
    client = signed_in(place[1])
    autosaved(client, **{"t2.low": "83"})
    draft.refresh_from_db()
    sent = {"step": "force", "day": "01/04/2026", "version": str(draft.version)}
    answer = client.post(EDIT, sent)
    assert answer.status_code == 422
    assert "Dự thảo chưa được kiểm tra, hoặc vừa được sửa nên phải kiểm tra lại." in words(answer)
    with pytest.raises(PlanRefused, match="chưa được kiểm tra"):
        services.put_in_force(draft=draft, on=ON, by=place[1], now=clock.now())
    assert PlanDraft.objects.get().state == DraftState.DRAFT


def test_a_starting_value_stays_while_any_target_of_its_indicator_is_taken(place):  # noqa: F811
    draft = drafted(place)
    work = taken_work(draft)
    first, second = [row for row in work["targets"] if row["state"] == "taken"][:2]
    second["indicator"] = first["indicator"] = "same"
    work["baselines"] = [{"target": first["key"], "year": 2025, "value": "20", "citation": "II.1"}]
    first["state"] = "refused"
    assert [entry["indicator"] for entry in content_of(work, locality="75")["baselines"]] == ["same"]
    second["state"] = "refused"
    assert content_of(work, locality="75")["baselines"] == []


@pytest.mark.once
def test_the_second_writer_finds_yearly_plans_starting_values_and_groups_that_differ(place):  # noqa: F811
    _, first, second = place
    one, other = signed_in(first), signed_in(second)
    started(one)
    save(one, "KH-87", "add:task_groups")
    typed = fields_of(other.get(EDIT).content.decode()) | {"step": "save"}
    changes = {"t1.yearly": "2026: 9.400", "bt2.year": "2025", "bt2.value": "27,9", "g1.title": "Nhóm một"}
    save(one, "KH-87", **changes)
    differing = words(other.post(EDIT, typed)).partition('<dl class="pairs">')[2].partition("</dl>")[0]
    for anchor, where, saved in (
        ("t1", "Dòng 1, kế hoạch từng năm", "2026: 9.400"),
        ("bt2", "Giá trị gốc của dòng 2, năm", "2025"),
        ("bt2", "Giá trị gốc của dòng 2, mức", "27,9"),
        ("g1", "Nhóm nhiệm vụ 1, tên", "Nhóm một"),
    ):
        assert f'<a href="#{anchor}">{where}</a></dt> <dd class="words">{saved}</dd>' in differing


@pytest.mark.once
def test_the_second_writer_reads_names_where_codes_are_kept(place):  # noqa: F811
    _, first, second = place
    one, other = signed_in(first), signed_in(second)
    started(one)
    typed = fields_of(other.get(EDIT).content.decode()) | {"step": "save"}
    save(one, "KH-87", **{"d1.cooperating": "75-3 kind:commune", "reporting.recipient": "75-0"})
    differing = words(other.post(EDIT, typed)).partition('<dl class="pairs">')[2].partition("</dl>")[0]
    assert "Sở Công Thương; Mọi đơn vị loại" in differing and "Sở Giáo dục và Đào tạo" in differing
    assert "75-" not in differing and "kind:" not in differing


@pytest.mark.once
def test_what_an_amendment_changes_is_told_in_names_and_words(place):  # noqa: F811
    amendment(in_force(place), place)
    client = signed_in(place[1])
    save(client, "KH-87", **{"reporting.frequency": "half_yearly"})
    save(client, "KH-87", "add:targets")
    typed = {"interim1.due_day": "20", "interim1.due_month": "6", "reporting.recipient": "75-1", "d1.lead": "75-3"}
    page = save(client, "KH-87", **typed, follow=True)
    told = words(page).partition("plan-changes")[2].partition("</table>")[0]
    assert "hạn 20/6" in told and "{" not in told
    assert "Chỉ tiêu mới chưa ghi tên, chưa ghi năm" in told
    assert "Sở Nội vụ" in told and "chủ trì Sở Công Thương" in told
    for raw in ("None", "kh-87-", "75-", "kind:"):
        assert raw not in told


@pytest.mark.once
def test_saving_while_one_types_reads_neither_the_file_nor_the_catalogue(place):  # noqa: F811
    client = signed_in(place[1])
    client.post(
        reverse("plan-new"),
        {"locality": "75", "code": "KH-87", "file": SimpleUploadedFile("ke-hoach.docx", word_file(LINES))},
    )
    sent = fields_of(client.get(EDIT).content.decode()) | {"head.title": "Tên khác"}
    for ask in (lambda: client.get(EDIT), lambda: client.post(EDIT, sent, headers=JSON)):
        with CaptureQueriesContext(connection) as asked:
            assert ask().status_code == 200
        assert not [one["sql"] for one in asked if '"targets_plandraft"."file"' in one["sql"]]
    read = set(re.findall(r'(?:FROM|JOIN) "(\w+)"', " ".join(one["sql"] for one in asked)))
    assert "targets_plandraft" in read
    assert not {name for name in read if name.startswith("targets_")} - {"targets_plandraft"}
