"""Targets that wait: a plan's milestone after the next one, and a level that it aspires to beyond its promise.

They get no verdict word and no colour: "đúng tiến độ" for 2030 beside "chậm" for 2025 would be two answers to one
question.
"""

from reports.wording.paces import each_year, needed_step
from reports.wording.standing import Standing
from reports.wording.terms import promise_text, value_said
from targets.models import Ambition, Basis


def waiting_label(row: Standing) -> str:
    """ "Mốc sau", "Mức phấn đấu"; "" of a target that is judged now."""
    if row.target.ambition == Ambition.ASPIRED:
        return "Mức phấn đấu"
    ahead = row.target.basis == Basis.YEAR and row.target.year >= row.year and not row.final
    return "Mốc sau" if ahead and not row.current else ""


def waiting_sentence(row: Standing) -> str:
    """What it takes from here, without a verdict and without a full stop."""
    if row.actual is None:
        return "Chưa có số liệu; xét khi đã qua mốc trước"
    value = value_said(row)
    if row.met:
        return f"Năm {row.actual_year} được {value}, đang ở mức {promise_text(row.target)}; xét khi đã qua mốc trước"
    if not row.required_per_year:
        return f"Năm {row.actual_year} được {value}; xét khi đã qua mốc trước"
    return f"Từ {value} (năm {row.actual_year}) cần {needed_step(row)}{each_year(row)} để tới mức này"
