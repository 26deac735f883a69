"""Indicators and the raw numbers behind them that a plan brings along: made with it, from a few answers."""

from dataclasses import dataclass

from agencies.models import AgencyKind
from agencies.vietnamese_text import search_key
from targets.calculations.statuses import Direction
from targets.models import (
    Aggregation,
    Authority,
    DataElement,
    ElementKind,
    Formula,
    Indicator,
    IndicatorInput,
    Side,
)

GROUP = "Theo kế hoạch mới"
LONGEST_KEY = Indicator._meta.get_field("search_key").max_length


@dataclass(frozen=True)
class NewIndicator:
    """What an officer says of an indicator that the catalogue does not have.

    `kinds` are the kinds of bodies that report it; none means that only a published figure will count. A ratio asks for
    two numbers; `first_year` goes with a total over years; `flow` says that the number is summed over a year.
    """

    code: str
    name: str
    unit: str
    formula: str
    direction: str
    kinds: tuple[str, ...] = ()
    flow: bool = True
    first_year: int | None = None
    decimals: int = 0
    definition: str = ""


def make_indicator(new: NewIndicator) -> Indicator:
    """The indicator of this code, made with its raw numbers where there is none yet."""
    found = Indicator.objects.filter(code=new.code).first()
    if found is not None:
        return found
    last = Indicator.objects.order_by("-position").values_list("position", flat=True).first()
    indicator = Indicator.objects.create(
        code=new.code,
        position=(last or 0) + 1,
        name=new.name[:250],
        short_name=new.name[:120],
        unit=new.unit[:30],
        decimals=new.decimals,
        formula=new.formula,
        direction=new.direction,
        authority=Authority.ROLLUP if new.kinds else Authority.OFFICIAL,
        cumulative_from=new.first_year if new.formula == Formula.CUMULATIVE else None,
        definition=new.definition or new.name,
        source="Báo cáo của các đơn vị" if new.kinds else "Số công bố",
        search_key=search_key(new.name)[:LONGEST_KEY],
    )
    # Nobody reports it: only a published figure will count, and no data element is asked of anybody.
    if new.formula == Formula.QUALITATIVE or not (new.kinds or new.formula in (Formula.RATIO, Formula.CUMULATIVE)):
        return indicator
    sides = {Side.NUMERATOR: ("", new.name, new.unit)}
    if new.formula == Formula.RATIO:
        sides = {
            Side.NUMERATOR: ("-tu", f"Số đạt: {new.name}", "đơn vị"),
            Side.DENOMINATOR: ("-mau", f"Tổng số để tính: {new.name}", "đơn vị"),
        }
    for side, (suffix, name, unit) in sides.items():
        element = make_element(f"{new.code}{suffix}"[:50], name, unit, new)
        IndicatorInput.objects.create(indicator=indicator, element=element, side=side)
    return indicator


def make_element(code: str, name: str, unit: str, new: NewIndicator) -> DataElement:
    last = DataElement.objects.order_by("-position").values_list("position", flat=True).first()
    element, made = DataElement.objects.get_or_create(
        code=code,
        defaults={
            "group": GROUP,
            "position": (last or 0) + 1,
            "name": name[:200],
            "short_name": name[:100],
            "definition": new.definition or name,
            "unit": unit[:30],
            "decimals": new.decimals,
            "aggregation": Aggregation.FLOW if new.flow or new.formula == Formula.CUMULATIVE else Aggregation.STOCK,
            "coordinator_only": not new.kinds,
        },
    )
    if made:
        # A sum that bodies do not report is reported by whoever coordinates, most often a department.
        for kind in new.kinds or (AgencyKind.DEPARTMENT,):
            ElementKind.objects.create(element=element, kind=kind)
    return element


def direction_for(comparator: str, *, falling: bool = False) -> str:
    """Which way is better, as the comparator of the plan has it, or the sign of a promised change."""
    if falling or comparator in ("<=", "<"):
        return Direction.DOWN
    return Direction.NONE if comparator == "=" else Direction.UP
