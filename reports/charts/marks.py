"""What all charts share: scales, text, frames, and how wide a piece of text will be."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString, mark_safe

HUNDRED = Decimal(100)
TENTH = Decimal("0.1")
# Widths of Noto Sans in thousandths of the font size; letters that are not named count as usual ones.
NARROW, USUAL, CAPITAL, WIDE = 290, 580, 670, 880
NARROW_LETTERS = frozenset("ijl.,:;'|!()[] \u00a0\u2008tfrI")
WIDE_LETTERS = frozenset("mwMW%@")


# Rows stand at the same places on every page, and most of what they hold begins or ends at the same ones.
@lru_cache(maxsize=10_000)
def pct(value: Decimal) -> str:
    """A horizontal position, in percent of the drawing, to a tenth."""
    return f"{value.quantize(TENTH, ROUND_HALF_UP).normalize():f}%"


@lru_cache(maxsize=10_000)
def px(value: Decimal) -> str:
    """A vertical position in pixels, to a tenth."""
    return f"{value.quantize(TENTH, ROUND_HALF_UP).normalize():f}"


@dataclass(frozen=True)
class Scale:
    """Maps low..high of the data onto start..end of the drawing (percent across, pixels down)."""

    low: Decimal
    high: Decimal
    start: Decimal
    end: Decimal

    def at(self, value: Decimal | int) -> Decimal:
        if self.high == self.low:
            return (self.start + self.end) / 2
        return self.start + (self.end - self.start) * (value - self.low) / (self.high - self.low)

    def within(self, value: Decimal) -> Decimal:
        """Like `at`, but what lies outside the data range stays at the edge."""
        return self.at(min(max(value, self.low), self.high))


def round_step(low: Decimal, high: Decimal, count: int) -> Decimal:
    """The round step (1, 2, 2.5 or 5 times a power of ten) that cuts low..high into at most `count` parts."""
    # One part at its widest; the first round step that is at least as wide gives no more parts than asked for.
    rough = (high - low) / count
    power = Decimal(1).scaleb(rough.adjusted())
    return next(
        power * factor
        for factor in (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
        if power * factor >= rough
    )


def ticks(low: Decimal, high: Decimal, count: int = 4) -> list[Decimal]:
    """Round values between low and high, both included where they are round: 69..86 -> 70, 75, 80, 85."""
    if high <= low:
        return [low]
    step = round_step(low, high, count)
    first = (low / step).to_integral_value(ROUND_CEILING)
    last = (high / step).to_integral_value(ROUND_FLOOR)
    return [step * (first + index) for index in range(int(last - first) + 1)]


@lru_cache(maxsize=10_000)
def text_px(content: str, size: Decimal | int = 12, bold: bool = False) -> Decimal:
    """About how many pixels `content` takes at `size`; good enough to keep labels apart.

    Remembered: the names of bodies and the few numbers of a scale come again on every page.
    """
    width = 0
    # Taken apart, so that a letter counts once: its Vietnamese marks stand above and below it and take no width.
    for sign in unicodedata.normalize("NFD", content):
        if unicodedata.combining(sign):
            continue
        if sign in NARROW_LETTERS:
            width += NARROW
        elif sign in WIDE_LETTERS:
            width += WIDE
        else:
            width += CAPITAL if sign.isupper() else USUAL
    # Bold letters are some six hundredths wider.
    return Decimal(width) * size / 1000 * (Decimal("1.06") if bold else 1)


def wrap(content: str, limit: Decimal, size: int = 12) -> list[str]:
    """`content` broken between words so that no line is wider than `limit` pixels, long words excepted."""
    lines: list[str] = []
    for word in content.split(" "):
        if lines and text_px(f"{lines[-1]} {word}", size) <= limit:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def shorten(content: str, limit: Decimal, size: Decimal | int = 12) -> str:
    """`content`, or as much of it as fits into `limit` pixels with "…" behind it."""
    if text_px(content, size) <= limit:
        return content
    kept = content
    while kept and text_px(f"{kept}…", size) > limit:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


def text(x: Decimal, y: Decimal | int, content: str, classes: str = "") -> str:
    """Escaped text with its baseline at `y`."""
    named = f' class="{classes}"' if classes else ""
    return f'<text x="{pct(x)}" y="{px(Decimal(y))}"{named}>{escape(content)}</text>'


def line_mark(x1: Decimal, y1: Decimal, x2: Decimal, y2: Decimal, classes: str) -> str:
    return f'<line x1="{pct(x1)}" y1="{px(y1)}" x2="{pct(x2)}" y2="{px(y2)}" class="{classes}"/>'


def box(x1: Decimal, x2: Decimal, y: Decimal | int, height: Decimal | int, classes: str) -> str:
    """A bar between two horizontal positions given in any order."""
    left, right = min(x1, x2), max(x1, x2)
    return (
        f'<rect x="{pct(left)}" y="{px(Decimal(y))}" width="{pct(right - left)}" '
        f'height="{px(Decimal(height))}" class="{classes}"/>'
    )


def dot(x: Decimal, y: Decimal, radius: str, classes: str, title: str = "") -> str:
    told = f"<title>{escape(title)}</title>" if title else ""
    return f'<circle cx="{pct(x)}" cy="{px(y)}" r="{radius}" class="{classes}">{told}</circle>'


def mark(x: Decimal, y: Decimal | int, shape: str) -> str:
    """A shape drawn in pixels around (0, 0), set down at `x` percent and `y` pixels."""
    return f'<svg x="{pct(x)}" y="{px(Decimal(y))}" overflow="visible">{shape}</svg>'


def chart(kind: str, height: int, sentence: str, parts: Iterable[str], linked: bool = False) -> SafeString:
    """The frame of a chart. With links inside it is a group: an image would hide them from screen readers."""
    role = "group" if linked else "img"
    return mark_safe(
        f'<svg class="chart {kind}" width="100%" height="{height}" role="{role}" '
        f'aria-label="{escape(sentence)}">{"".join(parts)}</svg>'
    )


def link(href: str, label: str, content: str) -> str:
    """`content` as a link when there is an address, with a spoken label."""
    if not href:
        return content
    return f'<a href="{escape(href)}" aria-label="{escape(label)}">{content}</a>'


def icon(code: str, label: str = "") -> SafeString:
    """One sign of templates/_components/sprite.html; silent unless `label` is given."""
    spoken = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    return mark_safe(f'<svg class="icon" {spoken}><use href="#i-{escape(code)}"/></svg>')
