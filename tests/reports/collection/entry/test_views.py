"""What the addresses of the entry form do: save, refuse, send, take back; for owner, colleague and stranger."""

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from agencies.access import Role
from reports.models import Action, DutyUpdate, Figure, State
from targets.models import DataElement
from tests import factories
from tests.reports.collection.scene import FILLED, number


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def owner(scene):
    return signed_in(scene.reporter)


def cells(**values: str) -> dict[str, str]:
    return {f"v-{code}": text for code, text in values.items()}


def address(scene, name: str) -> str:
    return reverse(name, args=[scene.form.pk])


def test_the_script_saves_a_cell_and_learns_how_its_row_looks(scene, owner):
    response = owner.post(address(scene, "submission-cells"), {**cells(total="1.150"), "s-total": "0"})
    assert response.status_code == 200
    rows = {row["code"]: row for row in response.json()["rows"]}
    assert (rows["total"]["text"], rows["total"]["version"], rows["total"]["css"]) == ("1.150", 1, "saved")
    assert scene.figure().value == 1150


def test_a_refused_number_comes_back_as_it_was_typed(scene, owner):
    response = owner.post(address(scene, "submission-cells"), cells(total="72.23"))
    row = next(row for row in response.json()["rows"] if row["code"] == "total")
    assert row["text"] == "72.23"
    assert "72,23 hay 7.223" in row["say"]
    assert not Figure.objects.exists()


@pytest.mark.slow
def test_the_second_writer_sees_both_numbers(scene, owner):
    colleague = factories.make_user(agency=scene.district, username="colleague", last_name="Trần", first_name="Bình")
    signed_in(colleague).post(address(scene, "submission-cells"), {**cells(total="1.150"), "s-total": "0"})
    response = owner.post(address(scene, "submission-cells"), {**cells(total="1.105"), "s-total": "0"})
    row = next(row for row in response.json()["rows"] if row["code"] == "total")
    assert row["text"] == "1.105"
    assert row["version"] == 1
    assert scene.figure().value == 1150


def test_a_sent_form_answers_409_and_keeps_its_numbers(scene, owner):
    scene.sent()
    response = owner.post(address(scene, "submission-cells"), cells(total="5"))
    assert response.status_code == 409
    assert scene.figure().value == 100


def test_without_scripts_the_whole_form_is_saved_and_what_is_wrong_is_shown_again(scene, owner):
    response = owner.post(address(scene, "submission"), cells(total="1.150", college="abc"))
    assert response.status_code == 422
    assert "abc" in response.content.decode()
    assert scene.figure().value == 1150


def test_saving_and_sending_in_one_go(scene, owner):
    response = owner.post(address(scene, "submission"), {**cells(**FILLED), "submit": "1", "version": "1"})
    assert response.status_code == 302
    scene.form.refresh_from_db()
    assert scene.form.state == State.SUBMITTED


def test_a_form_that_is_not_ready_says_what_to_mend(scene, owner):
    response = owner.post(address(scene, "submission-submit"), {"version": "1"})
    assert response.status_code == 422
    assert "Chưa nộp được" in response.content.decode()
    scene.form.refresh_from_db()
    assert scene.form.state == State.DRAFT


@pytest.mark.parametrize("version", ["", "0", "7", "abc", "-1"])
def test_sending_from_a_page_that_is_out_of_date_sends_nothing(scene, owner, version):
    scene.fill()
    owner.post(address(scene, "submission-submit"), {"version": version})
    scene.form.refresh_from_db()
    assert scene.form.state == State.DRAFT


def test_taking_back_by_the_agency(scene, owner):
    sent = scene.sent()
    owner.post(address(scene, "submission-withdraw"), {"version": str(sent.version)})
    sent.refresh_from_db()
    assert sent.state == State.DRAFT
    assert sent.events.last().action == Action.WITHDRAWN


def test_a_duty_of_another_plan_or_agency_does_not_exist_here(scene, owner):
    mine = factories.make_duty(scene.plan, "1", lead=scene.district)
    theirs = factories.make_duty(scene.plan, "2", lead=scene.department)
    post = {f"{part}-duty-{duty.pk}": text for duty in (mine, theirs) for part, text in (("k", "done"), ("v", "Xong"))}
    assert owner.post(address(scene, "submission"), post).status_code == 200
    assert DutyUpdate.objects.get().duty == mine


POSTS = ("submission", "submission-cells", "submission-submit", "submission-withdraw")


@pytest.mark.once
@pytest.mark.parametrize("name", POSTS)
def test_a_colleague_may_and_a_neighbour_finds_nothing_and_readers_may_not_write(scene, name):
    post = {**cells(total="5"), "version": "1"}
    neighbour = factories.make_user(agency=factories.make_agency("002"), username="neighbour")
    leader = factories.make_user(Role.LEADER, scene.department, username="leader")
    colleague = factories.make_user(agency=scene.district, username="colleague")
    refused = {
        who.username: signed_in(who).post(address(scene, name), post).status_code
        for who in (neighbour, leader, scene.staff)
    }
    assert refused == {"neighbour": 404, "leader": 403, "staff": 403}
    assert not Figure.objects.exists()
    assert signed_in(colleague).post(address(scene, name), post).status_code in (200, 302, 422)


def test_extra_fields_change_nothing(scene, owner):
    post = {**cells(total="5"), "state": "accepted", "agency": "2", "accepted_value": "9", "is_demo": "1"}
    owner.post(address(scene, "submission"), post)
    scene.form.refresh_from_db()
    assert (scene.form.state, scene.form.agency) == (State.DRAFT, scene.district)
    assert (scene.figure().accepted_entry, scene.figure().illustrative) == ("", False)


def test_the_form_costs_a_bounded_number_of_queries(scene, owner, django_assert_max_num_queries):
    scene.fill()
    with django_assert_max_num_queries(15):
        assert owner.get(address(scene, "submission")).status_code == 200


def test_a_kind_that_no_form_offers_does_not_break_the_answer(scene, owner):
    scene.save(number("total", "1150"))
    post = {**cells(total=""), "k-total": "<b>", "s-total": "0"}
    for name, status in (("submission-cells", 200), ("submission", 422)):
        response = owner.post(address(scene, name), post)
        assert response.status_code == status
        assert "<b>" not in response.content.decode()
    assert scene.figure().value == 1150


def test_nothing_that_people_or_the_catalogue_wrote_becomes_html(scene, owner):
    hostile = "<i>&\"'"
    DataElement.objects.update(short_name=hostile, unit=hostile)
    scene.accepted_last_year(total="1")
    scene.save(replace(number("labour", "1000"), note=hostile), number("total", "5"))
    scene.save(number("teachers", "9"), form=scene.other)
    post = {**cells(total=hostile, college=hostile), "n-total": hostile, "s-total": "1"}
    pages = [owner.post(address(scene, "submission"), post), owner.get(address(scene, "submission"))]
    update = owner.post(address(scene, "submission-cells"), post).json()
    said = [row[part] for row in update["rows"] for part in ("state", "say")]
    for text in (*(page.content.decode() for page in pages), *said):
        assert "<i>" not in text
    assert sum(page.content.decode().count("&lt;i&gt;&amp;&quot;&#x27;") for page in pages) > 20
    assert any("&lt;i&gt;" in text for text in said)


def test_the_list_of_own_reports_costs_the_same_however_many_years_there_are(scene, owner, django_assert_num_queries):
    def visit() -> None:
        assert owner.get(reverse("submission-list")).status_code == 200

    visit()
    with django_assert_num_queries(12):
        visit()
    for year in range(scene.form.period.year - 4, scene.form.period.year):
        factories.make_submission(factories.make_period(scene.form.period.plan, year=year), scene.district)
    with django_assert_num_queries(12):
        visit()
