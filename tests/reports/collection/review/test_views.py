"""What the addresses of the review do: accept, return, reopen, and say when somebody was quicker."""

import pytest
from django.test import Client
from django.urls import reverse

from agencies.access import Role
from reports.models import Review, ReviewItem, State, Submission
from tests import factories


@pytest.fixture
def client(scene):
    client = Client()
    client.force_login(scene.staff)
    return client


def decide(client, form, **post):
    address = reverse("review-decide", args=[form.pk])
    return client.post(address, {"version": str(form.version), **post})


def state_of(form) -> str:
    return Submission.objects.get(pk=form.pk).state


def test_accepting_moves_on(scene, client):
    form = scene.sent()
    response = decide(client, form, accept="1", note="Đủ")
    assert (response.status_code, state_of(form)) == (302, State.ACCEPTED)
    assert Review.objects.get().note == "Đủ"


def test_returning_with_the_reasons_that_stand_beside_the_cells(scene, client):
    form = scene.sent()
    decide(client, form, **{"return": "1", "r-total": "Kiểm lại", "r-rest": " "})
    assert state_of(form) == State.RETURNED
    assert list(ReviewItem.objects.values_list("element__code", "reason")) == [("total", "Kiểm lại")]


def test_returning_without_a_word_is_refused_and_what_was_written_is_kept(scene, client):
    form = scene.sent()
    response = decide(client, form, **{"return": "1"})
    assert (response.status_code, state_of(form)) == (422, State.SUBMITTED)


def test_accepting_while_a_reason_stands_there_is_taken_for_the_wrong_button(scene, client):
    form = scene.sent()
    response = decide(client, form, accept="1", **{"r-total": "Kiểm lại"})
    assert (response.status_code, state_of(form)) == (422, State.SUBMITTED)
    assert "Kiểm lại" in response.content.decode()


@pytest.mark.parametrize("version", ["1", "", "99", "abc"])
def test_a_decision_on_what_has_moved_since_is_not_taken(scene, client, version):
    form = scene.sent()
    response = decide(client, form, version=version, accept="1")
    assert (response.status_code, state_of(form)) == (409, State.SUBMITTED)


def test_reopening_wants_a_reason(scene, client):
    form = scene.accepted()
    address, version = reverse("review-reopen", args=[form.pk]), str(form.version)
    assert client.post(address, {"version": version, "reason": " "}).status_code == 422
    assert state_of(form) == State.ACCEPTED
    client.post(address, {"version": version, "reason": "Sai số"})
    assert state_of(form) == State.RETURNED


def test_the_own_agencys_report_is_not_there_to_be_decided_on(scene, client):
    factories.join(scene.staff, Role.REPORTER, scene.district)
    form = scene.sent()
    assert decide(client, form, accept="1").status_code == 404
    assert client.get(reverse("review", args=[form.pk])).status_code == 404
    assert state_of(form) == State.SUBMITTED


@pytest.mark.parametrize(("role", "status"), [(Role.LEADER, 403), (Role.REPORTER, 403), (Role.ADMINISTRATOR, 403)])
def test_nobody_but_staff_decides(scene, role, status):
    form, other = scene.sent(), Client()
    other.force_login(factories.make_user(role, scene.department, username="other"))
    assert decide(other, form, accept="1").status_code == status
    assert state_of(form) == State.SUBMITTED


def test_staff_of_another_locality_find_nothing(scene):
    form, other = scene.sent(), Client()
    department = factories.make_department("68-so", locality=factories.make_locality("68"))
    other.force_login(factories.make_user(Role.STAFF, department, username="stranger"))
    assert decide(other, form, accept="1").status_code == 404


def test_the_page_costs_a_bounded_number_of_queries(scene, client, django_assert_max_num_queries):
    form = scene.sent()
    with django_assert_max_num_queries(30):
        assert client.get(reverse("review", args=[form.pk])).status_code == 200
