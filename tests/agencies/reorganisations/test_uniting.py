"""Localities that unite: two of them bear one code at different days, and everything that was stays as it was."""

from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.core import serializers
from django.core.management import call_command

from agencies import clock
from agencies.access import Right, Role
from agencies.catalogue_files.entries import CatalogueError, Place
from agencies.models import (
    Agency,
    AgencyKind,
    Coordination,
    KindSuccession,
    Locality,
    LocalityKind,
    LocalityPart,
    Membership,
    Reorganisation,
    Succession,
    User,
)
from agencies.reorganisations.steps import document_of, read_document
from agencies.reorganisations.uniting import one_place_on
from reports.administration.reorganisations.services import (
    ReorganisationError,
    apply_reorganisation,
    confirm_reorganisation,
    draft_reorganisation,
    undo_reorganisation,
)
from reports.collection.catalogue import load_catalogue
from reports.models import (
    Figure,
    FigureRevision,
    Generation,
    IndicatorValue,
    IssuedReport,
    Submission,
    SubmissionEvent,
)
from reports.progress.services import recalculate_all
from tests import factories

pytestmark = pytest.mark.django_db
FIXTURES = settings.BASE_DIR / "fixtures"
DAY, LAST = date(2025, 7, 1), date(2025, 6, 30)
KEY = "68-2025-07-01"
EVERYTHING = (Locality, LocalityPart, Agency, Succession, Coordination, KindSuccession, Membership)


def uniting(*more: dict[str, Any], **columns: Any) -> dict[str, Any]:
    """The document that makes a new Lâm Đồng of one province that is known here and two that are not."""
    unite = {
        "kind": "unite",
        "locality": {"code": "68", "name": "Tỉnh Lâm Đồng", "short_name": "Lâm Đồng", "kind": "province"},
        "parts": [{"code": code, "name": f"Tỉnh {code}"} for code in ("60", "67", "68")],
        "citation": "Nghị quyết 202/2025/QH15",
    }
    return {
        "code": "68-thu",
        "locality": "68",
        "title": "Ba tỉnh thành một",
        "legal_basis": "Nghị quyết 202/2025/QH15",
        "effective_on": DAY,
        "steps": [unite, *more],
        **columns,
    }


def applied(raw: dict[str, Any]) -> Reorganisation:
    now, document = clock.now(), document_of(raw, Place("thử"))
    row = draft_reorganisation(document=document, by=None, now=now)
    row = confirm_reorganisation(reorganisation=row, version=row.version, by=None, now=now)
    apply_reorganisation(reorganisation=row, version=row.version, by=None, now=now)
    row.refresh_from_db()
    return row


def rows_as_bytes() -> str:
    return "\n".join(serializers.serialize("json", model.objects.order_by("pk")) for model in EVERYTHING)


@pytest.fixture
def old() -> Locality:
    """Lâm Đồng of before: a coordinator with staff, a district with a reporter."""
    place = factories.make_locality("68", name="Tỉnh Lâm Đồng", short_name="Lâm Đồng")
    office = factories.make_department("68-so", locality=place, phone="0263 1")
    district = factories.make_agency("68-672", locality=place, official_code="672")
    factories.make_user(Role.STAFF, office, username="staff")
    factories.make_user(Role.LEADER, office, username="leader")
    factories.make_user(Role.REPORTER, district, username="reporter")
    return place


def test_the_new_province_bears_the_same_code_from_its_first_day(old):
    applied(uniting())
    old.refresh_from_db()
    new = Locality.objects.get(code="68", valid_from=DAY)
    assert (old.valid_to, old.key, str(old)) == (LAST, "68", "Lâm Đồng (đến 30/06/2025)")
    assert (new.key, str(new), new.kind) == (KEY, "Lâm Đồng", LocalityKind.PROVINCE)
    assert [(one.code, one.part) for one in new.parts.all()] == [("60", None), ("67", None), ("68", old)]
    assert [Locality.objects.keyed(key).get() for key in ("68", KEY)] == [old, new]
    assert [Locality.objects.named("68", day).get() for day in (LAST, DAY)] == [old, new]
    assert not Locality.objects.keyed("68-2025-07-02").exists()
    for nonsense in ("68-nonsense", "68-20250701", "68-", "", "6\0", "68-2025-07-01\0", "Đ8"):
        assert not Locality.objects.keyed(nonsense).exists()
        assert not Locality.objects.named(nonsense, DAY).exists()


def test_every_living_body_goes_on_as_a_body_of_its_own_and_its_people_with_it(old):
    factories.make_agency("68-dead", locality=old, valid_to=date(2024, 12, 31))
    applied(uniting())
    new = Locality.objects.keyed(KEY).get()
    went_on = {body.code: body for body in new.agencies.all()}
    assert set(went_on) == {"68-so-2025", "68-672-2025"}
    before, after = Agency.objects.get(code="68-672"), went_on["68-672-2025"]
    assert (before.valid_to, after.valid_from, after.official_code, after.name) == (LAST, DAY, "672", before.name)
    assert went_on["68-so-2025"].phone == "0263 1"
    assert list(before.successions.values_list("successor__code", "on")) == [("68-672-2025", DAY)]
    assert Coordination.objects.get(locality=new).agency.code == "68-so-2025"
    assert Coordination.objects.get(locality=old).valid_to == LAST
    reporter = User.objects.get(username="reporter")
    places = reporter.memberships.order_by("pk").values_list("agency__code", "valid_from", "valid_to")
    assert list(places)[1] == ("68-672-2025", DAY, None)
    assert next(iter(places))[2] == date(2027, 6, 30)


def test_a_body_that_a_step_names_does_not_go_on_by_itself(old):
    commune = {
        "code": "x-1",
        "name": "UBND xã Một",
        "short_name": "Xã Một",
        "kind": "commune",
        "official_code": "00001",
    }
    end = {"kind": "end", "ends": ["68-672"], "kinds": {"district": "commune"}, "citation": "c"}
    applied(uniting(end, {"kind": "begin", "begins": [commune], "citation": "c"}))
    new = Locality.objects.keyed(KEY).get()
    assert set(new.agencies.values_list("code", flat=True)) == {"68-so-2025", "x-1"}
    assert KindSuccession.objects.get().locality == new


def test_who_answers_for_the_new_province_answers_for_what_it_was_made_of(old):
    applied(uniting())
    new = Locality.objects.keyed(KEY).get()
    staff, leader, reporter = (User.objects.get(username=name) for name in ("staff", "leader", "reporter"))
    assert staff.access.localities_with(Right.REVIEW) == {old.pk, new.pk}
    assert leader.access.localities_with(Right.SEE_SUBMISSIONS) == {old.pk, new.pk}
    assert leader.access.localities_with(Right.REVIEW) == set()
    assert reporter.access.locality_ids == {old.pk, new.pk}
    assert reporter.access.localities_with(Right.SEE_SUBMISSIONS) == set()
    assert staff.access.grants[0].locality_key == KEY
    stranger = factories.make_user(Role.STAFF, factories.make_department("01-so"), username="stranger")
    assert old.pk not in stranger.access.locality_ids


def test_who_has_not_gone_along_holds_nothing_of_the_whole_in_the_old_province(old):
    """A role at a body that coordinates no more gives nothing, though its holder may still read there."""
    office = Agency.objects.get(code="68-so")
    applied(uniting())
    Membership.objects.filter(agency__code="68-so-2025").delete()
    assert office.memberships.exists()
    assert User.objects.get(username="staff").access.localities_with(Right.REVIEW) == set()


@pytest.mark.slow
def test_undoing_leaves_every_row_as_it_was(old):
    before = rows_as_bytes()
    row = applied(uniting())
    assert rows_as_bytes() != before
    undo_reorganisation(reorganisation=row, version=row.version, by=None, now=clock.now())
    assert rows_as_bytes() == before
    applied(uniting())
    assert Locality.objects.keyed(KEY).exists()


def test_places_that_are_one_are_so_from_the_day_on(old):
    other = factories.make_locality("60", name="Tỉnh Bình Thuận", short_name="Bình Thuận")
    factories.make_department("60-so", locality=other)
    applied(uniting({"kind": "transfer", "gives": ["68-so-2025"], "heirs": [{"code": "60-so-2025"}], "citation": "c"}))
    new, known = Locality.objects.keyed(KEY).get(), {old.pk, other.pk}
    for place in (old, other):
        place.refresh_from_db()
        assert one_place_on(place, LAST) == [place.pk]
        assert set(one_place_on(place, DAY)) == {*known, new.pk}
    assert set(one_place_on(new, DAY)) == {*known, new.pk}
    assert Coordination.objects.filter(locality__in=known, valid_to=LAST).count() == 2


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (uniting(locality="01"), "không phải một phần"),
        (uniting({"kind": "begin", "begins": [], "citation": "c"}), "cần ít nhất một"),
    ],
)
def test_what_does_not_fit_is_refused(old, raw, message):
    factories.make_department("01-so")
    with pytest.raises((ReorganisationError, CatalogueError), match=message):
        applied(raw)
    assert not LocalityPart.objects.exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"locality": None}, "locality"),
        ({"parts": []}, "ít nhất hai"),
        ({"parts": [{"code": "68", "name": "a"}, {"code": "68", "name": "b"}]}, "ít nhất hai"),
        ({"parts": [{"code": "6x", "name": "a"}, {"code": "68", "name": "b"}]}, "hai chữ số"),
        ({"kind": "end", "ends": ["68-672"]}, "chỉ dùng cho hợp nhất"),
    ],
)
def test_a_step_that_unites_is_read_strictly(old, change, message):
    raw = uniting()
    raw["steps"][0] |= change
    with pytest.raises(CatalogueError, match=message):
        document_of(raw, Place("thử"))


def test_two_new_provinces_in_one_document_are_refused(old):
    with pytest.raises(CatalogueError, match="nhiều nhất một"):
        document_of(uniting(uniting()["steps"][0]), Place("thử"))


@pytest.mark.slow
def test_the_catalogue_is_loaded_after_it_as_before(old):
    applied(uniting())
    before = rows_as_bytes()
    call_command("load_catalogue")
    assert Locality.objects.filter(code="68").count() == 2
    assert Locality.objects.keyed(KEY).get().agencies.count() == 2
    assert rows_as_bytes() != before  # Hà Nội and what the files know of Lâm Đồng came in.


@pytest.mark.slow
def test_undoing_the_shipped_file_leaves_figures_values_and_reports_as_they_were():
    """Though the new province has been recalculated meanwhile: what was computed for it goes with it."""
    load_catalogue(FIXTURES)
    district = Agency.objects.get(code="68-672")
    plan = factories.make_plan("KH-THU", locality=district.locality)
    element = factories.make_element("people", kinds=["district", "commune"])
    factories.make_target(plan, factories.make_indicator("people", numerator=[element]))
    staff = factories.make_user(Role.STAFF, Agency.objects.get(code="68-bcsd-ubnd"))
    by = factories.make_user(agency=district)
    form = factories.make_submission(factories.make_period(plan, 2023), district)
    factories.fill(form, by, people="120")
    factories.take(factories.send(form, by), staff)
    recalculate_all(locality_ids=[plan.locality_id])
    for name in ("68-2024-12-01", "68-2025-07-01"):
        before, who = reported_as_bytes(), rows_as_bytes()
        document = read_document(FIXTURES, f"reorganisations/{name}.yaml")
        now = clock.now()
        row = draft_reorganisation(document=document, by=None, now=now)
        row = confirm_reorganisation(reorganisation=row, version=row.version, by=None, now=now)
        apply_reorganisation(reorganisation=row, version=row.version, by=None, now=now)
    row.refresh_from_db()
    new = Locality.objects.keyed(KEY).get()
    assert new.agencies.filter(kind=AgencyKind.COMMUNE).count() == 124
    assert reported_as_bytes() == before
    recalculate_all(locality_ids=[new.pk])
    assert Generation.objects.filter(locality=new).exists()
    undo_reorganisation(reorganisation=row, version=row.version, by=None, now=clock.now())
    assert (reported_as_bytes(), rows_as_bytes()) == (before, who)
    assert not Generation.objects.filter(locality=new.pk).exists()


def reported_as_bytes() -> str:
    tables = (Figure, FigureRevision, Submission, SubmissionEvent, IndicatorValue, IssuedReport)
    return "\n".join(serializers.serialize("json", model._base_manager.order_by("pk")) for model in tables)
