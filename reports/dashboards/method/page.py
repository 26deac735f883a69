"""The method page: every status, limit and setting in force, with examples that the engine computes on the spot."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString

from reports.dashboards.indicators.explanation import class_limits, ratio_text
from reports.dashboards.method.second_edition import second_edition
from reports.wording.formats import number, percent, published_number, signed_number, status_label, years
from reports.wording.terms import sentence_html
from targets.calculations.aggregate import UnitShare, aggregate_rate, within_and_mix
from targets.calculations.bounds import Bounds
from targets.calculations.cagr import assess_cagr_ratio
from targets.calculations.cumulative import assess_cumulative
from targets.calculations.evidence import Point
from targets.calculations.level import LevelAssessment, assess_level
from targets.calculations.projection import FEWEST_POINTS, MOST_POINTS, project
from targets.calculations.qualitative import assess_qualitative
from targets.calculations.statuses import Comparator, Direction, MilestoneState, Status
from targets.calculations.thresholds import Thresholds

BASE, GOAL = Point(2020, Decimal(65)), Bounds.single(Comparator.AT_LEAST, Decimal(70))
GOAL_YEAR = 2025


@dataclass(frozen=True)
class StatusLine:
    """One status: when it is said, and an example that the engine has just judged."""

    status: str
    label: str
    rule: str
    example: SafeString


@dataclass(frozen=True)
class Wording:
    """A way in which plans word a target, and from where it counts as met."""

    words: str
    met: str
    path: str


@dataclass(frozen=True)
class Setting:
    name: str
    value: str
    why: str


@dataclass(frozen=True)
class MethodPage:
    statuses: list[StatusLine]
    worked: list[SafeString]
    wordings: list[Wording]
    flags: list[tuple[str, str]]
    outlook: list[tuple[str, str]]
    outlook_example: SafeString
    pooling: SafeString
    shift: SafeString
    second_ratio: SafeString
    total: SafeString
    second: list[tuple[str, SafeString]]
    settings: list[Setting]


def method_page(limits: Thresholds) -> MethodPage:
    """Everything the page shows, from the limits in force; no query."""
    return MethodPage(
        statuses=status_lines(limits),
        worked=[sentence_html(text) for text in worked_lines(limits)],
        wordings=wordings(limits),
        flags=flag_lines(limits),
        outlook=outlook_lines(limits),
        outlook_example=sentence_html(outlook_example(limits)),
        pooling=sentence_html(pooling_example(limits)),
        shift=sentence_html(shift_example()),
        second_ratio=sentence_html(second_ratio_example(limits)),
        total=sentence_html(total_example(limits)),
        second=[(about, sentence_html(text)) for about, text in second_edition(limits)],
        settings=settings_in_force(limits),
    )


def example_assessment(
    limits: Thresholds, *values: tuple[int, str], as_of: int = 2023, base: Point | None = BASE
) -> LevelAssessment:
    """The engine's answer for the page's standing example: 65 % in 2020, at least 70 % in 2025."""
    return assess_level(
        baseline=base,
        observations=[Point(year, Decimal(value)) for year, value in values],
        target=GOAL,
        target_year=GOAL_YEAR,
        as_of=as_of,
        thresholds=limits,
    )


def status_lines(limits: Thresholds) -> list[StatusLine]:
    """The ten words, best first, each with an example from the engine."""
    words = class_limits(limits)
    late = example_assessment(limits, (2024, "69"), as_of=2026)
    return [
        status_line(
            example_assessment(limits, (2023, "70.5")),
            "Giá trị đã thỏa mục tiêu. Trước năm mục tiêu thì gọi là “Đạt trước hạn”.",
            limits,
        ),
        status_line(example_assessment(limits, (2023, "68.0")), f"Tỷ số nhịp độ {words[Status.ON_TRACK]}.", limits),
        status_line(example_assessment(limits, (2023, "67.0")), f"Tỷ số nhịp độ {words[Status.LAGGING]}.", limits),
        status_line(example_assessment(limits, (2023, "66.5")), f"Tỷ số nhịp độ {words[Status.FAR_BEHIND]}.", limits),
        status_line(
            example_assessment(limits, (2023, "64.4")),
            f"Tỷ số nhịp độ {words[Status.WRONG_WAY]}: đang rời xa mục tiêu.",
            limits,
        ),
        status_line(
            example_assessment(limits, (2025, "69.9"), as_of=2025),
            "Năm mục tiêu đã có số và chưa thỏa; năm sau đạt cũng không đổi kết luận.",
            limits,
        ),
        StatusLine(
            late.status,
            status_label(late.status),
            "Năm mục tiêu đã qua mà chưa có số của chính năm đó. Số năm trước không thay được.",
            sentence_html("Đến 2026 mới có số năm 2024: 69%."),
        ),
        StatusLine(
            example_assessment(limits, base=None).status,
            status_label(example_assessment(limits, base=None).status),
            "Chưa có giá trị gốc, chưa có kết quả nào.",
            sentence_html("Chỉ có mục tiêu từ 70% năm 2025."),
        ),
        StatusLine(
            example_assessment(limits).status,
            status_label(example_assessment(limits).status),
            "Mới có giá trị gốc, hoặc mới có một số: chưa tính được nhịp độ.",
            sentence_html("Có gốc 65% năm 2020, chưa có kết quả nào sau đó."),
        ),
        milestone_status_line(),
    ]


def status_line(answer: LevelAssessment, rule: str, limits: Thresholds) -> StatusLine:
    """A status with the example's numbers, as the engine has judged them."""
    latest = answer.latest
    example = (
        ""
        if latest is None
        else f"Gốc 65% (2020), mục tiêu từ 70% (2025); năm {latest.year} được {published_number(latest.value)}%"
    )
    if answer.ratio is not None and not answer.met and not answer.final:
        example += f": tỷ số {ratio_text(answer.ratio, limits)}"
    return StatusLine(answer.status, status_label(answer.status, answer.final), rule, sentence_html(f"{example}."))


def milestone_status_line() -> StatusLine:
    states = [MilestoneState.DONE, MilestoneState.DONE, MilestoneState.DOING, MilestoneState.NOT_STARTED]
    answer = assess_qualitative(states)
    return StatusLine(
        answer.status,
        status_label(answer.status),
        "Mục tiêu không kèm con số: người có trách nhiệm đánh giá từng mốc, kèm ngày và tài liệu. Đếm riêng, không "
        "trộn với mục tiêu bằng số.",
        sentence_html(f"{answer.milestones_done} trên {answer.milestones} mốc đã xong."),
    )


def worked_lines(limits: Thresholds) -> list[str]:
    """The pace ratio step by step, on one example."""
    answer = example_assessment(limits, (2023, "66.5"))
    latest = answer.latest
    if latest is None or answer.expected_value is None or answer.ratio is None:
        return []
    due, done = answer.expected_value - BASE.value, latest.value - BASE.value
    return [
        f"Gốc {published_number(BASE.value)}% năm {BASE.year}, "
        f"mục tiêu từ {published_number(GOAL.low)}% năm {GOAL_YEAR}, "
        f"năm {latest.year} được {published_number(latest.value)}%.",
        f"Lộ trình là đường thẳng từ gốc đến mục tiêu: năm {latest.year} phải có "
        f"**{number(answer.expected_value, 1)}%**, tức đi được {number(due, 1)} điểm %. "
        f"Thực tế đi được {number(done, 1)} điểm %.",
        f"Tỷ số nhịp độ = {number(done, 1)} ÷ {number(due, 1)} = **{ratio_text(answer.ratio, limits)}**, "
        f"{class_limits(limits)[answer.status]}: **{status_label(answer.status)}**.",
        f"So với lộ trình, chậm **{years(answer.years_ahead)}**. Từ nay mỗi năm phải tăng "
        f"**{number(answer.required_per_year, 2)} điểm %**.",
        f"Không lấy {published_number(latest.value)} chia {published_number(GOAL.low)}: phép chia đó cho "
        f"{percent(100 * latest.value / GOAL.low)} trong khi mới đi được nửa phần đường phải đi.",
    ]


def wordings(limits: Thresholds) -> list[Wording]:
    """How each wording of the plans is read; the bounds come from the engine."""
    about = Bounds.single(Comparator.ABOUT, Decimal(45), Direction.UP)
    count = Bounds.single(Comparator.ABOUT, Decimal(4))
    about_low, _ = about.accepted(limits)
    count_low, count_high = count.accepted(limits)
    return [
        Wording("“đạt 70%”, “từ 70%”, “tối thiểu 70%”", "từ 70% trở lên", "đến 70%"),
        Wording("“trên 70%”", "trên 70%; bằng đúng 70% là chưa đạt", "đến 70%"),
        Wording("“không quá 5%”, “dưới 5%”", "từ 5% trở xuống; “dưới” thì bằng đúng 5% là chưa đạt", "giảm dần đến 5%"),
        Wording(
            "“khoảng 45%”, càng cao càng tốt",
            f"từ {published_number(about_low)}%, tức cho phép kém {percent(100 * limits.about_tolerance, 0)} của mức",
            "đến 45%",
        ),
        Wording(
            "“khoảng 04 trường”, không nêu chiều",
            f"từ {published_number(count_low)} đến {published_number(count_high)}, nghĩa là đúng 4",
            "khoảng cách đến mức gần nhất",
        ),
        Wording("“75–80%”, càng cao càng tốt", "từ mức thấp nhất, 75%", "đến 75%"),
        Wording(
            "“25–30%” là tỷ trọng cơ cấu",
            "trong khoảng; thấp hơn hay cao hơn đều là lệch",
            "khoảng cách đến mép gần nhất",
        ),
        Wording(
            "“1.150.000 lượt người trong 5 năm”",
            "tổng các năm đạt mức",
            "cộng theo kế hoạch từng năm, hoặc chia đều nếu không có",
        ),
        Wording(
            "“mỗi năm tăng khoảng 5%”",
            "năm nào cũng tăng đủ; hụt một năm là không đạt",
            "từng năm so với mức phải tăng; thiếu số một năm thì chưa kết luận",
        ),
    ]


def flag_lines(limits: Thresholds) -> list[tuple[str, str]]:
    return [
        ("tạm tính", "Còn thiếu đơn vị báo cáo, có số ước, hoặc số công bố mới là một phần năm."),
        (
            "mới đầu kỳ",
            f"Mới qua chưa đến {percent(100 * limits.early_share, 0)} thời gian: biến động một năm quyết định tất cả.",
        ),
        ("lấy năm đầu có số làm gốc", "Kế hoạch không nêu giá trị gốc; số đầu tiên có được là gốc."),
        (
            "gốc đã đạt sẵn",
            "Năm gốc đã thỏa mục tiêu: không có quãng đường, không tính tỷ số; rời khỏi mức là đi ngược.",
        ),
        ("đang giảm", "Đã đạt trước hạn nhưng sáu số gần nhất, kể cả gốc, đi xuống."),
        ("nguồn làm tròn", "Số thật nằm trong khoảng làm tròn của nguồn, hai đầu khoảng cho hai đánh giá khác nhau."),
        ("các nguồn khác nhau", "Các nguồn công bố số khác nhau cho cùng một năm, và đánh giá tùy theo chọn số nào."),
        ("chưa đủ đơn vị", "Nêu số của các đơn vị đã báo cáo, không dùng để kết luận."),
    ]


def outlook_lines(limits: Thresholds) -> list[tuple[str, str]]:
    """The words of the outlook and what they are worth."""
    # The shares of hits come from trying the words on published series: they do not follow the limits.
    likely, possible = number(limits.likely, 2), number(limits.possible, 2)
    return [
        ("Khá cao", f"xác suất ước tính từ {likely}; thử lại trên chuỗi số thật thì khoảng 6 trên 10 lần đạt"),
        ("Chưa chắc", f"từ {possible} đến dưới {likely}; khoảng 1 trên 4 lần đạt"),
        ("Thấp", f"dưới {possible}; khoảng 1 trên 9 lần đạt"),
        ("Không dự báo", "số liệu biến động: dải dự báo rộng hơn điều nó muốn nói"),
        ("Chưa đủ số liệu", f"dưới {FEWEST_POINTS} năm liên tiếp có số"),
    ]


def outlook_example(limits: Thresholds) -> str:
    """A steady series, projected by the engine."""
    points = [Point(2020 + index, Decimal(60 + index)) for index in range(6)]
    answer = project(
        observations=points, target=Decimal(70), target_year=2030, direction=Direction.UP, thresholds=limits
    )
    return (
        f"Tăng đều từ {published_number(points[0].value)}% ({points[0].year}) đến "
        f"{published_number(points[-1].value)}% ({points[-1].year}), mục tiêu 70% năm 2030: "
        f"giữ nhịp độ hiện nay thì đến **{number(answer.pace_projection, 1)}%**, "
        f"trong khoảng {number(answer.low80, 1)}–{number(answer.high80, 1)}%. "
        "Tăng đều mấy cũng không phải là chắc chắn."
    )


def pooling_example(limits: Thresholds) -> str:
    """Two agencies, pooled by the engine: the rate of the whole is not the mean of the rates."""
    units = [UnitShare(Decimal(720), Decimal(800)), UnitShare(Decimal(100), Decimal(200))]
    answer = aggregate_rate(units, thresholds=limits)
    return (
        f"Một đơn vị 720/800 (90%), một đơn vị 100/200 (50%): cả hai là (720 + 100) ÷ (800 + 200) = "
        f"**{percent(answer.rate)}**, không phải trung bình {percent(answer.mean_of_rates)}."
    )


def shift_example() -> str:
    """Two agencies that rise while the whole falls, told apart by the engine."""
    before = {"a": UnitShare(Decimal(720), Decimal(800)), "b": UnitShare(Decimal(100), Decimal(200))}
    after = {"a": UnitShare(Decimal(368), Decimal(400)), "b": UnitShare(Decimal(330), Decimal(600))}
    split = within_and_mix(before, after)
    if split is None:
        return ""
    old, new = (aggregate_rate(list(units.values())).rate for units in (before, after))
    return (
        f"Năm sau hai đơn vị ấy là 368/400 (92%) và 330/600 (55%): cả hai đều tăng mà tỷ lệ chung giảm từ "
        f"{percent(old)} xuống **{percent(new)}**. Thay đổi của từng đơn vị, giữ quy mô cũ, là "
        f"{signed_number(split.within, 1)}; phần còn lại, {signed_number(split.mix, 1)}, do "
        "quy mô chuyển sang nơi tỷ lệ thấp."
    )


def second_ratio_example(limits: Thresholds) -> str:
    """A level that grows by a steady share: on the way by compound growth, far behind on the straight line."""
    base, now = Point(2015, Decimal(10)), Point(2025, Decimal(45))
    goal, year = Bounds.single(Comparator.AT_LEAST, Decimal(100)), 2030
    asked: dict[str, Any] = {"baseline": base, "observations": [now], "target": goal, "target_year": year}
    asked |= {"as_of": now.year, "thresholds": limits}
    line, growth = assess_level(**asked), assess_cagr_ratio(**asked)
    if line.ratio is None or growth.ratio is None:
        return ""
    return (
        f"Từ {published_number(base.value)} ({base.year}), mục tiêu {published_number(goal.low)} ({year}), "
        f"năm {now.year} được {published_number(now.value)}: "
        f"theo tốc độ tăng bình quân {ratio_text(growth.ratio, limits)}, "
        f"{status_label(growth.status).lower()}; theo đường thẳng **{ratio_text(line.ratio, limits)}**, "
        f"**{status_label(line.status).lower()}**."
    )


def total_example(limits: Thresholds) -> str:
    """A total over five years, judged by the engine after three."""
    sums = {2021: 220_500, 2022: 245_316, 2023: 230_000}
    plan = {2021: 220_500, 2022: 224_500, 2023: 230_000, 2024: 235_000, 2025: 240_000}
    answer = assess_cumulative(
        period_start=2021,
        period_end=2025,
        target=Decimal(1_150_000),
        observations=[Point(year, Decimal(value)) for year, value in sums.items()],
        as_of=2023,
        yearly_plan={year: Decimal(value) for year, value in plan.items()},
        thresholds=limits,
    )
    ratio = ratio_text(answer.ratio, limits) if answer.ratio is not None else ""
    return (
        f"Ba năm được {sum_text(sums.values())} = **{number(answer.total)}**; kế hoạch ba năm đó là "
        f"{number(answer.expected_to_date)}; tỷ số {ratio}: **{status_label(answer.status)}**. Còn hai năm, mỗi năm "
        f"cần {number(answer.required_per_year, 0)}."
    )


def sum_text(values: Iterable[int]) -> str:
    return " + ".join(number(value) for value in values)


def settings_in_force(limits: Thresholds) -> list[Setting]:
    """Every limit with its value and where it comes from."""
    ours = "lựa chọn của hệ thống này"
    return [
        Setting("Đúng tiến độ từ tỷ số", number(limits.on_track, 2), "Thống kê Canada và Open SDG dùng cùng mức"),
        Setting("Chậm, cần tăng tốc từ tỷ số", number(limits.lagging, 2), "Thống kê Canada và Open SDG dùng cùng mức"),
        Setting("“Khoảng” cho phép kém", percent(100 * limits.about_tolerance, 0), f"{ours}, đổi được khi cài đặt"),
        Setting("“Mới đầu kỳ” khi chưa qua", f"{percent(100 * limits.early_share, 0)} thời gian", ours),
        Setting(
            "Đánh giá số tổng hợp khi đã có",
            f"{percent(100 * limits.coverage, 0)} đơn vị (tính theo quy mô)",
            f"{ours}; SDSN cũng bỏ qua khi thiếu quá 20%",
        ),
        Setting("Khả năng “khá cao” từ", number(limits.likely, 2), f"{ours}, theo phép thử trên chuỗi số đã công bố"),
        Setting(
            "Khả năng “chưa chắc” từ", number(limits.possible, 2), f"{ours}, theo phép thử trên chuỗi số đã công bố"
        ),
        Setting(
            "Tin bao nhiêu phần xu hướng",
            f"{number(limits.damping_steady, 2)} khi rõ, {number(limits.damping_noisy, 2)} khi nhiễu",
            ours,
        ),
        Setting(
            "Số năm dùng để dự báo",
            f"{FEWEST_POINTS} đến {MOST_POINTS} năm liên tiếp",
            "Chiến lược phát triển bền vững của Đức",
        ),
    ]
