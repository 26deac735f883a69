"""What falls short and why: the indicators behind, the reports that are missing, what the agencies explained."""

from reports.issued.content.counts import submissions_of_year, unsent_submissions, usual_last_day
from reports.issued.content.schema import Dataset, IndicatorResult, Passage, SubmissionLine
from reports.issued.content.standings import target_key, targets_in_report
from reports.issued.content.target_schema import TargetStanding
from reports.issued.words.parts import EXPLANATIONS, SHORTCOMINGS, passage, under_name
from reports.models import Entry
from targets.calculations.statuses import Status

SHORT = (Status.NOT_MET, Status.WRONG_WAY, Status.FAR_BEHIND, Status.LAGGING, Status.OVERDUE_NO_DATA)
COUNTED_SHORTCOMINGS = (
    (Status.NOT_MET, "không đạt"),
    (Status.WRONG_WAY, "đi ngược mục tiêu"),
    (Status.FAR_BEHIND, "chậm nhiều"),
    (Status.LAGGING, "chậm, cần tăng tốc"),
    (Status.OVERDUE_NO_DATA, "đã quá năm mục tiêu mà chưa có số liệu"),
)
NO_SHORTCOMINGS = "Không có mục tiêu nào được đánh giá là không đạt, chậm hoặc đi ngược trong thời gian của báo cáo."
UNJUDGED = "Còn [[standings.unknown]] mục tiêu chưa đủ số liệu để đánh giá."


def shortcomings(dataset: Dataset) -> list[Passage]:
    """Worst first; then the reports that are missing and the causes that the agencies gave."""
    short = fallen_short(dataset)
    passages = [passage(SHORTCOMINGS, "summary", shortcomings_summary(short, any_unjudged(dataset)))]
    passages += [
        passage(SHORTCOMINGS, result.code, " ".join(shortcoming_sentence(result, each) for each in standings))
        for result, standings in short
    ]
    lines = submissions_of_year(dataset, dataset.year)
    if unsent_submissions(lines):
        passages.append(passage(SHORTCOMINGS, "reports", missing_words(lines, dataset)))
    return [*passages, passage(SHORTCOMINGS, "causes", causes(dataset))]


def missing_words(lines: list[SubmissionLine], dataset: Dataset) -> str:
    """Nobody is reproached before the last day on time is over."""
    day = usual_last_day(lines)
    if day is not None and dataset.as_of < day:
        return (
            "Đến hết ngày [[as_of]], [[submissions.missing]] trong [[submissions.total]] đơn vị chưa nộp báo cáo năm "
            "[[year]] (hạn đến hết ngày [[submissions.due]]); số liệu tổng hợp vì vậy chưa đầy đủ."
        )
    return (
        "Còn [[submissions.missing]] trong [[submissions.total]] đơn vị chưa nộp báo cáo năm [[year]]; "
        "số liệu tổng hợp vì vậy chưa đầy đủ."
    )


def fallen_short(dataset: Dataset) -> list[tuple[IndicatorResult, list[TargetStanding]]]:
    """Indicators with the targets that fall short, the gravest first; the order of the plan among equals."""
    found = []
    for result in dataset.indicators:
        # By what is shown: a verdict that the sources leave open reproaches nobody.
        standings = [standing for standing in targets_in_report(result, dataset) if standing.display_status in SHORT]
        if standings:
            found.append((result, standings))
    return sorted(found, key=lambda pair: min(SHORT.index(Status(standing.status)) for standing in pair[1]))


def any_unjudged(dataset: Dataset) -> bool:
    """Whether some target has too little data to be said to fall short or not."""
    return any(
        standing.status in (Status.NO_DATA, Status.INSUFFICIENT_DATA)
        for result in dataset.indicators
        for standing in targets_in_report(result, dataset)
    )


def shortcomings_summary(short: list[tuple[IndicatorResult, list[TargetStanding]]], unjudged: bool) -> str:
    statuses = {standing.status for _, standings in short for standing in standings}
    if not statuses:
        return f"{NO_SHORTCOMINGS} {UNJUDGED}" if unjudged else NO_SHORTCOMINGS
    counts = "; ".join(
        f"[[standings.{status}]] {words}" for status, words in COUNTED_SHORTCOMINGS if status in statuses
    )
    return f"Trong [[standings.total]] mục tiêu được xét: {counts}. Cụ thể:"


def shortcoming_sentence(result: IndicatorResult, standing: TargetStanding) -> str:
    """One target in a few words; the numbers of the path stand with the results."""
    head = f"[[{result.code}.short_name]] (mục tiêu [[.target]], [[.year]]):"
    words = {
        Status.NOT_MET: "năm [[.actual_year]] là [[.actual]], không đạt, [[.distance]]",
        Status.WRONG_WAY: "năm [[.actual_year]] là [[.actual]], đi ngược mục tiêu",
        Status.FAR_BEHIND: "năm [[.actual_year]] là [[.actual]], chậm nhiều",
        Status.LAGGING: "năm [[.actual_year]] là [[.actual]], chậm, cần tăng tốc",
        Status.OVERDUE_NO_DATA: "đã quá năm mục tiêu mà chưa có số liệu",
    }[Status(standing.status)]
    return under_name(target_key(result, standing), f"{head} {words}.")


def gathered_causes(dataset: Dataset) -> list[Passage]:
    """The same causes in the report of one agency, which judges no indicators."""
    if not dataset.explanations:
        return [passage(EXPLANATIONS, "summary", "Đơn vị không nêu giải trình nào kèm số liệu.")]
    text = (
        f"Đơn vị đã nêu [[explanations.total]] giải trình kèm số liệu, gồm {kinds(dataset)}; nguyên văn ghi trong bảng "
        "dưới đây."
    )
    return [passage(EXPLANATIONS, "summary", text)]


def causes(dataset: Dataset) -> str:
    """What the agencies explained, counted; their words stand in the table as they wrote them."""
    if not dataset.explanations:
        return "Trong thời gian của báo cáo, các đơn vị không nêu giải trình nào kèm số liệu."
    return (
        "Nguyên nhân do các đơn vị nêu: [[explanations.total]] giải trình của [[explanations.agencies]] đơn vị, gồm "
        f"{kinds(dataset)}; nguyên văn ghi trong bảng dưới đây, lời giống nhau ghi một lần."
    )


def kinds(dataset: Dataset) -> str:
    """The two kinds of cause, as far as there are any."""
    entries = {line.entry for line in dataset.explanations}
    words = ["[[explanations.missing]] về số liệu chưa có"] if Entry.MISSING in entries else []
    if entries - {Entry.MISSING}:
        words.append("[[explanations.given]] về số liệu biến động hoặc chênh lệch")
    return " và ".join(words)
