"""The demo goes only into a fresh catalogue and is cleared only where there is one."""

import pytest
from django.core.management import CommandError, call_command

from reports.demo.clearing import clear_demo
from reports.demo.services import DemoError, seed_demo
from tests import factories

pytestmark = pytest.mark.django_db


def test_without_a_catalogue_there_is_no_demo():
    with pytest.raises(DemoError, match="load_catalogue"):
        seed_demo(password=factories.PASSWORD)


def test_one_real_account_is_enough_to_refuse():
    factories.make_plan()
    factories.make_user(None)
    with pytest.raises(DemoError, match="đã có người dùng"):
        seed_demo(password=factories.PASSWORD)
    with pytest.raises(CommandError, match="đã có người dùng"):
        call_command("seed_demo")


def test_a_real_installation_has_nothing_to_clear():
    user = factories.make_user(None, is_demo=True)
    with pytest.raises(DemoError, match="không phải bản minh họa"):
        clear_demo()
    with pytest.raises(CommandError, match="không phải bản minh họa"):
        call_command("clear_demo")
    user.refresh_from_db()
