"""The page of one standing's lineage: verdict, promise, value, and behind the value everyone who had a hand in it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.safestring import SafeString

from reports.dashboards.indicators.explanation import worked_example
from reports.dashboards.lineage.agencies import AgencyInput, CountedCell, Hand, Missing, Why, value_of_inputs
from reports.dashboards.lineage.queries import JudgedMilestone, Lineage, Piece
from reports.dashboards.plans.page import yearly
from reports.models import ActualSource, Entry, FigureKind, OfficialFigure, Quality, Via, View
from reports.wording import sentences, terms
from reports.wording.formats import NOT_KNOWN, date_vi, datetime_vi, number, published_number, state_label, status_label
from reports.wording.provenance import published_text
from reports.wording.standing import standing_of
from targets.models import Basis, Formula
from targets.models.target import MILESTONE
from targets.target_bounds import thresholds

BY_THE_SYSTEM = "hệ thống"
WHY_WORDS = {
    Why.NO_FORM: "chưa có biểu báo cáo nào hỏi số này của năm đó",
    Why.NOT_SENT: "chưa nộp",
    Why.RETURNED: "đang bị trả lại, chưa nộp lại",
    Why.WAITING: "đã nộp, chờ duyệt",
    Why.NOT_KNOWN: "chưa có số liệu",
    Why.INCOMPLETE: "thiếu ô trong báo cáo đã nộp",
}


@dataclass(frozen=True)
class CellText:
    """One number with the page of its history."""

    text: str
    url: str
    name: str


@dataclass(frozen=True)
class AgencyLine:
    name: str
    cells: list[CellText]
    entered: str
    accepted: str
    submission_url: str
    plan: str
    state: str
    state_label: str
    illustrative: bool


@dataclass(frozen=True)
class MissingLine:
    name: str
    why: str
    submission_url: str


@dataclass(frozen=True)
class PublicationLine:
    value: str
    kind: str
    source: str
    published: str
    note: str
    entered: str
    counts: bool


@dataclass(frozen=True)
class PieceText:
    """One value behind the result. `sums`: the last line of its table, (column, text) for each of `columns`."""

    title: str
    value: str
    source: str
    illustrative: bool
    counts: bool
    publications: list[PublicationLine]
    columns: list[str]
    agencies: list[AgencyLine]
    sums: list[tuple[str, str]]
    total: str
    missing: list[MissingLine]
    hidden: str


@dataclass(frozen=True)
class JudgedMilestoneLine:
    """One milestone; `said` is empty where nobody has judged it."""

    name: str
    state: str
    said: str
    evidence: str
    illustrative: bool


@dataclass(frozen=True)
class LineagePage:
    title: str
    context: str
    crumbs: list[dict[str, str]]
    status: str
    label: str
    flag: str
    sentence: SafeString
    illustrative: bool
    steps: list[tuple[str, SafeString]]
    made_of: str
    pieces: list[PieceText]
    milestones: list[JudgedMilestoneLine]


def lineage_page(lineage: Lineage) -> LineagePage:
    """Everything the page shows, from the dataset alone."""
    row = lineage.row
    target, indicator = row.target, row.target.indicator
    value = "chưa có số liệu" if row.actual is None else terms.value_said(standing_of(row))
    if target.comparator == MILESTONE:
        value = f"{row.milestones_done or 0} trên {row.milestones or 0} mốc đã xong"
    return LineagePage(
        title=f"{indicator.short_name}: {value}",
        context=f"Nguồn gốc của đánh giá {target.plan.code} năm {target.year}, nhìn từ năm {row.year}"
        + (f" · {View.PROVISIONAL.label.lower()}" if row.view == View.PROVISIONAL else ""),
        crumbs=[
            {"label": "Tổng quan", "url": reverse("standing")},
            {"label": "Chỉ tiêu", "url": reverse("indicator-list")},
            {"label": indicator.short_name, "url": indicator_url(lineage)},
            {"label": "Nguồn gốc", "url": ""},
        ],
        status=row.display_status,
        label=status_label(row.display_status, row.final),
        flag=sentences.flag_words(standing_of(row)),
        sentence=terms.sentence_html(f"{sentences.standing_sentence(standing_of(row))}."),
        illustrative=row.illustrative,
        steps=[(label, terms.sentence_html(text)) for label, text in steps(lineage) if text],
        made_of=made_of(lineage),
        pieces=[piece_text(piece, lineage) for piece in lineage.pieces],
        milestones=[judged_milestone_line(one) for one in lineage.milestones],
    )


def indicator_url(lineage: Lineage) -> str:
    target = lineage.row.target
    view = f"&view={lineage.row.view}" if lineage.row.view != View.ACCEPTED else ""
    return f"{reverse('indicator', args=[target.indicator.code])}?locality={target.plan.locality.key}{view}"


def steps(lineage: Lineage) -> list[tuple[str, str]]:
    """The verdict taken apart: rule, promise, start, figure."""
    row = lineage.row
    target, indicator = row.target, row.target.indicator
    judged = worked_example(standing_of(row), thresholds())
    base = lineage.baseline
    start = ""
    # Totals start from nothing, and growth is its own start: neither has a figure to show.
    if target.basis == Basis.CHANGE and row.actual is not None:
        start = f"giá trị của năm {target.base_year}, tính là mốc 0"
    elif row.base is not None and indicator.formula not in (Formula.CUMULATIVE, Formula.GROWTH):
        start = f"{terms.with_unit(row.base, indicator)} năm {row.base_year}"
    if base is not None and base.value == row.base:
        start = f"{terms.with_unit(base.value, indicator)} năm {base.year}; {base.citation}"
    years = yearly(target) or f" năm {target.year}"
    return [
        ("Cách đánh giá", f"{judged} Quy tắc bản {row.rule_version}, tính lúc {datetime_vi(row.computed_at)}."),
        ("Mục tiêu", f"{terms.promise_text(target)}{years}; {target.citation}. {target.note}".strip()),
        ("Giá trị gốc", f"{start}." if start else ""),
        ("Số dùng để xét", figure_used(lineage)),
    ]


def figure_used(lineage: Lineage) -> str:
    """What the verdict's value is, and on how many agencies it rests."""
    row = lineage.row
    if row.target.comparator == MILESTONE:
        return ""
    if row.actual is None:
        return "Chưa có số liệu nào."
    value = terms.value_said(standing_of(row))
    if row.actual_source == ActualSource.OFFICIAL:
        return f"{value} năm {row.actual_year}, số công bố."
    units = f"{number(row.units_reporting)}/{number(row.units_expected)}"
    made_up = ", minh họa" if row.illustrative else ""
    return f"{value} năm {row.actual_year}, tổng hợp từ {units} đơn vị{made_up}."


def made_of(lineage: Lineage) -> str:
    """How the pieces make the value, where there are several."""
    pieces, indicator = lineage.pieces, lineage.row.target.indicator
    if len(pieces) < 2 or lineage.row.actual is None:
        return ""
    told = " + ".join(published_number(piece.value) for piece in pieces)
    if indicator.formula == Formula.CUMULATIVE:
        return f"{told} = {terms.with_unit(lineage.row.actual, indicator)}"
    if indicator.formula == Formula.GROWTH:
        years = pieces[-1].year - pieces[0].year
        average = f"bình quân {years} năm" if years > 1 else "một năm"
        first, last = (f"{published_number(one.value)} ({one.year})" for one in (pieces[0], pieces[-1]))
        return f"Từ {first} đến {last}, {average}: {terms.with_unit(lineage.row.actual, indicator)}"
    return "Tỷ lệ tính từ các số đã công bố dưới đây."


def judged_milestone_line(one: JudgedMilestone) -> JudgedMilestoneLine:
    judgement = one.judgement
    if judgement is None:
        return JudgedMilestoneLine(one.milestone.name, "Chưa đánh giá", "", "", illustrative=False)
    return JudgedMilestoneLine(
        name=one.milestone.name,
        state=judgement.get_state_display(),
        said=f"{judgement.by.full_name} ghi lúc {datetime_vi(judgement.at)}, tính đến {date_vi(judgement.judged_on)}",
        evidence=judgement.evidence,
        illustrative=judgement.illustrative,
    )


def piece_text(piece: Piece, lineage: Lineage) -> PieceText:
    agencies, indicator, row = piece.agencies, piece.indicator, piece.row
    columns = columns_of(agencies.inputs) if agencies else {}
    span = f"năm {piece.year}" if piece.first_year == piece.year else f"{piece.first_year}–{piece.year}"
    illustrative = bool(row and row.illustrative and agencies)
    return PieceText(
        title=f"{indicator.short_name}, {span}",
        value=terms.with_unit(piece.value, indicator) if piece.value is not None else "chưa đủ số liệu",
        source=source_words(piece),
        illustrative=illustrative,
        counts=piece.source == ActualSource.ROLLUP,
        publications=[publication_line(one, piece, lineage) for one in piece.publications],
        columns=list(columns.values()),
        agencies=[agency_line(one, columns) for one in agencies.inputs] if agencies else [],
        # A sum of the rows in sight alone would be taken for the whole.
        sums=sums(agencies.inputs, columns) if agencies and agencies.all_visible else [],
        total=total_text(piece),
        missing=[missing_line(one) for one in agencies.missing] if agencies else [],
        hidden=hidden_text(piece),
    )


def source_words(piece: Piece) -> str:
    if piece.source == ActualSource.OFFICIAL:
        kind = piece.official.kind if piece.official is not None else FigureKind.ACTUAL
        return "công bố" if kind == FigureKind.ACTUAL else f"công bố, {FigureKind(kind).label}"
    lacking = piece.agencies.lacking if piece.agencies is not None else ""
    return f"tổng hợp {units(piece)} đơn vị" + (f"; {lacking}" if lacking else "")


def units(piece: Piece) -> str:
    """How many of how many agencies; nobody has reported a year of which nothing is stored."""
    row, agencies = piece.row, piece.agencies
    if row is not None:
        return f"{number(row.units_reporting)}/{number(row.units_expected)}"
    return f"0/{number(agencies.expected)}" if agencies is not None else NOT_KNOWN


def total_text(piece: Piece) -> str:
    """What the cells come to, beside the value that is stored; it counts, or stands beside a published one."""
    agencies, row = piece.agencies, piece.row
    if agencies is None or row is None or not agencies.all_visible:
        return ""
    if not agencies.inputs:
        return ""
    rolled = terms.with_unit(value_of_inputs(agencies.inputs, piece.indicator), piece.indicator)
    if piece.value is None:
        return f"Mới có: {rolled}, chưa đủ đơn vị để dùng"
    if piece.source == ActualSource.ROLLUP:
        return f"Tổng hợp: {rolled}"
    return f"Tổng hợp: {rolled}, để đối chiếu; đang dùng số công bố"


def hidden_text(piece: Piece) -> str:
    """For a reporter: how many agencies she does not see."""
    if piece.agencies is None or piece.agencies.all_visible:
        return ""
    return f"Tổng hợp từ {units(piece)} đơn vị; ở đây chỉ hiện số của đơn vị mình."


def publication_line(figure: OfficialFigure, piece: Piece, lineage: Lineage) -> PublicationLine:
    least = 1 if figure.indicator.is_percentage else 0
    text = published_number(figure.value, least)
    if figure.value_high is not None:
        text = f"{text}–{published_number(figure.value_high, least)}"
    event = lineage.entered.get(figure.pk)
    period = f" ({figure.period})" if figure.period else ""
    return PublicationLine(
        value=text,
        kind=f"{FigureKind(figure.kind).label}{period}",
        source=figure.source,
        published=published_text(figure),
        note=figure.note,
        entered=f"{event.actor_name}, {datetime_vi(event.at)}" if event is not None else "",
        counts=piece.official is not None and piece.official.pk == figure.pk,
    )


InputColumns = Mapping[tuple[str, int], str]


def columns_of(inputs: Sequence[AgencyInput]) -> InputColumns:
    """Side and element -> name, of all that anybody reports: in a closing report there are only flows."""
    widest = max(inputs, key=lambda one: len(one.cells), default=None)
    return {side_and_element(cell): cell.figure.element.short_name for cell in widest.cells} if widest else {}


def side_and_element(cell: CountedCell) -> tuple[str, int]:
    return cell.side, cell.figure.element_id


def agency_line(one: AgencyInput, columns: InputColumns) -> AgencyLine:
    # An agency's cells may lie in the forms of several plans: the line leads to that of the last.
    submission = one.cells[-1].figure.submission
    held = {side_and_element(cell): cell_text(cell) for cell in one.cells}
    return AgencyLine(
        name=one.agency.short_name,
        cells=[held.get(place) or CellText("", "", name) for place, name in columns.items()],
        entered=hands_text(cell.entered for cell in one.cells),
        accepted=hands_text(cell.accepted for cell in one.cells),
        submission_url=submission.get_absolute_url(),
        plan=f"{submission.period.plan.code} {submission.period.year}",
        state=submission.board_state,
        state_label=state_label(submission.board_state),
        illustrative=any(cell.figure.illustrative for cell in one.cells),
    )


def cell_text(cell: CountedCell) -> CellText:
    figure = cell.figure
    text = published_number(cell.value) if cell.entry == Entry.NUMBER else Entry(cell.entry).label.lower()
    return CellText(
        text=f"{text} (ước)" if cell.quality == Quality.ESTIMATE and cell.entry == Entry.NUMBER else text,
        url=reverse("submission-cell-history", args=[figure.submission_id, figure.element.code]),
        name=figure.element.short_name,
    )


def hands_text(hands: Iterable[Hand | None]) -> str:
    """Who and when, each pair once: "Nguyễn Thị Lan, 12/12/2024, biểu nhập"."""
    told = []
    for hand in hands:
        if hand is None:
            told.append("chưa duyệt")
            continue
        who = hand.by.full_name if hand.by is not None else BY_THE_SYSTEM
        way = f", {terms.first_letter_lower(Via(hand.via).label)}" if hand.via and hand.via != Via.REVIEW else ""
        told.append(f"{who}, {date_vi(hand.at)}{way}")
    return "; ".join(dict.fromkeys(told))


def missing_line(one: Missing) -> MissingLine:
    reason = f": “{one.reason}”" if one.reason else ""
    return MissingLine(
        name=one.agency.short_name,
        why=f"{WHY_WORDS[one.why]}{reason}",
        submission_url=one.submission.get_absolute_url() if one.submission is not None else "",
    )


def sums(inputs: tuple[AgencyInput, ...], columns: InputColumns) -> list[tuple[str, str]]:
    """The last line: every column added up."""
    added = dict.fromkeys(columns, Decimal())
    for one in inputs:
        for cell in one.cells:
            added[side_and_element(cell)] += cell.value or Decimal()
    return [(name, published_number(added[place])) for place, name in columns.items()]
