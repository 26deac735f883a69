"""Whatever the engine may say of a target, the report has a whole sentence and a whole row for it."""

from itertools import product

import pytest

from reports.issued.content.schema import IndicatorResult
from reports.issued.layout.document import lay_out
from reports.issued.words import generated_passages
from reports.issued.words.fields import fields, with_numbers
from targets.calculations.statuses import Comparator, Status
from targets.models import Basis, Formula
from tests.reports.issued.datasets import dataset, result, standing, value
from tests.reports.issued.documents import letterhead

BASES = (Basis.YEAR, Basis.CUMULATIVE, Basis.EVERY_YEAR)
JUDGED = [status for status in Status if status != Status.NOT_ASSESSED]
VALUED = frozenset(JUDGED) - {Status.NO_DATA, Status.OVERDUE_NO_DATA}
NUMBERS = {
    "base": "70.25",
    "gap": "-1.05",
    "years_ahead": "-1.1",
    "required_per_year": "2",
    "achieved_per_year": "-0.5",
    "expected_value": "74",
}
LOOSE = ("  ", " .", " ,", " ;", "..", "()", "None", "[[", "chưa tính được", "chưa rõ")


def measured(code: str, status: Status, case: tuple[str, str, str, tuple[str, ...]]) -> IndicatorResult:
    """An indicator with one target of the kind; only the numbers of `case` are known of it."""
    basis, comparator, formula, known = case
    numbers = {name: NUMBERS[name] for name in known}
    if status in VALUED:
        numbers |= {"actual": "73"}
    if formula == Formula.GROWTH:
        # An average growth is known from some year on, or not at all.
        numbers |= {"base": "0"}
    target = standing(
        status,
        basis=basis,
        comparator=comparator,
        high="80" if comparator == Comparator.RANGE else None,
        from_year=None if basis == Basis.YEAR else 2021,
        final=status == Status.NOT_MET,
        **numbers,
    )
    falls = comparator in (Comparator.AT_MOST, Comparator.LESS_THAN)
    return result(
        code,
        formula=formula,
        unit="%" if formula in (Formula.RATIO, Formula.GROWTH) else "lượt người",
        direction="down" if falls else "up",
        values=(value(2023, "72"), value(2024, "73")),
        targets=(target,),
    )


# A quarter of the cases, other ones for each verdict, or all.
@pytest.mark.slow
@pytest.mark.parametrize("step", [4, pytest.param(1, marks=pytest.mark.deep)])
@pytest.mark.parametrize("status", JUDGED)
@pytest.mark.parametrize("kind", ["yearly", "final"])
def test_every_verdict_can_be_said_of_every_kind_of_target(status, kind, step):
    some = tuple(NUMBERS)
    formulas = (Formula.RATIO, Formula.VALUE, Formula.CUMULATIVE, Formula.GROWTH)
    knowledge = ((), some[:1], some[3:], some)
    cases = [
        (basis, comparator, formula, known)
        for place, (basis, comparator, formula) in enumerate(product(BASES, Comparator, formulas))
        # Each kind of target once, with what is known going round from kind to kind and from verdict to verdict.
        for turn, known in enumerate(knowledge)
        if (place + turn + JUDGED.index(status)) % step == 0
    ]
    indicators = tuple(measured(f"case_{place}", status, case) for place, case in enumerate(cases))
    data = dataset(kind, indicators=indicators, first_year=2023 if kind == "final" else 2024)
    passages, known = generated_passages(data), fields(data)
    lay_out(letterhead(), data, [(one.key, one.title, one.template) for one in passages])
    assert len(passages) > len(indicators)
    for text in (with_numbers(one.template, known) for one in passages):
        assert text.rstrip()[-1] in ".:"
        assert not [fault for fault in LOOSE if fault in text], text
