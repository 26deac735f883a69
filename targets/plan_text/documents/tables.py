"""Tables of a plan: targets by year, and duties with who leads and who cooperates."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from targets.plan_text.bodies import BodyNames, match_bodies
from targets.plan_text.documents.blocks import BlockLevel
from targets.plan_text.exclusions import hidden_spans
from targets.plan_text.outline import PlanPassage, Topic
from targets.plan_text.proposals import ProposedDuty, ProposedTarget, Sure
from targets.plan_text.quantities import quantities
from targets.plan_text.rhythms import AVERAGE, EVERY_YEAR
from targets.plan_text.years import YearMark, YearRole, heading_year, year_marks

DONE = re.compile(r"thực\s+hiện|kết\s+quả|ước|hiện\s+trạng|cơ\s+sở|\bTH\b|năm\s+gốc", re.IGNORECASE)
UNIT = re.compile(r"^(?:đơn\s+vị(?:\s+tính)?|đvt|đv\s*tính)$", re.IGNORECASE)
ORDER = re.compile(r"^(?:stt|tt|số\s+tt|số\s+thứ\s+tự)$", re.IGNORECASE)
LEAD = re.compile(r"chủ\s+trì|(?:cơ\s+quan|đơn\s+vị)\s+thực\s+hiện", re.IGNORECASE)
COOPERATING = re.compile(r"phối\s+hợp", re.IGNORECASE)
TASK = re.compile(r"nhiệm\s+vụ|nội\s+dung|công\s+việc|hoạt\s+động", re.IGNORECASE)


@dataclass(frozen=True)
class TableRow:
    passage: PlanPassage
    cells: tuple[str, ...]


def row_runs(passages: list[PlanPassage]) -> Iterator[list[TableRow]]:
    """Runs of table rows under the same headings."""
    run: list[TableRow] = []
    for passage in passages:
        if passage.block.level is BlockLevel.ROW and (not run or run[-1].passage.titles == passage.titles):
            run.append(TableRow(passage, row_texts(passage.text)))
            continue
        if run:
            yield run
        run = [TableRow(passage, row_texts(passage.text))] if passage.block.level is BlockLevel.ROW else []
    if run:
        yield run


def row_texts(text: str) -> tuple[str, ...]:
    bar = "|" if text.count("|") >= 2 else "\t"
    return tuple(cell.strip().replace("**", "") for cell in text.strip().strip("|").split(bar))


def read_target_table(rows: list[TableRow]) -> list[ProposedTarget]:
    """A target for each number under a year to come; columns of results are left out."""
    head = next((number for number, row in enumerate(rows[:3]) if year_columns(row.cells)), None)
    if head is None:
        return []
    columns = year_columns(rows[head].cells)
    unit_at = next((at for at, cell in enumerate(rows[head].cells) if UNIT.match(cell)), None)
    found = []
    for row in rows[head + 1 :]:
        name = next(
            (
                cell
                for at, cell in enumerate(row.cells)
                if at not in columns and at != unit_at and re.search(r"[^\W\d]{2}", cell)
            ),
            "",
        )
        unit = row.cells[unit_at] if unit_at is not None and unit_at < len(row.cells) else ""
        for at, mark in columns.items():
            if at < len(row.cells) and name and mark is not None:
                found += cell_target(row, name, unit, row.cells[at], mark)
    return found


def year_columns(cells: tuple[str, ...]) -> dict[int, YearMark | None]:
    """Column numbers with their year; None for a column of results."""
    columns: dict[int, YearMark | None] = {}
    for at, cell in enumerate(cells):
        marks = [mark for mark in year_marks(cell) if mark.role is YearRole.AT] or bare_years(cell)
        if marks and len(cell) < 60:
            columns[at] = (
                None
                if DONE.search(cell) and not re.search(r"kế\s+hoạch|mục\s+tiêu|chỉ\s+tiêu", cell, re.IGNORECASE)
                else marks[-1]
            )
    return columns if len([mark for mark in columns.values() if mark]) >= 1 and len(cells) >= 3 else {}


def bare_years(cell: str) -> list[YearMark]:
    found = re.search(r"\b20\d\d\b", cell)
    return [YearMark(found.start(), found.end(), int(found[0]), None)] if found else []


def cell_target(row: TableRow, name: str, unit: str, cell: str, mark: YearMark) -> list[ProposedTarget]:
    # Signs of a table become the words that the reader of sentences knows.
    text = cell.replace("≥", "ít nhất ").replace("≤", "không quá ").replace(">", "trên ").replace("<", "dưới ")
    numbers = quantities(text, hidden_spans(text))
    # A cell that holds a sentence is no level.
    if not numbers or len(text.split()) > 8:
        return []
    number = numbers[0]
    share = number.is_share or unit.startswith("%") or "%" in name
    average = re.search(r"(?:bình\s+quân|trung\s+bình)[^,]*năm", name, re.IGNORECASE)
    every = re.search(r"(?:hằng|hàng|mỗi)\s+năm", name, re.IGNORECASE)
    basis, first = "year", None
    if average or every:
        basis, first = (AVERAGE if average else EVERY_YEAR), mark.from_year
    elif mark.from_year and not share:
        basis, first = "cumulative", mark.from_year
    return [
        ProposedTarget(
            name,
            "range" if number.high is not None else number.sign or ">=",
            number.low,
            number.high,
            "%" if share else unit or number.unit,
            mark.year,
            basis,
            first,
            row.passage.citation or "bảng",
            row.passage.text,
            row.passage.text.find(cell),
            row.passage.text.find(cell) + len(cell),
            sure=Sure.CLEAR if number.sign or number.high is not None else Sure.COMPARATOR,
        )
    ]


def is_duty_table(rows: list[TableRow]) -> bool:
    return any(LEAD.search(cell) for cell in rows[0].cells) and any(TASK.search(cell) for cell in rows[0].cells)


def read_duty_table(rows: list[TableRow], names: BodyNames) -> list[ProposedDuty]:
    """A duty for each row of a table with a column of who leads."""
    if not is_duty_table(rows):
        return []
    head = rows[0].cells
    lead_at = next(at for at, cell in enumerate(head) if LEAD.search(cell))
    task_at = next((at for at, cell in enumerate(head) if TASK.search(cell) and at != lead_at), 0)
    coop_at = next((at for at, cell in enumerate(head) if COOPERATING.search(cell) and at != lead_at), None)
    found = []
    for number, row in enumerate(rows[1:], start=1):
        lead = cell_bodies(row.cells, lead_at, names)
        if not lead or task_at >= len(row.cells):
            continue
        cooperating = cell_bodies(row.cells, coop_at, names)
        citation = ", ".join(filter(None, [row.passage.citation, f"dòng {row.cells[0] or number}"]))
        found.append(
            ProposedDuty(
                row.cells[0] or str(number),
                lead,
                cooperating,
                citation,
                row.cells[task_at],
                match_bodies(lead, names.codes),
                match_bodies(cooperating, names.codes),
            )
        )
    return found


def cell_bodies(cells: tuple[str, ...], at: int | None, names: BodyNames) -> tuple[str, ...]:
    if at is None or at >= len(cells) or not cells[at]:
        return ()
    named = names.at(cells[at], 0)
    return named.names if named else tuple(part.strip() for part in re.split(r";|\n", cells[at]) if part.strip())


def promises_targets(rows: list[TableRow]) -> bool:
    """Whether a table stands where targets are expected, or names them in its head."""
    words = " ".join(rows[0].cells)
    topic = rows[0].passage.topic
    if topic in (Topic.RESULTS, Topic.MONEY, Topic.RECIPIENTS, Topic.CONDUCT):
        return False
    return (
        topic in (Topic.TARGETS, Topic.OPEN)
        or bool(re.search(r"mục\s+tiêu|chỉ\s+tiêu", words, re.IGNORECASE))
        or bool(heading_year(words))
    )
