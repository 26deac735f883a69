"""From the dataset and the words to the document: parts, headings, tables and annexes in their order.

Only passages are filled in; what people wrote (texts of agencies) goes into paragraphs and cells as it is.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from reports.issued.content.counts import duty_groups, group_title
from reports.issued.content.schema import Annex, Block, Dataset, Document, Letterhead, Paragraph, ReportSection, Table
from reports.issued.content.standings import gravest_status
from reports.issued.layout.tables.duties import duty_bullets, duty_tables
from reports.issued.layout.tables.figure_grids import figure_grids
from reports.issued.layout.tables.figures import figure_tables, own_tables
from reports.issued.layout.tables.pace import pace_tables
from reports.issued.layout.tables.reports import submission_tables
from reports.issued.layout.tables.results import result_tables
from reports.issued.layout.tables.voices import explanation_tables, obstacle_tables
from reports.issued.words.fields import fields, with_numbers
from reports.issued.words.parts import (
    CLOSING,
    DUTIES,
    EXPLANATIONS,
    FIGURES,
    NEXT,
    OBSTACLES,
    OPENING,
    REPORTING,
    RESULTS,
    SHORTCOMINGS,
    TITLES,
)
from reports.models import ReportKind, View
from targets.calculations.statuses import Status
from targets.calculations.uncertainty import UNDETERMINED

MADE_UP_REMARK = "Số liệu minh họa"
PROVISIONAL_REMARK = "Số liệu tạm tính"
LAST_OPENING = "opening.follows"  # it ends with "như sau:"
MOST_UPRIGHT = 7  # columns that fit an upright page
NOTES = frozenset({"opening.form", "opening.illustrative"})
WHOLE_REPORT = (REPORTING, RESULTS, DUTIES, SHORTCOMINGS, OBSTACLES, NEXT)
SECTIONS = {
    ReportKind.YEARLY: WHOLE_REPORT,
    ReportKind.INTERIM: WHOLE_REPORT,
    ReportKind.FINAL: WHOLE_REPORT,
    ReportKind.SHEET: (REPORTING,),
    ReportKind.AGENCY: (REPORTING, FIGURES, DUTIES, EXPLANATIONS, OBSTACLES),
}
# The tables that stand in the text, below the words of their part.
TABLES: dict[str, Callable[[Dataset], list[Table]]] = {
    FIGURES: own_tables,
    SHORTCOMINGS: explanation_tables,
    EXPLANATIONS: explanation_tables,
    OBSTACLES: obstacle_tables,
    NEXT: pace_tables,
}
# Together every standing that may be shown: an indicator that fits no group would stand nowhere in the text.
GROUPS: tuple[tuple[str, frozenset[str | None]], ...] = (
    ("Chỉ tiêu đã đạt", frozenset({Status.ACHIEVED})),
    ("Chỉ tiêu đúng tiến độ", frozenset({Status.ON_TRACK})),
    ("Chỉ tiêu chưa phân định được", frozenset({UNDETERMINED})),
    (
        "Chỉ tiêu chậm, đi ngược hoặc không đạt",
        frozenset({Status.LAGGING, Status.FAR_BEHIND, Status.WRONG_WAY, Status.NOT_MET, Status.OVERDUE_NO_DATA}),
    ),
    ("Chỉ tiêu chưa đủ số liệu để đánh giá", frozenset({Status.NO_DATA, Status.INSUFFICIENT_DATA})),
    ("Mục tiêu định tính", frozenset({Status.NOT_ASSESSED})),
    ("Chỉ tiêu để tham khảo, không có mục tiêu đến kỳ xét", frozenset({None})),
)
Words = Sequence[tuple[str, str, str]]


def lay_out(letterhead: Letterhead, dataset: Dataset, passages: Words) -> Document:
    """The whole report. `passages`: key, title of the part, words with their fields, in order.

    Raises UnknownField where the words name a number that the dataset does not have.
    """
    known = fields(dataset, letterhead)
    parts: dict[str, list[tuple[str, list[Paragraph]]]] = {}
    titles = dict(TITLES)
    for key, title, words in passages:
        part = key.partition(".")[0]
        titles[part] = title
        parts.setdefault(part, []).append((key, paragraphs(key, words, known)))
    sections = tuple(
        ReportSection(titles[part], tuple(blocks(part, parts.get(part, []), dataset)))
        for part in SECTIONS[ReportKind(dataset.kind)]
    )
    opening, end = ([line for _, found in parts.get(part, []) for line in found] for part in (OPENING, CLOSING))
    limits = [Paragraph(text, "note") for text in dataset.limits]
    # What could not be told of the past comes before "như sau:", which the parts follow.
    lead = [paragraph for paragraph in opening if paragraph.key != LAST_OPENING]
    last = [paragraph for paragraph in opening if paragraph.key == LAST_OPENING]
    return Document(
        letterhead=letterhead,
        opening=(*lead, *limits, *last),
        sections=with_closing([section for section in sections if section.blocks], end),
        annexes=tuple(annexes(dataset)),
        remarks=tuple(remarks(dataset)),
    )


def with_closing(sections: list[ReportSection], end: list[Paragraph]) -> tuple[ReportSection, ...]:
    """The parts with the closing words below the last of them, where the signature follows."""
    *others, last = sections or [ReportSection(TITLES[CLOSING], ())]
    return *others, replace(last, blocks=(*last.blocks, *end))


def remarks(dataset: Dataset) -> Iterator[str]:
    if dataset.view == View.PROVISIONAL:
        yield PROVISIONAL_REMARK
    if dataset.illustrative:
        yield MADE_UP_REMARK


def paragraphs(key: str, words: str, known: Mapping[str, str]) -> list[Paragraph]:
    """The lines of one passage; a line that begins with a dash is a bullet, and so are indicators one by one."""
    style = "note" if key in NOTES else "body"
    listed = is_listed(key)
    found = []
    for line in words.splitlines():
        text = line.strip()
        if text:
            bullet = listed or text.startswith("- ")
            text = f"- {text}" if listed and not text.startswith("- ") else text
            found.append(Paragraph(with_numbers(text, known), "bullet" if bullet else style, key))
    return found


def is_listed(key: str) -> bool:
    """Passages of one indicator each are a list; the sentences about the whole part are not."""
    part, _, name = key.partition(".")
    return part in (RESULTS, SHORTCOMINGS, NEXT) and name not in ("summary", "reports", "causes", "duties")


def blocks(part: str, found: list[tuple[str, list[Paragraph]]], dataset: Dataset) -> list[Block]:
    """The words of a part under their headings, then its tables."""
    if part == RESULTS:
        return grouped_results(found, dataset)
    if part == DUTIES:
        return grouped_duties(found, dataset)
    words: list[Block] = [paragraph for _, lines in found for paragraph in lines]
    return words + TABLES.get(part, lambda _: [])(dataset)


def grouped_results(found: list[tuple[str, list[Paragraph]]], dataset: Dataset) -> list[Block]:
    """Indicators gathered by how they stand, each group under a heading; the order of the plan within."""
    standing = {f"{RESULTS}.{result.code}": gravest_status(result, dataset) for result in dataset.indicators}
    lead: list[Block] = [paragraph for key, lines in found if key not in standing for paragraph in lines]
    for title, statuses in GROUPS:
        group = [line for key, lines in found if key in standing and standing[key] in statuses for line in lines]
        if group:
            lead += [Paragraph(title, "heading1"), *group]
    return lead


def grouped_duties(found: list[tuple[str, list[Paragraph]]], dataset: Dataset) -> list[Block]:
    """What each group of tasks has come to, with what the agencies wrote of every duty."""
    written = dict(found)
    groups = duty_groups(dataset)
    keys = {f"{DUTIES}.g{position}": title for position, title in enumerate(groups, 1)}
    content: list[Block] = [paragraph for key, lines in found if key not in keys for paragraph in lines]
    for key, title in keys.items():
        if len(groups) > 1:
            content.append(Paragraph(group_title(title), "heading1"))
        content += [*written.get(key, []), *duty_bullets(groups[title])]
    return content


def annexes(dataset: Dataset) -> list[Annex]:
    """The tables that are too long or too wide for the text; none of them empty."""
    if dataset.kind == ReportKind.AGENCY:
        return []
    sheet = dataset.kind == ReportKind.SHEET
    results, duties = ([], []) if sheet else (result_tables(dataset), duty_tables(dataset))
    figures = figure_tables(dataset) if sheet else figure_grids(dataset)
    found = [
        Annex("Kết quả thực hiện các chỉ tiêu", tuple(results), landscape=True),
        Annex("Tình hình nộp báo cáo của các đơn vị", tuple(submission_tables(dataset))),
        Annex("Kết quả thực hiện nhiệm vụ của các đơn vị", tuple(duties)),
        Annex("Số liệu của các đơn vị", tuple(figures), landscape=is_wide(figures)),
    ]
    return [annex for annex in found if annex.blocks]


def is_wide(tables: Sequence[Table]) -> bool:
    """Whether some table needs the page on its side."""
    return any(len(table.columns) > MOST_UPRIGHT for table in tables)
