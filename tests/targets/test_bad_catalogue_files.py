"""What a catalogue file must not say: each is refused with file, entry and field, and nothing is written."""

from pathlib import Path

import pytest

from agencies.catalogue_files.entries import CatalogueError
from agencies.models import Agency, Locality
from reports.collection.catalogue import load_catalogue
from reports.models import OfficialFigure, Stale
from targets.models import DataElement, Duty, Indicator, Plan, Target
from tests.targets.small_catalogue import edit, write_catalogue

PLAN = "plans/KH-1.yaml"
SHARE, SUM = "KH-1 / targets 1 (share 2025)", "KH-1 / targets 2 (sum 2025)"
GROWTH, TEXT = "KH-1 / targets 3 (growth 2025)", "KH-1 / targets 4 (text 2025)"
ELEMENTS, INDICATORS, FIGURES = "data_elements.yaml", "indicators.yaml", "official_figures/01.yaml"
OF_SHARE = "comparator: range, low: 25, high: 30, basis: year"
CHANGED = "{}, basis: change, base_year: 2020"
GROWS = "comparator: about, low: 5, basis: every_year, from_year: 2022"
BAD = [
    (
        ELEMENTS,
        "unit: người, aggregation: flow,\n   kinds",
        "unit: người, aggregation: rate,\n   kinds",
        "1 (total)",
        "aggregation",
    ),
    (ELEMENTS, "code: part_b", "code: part_a", "3 (part_a)", "code"),
    (ELEMENTS, "part_of: total, part_rule: sum", "part_of: whole, part_rule: sum", "2 (part_a)", "part_of"),
    (ELEMENTS, "part_of: total, part_rule: sum", "part_of: part_a, part_rule: sum", "2 (part_a)", "part_of"),
    (ELEMENTS, "part_of: total, part_rule: sum", "part_of: total", "2 (part_a)", "part_rule"),
    (ELEMENTS, "part_of: total, part_rule: sum", "part_of: total, part_rule: at_most", "3 (part_b)", "part_rule"),
    (
        ELEMENTS,
        "unit: người, aggregation: flow,\n   part_of",
        "unit: lượt, aggregation: flow,\n   part_of",
        "2 (part_a)",
        "unit",
    ),
    (ELEMENTS, "part_rule: sum, kinds: [district]", "part_rule: sum, kinds: [commune]", "2 (part_a)", "kinds"),
    (ELEMENTS, "aggregation: stock, kinds: [district]", "aggregation: stock, kinds: []", "4 (staff)", "kinds"),
    (ELEMENTS, "aggregation: stock,", "aggregation: stock, change_threshold: 0,", "4 (staff)", "change_threshold"),
    (ELEMENTS, "aggregation: stock,", "aggregation: stock, decimals: 5,", "4 (staff)", "decimals"),
    (INDICATORS, "formula: value", "formula: mean", "1 (count)", "formula"),
    (INDICATORS, "direction: up", "direction: north", "1 (count)", "direction"),
    (INDICATORS, "numerator: [total]", "numerator: [totals]", "1 (count)", "numerator"),
    (INDICATORS, "denominator: [total],", "", "2 (share)", "denominator"),
    (INDICATORS, "denominator: [total],", "denominator: [part_a],", "2 (share)", "denominator"),
    (INDICATORS, 'unit: "%", formula: ratio', "unit: điểm, formula: ratio", "2 (share)", "unit"),
    (INDICATORS, "cumulative_from: 2021,", "", "3 (sum)", "cumulative_from"),
    (INDICATORS, "numerator: [total], cumulative_from", "numerator: [staff], cumulative_from", "3 (sum)", "numerator"),
    (
        INDICATORS,
        "authority: rollup, definition: Các mốc",
        "authority: rollup, numerator: [total], definition: Các mốc",
        "5 (text)",
        "numerator",
    ),
    (PLAN, "code: KH-1", "code: KH-2", "", "code"),
    (PLAN, 'locality: "01"', 'locality: "99"', "", "locality"),
    (PLAN, "issued_on: 2021-01-14", "issued_on: 14/01/2021", "", "issued_on"),
    (PLAN, "signer: Người ký", "signature: Người ký", "", "signature"),
    (PLAN, "signer: Người ký\n", "", "", "signer"),
    (PLAN, "party_document: false", "party_document: no", "", "party_document"),
    (PLAN, "last_year: 2025\nparty", "last_year: 2020\nparty", "KH-1", "last_year"),
    (PLAN, "due_month: 12, due_day: 15", "due_month: 2, due_day: 30", "KH-1 / reporting", "due_day"),
    (PLAN, "due_month: 12, due_day: 15", "due_month: 11, due_day: 15", "KH-1 / reporting", "opens_day"),
    (PLAN, "due_month: 12, due_day: 15", "due_month: null, due_day: 15", "KH-1 / reporting", "due_month"),
    (PLAN, "frequency: yearly", "frequency: none", "KH-1 / reporting", "due_month"),
    (PLAN, "frequency: yearly", "frequency: once", "KH-1 / reporting", "last_year"),
    (PLAN, "frequency: yearly", "frequency: monthly", "KH-1 / reporting", "frequency"),
    (PLAN, "recipient: so", "recipient: so-la", "KH-1 / reporting", "recipient"),
    (
        PLAN,
        "{indicator: share, year: 2020",
        "{indicator: count, year: 2020",
        "KH-1 / baselines 1 (count 2020)",
        "indicator",
    ),
    (PLAN, "{indicator: share, year: 2020", "{indicator: share, year: 2025", "KH-1 / baselines 1 (share 2025)", "year"),
    (PLAN, "value: 20.5", 'value: "20,5"', "KH-1 / baselines 1 (share 2020)", "value"),
    (
        PLAN,
        "{indicator: share, year: 2025",
        "{indicator: other, year: 2025",
        "KH-1 / targets 1 (other 2025)",
        "indicator",
    ),
    (PLAN, "comparator: range", "comparator: between", SHARE, "comparator"),
    (PLAN, "low: 25, high: 30", "low: 30, high: 25", SHARE, "high"),
    (PLAN, "low: 25, high: 30", "low: 25", SHARE, "high"),
    (PLAN, "comparator: range, low: 25", 'comparator: ">=", low: 25', SHARE, "high"),
    (PLAN, "comparator: range, low: 25, high: 30", "comparator: about", SHARE, "low"),
    (PLAN, "comparator: range, low: 25, high: 30", 'comparator: "<=", low: 25', SHARE, "comparator"),
    (PLAN, "low: 25, high: 30", "low: 25, high: 130", SHARE, "low"),
    (PLAN, "comparator: range, low: 25, high: 30", "comparator: milestone", SHARE, "comparator"),
    (PLAN, "high: 30, basis: year", "high: 30, basis: decade", SHARE, "basis"),
    (PLAN, "high: 30, basis: year", "high: 30, basis: every_year", SHARE, "from_year"),
    (PLAN, "high: 30, basis: year", "high: 30, basis: year, from_year: 2021", SHARE, "from_year"),
    (PLAN, "high: 30, basis: year", "high: 30, basis: cumulative, from_year: 2021", SHARE, "basis"),
    (PLAN, "high: 30, basis: year", "high: 30, basis: average_per_year, from_year: 2021", SHARE, "basis"),
    (PLAN, "{indicator: share, year: 2025", "{indicator: share, year: 2031", "KH-1 / targets 1 (share 2031)", "year"),
    (PLAN, "high: 30, basis: year", "high: 30, basis: year, wording_percent: percent", SHARE, "wording_percent"),
    (PLAN, "high: 30, basis: year", "high: 30, basis: year, yearly_plan: [{year: 2021}]", SHARE, "yearly_plan"),
    (PLAN, OF_SHARE, CHANGED.format("comparator: range, low: 20, high: 25"), SHARE, "comparator"),
    (PLAN, OF_SHARE, CHANGED.format('comparator: "=", low: 20'), SHARE, "comparator"),
    (PLAN, OF_SHARE, CHANGED.format('comparator: ">=", low: -20'), SHARE, "comparator"),
    (PLAN, OF_SHARE, CHANGED.format('comparator: ">=", low: 0'), SHARE, "comparator"),
    (PLAN, OF_SHARE, CHANGED.format('comparator: "<=", low: 20'), SHARE, "comparator"),
    (PLAN, OF_SHARE, CHANGED.format("comparator: about, low: 0"), SHARE, "comparator"),
    (PLAN, OF_SHARE, CHANGED.format("comparator: about, low: -20"), SHARE, "comparator"),
    (PLAN, OF_SHARE, CHANGED.format("comparator: about, low: -101"), SHARE, "low"),
    (PLAN, GROWS, 'comparator: ">=", low: 5, basis: change, base_year: 2020', GROWTH, "basis"),
    (PLAN, "low: 1000", "low: 0", SUM, "comparator"),
    (PLAN, "from_year: 2021\n", "from_year: 2022\n", SUM, "from_year"),
    (PLAN, "{year: 2021, value: 400", "{year: 2020, value: 400", f"{SUM} / yearly_plan 1 (2020)", "year"),
    (PLAN, "{year: 2022, value: 600", "{year: 2021, value: 600", f"{SUM} / yearly_plan 2 (2021)", "year"),
    (PLAN, "value: 600", "value: 0", f"{SUM} / yearly_plan 2 (2022)", "value"),
    (PLAN, "from_year: 2022, citation", "from_year: 2026, citation", GROWTH, "from_year"),
    (PLAN, "low: 5, basis: every_year, from_year: 2022", "low: 5, basis: year", GROWTH, "basis"),
    (PLAN, "milestones: [{code: moc-1, name: Mốc một, citation: mục II}]", "milestones: []", TEXT, "milestones"),
    (PLAN, "comparator: milestone", "comparator: milestone, low: 3", TEXT, "low"),
    (PLAN, "code: moc-1", "code: mốc 1", f"{TEXT} / milestones 1 (mốc 1)", "code"),
    (PLAN, "lead: [so]", "lead: []", "KH-1 / duties 1 (IV.1)", "lead"),
    (PLAN, "lead: [so]", "lead: [so-la]", "KH-1 / duties 1 (IV.1)", "lead"),
    (PLAN, '["kind:district"]', '["kind:village"]', "KH-1 / duties 1 (IV.1)", "cooperating"),
    (PLAN, '["kind:district"]', "[so]", "KH-1 / duties 1 (IV.1)", "cooperating"),
    (
        PLAN,
        "duties:\n",
        "duties:\n  - {number: IV.1, title: Lặp, lead: [so], cooperating: [], citation: mục}\n",
        "KH-1 / duties 2 (IV.1)",
        "number",
    ),
    (PLAN, "title: Nhóm một", "title: 12", "KH-1 / task_groups 1 (III.1)", "title"),
    (FIGURES, "indicator: share", "indicator: text", "1 (text 2021)", "indicator"),
    (FIGURES, "from_year: 2021", "from_year: 2022", "1 (share 2021)", "from_year"),
    (FIGURES, "value_high: null", "value_high: 20", "1 (share 2021)", "value_high"),
    (FIGURES, "value: 22.5", "value: 122.5", "1 (share 2021)", "value"),
    (FIGURES, "kind: actual", "kind: rumour", "1 (share 2021)", "kind"),
    (FIGURES, "source: Báo", 'source: ""', "1 (share 2021)", "source"),
    (FIGURES, "published_on: 2021-12-31", "published_on: 2021-12-15", "1 (share 2021)", "published_on"),
    (FIGURES, "published_on: 2021-12-31", "published_on: 2020-12-31", "1 (share 2021)", "published_on"),
    (FIGURES, "verified: true", 'verified: "true"', "1 (share 2021)", "verified"),
]


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize(("file", "old", "new", "entry", "field"), BAD)
def test_a_bad_file_is_refused_as_a_whole_and_says_where(tmp_path: Path, file, old, new, entry, field):
    write_catalogue(tmp_path)
    edit(tmp_path, file, old, new)
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(tmp_path)
    assert (caught.value.file, caught.value.entry, caught.value.field) == (file, entry, field)
    for model in (Locality, Agency, DataElement, Indicator, Plan, Target, Duty, OfficialFigure, Stale):
        assert not model.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("file", "old", "new", "promise"),
    [
        (PLAN, OF_SHARE, CHANGED.format('comparator: ">=", low: 150'), 'comparator: ">=", low: 150'),
        (INDICATORS, "formula: ratio, direction: up", "formula: ratio, direction: down", 'comparator: "<=", low: -20'),
        (INDICATORS, "formula: ratio, direction: up", "formula: ratio, direction: none", "comparator: about, low: -20"),
    ],
)
def test_a_change_of_a_share_is_in_percent_of_its_base(tmp_path: Path, file, old, new, promise):
    write_catalogue(tmp_path)
    edit(tmp_path, file, old, new)
    if file != PLAN:
        edit(tmp_path, PLAN, OF_SHARE, CHANGED.format(promise))
    load_catalogue(tmp_path)
    assert Target.objects.get(indicator__code="share").base_year == 2020
