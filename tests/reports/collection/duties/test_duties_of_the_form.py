"""Duties are part of the form: saved as typed with its cells, counted with them, asked for before it is sent."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from agencies import clock
from agencies.models import AgencyKind, KindSuccession, Reorganisation, Succession
from reports.collection.duties.asked import duties_asked, duties_said_and_asked
from reports.collection.duties.services import save_duty
from reports.collection.entry.services import NotReady, submit
from reports.models import AuditEvent, DutyState, DutyUpdate, State, Verb
from targets.models import DutyParty, PartyRole
from tests import factories
from tests.reports.collection.scene import FILLED, number

REFORM = date(2024, 7, 1)


@pytest.fixture
def duty(scene):
    return factories.make_duty(scene.plan, "V.1", lead=scene.district, title="Mở lớp")


@pytest.fixture
def owner(scene) -> Client:
    client = Client()
    client.force_login(scene.reporter)
    return client


def address(scene, name: str) -> str:
    return reverse(name, args=[scene.form.pk])


def said(duty, *, state: str = "", text: str = "", seen: str = "0") -> dict[str, str]:
    code = f"duty-{duty.pk}"
    post = {f"v-{code}": text, f"s-{code}": seen}
    return post | ({f"k-{code}": state} if state else {})


def test_a_duty_is_saved_like_a_cell_and_comes_back_like_one(scene, owner, duty):
    answer = owner.post(address(scene, "submission-cells"), said(duty, state="done", text="Đã mở 42 lớp"))
    row = next(row for row in answer.json()["rows"] if row["code"] == f"duty-{duty.pk}")
    assert (row["css"], row["kind"], row["text"], row["version"]) == ("saved", "done", "Đã mở 42 lớp", 1)
    assert (answer.json()["duties_said"], answer.json()["duties"]) == (1, 1)
    assert "Đã lưu lúc" in answer.json()["saved"]


def test_a_text_is_kept_before_its_state_is_chosen_and_counts_as_nothing_said(scene, owner, duty):
    owner.post(address(scene, "submission-cells"), said(duty, text="Đang mở"))
    assert DutyUpdate.objects.get().text == "Đang mở"
    assert ">Đang mở</textarea>" in owner.get(address(scene, "submission")).content.decode()
    staff = Client()
    staff.force_login(scene.staff)
    assert "Đang mở" not in staff.get("/duties/").content.decode()
    assert staff.get("/api/v1/duty-updates/").json()["results"] == []
    assert duties_said_and_asked([scene.form])[scene.form.pk] == (0, 1)


def test_the_same_again_writes_nothing_and_is_no_event(scene, owner, duty):
    for seen in ("0", "1"):
        owner.post(address(scene, "submission-cells"), said(duty, state="done", text="Xong", seen=seen))
    assert DutyUpdate.objects.get().version == 1
    assert AuditEvent.objects.filter(verb=Verb.DUTY_SAVED).count() == 1
    owner.post(address(scene, "submission"), said(factories.make_duty(scene.plan, "V.2", lead=scene.district)))
    assert DutyUpdate.objects.count() == 1


def test_the_second_writer_of_a_duty_sees_both_texts(scene, owner, duty):
    colleague = factories.make_user(agency=scene.district, username="colleague", last_name="Trần", first_name="Bình")
    save_duty(submission=scene.form, duty=duty, state=DutyState.DONE, text="Đã xong", by=colleague, now=clock.now())
    answer = owner.post(address(scene, "submission-cells"), said(duty, state="in_progress", text="Đang làm"))
    row = next(row for row in answer.json()["rows"] if row["code"] == f"duty-{duty.pk}")
    assert "Trần Bình vừa ghi" in row["say"] and "Đã xong" in row["say"]
    assert (row["text"], row["version"], answer.json()["saved"]) == ("Đang làm", 1, "")
    assert DutyUpdate.objects.get().text == "Đã xong"


def test_sending_takes_what_stands_in_the_duties_too(scene, owner, duty):
    post = {f"v-{code}": text for code, text in FILLED.items()} | said(duty, state="done", text="Đã mở 42 lớp")
    assert owner.post(address(scene, "submission"), {**post, "submit": "1", "version": "1"}).status_code == 302
    scene.form.refresh_from_db()
    assert scene.form.state == State.SUBMITTED
    assert DutyUpdate.objects.get().text == "Đã mở 42 lớp"


@pytest.mark.slow
def test_a_report_that_says_nothing_of_its_duties_is_not_sent_and_names_them(scene, owner, duty):
    scene.fill()
    with pytest.raises(NotReady) as refused:
        submit(submission=scene.form, seen_version=1, by=scene.reporter, now=clock.now())
    assert [found.code for found in refused.value.findings] == ["duties.V.1"]
    page = owner.post(address(scene, "submission"), {"submit": "1", "version": "1"})
    text = page.content.decode()
    assert page.status_code == 422 and "<title>Lỗi: " in text
    assert "1 nhiệm vụ chưa báo cáo" in text and "Nhiệm vụ V.1: chưa báo cáo" in text
    answer = owner.post(f"/api/v1/submissions/{scene.form.pk}/submit/", {}, content_type="application/json")
    assert answer.json()["error"]["fields"] == {"duties.V.1": "Chưa báo cáo. Chọn tình hình và ghi kết quả."}
    owner.post(address(scene, "submission-cells"), said(duty, state="not_started"))
    assert owner.post(address(scene, "submission"), {"submit": "1", "version": "1"}).status_code == 302


def test_an_agency_that_only_has_duties_cannot_send_an_empty_report(scene, duty):
    office = factories.make_department("so-khac")
    person = factories.make_user(agency=office, username="so-khac")
    DutyParty.objects.create(duty=duty, role=PartyRole.LEAD, agency=office)
    form = factories.make_submission(scene.form.period, office)
    client = Client()
    client.force_login(person)
    assert "0/1 nhiệm vụ" in " ".join(client.get("/submissions/").content.decode().split())
    assert client.post(reverse("submission-submit", args=[form.pk]), {"version": "1"}).status_code == 422
    form.refresh_from_db()
    assert form.state == State.DRAFT


def test_what_was_typed_into_a_form_that_has_closed_is_given_back(scene, owner):
    scene.sent()
    answer = owner.post(address(scene, "submission"), {"v-total": "123", "v-college": "40"})
    page = answer.content.decode()
    assert answer.status_code == 409 and ">123</textarea>" in page and ">40</textarea>" not in page


def test_a_cell_without_a_number_that_nobody_touched_leaves_no_line(scene, owner):
    scene.save(number("total", "1"))
    figure = scene.figure()
    figure.entry, figure.value, figure.quality, figure.note = "missing", None, "estimate", "chờ điều tra"
    figure.save()
    post = {"v-total": "", "k-total": "missing", "n-total": "chờ điều tra", "s-total": "1"}
    before = AuditEvent.objects.count()
    owner.post(address(scene, "submission"), post)
    assert (AuditEvent.objects.count(), scene.figure().version) == (before, 1)


def test_duties_of_many_forms_are_those_of_each_form(scene, django_assert_max_num_queries):
    """The count reads everything once; it must find what the form of each agency finds: by name, kind and heritage."""
    old = factories.make_agency("old", valid_to=date(2024, 6, 30))
    heir = factories.make_agency("heir")
    Succession.objects.create(predecessor=old, successor=heir, on=REFORM, carries_duties=True)
    reform = Reorganisation.objects.create(
        code="reform", locality=old.locality, title="x", legal_basis="x", effective_on=REFORM, drafted_at=clock.now()
    )
    kinds = {"predecessor": AgencyKind.BOARD, "successor": AgencyKind.COMMUNE}
    KindSuccession.objects.create(locality=old.locality, on=REFORM, reorganisation=reform, **kinds)
    commune = factories.make_agency("commune", kind=AgencyKind.COMMUNE)
    factories.make_duty(scene.plan, "1", lead=scene.district)
    factories.make_duty(scene.plan, "2", lead=old)
    for place, kind in enumerate((AgencyKind.DISTRICT, AgencyKind.BOARD), start=3):
        of_kind = factories.make_duty(scene.plan, str(place))
        DutyParty.objects.create(duty=of_kind, role=PartyRole.LEAD, kind=kind)
    forms = [scene.form, *(factories.make_submission(scene.form.period, one) for one in (old, heir, commune))]
    with django_assert_max_num_queries(4):
        counts = duties_said_and_asked(forms)
    assert {pk: asked for pk, (_, asked) in counts.items()} == {form.pk: len(duties_asked(form)) for form in forms}
    assert sum(asked for _, asked in counts.values()) > 4
