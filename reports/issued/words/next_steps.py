"""What comes next: the pace that each remaining year must bring, and the duties that are left."""

from reports.issued.content.counts import duty_state
from reports.issued.content.schema import Dataset, IndicatorResult, Passage
from reports.issued.content.standings import frozen_standing, still_needed, target_key
from reports.issued.content.target_schema import TargetStanding
from reports.issued.words.parts import NEXT, passage, under_name
from reports.wording.duty_states import SETTLED
from reports.wording.paces import one_year_left
from targets.calculations.statuses import Status
from targets.models import Basis, Formula

FASTER = frozenset({Status.LAGGING, Status.FAR_BEHIND, Status.WRONG_WAY})


def next_steps(dataset: Dataset) -> list[Passage]:
    ahead = [(result, standing) for result in dataset.indicators for standing in still_needed(result, dataset)]
    summary = "Không còn chỉ tiêu nào có số liệu mà phải tính nhịp độ cần đạt cho những năm tới."
    if ahead:
        summary = (
            "Để đạt các mục tiêu còn ở phía trước, nhịp độ cần đạt từ năm [[next_year]] của từng chỉ tiêu nêu trong "
            "bảng dưới đây."
        )
    hurried = [(result, standing) for result, standing in ahead if standing.display_status in FASTER]
    if hurried:
        summary += " Các chỉ tiêu phải tăng tốc:"
    passages = [passage(NEXT, "summary", summary)]
    passages += [
        passage(NEXT, target_key(result, standing), next_step_sentence(result, standing, dataset))
        for result, standing in hurried
    ]
    return [*passages, passage(NEXT, "duties", duties_left(dataset))]


def next_step_sentence(result: IndicatorResult, standing: TargetStanding, dataset: Dataset) -> str:
    """The goal, what each year must bring, the level it leads to next year, and the pace so far."""
    when, each = "vào năm [[.year]]", "mỗi năm"
    if standing.basis == Basis.CUMULATIVE:
        when = "trong giai đoạn [[.from_year]]–[[.year]]"
    if one_year_left(frozen_standing(result, standing, dataset)):
        each = "riêng năm [[.year]]" if standing.basis == Basis.CUMULATIVE else "trong năm đó"
    text = f"[[{result.code}.short_name]]: để đạt [[.goal]] {when}, {each} phải [[.needed]]"
    if dataset.year + 1 < standing.year and standing.basis == Basis.YEAR and result.formula != Formula.GROWTH:
        text += ", tức năm [[next_year]] phải ở mức [[.next]]"
    if standing.achieved_per_year is not None:
        text += " (thời gian qua bình quân mỗi năm [[.achieved]])"
    return under_name(target_key(result, standing), f"{text}.")


def duties_left(dataset: Dataset) -> str:
    if not dataset.duties:
        return ""
    if all(duty_state(duty) in SETTLED for duty in dataset.duties):
        return "Tất cả nhiệm vụ của kế hoạch đã hoàn thành hoặc không còn phù hợp."
    return "Các cơ quan chủ trì tiếp tục thực hiện [[duties.left]] nhiệm vụ chưa hoàn thành của kế hoạch."
