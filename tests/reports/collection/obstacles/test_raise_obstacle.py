"""Raising an obstacle: what is taken, what is refused and where."""

import unicodedata
from datetime import timedelta

import pytest
from django.urls import reverse

from agencies import clock
from reports.collection.obstacles.services import ObstacleError
from reports.models import Obstacle, ObstacleState
from tests import factories

TYPED = {
    "plan": "KH-10",
    "title": "Thiếu giáo viên",
    "since": "01/09/2024",
    "text": "Đề nghị bổ sung biên chế.",
    "asks": "locality",
}


def post(world, who: str = "reporter", **changes):
    return world.client(who).post(reverse("obstacle-new"), {**TYPED, "agency": world.district.pk, **changes})


def test_an_obstacle_is_kept_as_it_was_typed(world):
    answer = post(world)
    row = Obstacle.objects.get()
    assert answer.headers["Location"] == reverse("obstacle", args=[row.pk])
    assert (row.agency, row.plan.code, row.title, row.asks) == (world.district, "KH-10", "Thiếu giáo viên", "locality")
    assert f"{row.since:%d/%m/%Y}" == "01/09/2024"
    assert (row.state, row.version, row.raised_by) == (ObstacleState.OPEN, 1, world.people["reporter"])


@pytest.mark.once
@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("title", "", "Ghi vướng mắc trong một câu"),
        ("title", "\u200b\u202e\x00", "Ghi vướng mắc trong một câu"),
        ("title", "x" * 201, "200"),
        ("text", "", "ghi đề nghị"),
        ("text", "x" * 10_000, "4000"),
        ("since", "", "Ghi ngày"),
        ("since", "29/02/2027", "Gõ ngày như 15/12/2024"),
        ("since", "31/12/24", "Gõ ngày như 15/12/2024"),
        ("since", "12/31/2024", "Gõ ngày như 15/12/2024"),
        ("since", "01/01/1950", "Ngày này quá xa"),
        ("since", "01/01/2190", "Ngày này chưa tới"),
        ("asks", "everybody", "everybody"),
        ("asks", "", "Chọn nơi có thẩm quyền"),
        ("plan", "KH-99", "Chọn một dòng"),
    ],
)
def test_what_is_missing_or_wrong_is_named_beside_the_field(world, field, value, says):
    answer = post(world, **{field: value})
    assert answer.status_code == 422
    assert says in " ".join(answer.context["form"].errors[field])
    assert not Obstacle.objects.exists()


def test_a_day_is_read_day_first(world):
    post(world, since="03/04/2024")
    assert Obstacle.objects.get().since.month == 4


def test_decomposed_letters_and_invisible_ones_are_kept_clean(world):
    post(world, title=unicodedata.normalize("NFD", "Thiếu\u200b nhà\x0b xưởng"), text="Dòng một\r\nDòng\u202e hai\x00")
    row = Obstacle.objects.get()
    assert (row.title, row.text) == ("Thiếu nhà xưởng", "Dòng một\nDòng hai")


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "{{7*7}}", "{% raw %}", "</w:t>"])
def test_markup_in_words_stays_words(world, text):
    post(world, title=text, text=text)
    page = world.client("staff").get(reverse("obstacle", args=[Obstacle.objects.get().pk])).content.decode()
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert escaped in page
    assert "<script>alert" not in page


def test_nobody_raises_in_the_name_of_another_agency(world):
    other = world.people["neighbour"].memberships.get().agency
    assert post(world, agency=other.pk).status_code == 422
    for who in ("staff", "leader", "administrator", "nobody"):
        assert post(world, who).status_code == 403
    assert not Obstacle.objects.exists()


def test_a_plan_of_another_locality_is_refused(world):
    factories.make_plan("KH-CT21", locality=factories.make_locality("68"))
    assert post(world, plan="KH-CT21").status_code == 422


def test_extra_fields_are_ignored(world):
    post(world, state="closed", illustrative="1", version="9")
    row = Obstacle.objects.get()
    assert (row.state, row.illustrative, row.version) == (ObstacleState.OPEN, False, 1)


def test_the_service_refuses_what_no_form_has_seen(world):
    for details in ({"title": "\u200b"}, {"text": " "}, {"since": clock.today() + timedelta(days=1)}):
        with pytest.raises(ObstacleError):
            world.raised(**details)


def test_the_form_starts_with_the_plan_of_the_report(world):
    factories.make_plan("KH-CL2239")
    page = world.client("reporter").get(reverse("obstacle-new") + "?plan=KH-CL2239").content.decode()
    assert '<option value="KH-CL2239" selected>' in page
