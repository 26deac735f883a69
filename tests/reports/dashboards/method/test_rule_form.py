"""The form of a decision about the rules takes what people type as every other form does."""

import pytest

from reports.dashboards.method.forms import RuleDecisionForm

SENT = {"version": "2", "effective_on": "15/12/2024", "reason": "Họp giao ban"}


def test_a_reason_is_counted_as_a_browser_counts_it():
    form = RuleDecisionForm(SENT | {"reason": "dòng\r\n" * 399 + "dòng"})
    assert form.is_valid(), form.errors
    assert not RuleDecisionForm(SENT | {"reason": "\u200b"}).is_valid()


@pytest.mark.parametrize("day", ["31/12/9999", "01/01/0001"])
def test_a_day_that_is_none_in_another_time_zone_is_refused(day):
    assert RuleDecisionForm(SENT | {"effective_on": day}).errors["effective_on"] == ["Gõ ngày như 15/12/2024."]
    assert RuleDecisionForm(SENT | {"effective_on": "2024-12-15"}).is_valid()
