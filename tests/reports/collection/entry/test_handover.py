"""A colleague takes over: drafts, duties and history stay with the agency, rights go with the membership."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from agencies import clock
from agencies.access import Role
from agencies.models import User
from reports.models import DutyUpdate
from tests import factories
from tests.reports.collection.scene import number


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def successor(scene) -> User:
    """Who reports for the district from today on; the reporter's membership ended yesterday."""
    scene.save(number("total", "1.150", note="theo công văn tháng 11"))
    duty = factories.make_duty(scene.plan, lead=scene.district)
    DutyUpdate.objects.create(
        submission=scene.form,
        duty=duty,
        state="in_progress",
        text="Đã mở ba lớp",
        updated_at=clock.now(),
        updated_by=scene.reporter,
    )
    scene.reporter.memberships.update(valid_to=clock.today() - timedelta(days=1))
    successor = factories.make_user(None, username="successor")
    factories.join(successor, Role.REPORTER, scene.district, valid_from=clock.today())
    return successor


def test_the_draft_with_its_notes_and_duties_is_at_the_successors_hand(scene, successor):
    page = client_of(successor).get(reverse("submission", args=[scene.form.pk])).content.decode()
    assert 'value="1.150"' in page
    assert "theo công văn tháng 11" in page
    assert "Đã mở ba lớp" in page


def test_the_history_still_names_the_predecessor(scene, successor):
    page = client_of(successor).get(reverse("submission-cell-history", args=[scene.form.pk, "total"])).content.decode()
    assert scene.reporter.full_name in page


def test_the_successor_goes_on_where_the_draft_stands(scene, successor):
    (outcome,) = scene.save(number("total", "1.160"), by=successor)
    assert outcome.saved
    assert scene.figure().updated_by == successor


@pytest.mark.slow
def test_the_predecessor_is_out_at_the_next_request_even_while_signed_in(scene, successor):
    predecessor = client_of(scene.reporter)
    assert predecessor.get(reverse("submission", args=[scene.form.pk])).status_code == 403
    assert predecessor.post(reverse("submission-cells", args=[scene.form.pk])).status_code == 403
