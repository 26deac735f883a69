"""All agencies on one line each, highest first, with the whole locality as a rule through them."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from django.utils.safestring import SafeString

from reports.charts.marks import Scale, chart, dot, line_mark, link, round_step, shorten, text, text_px, ticks
from reports.wording.formats import compact

ROW = 20
HEAD, FOOT = 24, 22
PLOT_END = Decimal(90)
# Between the furthest point and the widest number at the end of the lines, in pixels.
POINT_AND_AIR = 10
# The narrowest place the chart is drawn in; names may take at most two fifths of it.
DOTS_WIDTH = Decimal(330)
NAMES_AT_MOST = Decimal(40)


@dataclass(frozen=True)
class AgencyValue:
    """`value` None = nothing reported; `text` is the finished number."""

    name: str
    value: Decimal | None
    text: str = ""
    href: str = ""


@dataclass(frozen=True)
class AgencyDots:
    """`whole` is what the agencies add up to, with its words ("toàn Thành phố 72,4"); `unit` marks the first tick.

    `published`: the value of another source, a line of its own. `least_span`: what the axis covers at least, so that
    agencies that read the same stand at one place.
    """

    sentence: str
    agencies: tuple[AgencyValue, ...]
    whole: Decimal | None = None
    whole_text: str = ""
    unit: str = ""
    missing_text: str = "chưa có số liệu"
    published: Decimal | None = None
    published_text: str = ""
    least_span: Decimal = Decimal(0)


def agency_dots(data: AgencyDots) -> SafeString:
    """Agencies without a value stand at the foot by name, in the given order; empty text without agencies."""
    known = sorted((one for one in data.agencies if one.value is not None), key=lambda one: -one.value)
    missing = [one for one in data.agencies if one.value is None]
    if not data.agencies:
        return SafeString("")
    names = names_end(data.agencies)
    foot = FOOT if data.published is None else 2 * FOOT - 4
    height = HEAD + ROW * len(data.agencies) + foot
    parts: list[str] = []
    across = scale(data, known, names)
    if across:
        parts += dot_grid(across, data.unit, height - foot)
    for index, one in enumerate([*known, *missing]):
        middle = Decimal(HEAD + ROW * index) + Decimal(ROW) / 2
        parts.append(dot_row(one, middle, names, across, data))
    if across and data.whole is not None:
        parts += dot_rule(across.at(data.whole), data.whole_text, "city-rule", height - foot)
    if across and data.published is not None:
        parts += dot_rule(across.at(data.published), data.published_text, "published-rule", height - foot, 1)
    return chart("agency-dots", height, data.sentence, parts, linked=any(one.href for one in data.agencies))


def names_end(agencies: tuple[AgencyValue, ...]) -> Decimal:
    """Where the plot begins: right of the longest name, but never beyond two fifths."""
    longest = max(text_px(one.name) for one in agencies) + 12
    return min(max(longest * 100 / DOTS_WIDTH, Decimal(18)), NAMES_AT_MOST)


def scale(data: AgencyDots, known: list[AgencyValue], names: Decimal) -> Scale | None:
    """From a round value below the lowest to one above the highest, the locality's included."""
    values = [one.value for one in known] + [one for one in (data.whole, data.published) if one is not None]
    if not values:
        return None
    low, high = min(values), max(values)
    if high - low < data.least_span:
        low, high = (low + high - data.least_span) / 2, (low + high + data.least_span) / 2
    # All the same and no least span: an axis as long as the value itself, since one without length divides by nothing.
    step = round_step(low, high, 4) if high > low else abs(high) or Decimal(1)
    low = (low / step).to_integral_value(ROUND_FLOOR) * step
    high = (high / step).to_integral_value(ROUND_CEILING) * step
    return Scale(low, high if high > low else low + step, names + 2, plot_end(known))


def plot_end(known: list[AgencyValue]) -> Decimal:
    """Where the plot ends: left of the widest number, also where the chart is narrowest."""
    widest = max((text_px(one.text) for one in known), default=Decimal(0))
    return min(PLOT_END, 100 - (widest + POINT_AND_AIR) * 100 / DOTS_WIDTH)


def dot_grid(across: Scale, unit: str, bottom: int) -> list[str]:
    parts = []
    for index, tick in enumerate(ticks(across.low, across.high, 3)):
        x = across.at(tick)
        parts.append(line_mark(x, Decimal(HEAD - 4), x, Decimal(bottom), "grid-line"))
        parts.append(text(x, 13, compact(tick) + (unit if index == 0 and unit == "%" else ""), "faint mid"))
    return parts


def dot_row(one: AgencyValue, middle: Decimal, names: Decimal, across: Scale | None, data: AgencyDots) -> str:
    shown = shorten(one.name, DOTS_WIDTH * names / 100 - 4)
    parts = [text(Decimal(0), middle + 4, shown)]
    if one.value is None or across is None:
        parts.append(text(names + 2, middle + 4, data.missing_text, "faint"))
    else:
        x = across.at(one.value)
        # Without a whole there is nothing to lie below.
        above = data.whole is None or one.value >= data.whole
        parts.append(line_mark(across.start, middle, x, middle, "agency-line"))
        parts.append(dot(x, middle, "4.5", "agency-dot agency-dot--above" if above else "agency-dot", one.name))
        parts.append(text(Decimal(100), middle + 4, one.text, "end value"))
    spoken = f"{one.name}: {one.text or data.missing_text}"
    return link(one.href, spoken, "".join(parts))


def dot_rule(x: Decimal, written: str, look: str, bottom: int, below: int = 0) -> list[str]:
    """A line through all agencies with its words under them, `below` so many other such lines."""
    # Centred on the line unless the words would leave the drawing; then they are held at its edge.
    half = text_px(written, bold=True) / 2 * 100 / DOTS_WIDTH
    if x + half > 100:
        place, side = Decimal(100), "end"
    elif x - half < 0:
        place, side = Decimal(0), ""
    else:
        place, side = x, "mid"
    return [
        line_mark(x, Decimal(HEAD - 4), x, Decimal(bottom + 4), look),
        text(place, bottom + (FOOT - 4) * (below + 1), written, f"{'faint' if below else 'strong'} {side}".strip()),
    ]
