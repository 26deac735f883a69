"""Changes against a base year on every page: in percent of that year, falling ones as falls, never in the unit itself.

Two promises are added to the published figures of Hà Nội: a fifth fewer institutions than in 2021, of which 380 became
360 in 2022, and five percent more trained labour than in 2021, of which 71.1 became 73 in 2023.
"""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from agencies import clock
from agencies.access import Role
from agencies.models import Agency, Locality
from reports.progress.services import recalculate_all
from reports.wording.formats import NBSP
from reports.wording.terms import WORD_JOINER
from targets.models import Basis, Indicator, Plan, Target
from tests import factories

DAY = date(2024, 11, 22)
FALL, RISE = "institution_count", "trained_labour_rate"
pytestmark = [pytest.mark.usefixtures("published"), pytest.mark.django_db]


@pytest.fixture(autouse=True)
def promised(monkeypatch):
    monkeypatch.setattr(clock, "set_shift", lambda shift: None)
    plan = Plan.objects.get(code="KH-CL2239")
    for code, comparator, low in ((FALL, "<=", -20), (RISE, ">=", 5)):
        Target.objects.create(
            plan=plan, indicator=Indicator.objects.get(code=code), year=2025, comparator=comparator, low=Decimal(low),
            basis=Basis.CHANGE, base_year=2021, citation="KH-CL2239, thử",
        )  # fmt: skip
    recalculate_all(locality_ids=[Locality.objects.get(code="01").pk])


@pytest.fixture
def client():
    signed_in = Client()
    user = factories.make_user(Role.STAFF, Agency.objects.get(code="so-ldtbxh"))
    signed_in.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return signed_in


def plain(text: str) -> str:
    for sign, other in ((NBSP, " "), (WORD_JOINER, ""), ("<strong>", ""), ("</strong>", "")):
        text = text.replace(sign, other)
    return text


def what_if(client, code, **query):
    response = client.get(f"/indicators/{code}/what-if/", {"target": "KH-CL2239-2025-change", **query})
    assert response.status_code == 200
    return response.context["page"]


@pytest.mark.parametrize(("code", "typed", "told"), [(FALL, "5", "giảm từ 5%"), (RISE, "2", "tăng từ 2%")])
def test_another_size_of_a_change_is_tried_without_a_sign(client, code, typed, told):
    page = what_if(client, code, low=typed)
    assert page.form["low"].label == "Mức của mục tiêu, % so với năm 2021"
    assert page.form["low"].help_text.startswith(f"hiện nay {told.split()[0]} từ ")
    assert page.comparison.then.label == "Đạt trước hạn"
    assert f"mục tiêu là {told} so với năm 2021" in plain(page.comparison.answer)


@pytest.mark.parametrize("typed", ["0", "-20", "–20", "120", "x"])
def test_a_size_that_no_change_can_have_is_refused_beside_its_field(client, typed):
    page = what_if(client, FALL, low=typed)
    assert page.form.errors["low"]
    assert page.comparison.then is None
