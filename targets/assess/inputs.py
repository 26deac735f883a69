"""The inputs of a request in the engine's own terms: points, bounds, parts, plans."""

from decimal import Decimal
from typing import NoReturn

from targets.assess.fields import Fields, refuse, to_number, year_keys
from targets.calculations.aggregate import UnitShare
from targets.calculations.bounds import Bounds, contradicts
from targets.calculations.change import CHANGE_COMPARATORS, change_bounds
from targets.calculations.composition import Parts
from targets.calculations.evidence import Point
from targets.calculations.numbers.precision import exact
from targets.calculations.several import YearTarget
from targets.calculations.statuses import Comparator, Direction, GrowthBasis
from targets.calculations.uncertainty import FlowRange


def read_observations(inputs: Fields, *, positive: bool = False) -> list[Point]:
    """The rows [year, value] that hold a value; with `positive` a value must be above 0."""
    points = []
    for row in inputs.rows("observations", "year, value"):
        value = row.numbers[0]
        if value is not None:
            if positive:
                _check_positive(value, row.year, row.path)
            points.append(Point(row.year, value))
    return points


def _baseline_year(inputs: Fields, baseline_name: str) -> int | None:
    """The year of the baseline; None when there is no baseline value."""
    year = inputs.optional_year("baseline_year")
    if not inputs.given(baseline_name):
        return None
    # Asked for by name, so that the refusal says which field is missing.
    return inputs.year("baseline_year") if year is None else year


def read_baseline(inputs: Fields, *, positive: bool = False) -> Point | None:
    """The stated baseline, None when it is absent; a value without its year is refused."""
    year = _baseline_year(inputs, "baseline")
    if year is None:
        return None
    value = inputs.number("baseline")
    if positive:
        _check_positive(value, year, inputs.at("baseline"))
    return Point(year, value)


def read_target_year(inputs: Fields, base_name: str = "baseline_year") -> int:
    """The target year, which must come after the baseline year when one is given."""
    target_year = inputs.year("target_year")
    base_year = inputs.optional_year(base_name)
    if base_year is not None and target_year <= base_year:
        _refuse_target_year(inputs.at("target_year"), base_year)
    return target_year


def _refuse_target_year(path: str, base_year: int) -> NoReturn:
    refuse(
        path,
        f"Năm mục tiêu phải sau năm gốc ({base_year}).",
        f"The target year must come after the baseline year ({base_year}).",
    )


def _approach(inputs: Fields) -> tuple[Comparator, Direction]:
    """Comparator and direction; a direction left out is `none`."""
    comparator = inputs.word("comparator", Comparator)
    # None said is none stated: ">=" and "<=" bring their own, "about" and "range" are then two-sided.
    direction = inputs.optional_word("direction", Direction) or Direction.NONE
    if contradicts(comparator, direction):
        refuse(
            inputs.at("direction"),
            f'Chiều "{direction}" trái với phép so sánh "{comparator}"; sửa một trong hai.',
            f'The direction "{direction}" contradicts the comparator "{comparator}"; change one of them.',
        )
    return comparator, direction


def _range(low: Decimal, high: Decimal, direction: Direction, path: str) -> Bounds:
    if low > high:
        refuse(
            path,
            "Cận dưới lớn hơn cận trên; đổi chỗ hai số.",
            "The lower end is above the upper end; swap the two.",
        )
    return Bounds.between(low, high, direction)


def read_bounds(inputs: Fields) -> Bounds:
    """What the target asks for: `target`, or `min` and `max` for a range."""
    comparator, direction = _approach(inputs)
    if comparator is Comparator.RANGE:
        low, high = inputs.number("min"), inputs.number("max")
        return _range(low, high, direction, inputs.at("min"))
    return Bounds.single(comparator, inputs.number("target"), direction)


def read_half_width(inputs: Fields) -> Decimal:
    """How far the true value may lie from the printed one; 0 unless the request says."""
    half_width = inputs.optional_number("half_width") or Decimal(0)
    if half_width < 0:
        refuse(
            inputs.at("half_width"),
            "Nửa khoảng làm tròn không thể âm, ví dụ 0.5 cho số làm tròn đến 1.",
            "Half the width of a rounding step cannot be negative, for example 0.5 for a number rounded to 1.",
        )
    return half_width


def read_ranges(inputs: Fields) -> list[FlowRange]:
    """Rows [year, lowest, highest] of what publications give for a year; none unless the request says."""
    if not inputs.given("ranges"):
        return []
    ranges = []
    for row in inputs.rows("ranges", "year, lowest, highest"):
        lowest, highest = row.numbers
        if lowest is None or highest is None:
            refuse(row.path, "Khoảng công bố của năm còn thiếu số.", "The range of this year has no number.")
        if lowest > highest:
            refuse(
                row.path,
                "Số thấp nhất lớn hơn số cao nhất; đổi chỗ hai số.",
                "The lowest value is above the highest; swap the two.",
            )
        ranges.append(FlowRange(row.year, lowest, highest))
    return ranges


def read_base(inputs: Fields) -> Decimal:
    """The value of the base year, above 0."""
    base = inputs.number("base")
    if base <= 0:
        refuse(
            inputs.at("base"),
            "Giá trị của năm gốc phải lớn hơn 0 mới tính được mức thay đổi.",
            "The value of the base year must be above 0.",
        )
    return base


def read_change(inputs: Fields) -> Bounds:
    """A promised change in percent of the base; its sign is its direction."""
    target, comparator = inputs.number("target"), inputs.word("comparator", Comparator)
    if target == 0:
        refuse(inputs.at("target"), "Mức thay đổi phải khác 0.", "A change must not be 0.")
    implied = Direction.UP if target > 0 else Direction.DOWN
    stated = inputs.optional_word("direction", Direction) or Direction.NONE
    if stated not in {Direction.NONE, implied}:
        refuse(
            inputs.at("direction"),
            f'Chiều "{stated}" trái với dấu của mức thay đổi {target}; sửa một trong hai.',
            f'The direction "{stated}" contradicts the sign of the change {target}; change one of them.',
        )
    if comparator not in CHANGE_COMPARATORS or contradicts(comparator, implied):
        refuse(
            inputs.at("comparator"),
            f'Phép so sánh "{comparator}" không hợp với mức thay đổi {target}: tăng dùng >=, >, giảm dùng <=, <, '
            "hoặc about.",
            f'The comparator "{comparator}" does not fit a change of {target}: a rise takes >= or >, a fall <= or <, '
            "either takes about.",
        )
    return change_bounds(comparator, target)


def _parts(year: int, part: Decimal | None, whole: Decimal | None, path: str) -> Parts:
    if (part is not None and part < 0) or (whole is not None and whole < 0):
        refuse(path, "Số người, số lượt không thể âm.", "A part and its whole cannot be negative.")
    # Of a whole of zero there is no share, and so nothing to judge: it passes.
    if part is not None and whole and part > whole:
        refuse(
            path,
            "Bộ phận lớn hơn tổng số; sửa một trong hai số.",
            "The part is larger than the whole; correct one of the two.",
        )
    return Parts(year, part, whole)


def read_parts(inputs: Fields) -> list[Parts]:
    """The rows [year, part, whole] of a composition."""
    rows = inputs.rows("parts", "year, part, whole")
    return [_parts(row.year, row.numbers[0], row.numbers[1], row.path) for row in rows]


def read_baseline_parts(inputs: Fields) -> Parts | None:
    """The baseline [part, whole], None when it is absent."""
    year = _baseline_year(inputs, "baseline_parts")
    if year is None:
        return None
    path = inputs.at("baseline_parts")
    cells = inputs.items("baseline_parts")
    if len(cells) != 2:
        refuse(
            path,
            "Số liệu gốc phải có dạng [bộ phận, tổng số].",
            "The baseline must have the form [part, whole].",
        )
    part, whole = (None if cell is None else to_number(cell, path) for cell in cells)
    return _parts(year, part, whole, path)


def read_yearly_plan(inputs: Fields, reported: list[int]) -> dict[int, Decimal] | None:
    """The planned flow per year, which must hold every year in `reported`."""
    if not inputs.given("yearly_plan"):
        return None
    fields = Fields.of(inputs.need("yearly_plan"), inputs.at("yearly_plan"))
    plan = year_keys(fields)
    for year, planned in plan.items():
        if planned < 0:
            refuse(fields.at(str(year)), "Kế hoạch năm không thể âm.", "A yearly plan cannot be negative.")
    for year in reported:
        if year not in plan:
            refuse(
                fields.at(str(year)),
                f"Kế hoạch năm thiếu năm {year}, là năm đã có số liệu; bổ sung năm này.",
                f"The yearly plan lacks {year}, a year with a reported value; add it.",
            )
    return plan


def read_growth_basis(inputs: Fields) -> GrowthBasis:
    """Percent or points; a unit of "%" must say which."""
    unit = inputs.values.get("unit")
    if unit is not None and not isinstance(unit, str):
        refuse(inputs.at("unit"), "Đơn vị tính phải là chữ.", "The unit must be text.")
    basis = inputs.optional_word("basis", GrowthBasis)
    # "Tăng 5%" of a share may mean 5 % of it or five points: it is asked, never guessed.
    if unit == "%" and basis is None:
        refuse(
            inputs.at("basis"),
            'Chỉ tiêu tính bằng %: ghi rõ tăng theo phần trăm ("percent") hay điểm % ("points").',
            'The unit is %: say whether it grows in percent ("percent") or in points ("points").',
        )
    if basis is GrowthBasis.POINTS and unit != "%":
        refuse(
            inputs.at("basis"),
            'Điểm % chỉ dùng cho chỉ tiêu có đơn vị "%".',
            'Points are for indicators whose unit is "%" only.',
        )
    return basis or GrowthBasis.PERCENT


def _check_positive(value: Decimal, year: int, path: str) -> None:
    if value <= 0:
        refuse(
            path,
            f"Số liệu năm {year} phải lớn hơn 0 mới tính được tốc độ tăng.",
            f"The value of {year} must be above 0 for growth to be defined.",
        )


def read_growth_rate(inputs: Fields) -> Decimal:
    """The yearly growth asked for, as a fraction."""
    rate = inputs.number("target")
    if rate == 0 or rate <= -1:
        refuse(
            inputs.at("target"),
            "Tốc độ tăng là số thập phân khác 0 và lớn hơn -1, ví dụ 0.05 cho 5%.",
            "Growth is a fraction other than 0 and above -1, for example 0.05 for 5 %.",
        )
    return rate


def read_targets(inputs: Fields) -> list[YearTarget]:
    """Targets of several years: rows [year, value], or [year, min, max] when the comparator is `range`."""
    comparator, direction = _approach(inputs)
    ranged = comparator is Comparator.RANGE
    base_year = inputs.optional_year("baseline_year")
    targets = []
    for row in inputs.rows("targets", "year, min, max" if ranged else "year, target"):
        numbers = [number for number in row.numbers if number is not None]
        if len(numbers) < len(row.numbers):
            refuse(row.path, "Mục tiêu của năm còn thiếu số.", "A target of this year has no number.")
        if base_year is not None and row.year <= base_year:
            _refuse_target_year(row.path, base_year)
        if ranged:
            bounds = _range(numbers[0], numbers[1], direction, row.path)
        else:
            bounds = Bounds.single(comparator, numbers[0], direction)
        targets.append(YearTarget(row.year, bounds))
    if not targets:
        refuse(inputs.at("targets"), "Cần ít nhất một mục tiêu.", "At least one target is needed.")
    return targets


def read_units(inputs: Fields) -> list[UnitShare]:
    """The units of an aggregate, those without a report included."""
    units = [
        _unit(Fields.of(item, f"{inputs.at('units')}[{index}]")) for index, item in enumerate(inputs.items("units"))
    ]
    if not units:
        refuse(inputs.at("units"), "Cần ít nhất một đơn vị.", "At least one unit is needed.")
    return units


@exact
def _unit(fields: Fields) -> UnitShare:
    num, den, rate = (fields.optional_number(name) for name in ("num", "den", "rate"))
    weight = fields.optional_number("weight")
    for name, size in (("den", den), ("weight", weight)):
        if size is not None and size < 0:
            refuse(fields.at(name), "Mẫu số và trọng số không thể âm.", "A denominator or weight cannot be negative.")
    if rate is not None and den is None:
        refuse(
            fields.at("den"),
            "Chỉ có tỷ lệ thì không gộp được; bổ sung mẫu số của đơn vị này.",
            "A rate alone cannot be pooled; add the denominator of this unit.",
        )
    if num is None and rate is not None and den is not None:
        # An agency that knows its rate and its size is pooled by the number that both make.
        num = rate * den / 100
    return UnitShare(num=num, den=den, weight=weight)
