"""The words on the ladder, most important first: each takes a place where it hides neither marks nor other words."""

from decimal import Decimal
from itertools import pairwise

from reports.charts.labels import Box, Label, LabelBoard, LabelPlace
from reports.charts.ladder_data import Actual, Ladder, Rung
from reports.charts.ladder_frame import LadderFrame
from reports.charts.marks import text, text_px

PACE_WORDS = "nếu giữ nhịp độ hiện nay"
LINE = 15


def label_marks(data: Ladder, frame: LadderFrame) -> list[str]:
    board = LabelBoard(
        Box(frame.px_at(frame.left) - 2, Decimal(16), frame.px_at(frame.right) + 8, Decimal(frame.floor - 2))
    )
    block_marks(data, frame, board)
    labels = [actual_label(data, frame, one) for one in data.actuals[-1:]]
    labels += [rung_label(rung, frame) for rung in sorted(data.rungs, key=lambda one: -one.year)]
    labels += pace_label(data, frame)
    # After the last value the first, then from the newest back: what finds no place is one in between.
    labels += [actual_label(data, frame, one) for one in (*data.actuals[:-1][:1], *reversed(data.actuals[1:-1]))]
    labels += path_label(data, frame)
    parts: list[str] = []
    for label in labels:
        place = board.settle(label)
        if place is not None:
            parts += label_text(label, place, frame)
    return parts


def label_text(label: Label, place: LabelPlace, frame: LadderFrame) -> list[str]:
    x = frame.pct_at(place.x)
    return [
        text(x, place.y + LINE * index, words, f"{look} {place.side} halo".replace("  ", " ").strip())
        for index, (words, look) in enumerate(label.lines)
    ]


def block_marks(data: Ladder, frame: LadderFrame, board: LabelBoard) -> None:
    """Points, lines, rungs and range columns, in pixels."""

    def at(year: int, value: Decimal) -> tuple[Decimal, Decimal]:
        return frame.px_at(frame.across.at(year)), frame.down.at(value)

    half = frame.px_at(frame.rung_half)
    for rung in data.rungs:
        x, y = at(rung.year, rung.must)
        far = frame.down.at(rung.other) if rung.other is not None else y
        board.block([Box(x - half, y - 3, x + half, y + 3), Box(x - half / 2, min(y, far), x + half / 2, max(y, far))])
    chains = [[(one.year, one.value) for one in data.actuals], list(data.path)]
    if data.actuals and data.pace:
        chains.append([chains[0][-1], (data.pace[-1].year, data.pace[-1].value)])
    for chain in chains:
        for start, end in pairwise(chain):
            board.block_line(*at(*start), *at(*end))
    points = [*chains[0], *data.yearly_plans, *((one.year, one.estimate) for one in data.revisions)]
    for year, value in points:
        x, y = at(year, value)
        board.block([Box(x - 5, y - 5, x + 5, y + 5)])


def around(x: Decimal, y: Decimal, below_first: bool) -> tuple[LabelPlace, ...]:
    """Below and above a point, straight and aside, in the order of liking."""
    below = (
        LabelPlace(x, y + 18, "mid"),
        LabelPlace(x - 6, y + 18),
        LabelPlace(x - 4, y + 18, "end"),
        LabelPlace(x, y + 26, "mid"),
    )
    above = (
        LabelPlace(x, y - 10, "mid"),
        LabelPlace(x - 4, y - 10, "end"),
        LabelPlace(x + 4, y - 10),
        LabelPlace(x, y - 18, "mid"),
    )
    beside = (LabelPlace(x + 10, y + 4), LabelPlace(x - 10, y + 4, "end"))
    return (*below, *above, *beside) if below_first else (*above, *below, *beside)


def actual_label(data: Ladder, frame: LadderFrame, one: Actual) -> Label:
    """Under a rising line and above a falling one; only the last value must be there, the table has the rest."""
    rising = data.actuals[-1].value >= data.actuals[0].value
    x, y = frame.px_at(frame.across.at(one.year)), frame.down.at(one.value)
    return Label(((one.text, "actual-text"),), around(x, y, rising), needed=one is data.actuals[-1])


def rung_label(rung: Rung, frame: LadderFrame) -> Label:
    """Beside the top of its column, or around the rung; the note only where there is room for it."""
    x, must = frame.px_at(frame.across.at(rung.year)), frame.down.at(rung.must)
    half = frame.px_at(frame.rung_half)
    lines = [(rung.text, "strong")] + ([(rung.note, "")] if rung.note and frame.wide else [])
    extra = LINE * (len(lines) - 1)
    top = frame.down.at(rung.other) if rung.other is not None else must
    top = min(top, must)
    right, left = x + half + 6, x - half - 6
    places = [LabelPlace(right, top + 14), LabelPlace(left, top + 14, "end")] if rung.other is not None else []
    if not frame.wide:
        # On a phone there is no room beside a column.
        places.insert(0, LabelPlace(x, top - 7, "mid"))
    places += [
        LabelPlace(x, top - 9 - extra, "mid"),
        LabelPlace(x + half, top - 9 - extra, "end"),
        LabelPlace(x - half - 4, top - 16 - extra, "end"),
        LabelPlace(x - half, top - 9 - extra),
        LabelPlace(x, max(top, must) + 17, "mid"),
        LabelPlace(x - half - 4, top - 32 - extra, "end"),
        LabelPlace(right, must + 18),
        LabelPlace(right, must - 6 - extra),
        LabelPlace(x, top - 28 - extra, "mid"),
        LabelPlace(x, max(top, must) + 32, "mid"),
        LabelPlace(left, must - 8 - extra, "end"),
        *(
            LabelPlace(side, must + down, kind)
            for down in (18, 34, 50, 66, 82)
            for side, kind in ((left, "end"), (right, ""))
        ),
    ]
    return Label(tuple(lines), tuple(places), needed=True)


def pace_label(data: Ladder, frame: LadderFrame) -> list[Label]:
    """The value of the scenario, always with the words that make it no promise."""
    if not (data.pace and data.actuals):
        return []
    end = data.pace[-1]
    x, y = frame.px_at(frame.across.at(end.year)), frame.down.at(end.value)
    lines = [(data.pace_text, "pace-text strong")]
    lines += (
        [(PACE_WORDS, "pace-text")] if frame.wide else [("nếu giữ nhịp độ", "pace-text"), ("hiện nay", "pace-text")]
    )
    if data.pace_note and frame.wide:
        lines.append((data.pace_note, ""))
    tall = LINE * len(lines)
    half = frame.px_at(frame.rung_half)
    places = (
        LabelPlace(x + half + 6, y + 14),
        LabelPlace(x + 8, y + 22),
        LabelPlace(x + half + 6, y + 30),
        LabelPlace(x + half + 6, y + 46),
        LabelPlace(x + half + 6, y - tall),
        LabelPlace(x, y + 34, "mid"),
        LabelPlace(x - 10, y + 40, "end"),
        LabelPlace(x, y - tall - 8, "mid"),
        LabelPlace(x - 10, y - tall - 8, "end"),
        LabelPlace(x + half + 6, y - tall - 24),
        *(
            LabelPlace(x + aside, y + down, side)
            for down in (56, 72, 88, 104)
            for aside, side in ((0, "mid"), (-10, "end"))
        ),
    )
    return [Label(tuple(lines), places, needed=True)]


def path_label(data: Ladder, frame: LadderFrame) -> list[Label]:
    """ "lộ trình" beside the longest piece of the path."""
    pieces = list(pairwise(data.path))
    if not pieces or not frame.wide:
        return []
    (year, value), (after, then) = max(pieces, key=lambda piece: (piece[1][0] - piece[0][0], piece[0][0]))
    places = []
    for share in (Decimal("0.6"), Decimal("0.4"), Decimal("0.75"), Decimal("0.25")):
        x = frame.px_at(frame.across.at(year + (after - year) * share))
        y = frame.down.at(value + (then - value) * share)
        places += [LabelPlace(x + 6, y + 20), LabelPlace(x - 6 - text_px("lộ trình"), y - 10)]
    return [Label((("lộ trình", "faint"),), tuple(places))]
