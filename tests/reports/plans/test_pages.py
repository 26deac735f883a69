"""The pages of a plan's life as two officers use them, and who does not get in."""

import html
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.urls import reverse

from agencies import clock
from reports.plans import services
from reports.plans.views import work_on
from targets.models import Plan, PlanDraft
from targets.plans.gaps import gaps
from targets.plans.work import entry_row, target_entry
from tests.reports.plans.test_life import drafted, in_force, place, taken_work  # noqa: F401 - a fixture
from tests.targets.plan_text.test_files import LINES, word_file

NUMBER_FIELDS = (
    ".low", ".high", ".year", ".from_year", ".base_year", ".first_year", ".last_year", ".due_day", ".due_month",
    ".opens_day", ".opens_month", ".data_day", ".data_month", ".issued_on",
)  # fmt: skip
pytestmark = [pytest.mark.django_db, pytest.mark.slow]

TEXT = (Path(__file__).parents[2] / "cases/plans/made-up-87.txt").read_text(encoding="utf-8")


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def fields_of(page):
    """What a browser would post: every field of the draft's form with what it shows."""
    form = page.split('id="draft"', 1)[1].split("</form>", 1)[0]
    sent = {}
    for tag in re.findall(r"<input\b[^>]*>", form):
        given = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if given.get("type") in ("checkbox", "radio") and not re.search(r"\schecked\s*>", tag):
            continue
        if "name" in given:
            sent[given["name"]] = html.unescape(given.get("value", ""))
    for name, options in re.findall(r'<select\b[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option\s+value="([^"]*)"\s+selected', options) or re.search(r'value="([^"]*)"', options)
        sent[name] = html.unescape(chosen[1])
    return sent


def save(client, code, step="save", *, follow=False, **changes):
    """Post the form as a browser does. With `follow` go on to the page that comes then: half of the work."""
    edit = reverse("plan-edit", args=[code])
    fields = {**fields_of(client.get(edit).content.decode()), "step": step, **changes}
    return client.post(edit, urlencode(fields), "application/x-www-form-urlencoded", follow=follow)


def move(client, step, *, follow=False, **typed):
    """A step as the page asks for it, of the version that it shows."""
    edit = reverse("plan-edit", args=["KH-87"])
    version = re.search(r'name="version" value="(\d+)"', client.get(edit).content.decode())[1]
    return client.post(edit, {"step": step, "version": version, **typed}, follow=follow)


def started(client, code="KH-87", *, follow=False):
    return client.post(reverse("plan-new"), {"locality": "75", "code": code, "text": TEXT}, follow=follow)


def test_a_pasted_text_becomes_rows_beside_the_text(place):  # noqa: F811
    page = started(signed_in(place[1]), follow=True).content.decode()
    assert "Bồi dưỡng tay nghề cho tối thiểu" in page
    assert 'class="mark is-offered"' in page
    assert "số chưa xem" in page
    assert 'value="9.400"' in page


def test_a_number_of_the_text_leads_to_its_row(place):  # noqa: F811
    page = started(signed_in(place[1]), follow=True).content.decode()
    assert page.count('href="#t1"') >= 1
    assert page.count('id="t1"') == 1


@pytest.mark.once
def test_two_officers_bring_a_text_into_force_by_the_pages(place):  # noqa: F811
    _, first, second = place
    drafter, checker = signed_in(first), signed_in(second)
    started(drafter)
    save(drafter, "KH-87", "take-clear")
    rows = PlanDraft.objects.get().work["targets"]
    changes = {"reporting.recipient": "75-0"}
    for row in rows:
        if row["basis"] in ("every_year", "average_per_year") and row["from_year"] is None:
            changes[f"{row['key']}.from_year"] = "2026"
        if row["ambition"] == "aspired":
            changes[f"{row['key']}.state"] = "refused"
        if row["unit"].startswith("lượt"):
            changes[f"{row['key']}.kinds"] = "commune"
    save(drafter, "KH-87", "refuse-numbers", **changes)
    page = drafter.get(reverse("plan-edit", args=["KH-87"])).content.decode()
    assert "Không còn gì." in page and "không tự kiểm tra" in page
    checked = move(checker, "check", follow=True)
    assert "Đưa vào hiệu lực" in checked.content.decode()
    move(drafter, "force", day="01/04/2026")
    plan = Plan.objects.get(code="KH-87")
    assert plan.targets.exclude(comparator="milestone").count() == 20
    assert plan.editions.get().in_force_from == date(2026, 4, 1)


@pytest.mark.once
def test_what_is_typed_the_vietnamese_way_is_kept_and_what_is_no_number_is_named(place):  # noqa: F811
    client = signed_in(place[1])
    started(client)
    typed = {"t1.low": "9.500", "t2.low": "82,5", "t3.low": "bốn mươi", "t4.year": "27", "reporting.due_day": "mười"}
    answer = save(client, "KH-87", **typed, **{"head.issued_on": "12/2026"}, follow=True)
    assert answer.status_code == 422
    rows = {row["key"]: row for row in PlanDraft.objects.get().work["targets"]}
    assert (rows["t1"]["low"], rows["t2"]["low"], rows["t3"]["low"]) == ("9500", "82.5", "45")
    page = answer.content.decode()
    assert "Dòng 3, mức" in page and "Dòng 4, năm: năm gõ đủ bốn chữ số" in page
    shown = fields_of(page)
    assert (shown["t3.low"], shown["t4.year"], shown["reporting.due_day"]) == ("bốn mươi", "27", "mười")
    assert shown["head.issued_on"] == "12/2026"
    assert save(client, "KH-87", follow=True).status_code == 200


@pytest.mark.once
def test_signs_that_nobody_sees_are_not_kept(place):  # noqa: F811
    client = signed_in(place[1])
    started(client)
    assert save(client, "KH-87", **{"head.title": "Kế\0 hoạch\u200b 87"}, follow=True).status_code == 200
    draft = PlanDraft.objects.get()
    assert draft.work["head"]["title"] == "Kế hoạch 87"
    body = {"version": draft.version, "head": {**draft.work["head"], "title": "Kế\0 hoạch 88", "x\0": 1}}
    answer = client.patch(f"/api/v1/plan-drafts/{draft.pk}/", body, content_type="application/json")
    assert (answer.status_code, PlanDraft.objects.get().work["head"]["title"]) == (200, "Kế hoạch 88")


def changed_row(client, **typed):
    """The first row of a draft as a change against 2025, as it is kept and as the page shows it again."""
    fields = {"basis": "change", "base_year": "2025", "year": "2030", "from_year": "", **typed}
    answer = save(client, "KH-87", **{f"t1.{name}": value for name, value in fields.items()}, follow=True)
    row = PlanDraft.objects.get().work["targets"][0]
    shown = " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode().partition('id="t1"')[2]).split())
    return answer, row, shown


@pytest.mark.once
@pytest.mark.parametrize(
    ("comparator", "typed", "entry", "told"),
    [
        (">=", "20", ("20", ">="), "tăng từ 20 % 2030 so với năm 2025"),
        ("<=", "20", ("-20", "<="), "giảm từ 20 % 2030 so với năm 2025"),
        ("<", "–20", ("-20", "<"), "giảm trên 20 % 2030 so với năm 2025"),
        ("about", "20", ("20", "about"), "tăng khoảng 20 % 2030 so với năm 2025"),
        ("about", "-20", ("-20", "about"), "giảm khoảng 20 % 2030 so với năm 2025"),
    ],
)
def test_a_fall_against_a_base_year_is_typed_as_the_text_says_it(place, comparator, typed, entry, told):  # noqa: F811
    client = signed_in(place[1])
    started(client)
    _, row, shown = changed_row(client, comparator=comparator, low=typed)
    written = target_entry("KH-87")(row)
    assert (written["low"], written["comparator"]) == (Decimal(entry[0]), entry[1])
    assert told in shown
    # Taken up again for an amendment it reads as it was typed.
    again = entry_row(1, written, "KH-87")
    assert target_entry("KH-87")(again)["low"] == written["low"]
    assert again["low"] == ("-20" if comparator == "about" and entry[0] == "-20" else "20")


@pytest.mark.once
@pytest.mark.parametrize(("comparator", "typed"), [("=", "20"), ("range", "20"), (">=", "0"), (">=", "-20")])
def test_a_change_that_no_rule_can_judge_is_named_before_anybody_checks_it(place, comparator, typed):  # noqa: F811
    client = signed_in(place[1])
    started(client)
    _, row, _ = changed_row(client, comparator=comparator, low=typed, high="25", state="taken")
    assert any("mức thay đổi" in gap.message for gap in gaps({**PlanDraft.objects.get().work, "targets": [row]}))


def test_the_api_takes_no_change_that_no_rule_can_judge(place):  # noqa: F811
    _, first, second = place
    draft = drafted(place)
    work = taken_work(draft)
    work["targets"][0] |= {"basis": "change", "base_year": 2025, "comparator": "about", "low": "0", "from_year": None}
    body = {"version": draft.version, "targets": work["targets"]}
    api = f"/api/v1/plan-drafts/{draft.pk}/"
    services.save_work(draft=draft, work=work, seen_version=1, by=first, now=clock.now())
    body["version"] = PlanDraft.objects.get().version
    assert signed_in(first).patch(api, body, content_type="application/json").status_code == 200
    answer = signed_in(second).post(f"{api}check/", {}, content_type="application/json")
    assert answer.status_code in (400, 409, 422)
    assert "mức thay đổi" in answer.content.decode(), answer.content.decode()
    assert not Plan.objects.filter(code="KH-87").exists()


@pytest.mark.once
def test_a_number_the_reader_left_out_can_be_taken(place):  # noqa: F811
    client = signed_in(place[1])
    started(client)
    work = PlanDraft.objects.get().work
    number = next(row for row in work["numbers"] if row["reason"] == "elsewhere")
    save(client, "KH-87", **{f"{number['key']}.state": "taken"})
    rows = PlanDraft.objects.get().work["targets"]
    assert rows[-1]["low"] == number["text"].rstrip("% ").replace(".", "").replace(",", ".")
    assert rows[-1]["state"] == "offered"


@pytest.mark.once
def test_the_second_writer_is_told_and_finds_what_she_typed(place):  # noqa: F811
    _, first, second = place
    one, other = signed_in(first), signed_in(second)
    started(one)
    edit = reverse("plan-edit", args=["KH-87"])
    typed = fields_of(other.get(edit).content.decode()) | {"t2.low": "33,3", "t3.low": "nhiều", "step": "save"}
    save(one, "KH-87", **{"t1.low": "9.500"})
    answer = other.post(edit, typed)
    page = answer.content.decode()
    assert (answer.status_code, "Người khác vừa lưu" in page) == (409, True)
    shown = fields_of(page)
    assert (shown["t1.low"], shown["t2.low"], shown["t3.low"]) == ("9.400", "33,3", "nhiều")
    # Beside it stands what is saved where the two differ, and nothing of hers is saved yet.
    differing = " ".join(page.partition('<dl class="pairs">')[2].partition("</dl>")[0].split())
    assert '<a href="#t1">Dòng 1, mức</a></dt> <dd class="words">9.500</dd>' in differing
    assert PlanDraft.objects.get().work["targets"][1]["low"] != "33.3"
    other.post(edit, shown | {"t3.low": "", "step": "save"})
    rows = PlanDraft.objects.get().work["targets"]
    assert [row["low"] for row in rows[:2]] == ["9400", "33.3"]


def test_who_saves_a_draft_that_is_gone_finds_what_she_typed(place):  # noqa: F811
    client = signed_in(place[1])
    started(client)
    request = RequestFactory().post("/", fields_of(client.get("/plans/KH-87/edit/").content.decode()) | {"t1.low": "7"})
    request.user, draft = place[1], PlanDraft.objects.get()
    PlanDraft.objects.update(state="dropped", version=draft.version)
    answer = work_on(request, draft)
    assert (answer.status_code, fields_of(answer.content.decode())["t1.low"]) == (409, "7")


@pytest.mark.once
@pytest.mark.parametrize("step", ["check", "force", "drop"])
def test_nobody_stands_for_a_draft_that_she_has_not_seen(place, step):  # noqa: F811
    _, first, second = place
    one, other = signed_in(first), signed_in(second)
    started(one)
    edit = reverse("plan-edit", args=["KH-87"])
    version = fields_of(other.get(edit).content.decode())["version"]
    save(one, "KH-87", **{"t1.low": "9.500"})
    for seen in (version, "", "x", "9" * 40):
        answer = other.post(edit, {"step": step, "version": seen, "day": "01/04/2026"})
        assert (answer.status_code, "Người khác vừa lưu" in answer.content.decode()) == (409, True)
    assert PlanDraft.objects.get().state == "draft"


@pytest.mark.once
def test_the_file_is_kept_with_the_plan(place):  # noqa: F811
    client = signed_in(place[1])
    file = SimpleUploadedFile("ke-hoach.docx", word_file(LINES))
    client.post(reverse("plan-new"), {"locality": "75", "code": "KH-12", "file": file})
    draft = PlanDraft.objects.get()
    assert (draft.file_name, bytes(draft.file)[:2]) == ("ke-hoach.docx", b"PK")
    assert client.get(reverse("plan-document", args=["KH-12"])).status_code == 404


def test_what_cannot_be_read_says_why_beside_the_field(place):  # noqa: F811
    client = signed_in(place[1])
    file = SimpleUploadedFile("cu.doc", b"\xd0\xcf\x11\xe0\xa1\xb1")
    answer = client.post(reverse("plan-new"), {"locality": "75", "code": "KH-12", "file": file})
    assert (answer.status_code, ".docx" in answer.content.decode()) == (422, True)


@pytest.mark.once
def test_a_plan_in_force_is_amended_and_shows_before_and_after(place):  # noqa: F811
    _, first, second = place
    in_force(place)
    drafter, checker = signed_in(first), signed_in(second)
    edit = reverse("plan-edit", args=["KH-87"])
    change = {"step": "amend", "document": "QĐ 212/QĐ-UBND", "day": "01/06/2026", "reason": "Nâng mức."}
    page = drafter.post(edit, change, follow=True).content.decode()
    assert "sửa đổi theo QĐ 212/QĐ-UBND" in " ".join(page.split())
    row = next(row for row in PlanDraft.objects.open().get().work["targets"] if row["low"] == "36")
    save(drafter, "KH-87", **{f"{row['key']}.low": "38"})
    assert "Sẽ đổi" in drafter.get(f"{edit}?standings=1").content.decode()
    assert Plan.objects.get().targets.filter(low=36).exists()
    move(checker, "check")
    move(drafter, "force", day="01/06/2026")
    page = drafter.get(edit).content.decode()
    row = " ".join(page.split()).partition("Thợ có chứng chỉ, năm 2030</th>")[2].partition("</tr>")[0]
    before, after = row.split("→")
    assert "từ 36, riêng năm 2030" in before and "<b>từ 38, riêng năm 2030</b>" in after


@pytest.mark.once
def test_a_plan_is_given_out_as_yaml(place):  # noqa: F811
    in_force(place)
    answer = signed_in(place[1]).get(reverse("plan-yaml", args=["KH-87"]))
    assert answer.content.decode().startswith("code: KH-87\n")
    assert answer["Content-Disposition"] == 'attachment; filename="KH-87.yaml"'


def quarterly(client):
    """The draft of KH-87 with three reports within the year."""
    started(client)
    save(client, "KH-87", **{"reporting.frequency": "quarterly", "reporting.recipient": "75-0"})
    return save(client, "KH-87", **{f"interim{n}.due_{part}": text for n in (1, 2, 3) for part, text in (
        ("day", "20"), ("month", str(3 * n)))}, follow=True)  # fmt: skip


@pytest.mark.once
def test_a_day_within_the_year_that_is_no_number_is_named_with_its_report(place):  # noqa: F811
    client = signed_in(place[1])
    quarterly(client)
    answer = save(client, "KH-87", **{"interim2.due_day": "hai mươi", "interim3.data_month": "IX"}, follow=True)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Chế độ báo cáo, báo cáo trong năm lần 2: hạn, ngày" in page
    assert "Chế độ báo cáo, báo cáo trong năm lần 3: số liệu đến hết tháng" in page
    for name in ("interim2", "interim3"):
        assert (page.count(f'href="#{name}"'), page.count(f'id="{name}"')) == (1, 1)
    assert fields_of(page)["interim2.due_day"] == "hai mươi"


@pytest.mark.once
def test_every_place_that_can_be_unreadable_is_named_and_has_a_row_to_go_to(place):  # noqa: F811
    client = signed_in(place[1])
    quarterly(client)
    edit = client.get(reverse("plan-edit", args=["KH-87"])).content.decode()
    numbers = [name for name in fields_of(edit) if name.endswith(NUMBER_FIELDS)]
    answer = save(client, "KH-87", **dict.fromkeys(numbers, "chưa rõ"), follow=True)
    page = answer.content.decode()
    assert answer.status_code == 422
    anchors = re.findall(r'class="must" href="#([^"]+)"', page)
    assert len(anchors) == len(numbers) > 30
    assert {anchor for anchor in anchors if page.count(f'id="{anchor}"') != 1} == set()


@pytest.mark.once
def test_the_second_writer_finds_the_reports_within_the_year_that_differ(place):  # noqa: F811
    _, first, second = place
    one, other = signed_in(first), signed_in(second)
    quarterly(one)
    edit = reverse("plan-edit", args=["KH-87"])
    typed = fields_of(other.get(edit).content.decode()) | {"step": "save"}
    save(one, "KH-87", **{"interim2.due_day": "25"})
    page = other.post(edit, typed).content.decode()
    differing = " ".join(page.partition('<dl class="pairs">')[2].partition("</dl>")[0].split())
    told = "Chế độ báo cáo, báo cáo trong năm lần 2: hạn, ngày"
    assert f'<a href="#interim2">{told}</a></dt> <dd class="words">25</dd>' in differing


@pytest.mark.once
def test_reports_within_the_year_that_only_one_has_are_a_difference(place):  # noqa: F811
    _, first, second = place
    one, other = signed_in(first), signed_in(second)
    quarterly(one)
    edit = reverse("plan-edit", args=["KH-87"])
    typed = fields_of(other.get(edit).content.decode()) | {"step": "save", "reporting.frequency": "yearly"}
    save(one, "KH-87", **{"interim2.due_day": "25"})
    page = other.post(edit, typed).content.decode()
    differing = " ".join(page.partition('<dl class="pairs">')[2].partition("</dl>")[0].split())
    assert "kỳ báo cáo" in differing and "báo cáo trong năm lần 3" in differing


@pytest.mark.once
def test_a_frequency_that_nobody_knows_leaves_the_page_whole(place):  # noqa: F811
    _, first, _ = place
    client = signed_in(first)
    started(client)
    draft = PlanDraft.objects.get()
    body = {"version": draft.version, "reporting": {**draft.work["reporting"], "frequency": "weekly"}}
    client.patch(f"/api/v1/plan-drafts/{draft.pk}/", body, content_type="application/json")
    edit = reverse("plan-edit", args=["KH-87"])
    assert client.get(edit).status_code == 200
    assert save(client, "KH-87", **{"reporting.frequency": "daily"}, follow=True).status_code == 200
