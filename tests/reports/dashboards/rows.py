"""Standings without a database: what the engine would have stored, set by hand."""

from decimal import Decimal
from typing import Any

from reports.models import Progress
from targets.models import Basis, Formula, Indicator, Plan, Target


def indicator(**columns: Any) -> Indicator:
    """A rising rate with two decimals."""
    return Indicator(
        **{
            "code": "rate",
            "name": "Tỷ lệ",
            "short_name": "Tỷ lệ",
            "unit": "%",
            "decimals": 2,
            "formula": Formula.RATIO,
            "direction": "up",
            **columns,
        }
    )


def target(low: str | None = "70", high: str | None = None, year: int = 2025, **columns: Any) -> Target:
    """At least `low` percent in 2025."""
    measured = columns.pop("indicator", None) or indicator()
    return Target(
        plan=Plan(code="KH-10"),
        indicator=measured,
        year=year,
        low=None if low is None else Decimal(low),
        high=None if high is None else Decimal(high),
        **{"comparator": ">=", "basis": Basis.YEAR, "citation": "KH-10, mục II", **columns},
    )


def progress(status: str, promise: Target | None = None, **columns: Any) -> Progress:
    """A standing; numbers are given as text."""
    numbers = {name: Decimal(value) if isinstance(value, str) else value for name, value in columns.items()}
    return Progress(
        **{"target": promise or target(), "year": 2023, "view": "accepted", "status": status, "flags": [], **numbers}
    )
