"""A plan as YAML and XLSX: out and in again with nothing changed, and refused with its place where it is wrong."""

import io

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from agencies import clock
from agencies.catalogue_files.entries import CatalogueError
from reports.collection.catalogue import load_catalogue
from reports.plans import drafting, services
from reports.plans.files import content_in_file, plan_workbook
from targets.models import Plan, PlanDraft
from targets.plan_text.documents.files import UnreadableFile
from targets.plans.content import as_yaml, from_yaml, plan_content
from targets.plans.tables import read_cell
from tests.reports.plans.test_life import in_force, place  # noqa: F401 - a fixture
from tests.reports.plans.test_pages import signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.slow
@pytest.mark.once
def test_the_four_plans_go_out_as_xlsx_and_come_back_the_same(settings):
    load_catalogue(settings.BASE_DIR / "fixtures")
    plans = list(Plan.objects.select_related("locality", "recipient"))
    assert len(plans) == 4
    for plan in plans:
        content = plan_content(plan)
        made = plan_workbook(content, made_at=clock.now().replace(year=2026))
        again = content_in_file(made, "a.xlsx")
        assert again == content
        assert as_yaml(again) == as_yaml(content)


@pytest.mark.slow
@pytest.mark.once
def test_a_plan_of_half_years_goes_round_in_both(place):  # noqa: F811
    plan = in_force(place)
    content = plan_content(plan)
    assert content["reporting"]["frequency"] == "half_yearly"
    assert content["reporting"]["interim"] == [{"due_day": 10, "due_month": 6, "data_day": 31, "data_month": 5}]
    assert content_in_file(plan_workbook(content, made_at=clock.now()), "a.xlsx") == content
    assert content_in_file(as_yaml(content).encode(), "a.yaml") == content


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize("kind", ["xlsx", "yaml"])
def test_a_downloaded_plan_begins_another_by_the_pages(place, kind):  # noqa: F811
    plan = in_force(place)
    client = signed_in(place[1])
    made = client.get(reverse(f"plan-{kind}", args=["KH-87"])).content
    services.withdraw_plan(plan=plan, reason="làm lại", by=place[1], now=clock.now())
    before = plan_content_of(made, kind)
    file = SimpleUploadedFile(f"KH-87.{kind}", made)
    answer = client.post(reverse("plan-new"), {"locality": "75", "code": "KH-87", "file": file})
    assert answer.status_code == 302
    draft = PlanDraft.objects.open().get()
    draft = services.check_draft(draft=draft, by=place[2], now=clock.now())
    again = services.put_in_force(draft=draft, on=clock.today(), by=place[1], now=clock.now())
    assert plan_content(again) == before


def plan_content_of(made, kind):
    return content_in_file(made, f"a.{kind}")


@pytest.mark.slow
@pytest.mark.once
def test_what_is_wrong_in_a_file_is_named_beside_it(place):  # noqa: F811
    plan = in_force(place)
    book = load_workbook(io.BytesIO(plan_workbook(plan_content(plan), made_at=clock.now())))
    sheet = book["Mục tiêu"]
    heads = next(row for row in sheet.iter_rows() if row[0].value == "indicator")
    year = next(cell.column for cell in heads if cell.value == "year")
    sheet.cell(heads[0].row + 1, year, "hai nghìn")
    out = io.BytesIO()
    book.save(out)
    answer = signed_in(place[1]).post(
        reverse("plan-new"),
        {"locality": "75", "code": "KH-88", "file": SimpleUploadedFile("a.xlsx", out.getvalue())},
    )
    assert answer.status_code == 422
    assert "Mục tiêu, dòng 1" in answer.content.decode() and "“hai nghìn” không phải số" in answer.content.decode()


@pytest.mark.parametrize(
    ("column", "typed"),
    [("low", "NaN"), ("value", "1e999999"), ("year", "-Infinity"), ("year", 10**40), ("issued_on", f"1/1/{10**30}")],
)
def test_numbers_and_days_that_no_plan_has_are_refused(column, typed):
    with pytest.raises(CatalogueError, match="không phải"):
        read_cell("Mục tiêu, dòng 1", column, typed)


def test_what_stands_twice_in_a_plan_is_written_twice_and_points_nowhere():
    shared = [{"code": "a", "name": "Có đề án", "citation": "mục II"}]
    content = {"targets": [{"year": 2025, "milestones": shared}, {"year": 2030, "milestones": shared}]}
    written = as_yaml(content)
    assert written.count("Có đề án") == 2
    assert from_yaml(written) == content


@pytest.mark.once
@pytest.mark.slow
def test_a_workbook_that_is_no_plan_and_a_broken_one_are_refused():
    out = io.BytesIO()
    Workbook().save(out)
    with pytest.raises(UnreadableFile, match="Kế hoạch"):
        content_in_file(out.getvalue(), "a.xlsx")
    with pytest.raises(UnreadableFile, match="bị hỏng"):
        content_in_file(b"PK\x03\x04 nothing", "a.xlsx")
    with pytest.raises(UnreadableFile):
        content_in_file(b"- a\n- b\n", "a.yaml")


@pytest.mark.slow
def test_the_worked_plan_of_the_documentation_is_one(settings, place):  # noqa: F811
    text = (settings.BASE_DIR / "docs/plan-files.md").read_text(encoding="utf-8")
    example = text.split("```yaml\n", 1)[1].split("```", 1)[0]
    load_catalogue(settings.BASE_DIR / "fixtures")
    assert yaml.safe_load(example)["code"] == "KH-VIDU"
    draft = drafting.draft_plan(
        locality=place[0], code="KH-VIDU", text="", by=place[1], now=clock.now(), file=example.encode(),
        file_name="KH-VIDU.yaml",
    )  # fmt: skip
    assert [row["comparator"] for row in draft.work["targets"]] == [">=", "range"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("có", True), ("Co\u0301", True), (True, True), ("không", False), (False, False), ("ĐÚNG", True)],
)
def test_yes_and_no_are_read_as_excel_and_people_write_them(typed, meant: bool):
    assert read_cell("Kế hoạch", "party_document", typed) is meant


@pytest.mark.parametrize("typed", ["x", "1", "chưa rõ"])
def test_another_word_in_place_of_yes_or_no_is_asked_for(typed: str):
    with pytest.raises(CatalogueError, match="có hoặc không"):
        read_cell("Kế hoạch", "party_document", typed)
