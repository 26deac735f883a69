"""Loading who exists: the real files, and files that must not be taken."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from agencies.catalogue import CatalogueError, load_agencies
from agencies.models import Agency, AgencyKind, Coordination, Locality

FIXTURES = settings.BASE_DIR / "fixtures"
LOCALITIES = """
- {code: "01", name: Thành phố Hà Nội, short_name: Hà Nội, kind: city}
- {code: "00", name: Cả nước, short_name: Cả nước, kind: country}
"""
AGENCIES = """
locality: "01"
source: Văn bản thử
agencies:
  - {code: so-cu, name: Sở Cũ, short_name: Sở Cũ, kind: department, coordinates: true, citation: mục 1}
  - {code: so-moi, name: Sở Mới, short_name: Sở Mới, kind: department, valid_from: 2025-03-01, valid_to: null,
     successors: [], citation: mục 2}
  - {code: "017", name: UBND huyện Đông Anh, short_name: Đông Anh, kind: district, official_code: "017",
     citation: mục 3}
"""


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    (tmp_path / "agencies").mkdir()
    (tmp_path / "localities.yaml").write_text(LOCALITIES, encoding="utf-8")
    (tmp_path / "agencies/01.yaml").write_text(AGENCIES, encoding="utf-8")
    return tmp_path


def edit(directory: Path, name: str, old: str, new: str) -> None:
    content = (directory / name).read_text(encoding="utf-8")
    assert content.count(old) >= 1
    (directory / name).write_text(content.replace(old, new, 1), encoding="utf-8")


def coordinators() -> set[str]:
    return set(Coordination.objects.values_list("agency__code", flat=True))


@pytest.mark.django_db
def test_the_real_agencies_load_as_they_were_before_2025_and_a_second_time_changes_nothing():
    assert load_agencies(FIXTURES).changed
    hanoi = Agency.objects.filter(locality__code="01")
    assert hanoi.filter(kind=AgencyKind.DISTRICT).count() == 30
    assert not Agency.objects.filter(kind=AgencyKind.COMMUNE).exists()
    assert Agency.objects.filter(locality__code="68", kind=AgencyKind.DISTRICT).count() == 12
    assert not Agency.objects.exclude(valid_to=None).exists()
    assert Agency.objects.get(code="017").name == "UBND huyện Đông Anh"
    assert coordinators() == {"so-ldtbxh", "68-bcsd-ubnd"}

    again = load_agencies(FIXTURES)
    assert not again.changed
    assert not again.unlisted


@pytest.mark.django_db
def test_an_edited_entry_is_updated_in_place(directory):
    load_agencies(directory)
    before = Agency.objects.get(code="so-cu").pk
    edit(directory, "agencies/01.yaml", "name: Sở Cũ,", "name: Sở Cũ tên dài,")
    tally = load_agencies(directory)
    assert Agency.objects.get(pk=before).name == "Sở Cũ tên dài"
    assert Agency.objects.get(pk=before).search_key == "so cu ten dai so cu"
    assert tally.updated["Cơ quan, đơn vị"] == 1


@pytest.mark.django_db
def test_loading_never_writes_over_an_end_a_coordinator_or_what_was_edited_on_a_screen(directory):
    load_agencies(directory)
    Agency.objects.filter(code="so-cu").update(valid_to=date(2025, 2, 28))
    Coordination.objects.update(valid_to=date(2025, 2, 28))
    Coordination.objects.create(
        locality=Locality.objects.get(code="01"), agency=Agency.objects.get(code="so-moi"), valid_from=date(2025, 3, 1)
    )
    Agency.objects.filter(code="so-moi").update(name="Sở Mới đặt lại", edited=True)
    assert not load_agencies(directory).changed
    assert Agency.objects.get(code="so-cu").valid_to == date(2025, 2, 28)
    assert Agency.objects.get(code="so-moi").name == "Sở Mới đặt lại"
    assert coordinators() == {"so-cu", "so-moi"}


@pytest.mark.django_db
def test_an_agency_that_left_the_file_is_reported_and_stays(directory):
    load_agencies(directory)
    Agency.objects.create(
        code="hoi-khac", locality=Locality.objects.get(code="01"), name="Hội khác", short_name="Hội", kind="association"
    )
    tally = load_agencies(directory)
    assert tally.unlisted == ["cơ quan, đơn vị hoi-khac"]
    assert not tally.changed
    assert Agency.objects.filter(code="hoi-khac").exists()


BAD = [
    ("localities.yaml", 'code: "01"', "code: 1", "1 (1)", "code"),
    ("localities.yaml", 'code: "01"', "code: hn", "1 (hn)", "code"),
    ("localities.yaml", "kind: city", "kind: town", "1 (01)", "kind"),
    ("localities.yaml", 'code: "00"', 'code: "01"', "2 (01)", "code"),
    ("agencies/01.yaml", 'locality: "01"', 'locality: "99"', "", "locality"),
    ("agencies/01.yaml", 'locality: "01"', 'locality: "00"', "", "locality"),
    ("agencies/01.yaml", "source: Văn bản thử", "sources: Văn bản thử", "", "sources"),
    ("agencies/01.yaml", "citation: mục 1", "cite: mục 1", "1 (so-cu)", "cite"),
    ("agencies/01.yaml", "kind: district", "kind: village", "3 (017)", "kind"),
    ("agencies/01.yaml", 'code: "017"', "code: 17", "3 (17)", "code"),
    ("agencies/01.yaml", 'code: "017"', 'code: "đông anh"', "3 (đông anh)", "code"),
    ("agencies/01.yaml", 'official_code: "017"', 'official_code: "17"', "3 (017)", "official_code"),
    ("agencies/01.yaml", "coordinates: true", 'official_code: "999"', "1 (so-cu)", "official_code"),
    ("agencies/01.yaml", "code: so-moi, name", "code: so-cu, name", "2 (so-cu)", "code"),
    ("agencies/01.yaml", "valid_to: null", "valid_to: 2026-01-01", "2 (so-moi)", "valid_to"),
    ("agencies/01.yaml", "successors: []", "successors: [{code: so-cu}]", "2 (so-moi)", "successors"),
    ("agencies/01.yaml", "valid_from: 2025-03-01", 'valid_from: "2025-03-01"', "2 (so-moi)", "valid_from"),
    ("agencies/01.yaml", "coordinates: true", "coordinates: maybe", "1 (so-cu)", "coordinates"),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("file", "old", "new", "entry", "field"), BAD)
def test_a_bad_file_is_refused_as_a_whole_and_says_where(directory, file, old, new, entry, field):
    edit(directory, file, old, new)
    with pytest.raises(CatalogueError) as caught:
        load_agencies(directory)
    assert (caught.value.file, caught.value.entry, caught.value.field) == (file, entry, field)
    assert not Locality.objects.exists()
    assert not Agency.objects.exists()


@pytest.mark.django_db
def test_two_coordinators_at_one_time_are_refused(directory):
    edit(directory, "agencies/01.yaml", "kind: district,", "kind: district, coordinates: true,")
    with pytest.raises(CatalogueError, match='trùng với "so-cu"'):
        load_agencies(directory)


@pytest.mark.django_db
def test_the_command_refuses_a_bad_file_with_exit_code_1(directory):
    edit(directory, "agencies/01.yaml", "kind: district", "kind: village")
    with pytest.raises(CommandError, match=r"agencies/01\.yaml.*kind.*Chưa nạp gì") as caught:
        call_command("load_catalogue", directory=directory, stdout=StringIO())
    assert caught.value.returncode == 1
