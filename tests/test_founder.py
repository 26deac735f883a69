"""Whoever set vocplan up belongs to no agency and names the first administrator."""

import pytest
from django.test import Client
from django.urls import reverse

from agencies.models import User
from tests import factories


@pytest.mark.django_db
def test_who_set_vocplan_up_can_name_the_first_administrator():
    somebody = factories.make_user(agency=factories.make_agency("002"))
    client, founder = Client(), User.objects.create_superuser("founder", password=factories.PASSWORD)
    client.force_login(founder)
    page = client.get(reverse("admin:agencies_user_add"))
    assert page.status_code == 200
    people = client.get(reverse("admin:agencies_user_changelist")).content.decode()
    assert somebody.username in people
