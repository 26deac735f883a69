"""What the second edition of the rules judges otherwise, in worked sentences: each number comes from the engine.

The examples are published figures of Hà Nội, so that a reader finds them again on the pages.
"""

from decimal import ROUND_CEILING, Decimal

from reports.wording.differences import matching_decimals
from reports.wording.formats import number, percent, published_number, status_label, status_short
from reports.wording.standing import PERCENT_OF_BASE
from reports.wording.yearly import years_listed
from targets.calculations.aggregate import UnitShare, aggregate_rate
from targets.calculations.bounds import Bounds
from targets.calculations.change import assess_change, change_bounds
from targets.calculations.every_year import assess_every_year
from targets.calculations.evidence import Point
from targets.calculations.level import assess_level
from targets.calculations.statuses import Comparator, Direction
from targets.calculations.thresholds import Thresholds
from targets.calculations.uncertainty import FlowRange, assess_disputed_total, assess_rounded_level
from targets.calculations.yearly_average import assess_average

SUMS = (Point(2021, Decimal(220_500)), Point(2022, Decimal(245_316)), Point(2024, Decimal(472_600)))
TOTAL, YEARLY = Decimal(1_150_000), Decimal(230_000)
YEARLY_PLAN = {2021: 220_500, 2022: 224_500, 2023: 230_000, 2024: 235_000, 2025: 240_000}


def second_edition(limits: Thresholds) -> list[tuple[str, str]]:
    """(what it is about, the worked sentence with stars around what is stressed)."""
    return [
        ("Lời hứa cho mỗi năm", every_year_example(limits)),
        ("Bình quân mỗi năm", average_example(limits)),
        ("Thay đổi so với một năm gốc", change_example(limits)),
        ("“Khoảng” tính từ đâu", about_example(limits)),
        ("Nguồn làm tròn", rounding_example(limits)),
        ("Các nguồn khác nhau", dispute_example(limits)),
        ("So hai năm", paired_example(limits)),
        ("Số đếm nhỏ", schools_example(limits)),
    ]


def every_year_example(limits: Thresholds) -> str:
    target = Bounds.single(Comparator.ABOUT, Decimal(5), Direction.UP)
    asked = {"first_year": 2021, "last_year": 2025, "target": target, "as_of": 2024, "thresholds": limits}
    good = Point(2022, Decimal("11.3"))
    gap = assess_every_year(observations=[good], **asked)
    missed = assess_every_year(observations=[good, Point(2023, Decimal("3.8"))], **asked)
    line = published_number(target.decided_at(limits))
    return (
        f"Mỗi năm tăng khoảng 5% (đạt từ {line}%): năm 2022 tăng 11,3%, chưa có số của "
        f"{years_listed(gap.missing_years)} thì là **{status_label(gap.status).lower()}**; nếu năm 2023 chỉ tăng 3,8% "
        f"thì là **{status_label(missed.status).lower()}** từ năm đó, và mức cần vẫn là 5%, không nhỏ đi nhờ năm tốt."
    )


def average_example(limits: Thresholds) -> str:
    years = [Point(year, Decimal(234_604)) for year in range(2021, 2025)]
    answer = assess_average(
        period_start=2021,
        period_end=2025,
        target=YEARLY,
        comparator=Comparator.ABOUT,
        observations=years,
        as_of=2024,
        thresholds=limits,
    )
    return (
        f"Bốn năm được 938.416, bình quân **{number(answer.average)}** mỗi năm, mục tiêu bình quân khoảng "
        f"{number(YEARLY)}: **{status_label(answer.status).lower()}**; năm 2025 cần {number(answer.required_per_year)}."
    )


def change_example(limits: Thresholds) -> str:
    target = change_bounds(Comparator.AT_MOST, Decimal(-20))
    answer = assess_change(
        base=Point(2020, Decimal(400)),
        observations=[Point(2023, Decimal(350))],
        target=target,
        target_year=2025,
        as_of=2023,
        thresholds=limits,
    )
    due = answer.level.expected_value or Decimal()
    return (
        f"Giảm 20% so với năm 2020: từ 400 xuống 350 là giảm **{number(abs(answer.change or 0), 1)}%**, lộ trình năm "
        f"2023 là giảm {number(abs(due), 1)}%: **{status_label(answer.level.status).lower()}**."
    )


def about_example(limits: Thresholds) -> str:
    answer = assess_level(
        baseline=Point(2021, Decimal("58.3")),
        observations=[Point(2024, Decimal(72))],
        target=Bounds.single(Comparator.ABOUT, Decimal(80), Direction.UP),
        target_year=2025,
        as_of=2024,
        thresholds=limits,
    )
    return (
        f"“Khoảng 80%” được coi là đạt từ **{published_number(answer.decided_at)}%**. Năm 2024 được 72%: năm 2025 cần "
        f"tăng {number(answer.required_to_decided, 1)} điểm % để được coi là đạt, "
        f"{number(answer.required_per_year, 1)} điểm % để tới đúng 80%. Khả năng đạt tính theo mức được coi là đạt."
    )


def rounding_example(limits: Thresholds) -> str:
    answer = assess_rounded_level(
        half_width=Decimal("0.5"),
        baseline=Point(2020, Decimal("70.25")),
        observations=[Point(2023, Decimal(73))],
        target=Bounds.between(Decimal(75), Decimal(80), Direction.UP),
        target_year=2025,
        as_of=2023,
        thresholds=limits,
    )
    low, high = (status_short(end or answer.status) for end in (answer.status_low, answer.status_high))
    # Under other limits both ends may be judged alike; then the example says that.
    if low == high:
        return f"Nguồn ghi 73%, tức từ 72,5 đến 73,5: hai đầu đều là **{high}**."
    return (
        f"Nguồn ghi 73%, tức từ 72,5 đến 73,5. Ở 72,5 là {low}, ở 73,5 là {high}: mục tiêu là **chưa phân định được**, "
        "đếm riêng, và nêu cả hai từ."
    )


def dispute_example(limits: Thresholds) -> str:
    answer = assess_disputed_total(
        ranges=[FlowRange(2021, Decimal(143_000), Decimal(220_500))],
        period_start=2021,
        period_end=2025,
        target=TOTAL,
        observations=[*SUMS[:2], Point(2023, Decimal(230_000)), Point(2024, Decimal(242_600))],
        as_of=2024,
        yearly_plan={year: Decimal(value) for year, value in YEARLY_PLAN.items()},
        thresholds=limits,
    )
    low, high = (status_short(end or answer.status) for end in (answer.status_low, answer.status_high))
    return (
        f"Năm 2021 có nguồn ghi 143.000 (11 tháng), có nguồn ước 220.500. Tổng bốn năm theo số thấp là {low}, theo số "
        f"cao là {high}: **{'chưa phân định được' if low != high else high}**. Tổng có số ước thì không nói “ít nhất”."
    )


def paired_example(limits: Thresholds) -> str:
    old = {"a": (720, 800), "b": (100, 200), "c": (90, 100)}
    new = {"a": (728, 800), "b": (104, 200)}
    levels = [rate(units.values(), limits) for units in (old, new)]
    both = [rate([units[name] for name in new], limits) for units in (old, new)]
    digits = matching_decimals(both[0], both[1], PERCENT_OF_BASE)
    return (
        f"Ba đơn vị được {percent(levels[0])}, năm sau mới hai đơn vị báo cáo, được {percent(levels[1])}. Không lấy "
        f"hai số ấy trừ nhau: hai đơn vị báo cáo cả hai năm đi từ {percent(both[0], digits)} đến "
        f"{percent(both[1], digits)}, tức tăng **{number(both[1] - both[0], digits)} điểm %**."
    )


def rate(units, limits: Thresholds) -> Decimal:
    shares = [UnitShare(Decimal(above), Decimal(below)) for above, below in units]
    return aggregate_rate(shares, thresholds=limits).rate or Decimal()


def schools_example(limits: Thresholds) -> str:
    answer = assess_level(
        baseline=Point(2021, Decimal(1)),
        observations=[Point(2024, Decimal(3))],
        target=Bounds.single(Comparator.AT_LEAST, Decimal(4)),
        target_year=2025,
        as_of=2024,
        thresholds=limits,
    )
    missing = number(abs(answer.gap or Decimal()).to_integral_value(ROUND_CEILING))
    return (
        f"Từ 1 trường (2021) đến 4 trường (2025), năm 2024 có 3: lộ trình là "
        f"{published_number(answer.expected_value)}, nên **thiếu {missing} trường so với lộ trình** "
        f"({status_label(answer.status).lower()}); không có một phần trường nào."
    )
