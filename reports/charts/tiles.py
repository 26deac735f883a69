"""Where the agencies are: one equal tile each, set roughly as on the map, because area says nothing here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from reports.charts.marks import chart, link, pct, px, round_step, wrap
from reports.wording.formats import compact

# Hà Nội: agency code -> column, row, letters for a phone. Codes are the district codes of the statistics office.
HANOI: dict[str, tuple[int, int, str]] = {
    "016": (5, 0, "SS"),
    "250": (4, 1, "ML"),
    "017": (5, 1, "ĐA"),
    "271": (0, 2, "BV"),
    "269": (1, 2, "ST"),
    "272": (2, 2, "PT"),
    "273": (3, 2, "ĐP"),
    "021": (4, 2, "BTL"),
    "003": (5, 2, "TH"),
    "004": (6, 2, "LB"),
    "018": (7, 2, "GL"),
    "276": (1, 3, "ThT"),
    "274": (2, 3, "HĐc"),
    "019": (3, 3, "NTL"),
    "005": (4, 3, "CG"),
    "001": (5, 3, "BĐ"),
    "002": (6, 3, "HK"),
    "275": (2, 4, "QO"),
    "268": (3, 4, "HĐ"),
    "009": (4, 4, "TX"),
    "006": (5, 4, "ĐĐ"),
    "007": (6, 4, "HBT"),
    "277": (2, 5, "CM"),
    "278": (3, 5, "TO"),
    "020": (4, 5, "TTr"),
    "008": (5, 5, "HM"),
    "282": (2, 6, "MĐ"),
    "281": (3, 6, "ƯH"),
    "280": (4, 6, "PX"),
    "279": (5, 6, "TT"),
}
COLUMNS, ROWS = 8, 7
TILE = Decimal(58)
NAME_ROOM = Decimal(58)


@dataclass(frozen=True)
class Tile:
    """`value` None = no figure; `text` is the finished number."""

    code: str
    name: str
    value: Decimal | None
    text: str = "—"
    href: str = ""


def cuts_of(values: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """Up to three round values that part the tiles into at most four steps; none when all are alike."""
    low, high = min(values, default=Decimal(0)), max(values, default=Decimal(0))
    if high == low:
        return ()
    step = round_step(low, high, 4)
    first = ((low + high) / 2 / step).to_integral_value(ROUND_HALF_UP)
    return tuple(step * (first + shift) for shift in (-1, 0, 1))


def step_number(value: Decimal, cuts: Sequence[Decimal]) -> int:
    """1 (lowest) to 4: how many cuts the value has reached, plus one."""
    return 1 + sum(value >= cut for cut in cuts)


def tiles(
    data: Sequence[Tile], cuts: Sequence[Decimal], sentence: str, places: Mapping[str, tuple[int, int, str]] = HANOI
) -> SafeString:
    """Tiles whose code has no place are left out (they stand in the table); empty text when none has one."""
    placed = [one for one in data if one.code in places]
    if not placed:
        return SafeString("")
    parts = [tile(one, cuts, places[one.code]) for one in placed]
    return chart("tiles", int(TILE) * ROWS, sentence, parts, linked=any(one.href for one in placed))


def tile(one: Tile, cuts: Sequence[Decimal], place: tuple[int, int, str]) -> str:
    column, row, letters = place
    width = Decimal(100) / COLUMNS
    x, y = width * column, TILE * row
    look = "tile--none" if one.value is None else f"q{step_number(one.value, cuts)}"
    lines = wrap(one.name, NAME_ROOM, 11)
    # A third line would run into the value below.
    name = "".join(f'<tspan x="6" y="{16 + 13 * index}">{escape(word)}</tspan>' for index, word in enumerate(lines[:2]))
    value = escape(one.text)
    content = (
        f'<svg x="{pct(x)}" y="{px(y)}" width="{pct(width)}" height="{px(TILE)}" class="tile {look}">'
        f"<title>{escape(one.name)}: {value}</title>"
        f'<rect x="1" y="1" width="96.5%" height="{px(TILE - 3)}"/>'
        f'<text class="tile-long">{name}</text>'
        f'<text x="6" y="{px(TILE - 9)}" class="tile-value tile-long">{value}</text>'
        f'<text x="48%" y="23" class="tile-short mid">{escape(letters)}</text>'
        f'<text x="48%" y="42" class="tile-value tile-short mid">{value}</text></svg>'
    )
    return link(one.href, f"{one.name}: {one.text}", content)


def tiles_legend(cuts: Sequence[Decimal], unit: str = "") -> SafeString:
    """The steps in words: "dưới 68", "68 đến dưới 73", "từ 73"."""
    written = [compact(cut) for cut in cuts]
    words = [f"dưới {written[0]}"] if written else []
    words += [f"{low} đến dưới {high}" for low, high in pairwise(written)]
    words += [f"từ {written[-1]}"] if written else []
    steps = "".join(
        f'<li><span class="swatch q{index}"></span>{escape(word)}</li>' for index, word in enumerate(words, start=1)
    )
    head = f"<li>{escape(unit)}</li>" if unit and steps else ""
    return mark_safe(
        f'<ul class="legend">{head}{steps}<li><span class="swatch swatch--none"></span>chưa có số liệu</li></ul>'
    )
