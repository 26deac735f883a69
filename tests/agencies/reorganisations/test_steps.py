"""The document of a reorganisation: what is refused names the place."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from agencies.catalogue import load_agencies
from agencies.catalogue_files.entries import CatalogueError
from agencies.models import Agency, Coordination
from agencies.reorganisations.changes import changes_of, same_day_in
from agencies.reorganisations.steps import StepKind, read_document
from tests import factories

pytestmark = pytest.mark.django_db
FIXTURES = settings.BASE_DIR / "fixtures"
FILE = """
code: 01-thu
locality: "01"
title: Đợt thử
legal_basis: Nghị quyết thử
effective_on: 2025-07-01
steps:
  - kind: merge
    ends: [a, b]
    begins: [{code: x, name: Đơn vị X, short_name: X, kind: commune, official_code: "00004"}]
    citation: điều 1
  - {kind: split, ends: [c], begins: [{code: y, name: Y, short_name: Y, kind: department}], heirs: [{code: d}]}
"""
BAD = [
    ("kind: merge", "kind: blend", "steps 1", "kind"),
    ("ends: [a, b]", "ends: []", "steps 1", "ends"),
    ("heirs: [{code: d}]", "gives: [d]", "steps 2", "gives"),
    ('official_code: "00004"', 'official_code: "4"', "steps 1 / begins 1 (x)", "official_code"),
    ("kind: department}", 'kind: department, official_code: "001"}', "steps 2 / begins 1 (y)", "official_code"),
    ("kind: commune,", "kind: commune, from: {z: [1, 0]},", "steps 1", "begins"),
    ("kind: commune,", "kind: commune, from: {a: [0, 0]},", "steps 1 / begins 1 (x)", "from"),
    ("kind: commune,", "kind: commune, from: {a: 1},", "steps 1 / begins 1 (x)", "from"),
    ("citation: điều 1", "kinds: {village: commune}", "steps 1", "kinds"),
    ('locality: "01"', 'locality: "78"', "", "locality"),
    ("kind: split,", "kind: rename,", "steps 2", "begins"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for code in "abcd":
        factories.make_agency(code)
    elsewhere = factories.make_locality("77")
    factories.make_agency("z", locality=elsewhere, kind="commune", official_code="00077")
    (tmp_path / "dot.yaml").write_text(FILE, encoding="utf-8")
    return tmp_path


def changed(folder: Path, old: str, new: str):
    content = (folder / "dot.yaml").read_text(encoding="utf-8")
    assert old in content
    (folder / "dot.yaml").write_text(content.replace(old, new, 1), encoding="utf-8")
    return read_document(folder, "dot.yaml")


def test_a_document_is_read_into_its_steps(folder):
    document = read_document(folder, "dot.yaml")
    assert [step.kind for step in document.steps] == [StepKind.MERGE, StepKind.SPLIT]
    assert document.steps[1].takers == ("y", "d")
    assert changes_of(document).faults == ()


@pytest.mark.parametrize(("old", "new", "entry", "field"), BAD)
def test_a_bad_document_is_refused_and_says_where(folder, old, new, entry, field):
    with pytest.raises(CatalogueError) as caught:
        changed(folder, old, new)
    assert (caught.value.entry, caught.value.field) == (entry, field)


FAULTS = [
    ("ends: [a, b]", "ends: [a, q]", "q: không có đơn vị này."),
    ("ends: [c]", "ends: [a]", "a: kết thúc hai lần trong một đợt."),
    ("code: y,", "code: d,", "d: mã này đã là của Đơn vị d."),
    ("code: y,", "code: z,", "z: mã này đã là của Đơn vị z, Tỉnh 77."),
    ('"00004"', '"00077"', "x: mã hành chính 00077 đang là của Đơn vị z."),
    (
        "name: Y, short_name: Y, kind: department}",
        'name: Y, short_name: Y, kind: commune, official_code: "00004"}',
        "00004: hai đơn vị mới cùng một mã hành chính (phường, xã).",
    ),
    ("{code: d}", "{code: a}", "Đơn vị a (a): không tồn tại ngày 01/07/2025 nên không nhận được việc."),
    ("citation: điều 1", "coordinator: a", "a: không tồn tại ngày 01/07/2025 nên không làm đầu mối được."),
]


@pytest.mark.parametrize(("old", "new", "fault"), FAULTS)
def test_what_does_not_fit_the_bodies_that_are_there_is_said(folder, old, new, fault):
    assert fault in changes_of(changed(folder, old, new)).faults


def test_a_coordinator_that_ends_must_be_followed_by_another(folder):
    factories.coordinate(factories.make_agency("e"))
    assert changes_of(changed(folder, "ends: [c]", "ends: [e]")).faults == (
        "Đơn vị e là cơ quan đầu mối và kết thúc: nêu cơ quan đầu mối mới (coordinator).",
    )


@pytest.mark.parametrize("name", sorted(path.name for path in (FIXTURES / "reorganisations").glob("*.yaml")))
def test_every_shipped_file_can_be_read(name):
    load_agencies(FIXTURES)
    document = read_document(FIXTURES, f"reorganisations/{name}")
    assert name == f"{document.code}.yaml"


def test_the_people_of_an_ended_body_read_on_for_two_years():
    assert same_day_in(date(2025, 7, 1), 2) == date(2027, 6, 30)
    assert same_day_in(date(2024, 2, 29), 2) == date(2026, 2, 28)


@pytest.mark.parametrize("since", [date(2025, 7, 1), date(2025, 9, 1)])
def test_a_coordinator_is_not_set_where_another_was_set_by_hand_from_that_day_or_later(folder, since):
    c, d = (Agency.objects.get(code=code) for code in "cd")
    first = Coordination.objects.create(locality=d.locality, agency=c, valid_to=since - timedelta(days=1))
    later = Coordination.objects.create(locality=d.locality, agency=d, valid_from=since)
    fault = f"{d.name} đã được ghi làm cơ quan đầu mối từ {since:%d/%m/%Y}: nêu chính cơ quan này, hoặc bỏ coordinator."
    assert changes_of(changed(folder, "citation: điều 1", "coordinator: x")).faults == (fault,)
    if since > date(2025, 7, 1):
        return
    assert changes_of(changed(folder, "coordinator: x", "coordinator: d")).faults == ()
    assert {first.pk, later.pk} == set(Coordination.objects.values_list("pk", flat=True))
