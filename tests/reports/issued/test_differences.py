"""What a reader is told of two readings of a report: the verdicts that stand on paper."""

from dataclasses import replace
from decimal import Decimal

from reports.issued.differences import report_differences
from reports.issued.layout.tables.results import signed_change
from reports.wording.formats import NBSP
from targets.calculations.statuses import Flag
from tests.reports.issued.datasets import dataset, lagging, published, result


def test_a_verdict_that_the_sources_leave_open_by_now_is_a_difference():
    before = dataset(indicators=(result(targets=(lagging(),)),))
    still_open = replace(lagging(), flags=(Flag.ROUNDING_DECIDES,))
    after = dataset(indicators=(result(targets=(still_open,)),))
    (found,) = report_differences(before, after)
    assert (found.before, found.after) == ("Chậm, cần tăng tốc", "Chưa phân định được")
    assert report_differences(after, after) == []


def test_the_sign_of_a_rough_change_stands_at_its_number():
    rough = published(2024, "73", half_width=Decimal("0.5"))
    change = signed_change(result(), published(2023, "72.23"), rough)
    assert change.replace(NBSP, " ") == "khoảng +0,8 điểm %"
    exact = signed_change(result(), published(2023, "72.23"), published(2024, "73.03"))
    assert exact.replace(NBSP, " ") == "+0,80 điểm %"
