"""Whoever set vocplan up belongs to no agency and names the first administrator."""

import pytest
from django.test import Client
from django.urls import reverse

from agencies.access import Right
from agencies.models import User
from tests import factories


@pytest.mark.django_db
def test_who_set_vocplan_up_can_name_the_first_administrator():
    somebody = factories.make_user(agency=factories.make_agency("002"))
    client, founder = Client(), User.objects.create_superuser("founder", password=factories.PASSWORD)
    client.force_login(founder)
    department = factories.make_department()
    body = {"full_name": "Vũ Thị An", "agency": department.code, "role": "administrator", "username": "vu-an"}
    assert client.post(reverse("person-new"), body).status_code == 302
    assert User.objects.get(username="vu-an").access.has(Right.MANAGE_USERS)
    people = client.get(reverse("people")).content.decode()
    assert somebody.username in people
