"""What a drafted plan takes from a reading: the day that is late, and codes that keep two promises apart."""

import pytest

from targets.plan_text.proposals import ProposedDeadline
from targets.plans.reporting import first_late_day
from targets.plans.work import LONGEST_CODE, indicator_code


@pytest.mark.parametrize(
    ("said", "strict", "late"),
    [
        ((22, 11), False, (23, 11)),
        ((22, 11), True, (22, 11)),
        ((30, 11), False, (1, 12)),
        ((30, 6), False, (1, 7)),
        ((28, 2), False, (1, 3)),
        ((29, 2), False, (1, 3)),
        ((30, 12), False, (31, 12)),
        ((31, 12), False, (1, 1)),
    ],
)
def test_the_last_day_that_a_text_names_still_takes_reports(said, strict, late):
    deadline = ProposedDeadline("year", (f"{said[0]}/{said[1]}",), strict, 0, "mục V", "Báo cáo hằng năm.", ())
    assert first_late_day(said, deadline) == late


def test_promises_that_differ_in_their_last_words_alone_have_codes_of_their_own():
    phrase = "Tỷ lệ lao động qua đào tạo có"
    rows = [{"phrase": f"{phrase} {last}", "basis": "year"} for last in ("bằng cấp", "chứng chỉ")]
    codes = [indicator_code("KH-1", row) for row in rows]
    assert len(set(codes)) == 2
    # The same each time, and with room for what tells a total from its years.
    assert codes == [indicator_code("KH-1", row) for row in rows]
    long = indicator_code("KE-HOACH-CUA-CHUNG-TOI", rows[0] | {"basis": "cumulative"})
    assert len(long) <= LONGEST_CODE
    assert long.endswith("-cong-don")
    assert indicator_code("KH-1", {"phrase": "Lao động", "basis": "year"}) == "kh-1-lao-dong"
