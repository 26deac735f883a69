"""Every shape of indicator has a page that makes sense: its first sentence, its facts, its drawing, and no nonsense.

Made-up indicators, each the smallest that has its shape, seen on 22/11/2024.
"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.test import Client

from agencies import clock
from agencies.access import Role
from agencies.models import Agency, User
from reports.wording.formats import NBSP
from reports.wording.terms import WORD_JOINER
from targets.models import Authority, Baseline, Formula, Indicator, Milestone, Plan
from targets.models.target import MILESTONE
from tests import factories
from tests.reports.progress import ground

DAY = date(2024, 11, 22)
pytestmark = pytest.mark.django_db
MISSING_NUMBER = re.compile(r"\b(None|nan|NaN|Infinity|undefined)\b|\d[Ee][+-]\d")
# Also brackets, commas and stops with nothing between them, stars that were to stress a word, and minus nothing.
NONSENSE = re.compile(MISSING_NUMBER.pattern + r"|–0,0\b(?!\d)|\(\)|, ,|\.\.(?!\.)|\*\*")


@pytest.fixture(autouse=True)
def the_day(on) -> Iterator[None]:
    """The clock stands on DAY, for the pages too: a request would set it to that of the installation."""
    on(DAY)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "set_shift", lambda shift: None)
        yield


@pytest.fixture
def plan() -> Plan:
    return factories.make_plan()


@pytest.fixture
def staff() -> User:
    return factories.make_user(Role.STAFF, factories.make_department())


def promised(plan: Plan, low: str | None = "70", year: int = 2025, base: str | None = "65", **columns) -> Indicator:
    """A published rate, at least `low` percent in `year`, from `base` in 2020."""
    shape = {"unit": "%", "decimals": 1, "formula": Formula.RATIO, "authority": Authority.OFFICIAL}
    indicator = factories.make_indicator("rate", **shape, **columns)
    factories.make_target(plan, indicator, year, low=Decimal(low) if low else None)
    if base is not None:
        Baseline.objects.create(plan=plan, indicator=indicator, year=2020, value=Decimal(base), citation="mục II")
    return indicator


def published(indicator: Indicator, **values: str) -> None:
    for name, value in values.items():
        ground.publish(indicator, int(name.removeprefix("in_")), value, published_on=DAY)
    ground.recalculate()


class Page:
    """What a reader gets: the page's texts without marks of layout, and its HTML."""

    def __init__(self, user: User, indicator: Indicator) -> None:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        response = client.get(f"/indicators/{indicator.code}/")
        assert response.status_code == 200
        self.page, self.html = response.context["page"], response.content.decode()
        self.check()

    @property
    def opening(self) -> str:
        return plain(self.page.opening)

    @property
    def facts(self) -> list[str]:
        return [plain(fact.value) for fact in self.page.facts]

    def check(self) -> None:
        """What holds for every page: readable drawings, words that belong together, no trace of a missing value."""
        text = plain(re.sub(r"<(script|title).*?</\1>", "", self.html, flags=re.S))
        assert not NONSENSE.search(text), NONSENSE.search(text)
        ladder = str(self.page.ladder)
        ElementTree.fromstring(f"<root>{ladder}</root>")  # noqa: S314
        assert not MISSING_NUMBER.search(ladder), MISSING_NUMBER.search(ladder)
        late = re.search(r"[Cc]hậm [\d,]+ năm", text)
        assert not late or self.page.status in ("lagging", "far_behind")


def plain(text: str) -> str:
    return re.sub(r"<[^>]+>", "", str(text)).replace(NBSP, " ").replace(WORD_JOINER, "")


def test_empty(plan, staff):
    indicator = promised(plan, base=None)
    published(indicator)
    page = Page(staff, indicator)
    assert page.opening == "Chưa có số liệu nào để so với mục tiêu từ 70% (2025)."
    assert page.facts == ["—", "—", "—", "—"]
    assert "lộ trình" not in plain(page.page.legend)


def test_empty_with_a_base(plan, staff):
    indicator = promised(plan)
    published(indicator)
    page = Page(staff, indicator)
    assert page.opening == "Mới có giá trị gốc, chưa có kết quả của năm nào sau đó."
    assert page.page.label == "Chưa đủ số liệu để đánh giá"


def test_a_single_point_without_a_base(plan, staff):
    indicator = promised(plan, base=None)
    published(indicator, in_2023="66")
    page = Page(staff, indicator)
    assert page.opening == (
        "Mới có một số liệu (năm 2023: 66,0%), chưa đủ để tính nhịp độ; cần tăng 2,0 điểm % mỗi năm."
    )
    assert page.page.facts[0].unit == "năm 2023"


def test_a_single_point_with_a_base(plan, staff):
    indicator = promised(plan)
    published(indicator, in_2023="66.5")
    page = Page(staff, indicator)
    assert page.opening == (
        "Năm 2023 đạt 66,5%, kém lộ trình 1,5 điểm %, tức chậm 1,5 năm. Để đạt từ 70% vào năm 2025, mỗi năm phải tăng "
        "1,8 điểm %; ba năm qua bình quân 0,5."
    )
    assert page.facts[3] == "Chưa đủ số liệu"


@pytest.mark.slow
def test_partial_reports_are_shown_and_not_judged(plan, staff):
    above, below = factories.make_element("above"), factories.make_element("below")
    indicator = factories.make_indicator("rate", numerator=[above], denominator=[below])
    factories.make_target(plan, indicator, 2025, low=Decimal(70))
    agencies = [factories.make_agency(f"00{number}") for number in range(5)]
    for agency in agencies[:3]:
        ground.report(plan, agency, 2023, above="60", below="100")
    ground.recalculate()
    page = Page(staff, indicator)
    assert page.opening == ("Năm 2023 mới có 3/5 đơn vị: 60,0% (tạm tính), chưa đủ để đánh giá; mục tiêu từ 70%.")
    assert page.page.agencies.note == "3/5 đơn vị đã được duyệt"
    assert Agency.objects.filter(kind="district").count() == 5
    assert page.facts[0] == "60,0%"


def test_all_achieved(plan, staff):
    indicator = promised(plan)
    factories.make_target(factories.make_plan("KH-9"), indicator, 2025, low=Decimal(68))
    published(indicator, in_2021="67", in_2022="69", in_2023="71")
    page = Page(staff, indicator)
    assert page.opening == "Đạt trước hạn: năm 2023 đã được 71,0%, mục tiêu từ 70% vào năm 2025."
    assert {item.label for item in page.page.verdicts} == {"Đạt trước hạn"}
    assert page.page.facts[2].chart.count("không cần thêm") >= 1


@pytest.mark.slow
def test_wrong_way(plan, staff):
    indicator = promised(plan)
    published(indicator, in_2021="64", in_2022="63.5", in_2023="63")
    page = Page(staff, indicator)
    assert page.opening == (
        "Năm 2023 giảm 0,5 điểm % so với năm 2022: từ 63,5% còn 63,0%. "
        "Giảm từ 65,0% (2020) xuống 63,0% (2023). Muốn đạt 70% phải tăng 3,5 điểm % mỗi năm."
    )
    assert page.page.label == "Đi ngược mục tiêu"


def summed_over_changing_districts(plan, **values: tuple[str | None, str | None, str | None]) -> Indicator:
    """A count that districts 001, 002 and 003 report; None where one did not."""
    element = factories.make_element("people", decimals=0)
    indicator = factories.make_indicator("people", numerator=[element], authority=Authority.ROLLUP)
    factories.make_target(plan, indicator, 2025, low=Decimal(1000))
    Baseline.objects.create(plan=plan, indicator=indicator, year=2020, value=Decimal(100), citation="mục II")
    districts = [factories.make_agency(f"00{number}") for number in (1, 2, 3)]
    for name, said in values.items():
        for district, value in zip(districts, said, strict=True):
            if value is not None:
                ground.report(plan, district, int(name.removeprefix("in_")), people=value)
    ground.recalculate()
    return indicator


@pytest.mark.slow
def test_a_sum_that_fell_only_since_another_body_reports_is_no_turn_back(plan, staff):
    indicator = summed_over_changing_districts(plan, in_2022=("100", "90", None), in_2023=("120", None, "20"))
    assert "giảm" not in Page(staff, indicator).opening.partition("Muốn đạt")[0]


@pytest.mark.slow
def test_a_sum_that_rose_only_since_another_body_reports_has_turned_back(plan, staff):
    indicator = summed_over_changing_districts(plan, in_2022=("100", "20", None), in_2023=("90", None, "80"))
    assert Page(staff, indicator).opening.startswith(
        "Năm 2023 giảm 10 lượt người so với năm 2022, tính ở 1 đơn vị báo cáo cả hai năm. "
    )


def test_a_target_lost_again(plan, staff):
    indicator = promised(plan, base="72")
    published(indicator, in_2023="69")
    page = Page(staff, indicator)
    assert page.opening == (
        "Năm 2020 đã đạt (72,0%), năm 2023 chỉ còn 69,0%. Muốn trở lại từ 70% phải tăng 0,5 điểm % mỗi năm."
    )


def test_a_falling_target(plan, staff):
    indicator = promised(plan, base=None, low="5", direction="down")
    indicator.targets.update(comparator="<=")
    published(indicator, in_2020="10", in_2021="9", in_2022="8", in_2023="7.5")
    page = Page(staff, indicator)
    assert page.opening.startswith("Năm 2023 đạt 7,5%, kém lộ trình 0,5 điểm %, tức chậm 0,5 năm. Để đạt không quá 5%")
    assert "mỗi năm phải giảm 1,3 điểm %" in page.opening


def test_qualitative(plan, staff):
    indicator = factories.make_indicator("words", formula=Formula.QUALITATIVE, unit="")
    target = factories.make_target(plan, indicator, 2025, low=None, comparator=MILESTONE)
    Milestone.objects.create(target=target, code="first", name="Ban hành quy hoạch", citation="mục II")
    published(indicator)
    page = Page(staff, indicator)
    assert page.opening == "Xét theo mốc, do người đánh giá: 0 trên 1 mốc đã xong."
    assert (page.page.ladder, page.page.facts, page.page.what_if_url) == ("", [], "")
    assert "Ban hành quy hoạch" in page.html


def test_a_plan_that_has_not_begun(staff):
    later = factories.make_plan("KH-30", first_year=2026, last_year=2030)
    indicator = promised(later, "80", 2030, base=None)
    published(indicator, in_2022="72", in_2023="73")
    page = Page(staff, indicator)
    assert page.opening == (
        "Mục tiêu từ 80% năm 2030 của KH-30: kỳ kế hoạch bắt đầu từ năm 2026, chưa đến kỳ đánh giá. Năm 2023 là 73,0%."
    )
    assert page.facts == []
    assert "80%" in page.page.ladder


def test_a_past_target_that_was_missed(plan, staff):
    indicator = promised(plan, year=2023)
    published(indicator, in_2022="66", in_2023="67.8", in_2024="71")
    page = Page(staff, indicator)
    assert page.opening == "Không đạt: năm 2023 được 67,8%, mục tiêu từ 70%, thiếu 2,2 điểm %."
    assert page.page.facts[3].value == "Không đạt"
    assert page.page.facts[1].value == "–2,2"


def test_a_past_target_without_the_figure_of_its_year(plan, staff):
    indicator = promised(plan, year=2023)
    published(indicator, in_2022="66")
    page = Page(staff, indicator)
    assert page.opening == (
        "Năm 2023 đã qua, chưa có số liệu của năm đó để kết luận. Số gần nhất: 66,0% (năm 2022), chậm nhiều."
    )


def test_a_value_that_never_moves(plan, staff):
    indicator = promised(plan)
    published(indicator, in_2021="65", in_2022="65", in_2023="65")
    page = Page(staff, indicator)
    assert page.opening.startswith("Năm 2023 đạt 65,0%, kém lộ trình 3,0 điểm %, tức chậm 3,0 năm.")


def test_figures_without_any_plan(staff):
    indicator = factories.make_indicator("rate", unit="%", decimals=1, formula=Formula.RATIO)
    published(indicator, in_2023="40")
    page = Page(staff, indicator)
    assert page.opening == "Năm 2023 là 40,0%. Không kế hoạch nào của Hà Nội đặt mục tiêu này."
