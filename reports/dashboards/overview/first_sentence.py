"""The year in one sentence: every target that plans in force are on the way to, each once."""

from collections.abc import Iterable, Sequence

from reports.dashboards.overview.headlines import OverviewData
from reports.wording.standing import Standing
from reports.wording.yearly import years_listed
from targets.calculations.statuses import NOT_ASSESSABLE, Status
from targets.calculations.uncertainty import DISPLAY_ORDER, UNDETERMINED
from targets.models import Target
from targets.models.target import MILESTONE

GOOD = ((Status.ACHIEVED, "đã đạt"), (Status.ON_TRACK, "đúng tiến độ"))
BEHIND = (Status.NOT_MET, Status.WRONG_WAY, Status.FAR_BEHIND, Status.LAGGING)


def lede(ground: OverviewData) -> str:
    """How the year's targets stand, counted by what they are shown as; one that two plans share is counted once."""
    groups = promised_once(ground)
    if not groups:
        return "Chưa có mục tiêu nào bằng số để đánh giá."
    # Counted once by the graver of its standings, as the sentence says where levels differ.
    rows = [min(group, key=lambda row: DISPLAY_ORDER.index(row.display_status)) for group in groups]
    years = sorted({row.target.year for row in rows})
    text = f"Trong **{len(rows)} mục tiêu của {years_listed(years)}**: {counted(rows)}."
    text += shared_words(groups)
    # Looked at from a past year there are no months left to count.
    if ground.chosen.year < ground.today.year:
        return f"{text} Nhìn từ cuối năm {ground.chosen.year}, theo số liệu biết đến nay."
    months = (years[0] - ground.today.year) * 12 + 12 - ground.today.month
    return f"{text} Đến hết năm {years[0]} còn {months} tháng." if months > 0 else text


def shared_words(groups: Sequence[Sequence[Standing]]) -> str:
    """What is counted once of several plans: the same promise, or one indicator for which they promise differently."""
    shared = [group for group in groups if len({row.target.plan_id for row in group}) > 1]
    same = [group for group in shared if len({promise_of(row) for row in group}) == 1]
    apart = [group for group in shared if group not in same]
    text = f" {len(same)} mục tiêu chung của {plan_codes(same)} đếm một lần." if same else ""
    if apart:
        text += f" {len(apart)} chỉ tiêu mà {plan_codes(apart)} đặt mức khác nhau cũng đếm một lần, theo mức chậm hơn."
    return text


def promise_of(row: Standing) -> tuple[object, ...]:
    target = row.target
    return target.comparator, target.low, target.high


def plan_codes(groups: Sequence[Sequence[Standing]]) -> str:
    """ "KH-10, KH-72 và KH-CL2239"."""
    *others, last = sorted({row.target.plan.code for group in groups for row in group}) or [""]
    return f"{', '.join(others)} và {last}" if others else last


def milestone_year(targets: Sequence[Target], year: int) -> int | None:
    """The next year in which targets with numbers fall due; the last one when all are past."""
    numeric = [target.year for target in targets if target.comparator != MILESTONE]
    ahead = [due for due in numeric if due >= year]
    return min(ahead, default=max(numeric, default=None))


def promised_once(ground: OverviewData) -> list[list[Standing]]:
    """The standings of the targets that plans are on the way to, those for one indicator, year and kind together.

    A plan that has ended says nothing of a later year; where every plan has, the last ones are told.
    """
    by_plan: dict[int, list[Target]] = {}
    for target in ground.targets:
        by_plan.setdefault(target.plan_id, []).append(target)
    due = {plan: milestone_year(targets, ground.chosen.year) for plan, targets in by_plan.items()}
    rows = [
        row
        for target in ground.targets
        if target.comparator != MILESTONE
        and target.year == due[target.plan_id]
        and (row := ground.row(target)) is not None
    ]
    running = [row for row in rows if row.target.plan.last_year >= ground.chosen.year] or rows
    groups: dict[tuple[int, int, str], list[Standing]] = {}
    for row in running:
        groups.setdefault((row.target.indicator_id, row.target.year, row.target.basis), []).append(row)
    return list(groups.values())


def counted(rows: Sequence[Standing]) -> str:
    shown = [row.display_status for row in rows]
    bad = [status for status in shown if status in BEHIND]
    parts = [f"{shown.count(status)} {word}" for status, word in GOOD if status in shown]
    parts += [f"**{len(bad)} {bad_words(bad)}**"] if bad else []
    parts += [f"{shown.count(UNDETERMINED)} chưa phân định được"] if UNDETERMINED in shown else []
    unknown = sum(status in NOT_ASSESSABLE for status in shown)
    parts += [f"{unknown} chưa đủ số liệu"] if unknown else []
    return ", ".join(parts)


def bad_words(statuses: Iterable[str]) -> str:
    """What the bad ones are: "chậm hoặc đi ngược"."""
    found = set(statuses)
    words = [
        "chậm" if found & {Status.LAGGING, Status.FAR_BEHIND} else "",
        "đi ngược" if Status.WRONG_WAY in found else "",
        "không đạt" if Status.NOT_MET in found else "",
    ]
    *first, last = [word for word in words if word]
    return f"{', '.join(first)} hoặc {last}" if first else last
