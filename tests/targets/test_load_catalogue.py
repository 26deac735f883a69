"""Loading the whole catalogue: the real files with the numbers of the documents, and a small one to spoil."""

from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from agencies.catalogue_files.entries import CatalogueError
from agencies.models import Agency, Locality
from reports.collection.catalogue import load_catalogue
from reports.models import FigureKind, OfficialFigure, Stale
from targets.models import (
    Basis,
    DataElement,
    Duty,
    Indicator,
    IndicatorInput,
    Milestone,
    PartyRole,
    Plan,
    PlannedValue,
    Target,
)
from tests.targets.small_catalogue import edit, write_catalogue

FIXTURES = settings.BASE_DIR / "fixtures"


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    write_catalogue(tmp_path)
    return tmp_path


def everything() -> dict[str, int]:
    models = (Locality, Agency, DataElement, Indicator, Plan, Target, Duty, OfficialFigure, Stale)
    return {model.__name__: model.objects.count() for model in models}


@pytest.mark.once
@pytest.mark.slow
@pytest.mark.django_db
def test_the_real_catalogue_loads_on_an_empty_database_and_a_second_time_changes_nothing():
    assert load_catalogue(FIXTURES).changed
    counts = everything()
    assert counts["DataElement"] == 35
    assert counts["Indicator"] == 41
    assert counts["OfficialFigure"] == 65
    assert {plan.code: (plan.targets.count(), plan.duties.count()) for plan in Plan.objects.all()} == {
        "KH-CL2239": (35, 28),
        "KH-10": (8, 34),
        "KH-72": (6, 26),
        "KH-CT21": (8, 7),
    }
    assert counts["Stale"] > 0

    again = load_catalogue(FIXTURES)
    assert not again.changed
    assert not again.unlisted
    assert everything() == counts


@pytest.mark.slow
@pytest.mark.django_db
def test_no_definition_speaks_of_one_place_where_every_place_is_measured():
    load_catalogue(FIXTURES)
    everywhere = [row for row in Indicator.objects.all() if not row.code.endswith("_hanoi")]
    told = [
        f"{row.name} {row.definition} {getattr(row, 'source', '')}" for row in (*everywhere, *DataElement.objects.all())
    ]
    assert [text for text in told if "Hà Nội" in text or "Thành phố" in text or "Thủ đô" in text] == []
    names = {place.code: place.whole_name for place in Locality.objects.filter(code__in=("01", "68"))}
    assert names == {"01": "toàn Thành phố", "68": "toàn tỉnh"}


@pytest.mark.slow
@pytest.mark.django_db
def test_the_real_targets_are_those_of_the_documents():
    load_catalogue(FIXTURES)

    def promised(plan: str, year: int) -> dict[str, tuple]:
        found = Target.objects.filter(plan__code=plan, year=year).exclude(comparator="milestone")
        return {
            f"{target.indicator.code}/{target.basis}": (target.comparator, target.low, target.high)
            for target in found.select_related("indicator")
        }

    assert promised("KH-72", 2022) == {
        "trained_total/year": ("about", 224500, None),
        "trained_college/year": ("about", 25000, None),
        "trained_intermediate/year": ("about", 28000, None),
        "trained_elementary/year": ("about", 171500, None),
        "trained_labour_rate/year": (">=", Decimal("72.2"), None),
        "certified_labour_rate/year": (">=", Decimal("51.2"), None),
    }
    assert promised("KH-10", 2025) == {
        "high_quality_colleges/year": (">=", 4, None),
        "invested_colleges/year": (">=", 4, None),
        "trained_growth/every_year": ("about", 5, None),
        "college_intermediate_share/every_year": ("range", 25, 30),
        "trained_labour_rate/year": ("range", 75, 80),
        "certified_labour_rate/year": ("range", 55, 60),
    }
    assert promised("KH-CT21", 2030) == {
        "secondary_pupil_rate/year": ("about", 50, None),
        "retraining_rate/year": ("about", 50, None),
        "high_quality_colleges/year": (">=", 1, None),
        "competitive_occupations/year": ("range", 3, 4),
        "three_party_dialogues/every_year": (">=", 1, None),
    }
    strategy = promised("KH-CL2239", 2025)
    assert len(strategy) == 16
    assert strategy["trained_cumulative/cumulative"] == (">=", 1150000, None)
    assert strategy["female_enrolment_share/year"] == (">", 30, None)
    assert strategy["certified_labour_rate/year"] == (">=", Decimal("55.5"), None)
    assert len(promised("KH-CL2239", 2030)) == 15
    total = Target.objects.get(basis=Basis.CUMULATIVE)
    assert sum(planned.value for planned in total.yearly_plan.all()) == total.low
    assert Milestone.objects.filter(target__indicator__code="vision_2045_hanoi").count() == 4
    aims = Milestone.objects.filter(target__indicator__code="general_objectives")
    assert {one.citation for one in aims} == {
        "KH-CL2239, mục II.1, gạch đầu dòng 1", "KH-CL2239, mục II.1, gạch đầu dòng 2",
        "KH-10, mục II.1, gạch đầu dòng 1", "KH-10, mục II.1, gạch đầu dòng 2", "KH-CT21, mục II.1",
    }  # fmt: skip


def parties_of(plan: str, number: str) -> set[tuple[str, str]]:
    rows = Duty.objects.get(plan__code=plan, number=number).parties.select_related("agency")
    return {(row.role, row.kind or row.agency.code) for row in rows}


@pytest.mark.slow
@pytest.mark.django_db
def test_the_real_duties_figures_and_report_dates_are_those_of_the_documents():
    load_catalogue(FIXTURES)
    due = {plan.code: (plan.frequency, plan.due_day, plan.due_month) for plan in Plan.objects.all()}
    assert due["KH-CL2239"] == ("yearly", 15, 12)
    assert due["KH-10"] == ("yearly", 25, 12)
    assert due["KH-72"] == ("once", 25, 12)
    assert due["KH-CT21"] == ("none", None, None)
    members = Duty.objects.get(plan__code="KH-CL2239", number="V.11.1").parties.filter(role=PartyRole.LEAD)
    assert {party.agency.code for party in members} == {"hoi-lhpn", "hoi-nkt", "hh-dnnvv", "hoi-dntre"}
    assert (
        Duty.objects.led_by(Agency.objects.get(code="017"), date(2024, 12, 14)).filter(plan__code="KH-CL2239").count()
        == 3
    )

    # The unions of a district are not those of the city; a firm takes part only where the text names it.
    for plan, number in (("KH-10", "IV.6.1"), ("KH-72", "III.6.1")):
        assert parties_of(plan, number) == {("lead", "district")}
    assert parties_of("KH-CL2239", "V.9.1") == parties_of("KH-CL2239", "V.9.2") == {("lead", "bql-kcn")}
    # The department's own last duty, and what section III of CT21 gives to those it names.
    assert ("lead", "so-ldtbxh") in parties_of("KH-10", "IV") & parties_of("KH-72", "III")
    assert parties_of("KH-CT21", "III.5") == {("lead", "institution"), ("cooperating", "enterprise")}
    assert parties_of("KH-CT21", "III.8") == {("lead", "68-mttq"), ("lead", "union")}

    rate = OfficialFigure.objects.filter(indicator__code="trained_labour_rate", locality__code="01", year=2022)
    assert rate.get(kind=FigureKind.ACTUAL).value == Decimal("72.23")
    three_years = OfficialFigure.objects.get(indicator__code="trained_total", from_year=2021, year=2023)
    assert (three_years.value, three_years.kind) == (720493, FigureKind.ACTUAL)
    assert not OfficialFigure.objects.filter(locality__code="68").exists()


@pytest.mark.slow
@pytest.mark.django_db
def test_an_edited_file_updates_rows_in_place_and_what_left_it_is_reported(directory):
    load_catalogue(directory)
    target = Target.objects.get(indicator__code="share")
    edit(directory, "plans/KH-1.yaml", "low: 25, high: 30", "low: 26, high: 30")
    edit(directory, "plans/KH-1.yaml", 'cooperating: ["kind:district"]', 'cooperating: ["017"]')
    edit(directory, "plans/KH-1.yaml", "  - {number: III.1, title: Nhóm một, citation: mục III.1}", "  []")
    edit(directory, "plans/KH-1.yaml", "      - {year: 2022, value: 600, citation: kế hoạch năm}\n", "")
    edit(directory, "indicators.yaml", "numerator: [part_a]", "numerator: [part_b]")
    tally = load_catalogue(directory)
    assert Target.objects.get(indicator__code="share").pk == target.pk
    assert Target.objects.get(pk=target.pk).low == 26
    assert [(p.role, p.agency and p.agency.code) for p in Duty.objects.get().parties.order_by("-role")] == [
        ("lead", "so"),
        ("cooperating", "017"),
    ]
    assert [row.element.code for row in IndicatorInput.objects.filter(indicator__code="share", side="numerator")] == [
        "part_b"
    ]
    assert tally.unlisted == ["kế hoạch từng năm KH-1 sum 2022", "nhóm nhiệm vụ, giải pháp KH-1 III.1"]
    assert PlannedValue.objects.count() == 2
    assert not load_catalogue(directory).changed


@pytest.mark.slow
@pytest.mark.django_db
def test_loading_again_without_a_change_makes_nothing_stale(directory):
    load_catalogue(directory)
    Stale.objects.all().delete()
    load_catalogue(directory)
    assert not Stale.objects.exists()


@pytest.mark.django_db
def test_a_bad_file_leaves_what_was_loaded_before_as_it_was(directory):
    load_catalogue(directory)
    edit(directory, "agencies/01.yaml", "name: Sở,", "name: Sở đổi tên,")
    edit(directory, "plans/KH-1.yaml", "lead: [so]", "lead: [so-la]")
    with pytest.raises(CatalogueError):
        load_catalogue(directory)
    assert Agency.objects.get(code="so").name == "Sở"


@pytest.mark.slow
@pytest.mark.django_db
def test_the_command_counts_and_a_dry_run_writes_nothing(directory):
    out = StringIO()
    call_command("load_catalogue", directory=directory, dry_run=True, stdout=out)
    assert "Mục tiêu: 4 mới, 0 sửa, 0 giữ nguyên" in out.getvalue()
    assert not any(everything().values())
    call_command("load_catalogue", directory=directory, stdout=StringIO())
    out = StringIO()
    call_command("load_catalogue", directory=directory, stdout=out)
    assert "Mục tiêu: 0 mới, 0 sửa, 4 giữ nguyên" in out.getvalue()


@pytest.mark.django_db
def test_the_command_refuses_a_bad_file_with_exit_code_1(directory):
    edit(directory, "plans/KH-1.yaml", "low: 25, high: 30", "low: 30, high: 25")
    with pytest.raises(CommandError, match=r"plans/KH-1\.yaml.*share.*high.*Chưa nạp gì") as caught:
        call_command("load_catalogue", directory=directory, stdout=StringIO())
    assert caught.value.returncode == 1


@pytest.mark.django_db
def test_a_row_made_by_hand_that_contradicts_the_files_is_said_and_nothing_is_loaded(directory):
    locality = Locality.objects.create(code="01", name="Thành phố Hà Nội", short_name="Hà Nội", kind="city")
    Agency.objects.create(
        code="dong-anh",
        locality=locality,
        name="UBND huyện Đông Anh",
        short_name="Đông Anh",
        kind="district",
        official_code="017",
        valid_from="2020-01-01",
    )
    edit(directory, "agencies/01.yaml", '"017",\n     valid_from: null', '"017",\n     valid_from: 2020-01-01')
    with pytest.raises(CommandError, match="Chưa nạp gì"):
        call_command("load_catalogue", directory=directory, stdout=StringIO())
    assert Agency.objects.count() == 1


@pytest.mark.slow
@pytest.mark.django_db
def test_one_locality_alone_is_loaded_again_without_the_others():
    for _ in range(2):
        call_command("load_catalogue", "--locality", "68", "--take", "file", stdout=StringIO())
        assert set(Plan.objects.values_list("code", flat=True)) == {"KH-CT21"}
        assert set(Locality.objects.values_list("code", flat=True)) == {"68"}
        assert not Agency.objects.exclude(locality__code="68").exists()
