"""Contradictions as their readers get them: who says what, with one sentence that could be read aloud.

Nothing is said of who is right, and nothing is mended: a person decides which document holds.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from agencies.models import Locality
from reports.dashboards.contradictions.queries import Inventory, inventory, published_value
from reports.models import ActualSource, FigureKind, OfficialFigure
from reports.wording.formats import number, published_number, rounded
from reports.wording.provenance import published_text
from reports.wording.terms import count_word, figure_text, first_letter_lower, sentence_text, step_text, with_unit
from targets.calculations.contradictions import (
    DifferentPromises,
    EstimateIsPlan,
    GrowthBelow,
    ImpliedLevel,
    Promise,
    Publication,
    Rule,
    ShareOutside,
    TwoSources,
    different_promises,
    estimates_of_plans,
    growth_below,
    levels_implied,
    publications_apart,
    shares_outside,
    sources_apart,
)
from targets.models import Indicator
from targets.target_bounds import thresholds


@dataclass(frozen=True)
class ContradictionSide:
    """One side of a contradiction: a document or source and its number; `value_high` ends a range."""

    document: str
    place: str
    value: Decimal
    value_high: Decimal | None = None


@dataclass(frozen=True)
class Contradiction:
    """A finding of one rule. `plans`: codes of the catalogue's plans in it. first_year < year: over several years.

    compatible: of different promises, whether one value keeps all of them. illustrative: rests on made-up figures.
    also: codes of the growths and totals that are made of the indicator.
    """

    rule: Rule
    plans: tuple[str, ...]
    indicator: Indicator
    first_year: int
    year: int
    values: tuple[ContradictionSide, ...]
    text: str
    compatible: bool | None = None
    illustrative: bool = False
    also: tuple[str, ...] = ()

    @property
    def when(self) -> str:
        return f"năm {self.year}" if self.first_year == self.year else f"cộng {self.first_year}–{self.year}"

    @property
    def sentence(self) -> str:
        """The whole of it, to stand alone: what is measured, when, and who says what."""
        return f"{self.indicator.short_name}, {self.when}: {sentence_text(self.text)}"


def contradictions_of(locality: Locality) -> list[Contradiction]:
    """Every contradiction that the rules find in a locality, in the order of the rules; five queries."""
    known, limits = inventory(locality), thresholds()
    return [
        *(plans_differ(one, known) for one in different_promises(known.promises, limits)),
        *(outside(one, known) for one in shares_outside(known.promises, known.rates, limits)),
        *(slower(one, known) for one in growth_below(known.promises, known.levels, limits)),
        *(two_sources_contradiction(one, known) for one in sources_apart(known.pairs)),
        *(published_apart(group, known) for group in publications_apart(known.publications)),
        *(implied(one, known) for one in levels_implied(known.publications, known.levels)),
        *(as_planned(one, known) for one in estimates_of_plans(known.publications, known.promises)),
    ]


def plans_differ(found: DifferentPromises, known: Inventory) -> Contradiction:
    first = found.promises[0]
    indicator = known.indicators[first.indicator]
    told = "; ".join(f"{one.document} đặt **{one.said}** ({one.place})" for one in found.promises)
    return Contradiction(
        rule=Rule.PLANS_DIFFER,
        plans=plans_in(found.promises, known),
        indicator=indicator,
        first_year=first.first_year,
        year=first.year,
        values=tuple(promised_side(one) for one in found.promises),
        text=f"{told}. {together(found, indicator)}",
        compatible=found.common is not None,
    )


def together(found: DifferentPromises, indicator: Indicator) -> str:
    """Whether all can be kept, and by what."""
    everyone = f"cả {count_word(len(found.promises))}"
    if found.common is None:
        return f"Không giá trị nào giữ được {everyone}: các mức này loại trừ nhau."
    low, high = found.common
    if low is not None and high is not None:
        span = (
            with_unit(low, indicator) if low == high else f"{figure_text(low, indicator)}–{with_unit(high, indicator)}"
        )
    else:
        span = f"từ {with_unit(low, indicator)}" if high is None else f"không quá {with_unit(high, indicator)}"
    return f"Không loại trừ nhau: đạt {span} là giữ được {everyone}."


def outside(found: ShareOutside, known: Inventory) -> Contradiction:
    target = found.target
    indicator, document = known.indicators[target.indicator], found.denominator[0].document
    above, below = (
        " + ".join(
            f"{first_letter_lower(known.indicators[part.indicator].short_name)} {published_number(part.number)}"
            for part in side
        )
        for side in (found.numerator, found.denominator)
    )
    # With as many digits as it takes not to read like the end that it misses.
    share = with_unit(found.share, indicator, beside=target.ends[0])
    off = target.bounds.remaining(found.share, thresholds())
    side = "thấp hơn" if off > 0 else "cao hơn"
    return Contradiction(
        rule=Rule.PARTS_OUTSIDE,
        plans=plans_in((*found.numerator, target), known),
        indicator=indicator,
        first_year=target.year,
        year=target.year,
        values=(ContradictionSide(document, found.denominator[0].place, found.share), promised_side(target)),
        text=(
            f"{document} đặt {above} trên {below} ({found.denominator[0].place}), tức **{share}**; "
            f"{target.document} đặt **{target.said}** ({target.place}), {side} {step_text(off, indicator)}."
        ),
    )


def slower(found: GrowthBelow, known: Inventory) -> Contradiction:
    target, level = found.target, known.indicators[found.now.indicator]
    word = "giảm" if found.growth < 0 else "tăng"
    before, now = (
        f"{published_number(one.number)} năm {one.year} ({one.document}, {one.place})"
        for one in (found.before, found.now)
    )
    growth = ContradictionSide(found.now.document, found.now.place, found.growth)
    return Contradiction(
        rule=Rule.GROWTH_BELOW,
        plans=plans_in((found.before, found.now, target), known),
        indicator=known.indicators[target.indicator],
        first_year=target.year,
        year=target.year,
        values=(promised_side(found.before), promised_side(found.now), growth, promised_side(target)),
        text=(
            f"{first_letter_lower(level.short_name)} theo kế hoạch {word} **{number(abs(found.growth), 2)}%** "
            f"so với năm trước: {before}, {now}; {target.document} đặt **{target.said}** mỗi năm ({target.place})."
        ),
    )


def two_sources_contradiction(pair: TwoSources, known: Inventory) -> Contradiction:
    row = known.values[pair.key]
    indicator = row.indicator
    place = "tính từ các số đã công bố" if row.official is None else publication_place(row.official)
    half_width = row.official.half_width if row.official is not None else None
    official = with_unit(pair.official, indicator, half_width=half_width)
    rolled = with_unit(pair.rollup, indicator, beside=pair.official)
    units = f"{number(row.units_reporting)}/{number(row.units_expected)} đơn vị"
    using = "số công bố" if row.source == ActualSource.OFFICIAL else "số tổng hợp"
    if not row.source:
        using = "chưa số nào"
    gap = pair.rollup - pair.official
    # A sum that lacks agencies, or part of a year, is named as what it is: at least so much.
    least = "ít nhất " if pair.rollup_at_least else ""
    made_up = " (minh họa)" if row.illustrative else ""
    return Contradiction(
        rule=Rule.SOURCES_DIFFER,
        plans=(),
        indicator=indicator,
        first_year=row.year,
        year=row.year,
        values=(ContradictionSide("công bố", place, pair.official), ContradictionSide("tổng hợp", units, pair.rollup)),
        text=(
            f"công bố **{official}** ({place}); tổng hợp từ {units} {least}**{rolled}**{made_up}, "
            f"{'cao hơn' if gap > 0 else 'thấp hơn'} {step_text(gap, indicator)}. Đang dùng {using}."
        ),
        illustrative=row.illustrative,
    )


def published_apart(group: tuple[Publication, ...], known: Inventory) -> Contradiction:
    figures = [known.figures[one.key] for one in group]
    first = figures[0]
    told = "; ".join(
        f"{kind_text(figure)} **{published_value(figure)}** ({publication_place(figure)})" for figure in figures
    )
    used = next((figure for figure in figures if figure.pk in known.in_use), None)
    using = f" Đang dùng {published_value(used)}." if used is not None else ""
    return Contradiction(
        rule=Rule.PUBLICATIONS_DIFFER,
        plans=(),
        indicator=first.indicator,
        first_year=first.from_year,
        year=first.year,
        values=tuple(published_side(one) for one in figures),
        text=f"{told}.{using}",
    )


def implied(found: ImpliedLevel, known: Inventory) -> Contradiction:
    growth, now = known.figures[found.growth.key], known.figures[found.now.key]
    indicator, year = now.indicator, now.year - 1
    earlier = [known.figures[one.key] for one in found.before]
    word = "tăng" if growth.value > 0 else "giảm"
    part = "" if found.growth.whole else "cùng kỳ "
    told = "; ".join(f"{kind_text(one)} **{published_value(one)}** ({publication_place(one)})" for one in earlier)
    # No digit more than the rounding of the published growth leaves certain.
    making = number(rounded(found.implied, -max(found.width.adjusted(), 0)))
    return Contradiction(
        rule=Rule.GROWTH_IMPLIES,
        plans=(),
        indicator=indicator,
        first_year=year,
        year=year,
        values=(
            published_side(growth),
            published_side(now),
            ContradictionSide("suy ra", f"năm {now.year} chia cho mức tăng", found.implied),
            *(published_side(one) for one in earlier),
        ),
        text=(
            f"{published_value(now)} năm {now.year} được công bố là {word} "
            f"**{published_number(abs(growth.value))}%** so "
            f"với {part}năm trước ({publication_place(growth)}), tức {part}năm {year} khoảng **{making}**; "
            f"đã công bố {told}."
        ),
        also=made_of(indicator.code, known),
    )


def as_planned(found: EstimateIsPlan, known: Inventory) -> Contradiction:
    figure = known.figures[found.estimate.key]
    return Contradiction(
        rule=Rule.ESTIMATE_IS_PLAN,
        plans=plans_in([found.plan], known),
        indicator=figure.indicator,
        first_year=figure.year,
        year=figure.year,
        values=(published_side(figure), promised_side(found.plan)),
        text=(
            f"{kind_text(figure)} **{published_value(figure)}** ({publication_place(figure)}) trùng đúng số kế hoạch "
            f"({found.plan.document}, {found.plan.place}): có thể là số kế hoạch được báo thành số ước."
        ),
        also=made_of(figure.indicator.code, known),
    )


def made_of(level: str, known: Inventory) -> tuple[str, ...]:
    return tuple(code for code, base in {**known.levels, **known.totals}.items() if base == level)


def published_side(figure: OfficialFigure) -> ContradictionSide:
    return ContradictionSide(FigureKind(figure.kind).label, publication_place(figure), figure.value, figure.value_high)


def kind_text(figure: OfficialFigure) -> str:
    """ "thực hiện (tháng 11/2022)"."""
    period = f" ({figure.period})" if figure.period else ""
    return f"{FigureKind(figure.kind).label}{period}"


def publication_place(figure: OfficialFigure) -> str:
    return f"{figure.source}, công bố {published_text(figure)}"


def promised_side(one: Promise) -> ContradictionSide:
    """A promise with its number; a range with both."""
    bounds = one.bounds
    return ContradictionSide(one.document, one.place, bounds.low, bounds.high if bounds.high != bounds.low else None)


def plans_in(promises: Iterable[Promise], known: Inventory) -> tuple[str, ...]:
    """The plans of the catalogue among the documents, each once."""
    return tuple(dict.fromkeys(one.document for one in promises if one.document in known.plans))
