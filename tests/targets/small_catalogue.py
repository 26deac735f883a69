"""A catalogue of one of each, for tests to spoil."""

from pathlib import Path

SMALL = {
    "localities.yaml": '- {code: "01", name: Thành phố Hà Nội, short_name: Hà Nội, kind: city}\n',
    "agencies/01.yaml": """
locality: "01"
source: Văn bản thử
agencies:
  - {code: so, name: Sở, short_name: Sở, kind: department, valid_from: null, valid_to: null, coordinates: true,
     successors: [], citation: mục 1}
  - {code: "017", name: UBND huyện Đông Anh, short_name: Đông Anh, kind: district, official_code: "017",
     valid_from: null, valid_to: null, successors: [], citation: mục 2}
""",
    "data_elements.yaml": """
- {code: total, group: A, name: Tổng, short_name: Tổng, definition: Tổng số, unit: người, aggregation: flow,
   kinds: [district]}
- {code: part_a, group: A, name: Phần A, short_name: A, definition: Phần A, unit: người, aggregation: flow,
   part_of: total, part_rule: sum, kinds: [district]}
- {code: part_b, group: A, name: Phần B, short_name: B, definition: Phần B, unit: người, aggregation: flow,
   part_of: total, part_rule: sum, kinds: [district]}
- {code: staff, group: B, name: Nhà giáo, short_name: Nhà giáo, definition: Số nhà giáo, unit: người,
   aggregation: stock, kinds: [district]}
""",
    "indicators.yaml": """
- {code: count, name: Số người, short_name: Người, unit: người, formula: value, direction: up, authority: rollup,
   numerator: [total], definition: Tổng, source: Biểu A}
- {code: share, name: Tỷ lệ A, short_name: A, unit: "%", formula: ratio, direction: up, authority: rollup,
   numerator: [part_a], denominator: [total], definition: A trên tổng, source: Biểu A}
- {code: sum, name: Cộng dồn, short_name: Cộng dồn, unit: người, formula: cumulative, direction: up, authority: rollup,
   numerator: [total], cumulative_from: 2021, definition: Cộng dồn, source: Biểu A}
- {code: growth, name: Tăng, short_name: Tăng, unit: "%", formula: growth, direction: up, authority: rollup,
   numerator: [total], definition: So với năm trước, source: Biểu A}
- {code: text, name: Chất lượng, short_name: Chất lượng, unit: mốc, formula: qualitative, direction: none,
   authority: rollup, definition: Các mốc, source: Đánh giá}
""",
    "plans/KH-1.yaml": """
code: KH-1
locality: "01"
title: Kế hoạch thử
short_title: Thử
number: 1/KH-UBND
issued_on: 2021-01-14
issuer: UBND
signer: Người ký
first_year: 2021
last_year: 2025
party_document: false
source_file: thu.txt
corrections: [Sửa một chữ]
reporting:
  {frequency: yearly, due_month: 12, due_day: 15, first_year: 2021, last_year: 2025, opens_month: 11, opens_day: 15,
   recipient: so, citation: mục VI}
baselines:
  - {indicator: share, year: 2020, value: 20.5, citation: công bố}
targets:
  - {indicator: share, year: 2025, comparator: range, low: 25, high: 30, basis: year, citation: mục II}
  - indicator: sum
    year: 2025
    comparator: ">="
    low: 1000
    basis: cumulative
    from_year: 2021
    citation: mục II
    yearly_plan:
      - {year: 2021, value: 400, citation: kế hoạch năm}
      - {year: 2022, value: 600, citation: kế hoạch năm}
  - {indicator: growth, year: 2025, comparator: about, low: 5, basis: every_year, from_year: 2022, citation: mục II}
  - {indicator: text, year: 2025, comparator: milestone, basis: year, citation: mục II,
     milestones: [{code: moc-1, name: Mốc một, citation: mục II}]}
task_groups:
  - {number: III.1, title: Nhóm một, citation: mục III.1}
duties:
  - {number: IV.1, title: Việc một, lead: [so], cooperating: ["kind:district"], citation: mục IV.1}
""",
    "official_figures/01.yaml": """
locality: "01"
figures:
  - {indicator: share, from_year: 2021, year: 2021, value: 22.5, value_high: null, kind: actual, period: null,
     published_on: 2021-12-31, published_precision: month, verified: true, source: Báo, note: null}
""",
}


def write_catalogue(directory: Path) -> None:
    for name, content in SMALL.items():
        (directory / name).parent.mkdir(exist_ok=True)
        (directory / name).write_text(content, encoding="utf-8")


def edit(directory: Path, name: str, old: str, new: str) -> None:
    """Replace the first `old` in a file; it must be there."""
    content = (directory / name).read_text(encoding="utf-8")
    assert old in content
    (directory / name).write_text(content.replace(old, new, 1), encoding="utf-8")
