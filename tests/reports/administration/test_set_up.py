"""From an empty database to an administrator who can come in, by one command."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from agencies.access import Right
from agencies.accounts.letters import letter_of
from agencies.models import Coordination, Locality, User
from reports.administration.first_run.services import coordinator_code_for, provinces

pytestmark = pytest.mark.django_db
SINCE = date(2025, 3, 1)


def run(**options: object) -> str:
    out = StringIO()
    chosen = {"locality": "48", "coordinator": "48-so-gddt", "since": SINCE, "administrator": "quan-tri", **options}
    call_command("set_up", stdout=out, **chosen)
    return out.getvalue()


def test_an_empty_database_gets_a_locality_a_coordinator_and_an_administrator_with_a_code_for_one_use():
    said = run()
    code = said.split("mã vào lần đầu ")[1].split()[0]
    person = User.objects.get()
    assert letter_of(code, now=timezone.now()).user == person
    assert Locality.objects.get().name == "Thành phố Đà Nẵng"
    row = Coordination.objects.get()
    assert (row.agency.name, row.valid_from, row.valid_to) == ("Sở Giáo dục và Đào tạo", SINCE, None)
    assert person.access.has(Right.MANAGE_USERS) and not person.has_usable_password()


def test_running_it_again_gives_a_new_code_and_changes_nothing_else():
    first, second = run(), run()
    assert first != second
    assert (User.objects.count(), Coordination.objects.count()) == (1, 1)


def test_what_cannot_be_is_said_and_nothing_is_written():
    with pytest.raises(CommandError, match="Không có tỉnh, thành phố mã “99”"):
        run(locality="99")
    assert not Locality.objects.exists()


def test_there_are_34_provinces_to_choose_from():
    assert len(provinces()) == 34
    assert sum(one.communes for one in provinces()) == 3321
    assert coordinator_code_for("48") == "48-so-gddt"
