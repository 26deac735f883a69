"""One arithmetic for the whole engine, whatever decimal context the calling thread happens to have."""

from collections.abc import Callable
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow, localcontext
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

# Sixty digits hold sums and differences of any figures an office can type without rounding, so that the order in
# which agencies are added up never shows in the last digit.
CONTEXT = Context(prec=60, Emin=-999_999, Emax=999_999, traps=[InvalidOperation, DivisionByZero, Overflow])
UNIT = Decimal(1)


def exact(function: Callable[P, R]) -> Callable[P, R]:
    """Run `function` under the engine's decimal context; ArithmeticError tells a result that is not finite."""

    @wraps(function)
    def inside(*args: P.args, **kwargs: P.kwargs) -> R:
        with localcontext(CONTEXT):
            return function(*args, **kwargs)

    return inside


def without_trailing_zeros(value: Decimal | None) -> Decimal | None:
    """The same number without zeros that say nothing, and without exponent: 9210.0000 is 9210, 72.2300 is 72.23."""
    if value is None:
        return None
    # The context is named, not entered: this is asked of every figure of a page, and entering costs five times as much.
    if value == value.to_integral_value(context=CONTEXT):
        return value.quantize(UNIT, context=CONTEXT)
    return value.normalize(CONTEXT)
