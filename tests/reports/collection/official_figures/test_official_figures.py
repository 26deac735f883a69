"""Published figures: entered and revised by staff, both rows kept, progress marked in the same transaction."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from agencies import clock
from agencies.access import Role
from reports.collection.official_figures.services import NotYourLocality, Published, enter_official_figure
from reports.models import FigureKind, IndicatorValue, OfficialFigure, Precision, Stale
from reports.progress.services import recalculate_all
from reports.wording.typed.numbers import parse_value
from targets.models import Formula, Indicator
from tests import factories

TYPED = {
    "locality": "01",
    "indicator": "trained_total",
    "year": "2023",
    "value": "1.200",
    "kind": "actual",
    "source": "Niên giám thống kê 2023, trang 91",
    "published_on": "30/06/2024",
}


@pytest.fixture
def people(scene) -> dict:
    away = factories.make_department("68-so", locality=factories.make_locality("68"))
    return {
        "staff": scene.staff,
        "reporter": scene.reporter,
        "leader": factories.make_user(Role.LEADER, scene.department),
        "administrator": factories.make_user(Role.ADMINISTRATOR, scene.department),
        "stranger": factories.make_user(Role.STAFF, away),
        "nobody": factories.make_user(None),
    }


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def enter(scene, **changes):
    return client_of(scene.staff).post(reverse("official-figure-new"), {**TYPED, **changes})


def test_a_figure_is_kept_as_it_was_published_and_progress_is_told(scene):
    answer = enter(scene)
    row = OfficialFigure.objects.get()
    assert answer.headers["Location"] == "/official-figures/?locality=01&indicator=trained_total"
    assert (row.value, row.from_year, row.year, row.kind) == (1200, 2023, 2023, FigureKind.ACTUAL)
    assert (row.published_on, row.published_precision) == (date(2024, 6, 30), Precision.DAY)
    marks = Stale.objects.filter(indicator=row.indicator, locality=row.locality)
    assert [mark.year for mark in marks] == [2023]


def test_a_figure_that_is_rolled_back_leaves_no_mark(scene):
    with transaction.atomic():
        enter_official_figure(figure=published(), by=scene.staff, now=clock.now())
        transaction.set_rollback(True)
    assert not OfficialFigure.objects.exists()
    assert not Stale.objects.exists()


def published(**changes) -> Published:
    values = {
        "indicator": Indicator.objects.get(code="trained_total"),
        "locality": factories.make_locality(),
        "from_year": 2023,
        "year": 2023,
        "value": Decimal(1200),
        "kind": FigureKind.ACTUAL,
        "source": "Niên giám",
        "published_on": date(2024, 6, 30),
    }
    return Published(**{**values, **changes})


@pytest.mark.once
@pytest.mark.parametrize(
    "text",
    ["0.500", "1,234.5", "1.2.3", "1 234,5", "1e5", "NaN", "Infinity", "１２３", "٣", "-5", "1" * 21, "12,34567", ""],
)
def test_a_number_that_is_not_clear_is_refused_beside_its_field(scene, text):
    answer = enter(scene, value=text)
    assert answer.status_code == 422
    assert answer.context["form"].errors["value"]
    assert not OfficialFigure.objects.exists()
    assert not Stale.objects.exists()


@pytest.mark.parametrize(("text", "value"), [("72,23", "72.23"), ("100", "100"), ("0", "0")])
def test_a_rate_is_read_with_its_comma(scene, text, value):
    enter(scene, indicator="trained_labour_rate", value=text)
    assert OfficialFigure.objects.get().value == Decimal(value)


def test_a_rate_with_a_dot_is_asked_about(scene):
    answer = enter(scene, indicator="trained_labour_rate", value="72.23")
    assert "72,23 hay 7.223" in answer.content.decode()
    assert enter(scene, indicator="trained_labour_rate", value="100,01").status_code == 422


@pytest.mark.parametrize(("text", "value"), [("-4,5", "-4.5"), ("–4,5", "-4.5"), ("104,5", "104.5")])
def test_growth_may_fall_and_pass_a_hundred(text, value):
    assert parse_value(text, Indicator(unit="%", decimals=1, formula=Formula.GROWTH)) == Decimal(value)


@pytest.mark.once
@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("indicator", "no_such_thing", "Chọn một dòng"),
        ("year", "23", "bốn chữ số"),
        ("year", "2.023", "bốn chữ số"),
        ("year", "1900", "Năm từ 1976"),
        ("from_year", "2024", "Năm đầu sau năm cuối"),
        ("value_high", "1.100", "Mức trên thấp hơn"),
        ("kind", "guess", "guess"),
        ("source", "", "Ghi nguồn"),
        ("source", "\u200b\u202e", "Ghi nguồn"),
        ("source", "x" * 401, "400"),
        ("published_on", "", "Ghi ngày công bố"),
        ("published_on", "30/02/2024", "Không có ngày này"),
        ("published_on", "13/2024", "Không có ngày này"),
        ("published_on", "2024-06-30", "Gõ ngày như"),
        ("published_on", "30/6/24", "Gõ ngày như"),
        ("published_on", "30/06/2022", "trước năm của nó"),
        ("published_on", "30/06/2190", "chưa tới"),
        ("locality", "68", "hợp lệ"),
    ],
)
def test_what_is_wrong_is_named_beside_the_field(scene, people, field, value, says):
    answer = enter(scene, **{field: value})
    assert answer.status_code == 422
    assert says in " ".join(answer.context["form"].errors[field])
    assert not OfficialFigure.objects.exists()


@pytest.mark.parametrize(
    ("typed", "day", "precision"),
    [
        ("5/3/2024", date(2024, 3, 5), Precision.DAY),
        ("02/2024", date(2024, 2, 29), Precision.MONTH),
        ("2024", date(2024, 12, 31), Precision.YEAR),
    ],
)
def test_a_date_is_as_exact_as_it_was_typed(scene, typed, day, precision):
    enter(scene, published_on=typed)
    row = OfficialFigure.objects.get()
    assert (row.published_on, row.published_precision) == (day, precision)


def test_the_same_publication_twice_is_refused(scene):
    enter(scene)
    assert "Số này đã có" in enter(scene).content.decode()
    assert OfficialFigure.objects.count() == 1


def revise(scene, row: OfficialFigure, **changes):
    sent = {"value": "1.250", "kind": "actual", "source": "Niên giám 2024", "published_on": "30/06/2025", **changes}
    return client_of(scene.staff).post(reverse("official-figure-revise", args=[row.pk]), sent)


@pytest.mark.slow
def test_a_revision_is_a_row_of_its_own_and_counts_from_its_date(scene):
    enter(scene)
    first = OfficialFigure.objects.get()
    assert revise(scene, first).status_code == 302
    second = OfficialFigure.objects.exclude(pk=first.pk).get()
    assert (second.year, second.indicator, second.value) == (first.year, first.indicator, 1250)
    first.refresh_from_db()
    assert first.value == 1200
    recalculate_all(locality_ids=[first.locality_id])
    assert IndicatorValue.objects.filter(indicator=first.indicator, year=2023, official=second).exists()
    page = client_of(scene.staff).get("/official-figures/?indicator=trained_total").content.decode()
    assert "1.200" in page and "1.250" in page and page.count("số có hiệu lực") == 1


def test_a_revision_cannot_change_what_it_is_about(scene):
    enter(scene)
    first = OfficialFigure.objects.get()
    revise(scene, first, year="2020", indicator="trained_labour_rate", locality="68")
    second = OfficialFigure.objects.exclude(pk=first.pk).get()
    assert (second.year, second.indicator, second.locality) == (first.year, first.indicator, first.locality)


def test_a_revision_is_not_published_before_what_it_revises(scene):
    enter(scene)
    answer = revise(scene, OfficialFigure.objects.get(), published_on="30/05/2024")
    assert "không thể trước lần đầu" in answer.content.decode()
    assert OfficialFigure.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "new", "seen"),
    [("reporter", 403, 200), ("leader", 403, 200), ("administrator", 403, 403), ("nobody", 403, 403)],
)
def test_only_staff_enter_and_everybody_with_progress_reads(scene, people, who, new, seen):
    client = client_of(people[who])
    assert client.post(reverse("official-figure-new"), TYPED).status_code == new
    assert client.get(reverse("official-figure-list")).status_code == seen
    assert not OfficialFigure.objects.exists()


@pytest.mark.slow
def test_staff_of_another_locality_reach_nothing(scene, people):
    enter(scene)
    row = OfficialFigure.objects.get()
    client = client_of(people["stranger"])
    assert client.get(reverse("official-figure-revise", args=[row.pk])).status_code == 404
    assert client.post(reverse("official-figure-new"), TYPED).status_code == 422
    assert "1.200" not in client.get("/official-figures/?locality=01").content.decode()
    with pytest.raises(NotYourLocality):
        enter_official_figure(figure=published(value=Decimal(7)), by=people["stranger"], now=clock.now())
    assert OfficialFigure.objects.count() == 1


@pytest.mark.slow
def test_the_list_shows_the_difference_to_the_roll_up(scene):
    IndicatorValue.objects.create(
        locality=factories.make_locality(),
        indicator=Indicator.objects.get(code="trained_labour_rate"),
        year=2023,
        view="accepted",
        rollup=Decimal("70.5"),
    )
    enter(scene, indicator="trained_labour_rate", value="72,23")
    page = client_of(scene.staff).get("/official-figures/").content.decode().replace("\u00a0", " ")
    assert "70,5%" in page and "+1,7 điểm %" in page
    enter(scene, indicator="trained_labour_rate", value="70", source="khác")
    page = client_of(scene.staff).get("/official-figures/").content.decode().replace("\u00a0", " ")
    assert "–0,5 điểm %" in page


@pytest.mark.slow
def test_the_list_costs_the_same_for_many(scene, django_assert_max_num_queries):
    indicator = Indicator.objects.get(code="trained_total")
    OfficialFigure.objects.bulk_create(
        OfficialFigure(**vars(published(indicator=indicator, value=Decimal(number)))) for number in range(120)
    )
    client = client_of(scene.staff)
    with django_assert_max_num_queries(10):
        assert len(client.get("/official-figures/").context["page"].rows) == 50


def test_markup_in_a_source_stays_words(scene):
    enter(scene, source="<script>alert(1)</script> {{7*7}}")
    page = client_of(scene.staff).get("/official-figures/").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{7*7}}" in page
