"""How many people went where: given by an office in the file of a reorganisation, before or after it is applied."""

from copy import deepcopy
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from agencies import clock
from agencies.catalogue_files.entries import CatalogueError, Place
from agencies.models import Succession
from agencies.reorganisations.steps import Document, document_of
from reports.administration.reorganisations.services import (
    ReorganisationError,
    apply_reorganisation,
    confirm_reorganisation,
    draft_or_complete,
    draft_reorganisation,
    undo_reorganisation,
)
from reports.dashboards.indicators.apportioning import Apportioning, ApportionKey
from reports.dashboards.indicators.past_in_units import passages_of
from reports.models import AuditEvent, Verb
from tests import factories

pytestmark = pytest.mark.django_db


def split(*people: int) -> dict[str, Any]:
    """A district that became two communes of equally many old communes; `people` of each, where counted."""
    begins = [
        {"code": f"x-{n}", "name": f"UBND xã {n}", "short_name": f"Xã {n}", "kind": "commune",
         "official_code": f"0000{n}", "from": {"017": [2, 1, *people[n : n + 1]]}}
        for n in range(2)
    ]  # fmt: skip
    step = {"kind": "split", "ends": ["017"], "begins": begins, "kinds": {"district": "commune"}, "citation": "điều 1"}
    return {
        "code": "01-chia", "locality": "01", "title": "Chia", "legal_basis": "NQ", "effective_on": date(2025, 7, 1),
        "source": "Niên giám thống kê 2024, biểu 12", "steps": [step],
    }  # fmt: skip


def read(raw: dict[str, Any]) -> Document:
    return document_of(deepcopy(raw), Place("thử"))


def applied(raw: dict[str, Any]):
    row = draft_reorganisation(document=read(raw), by=None, now=clock.now())
    row = confirm_reorganisation(reorganisation=row, version=row.version, by=None, now=clock.now())
    apply_reorganisation(reorganisation=row, version=row.version, by=None, now=clock.now())
    row.refresh_from_db()
    return row


@pytest.fixture(autouse=True)
def district():
    return factories.make_agency("017")


def shares(district) -> dict[str, Decimal] | None:
    passages = passages_of([district.locality_id])
    found = Apportioning(ApportionKey.POPULATION, passages, {}).shares(district.pk, [one.new for one in passages])
    codes = dict(Succession.objects.values_list("successor_id", "successor__code"))
    return found and {codes[pk]: Decimal(share.numerator) / share.denominator for pk, share in found.items()}


def test_counts_are_apportioned_by_the_people_of_the_file(district):
    applied(split(30_000, 10_000))
    assert shares(district) == {"x-0": Decimal("0.75"), "x-1": Decimal("0.25")}


@pytest.mark.parametrize("people", [(), (30_000,)])
def test_where_anybody_is_not_counted_nothing_is_apportioned(district, people):
    applied(split(*people))
    assert shares(district) is None


def test_the_numbers_may_be_given_after_it_was_applied_and_go_with_its_undoing(district):
    row = applied(split())
    now = clock.now()
    draft_or_complete(document=read(split(30_000, 10_000)), by=None, now=now)
    assert shares(district) == {"x-0": Decimal("0.75"), "x-1": Decimal("0.25")}
    event = AuditEvent.objects.filter(verb=Verb.REORGANISATION_APPLIED).last()
    assert event.after == {"people_counted": 2, "source": "Niên giám thống kê 2024, biểu 12"}
    row.refresh_from_db()
    undo_reorganisation(reorganisation=row, version=row.version, by=None, now=now)
    assert not Succession.objects.exists()
    district.refresh_from_db()
    assert (district.valid_to, district.ended_by) == (None, None)


def test_nothing_else_comes_in_with_them():
    applied(split())
    changed = split(30_000, 10_000)
    changed["steps"][0]["begins"][0]["from"]["017"][0] = 5
    with pytest.raises(ReorganisationError, match="chỉ bổ sung được dân số"):
        draft_or_complete(document=read(changed), by=None, now=clock.now())
    assert set(Succession.objects.values_list("whole", "people")) == {(2, None)}


@pytest.mark.parametrize("numbers", [[1], [1, 2, 3, 4], [1, 2, 0], [1, 2, "nhiều"], [0, 0, 5]])
def test_what_is_no_table_is_refused(numbers):
    raw = split()
    raw["steps"][0]["begins"][0]["from"]["017"] = numbers
    with pytest.raises(CatalogueError):
        read(raw)
