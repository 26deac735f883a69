"""Who has reported: on time, late, not at all; by name while the names are few."""

from reports.issued.content.counts import (
    accepted_submissions,
    late,
    sent_submissions,
    submissions_of_year,
    unsent_submissions,
    usual_last_day,
)
from reports.issued.content.schema import Dataset, Passage, SubmissionLine
from reports.issued.words.parts import REPORTING, passage
from reports.models import ReportKind, State

# More names than these are read in the annex, not in a sentence.
NAMES_TOLD = 15
NO_PERIOD = (
    "Không có kỳ báo cáo nào được mở cho Kế hoạch trong thời gian này; báo cáo dựa trên số liệu đã công bố và số liệu "
    "dùng chung với kế hoạch khác, nếu có."
)
SETTLED = {
    State.ACCEPTED: "và đã được duyệt",
    State.SUBMITTED: "và đang chờ duyệt",
    State.RETURNED: "và đã được trả lại để sửa",
    State.DRAFT: "và đang được sửa",
}
OWN_TITLE = "Tình hình nộp báo cáo"
NO_LINES = "Không có kỳ báo cáo nào được mở trong năm {years}."
DUE = "Có [[submissions.total]] đơn vị phải báo cáo, hạn đến hết ngày [[submissions.due]]."
IN_ANNEX = "danh sách tại phụ lục"


def reporting(dataset: Dataset) -> list[Passage]:
    """The round of the report's year, or of each of its years."""
    if dataset.kind == ReportKind.AGENCY:
        return [passage(REPORTING, "summary", own_report(submissions_of_year(dataset, dataset.year)), title=OWN_TITLE)]
    if not dataset.submissions:
        return [passage(REPORTING, "summary", NO_PERIOD)]
    if len(dataset.years) == 1:
        return whole_year(submissions_of_year(dataset, dataset.year))
    return rounds_over_years(dataset)


def rounds_over_years(dataset: Dataset) -> list[Passage]:
    """One passage for every year with a period, one for all years without."""
    told = {year: submissions_of_year(dataset, year) for year in dataset.years}
    without = [str(year) for year, lines in told.items() if not lines]
    passages = [passage(REPORTING, str(year), year_sentence(lines, year)) for year, lines in told.items() if lines]
    if without:
        passages.append(passage(REPORTING, "without", NO_LINES.format(years=", ".join(without))))
    return passages


def whole_year(lines: list[SubmissionLine]) -> list[Passage]:
    """The counts of one year, then the late and the missing ones by name."""
    passages = [passage(REPORTING, "summary", DUE, sent_words(lines), acceptance(lines))]
    if late(lines):
        passages.append(
            passage(REPORTING, "late", f"Các đơn vị nộp muộn: {group_with_names('late', len(late(lines)))}.")
        )
    if unsent_submissions(lines) and sent_submissions(lines):
        names = group_with_names("missing", len(unsent_submissions(lines)))
        passages.append(passage(REPORTING, "missing", f"Các đơn vị chưa nộp báo cáo: {names}."))
    return passages


def sent_words(lines: list[SubmissionLine]) -> str:
    """How many have sent, in the words that fit: nobody, everybody in time, or some of each."""
    if not sent_submissions(lines):
        return "Đến thời điểm lập báo cáo, chưa có đơn vị nào nộp."
    if not late(lines) and not unsent_submissions(lines):
        return "Cả [[submissions.sent]] đơn vị đã nộp đúng hạn."
    mixed = "trong đó [[submissions.on_time]] đúng hạn và [[submissions.late]] muộn"
    text = f"Đến thời điểm lập báo cáo, [[submissions.sent]] đơn vị đã nộp, {mixed if late(lines) else 'đều đúng hạn'}"
    return f"{text}; [[submissions.missing]] đơn vị chưa nộp." if unsent_submissions(lines) else f"{text}."


def acceptance(lines: list[SubmissionLine]) -> str:
    """How much of what was sent is settled."""
    if not sent_submissions(lines):
        return ""
    if len(accepted_submissions(lines)) == len(sent_submissions(lines)):
        return "Tất cả các báo cáo đã nộp đều đã được thẩm định và duyệt."
    return "Đã duyệt [[submissions.accepted]] báo cáo; [[submissions.waiting]] báo cáo còn chờ duyệt hoặc đã trả lại."


def group_with_names(group: str, count: int) -> str:
    if count > NAMES_TOLD:
        return f"[[submissions.{group}]] đơn vị, {IN_ANNEX}"
    return f"[[submissions.{group}.names]]"


def year_sentence(lines: list[SubmissionLine], year: int) -> str:
    prefix = f"submissions.{year}"
    if not sent_submissions(lines):
        return f"Năm {year}: chưa có đơn vị nào trong [[{prefix}.total]] đơn vị phải báo cáo đã nộp."
    text = f"Năm {year}: [[{prefix}.sent]]/[[{prefix}.total]] đơn vị đã nộp báo cáo"
    text += f", trong đó [[{prefix}.late]] nộp muộn" if late(lines) else ", đều đúng hạn"
    return f"{text}; đã duyệt [[{prefix}.accepted]] báo cáo."


def own_report(lines: list[SubmissionLine]) -> str:
    """What one agency's report says of itself: sent or not, in time or not, settled or not."""
    day = "Hạn nộp báo cáo là hết ngày [[submissions.due]]. " if usual_last_day(lines) else ""
    if not lines:
        return NO_LINES.format(years="[[year]]")
    if not sent_submissions(lines):
        return f"{day}Báo cáo năm [[year]] của đơn vị chưa được nộp."
    when = "muộn so với hạn" if late(lines) else "đúng hạn"
    return f"{day}Báo cáo năm [[year]] của đơn vị đã nộp {when} {SETTLED[State(lines[0].state)]}."
