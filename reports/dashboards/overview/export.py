"""The standing of the year as a list to keep: a line for each target of the plans that the page shows."""

from collections.abc import Mapping
from decimal import Decimal

from agencies.models import User
from reports.dashboards.filters import localities_of
from reports.dashboards.overview.headlines import OverviewData
from reports.dashboards.overview.page import ground_of
from reports.list_files import ListCell, ListFile
from reports.models import ActualSource
from reports.wording import terms
from reports.wording.formats import rounded, status_label
from targets.calculations.numbers.precision import without_trailing_zeros
from targets.models import Target

OVERVIEW_COLUMNS = {
    "Kế hoạch": 14, "Chỉ tiêu": 40, "Đơn vị tính": 14, "Năm mục tiêu": 10, "Mục tiêu": 26, "Kết quả": 14,
    "Năm kết quả": 10, "Nguồn của kết quả": 22, "Đánh giá": 22, "Tỷ số nhịp độ": 12, "Lộ trình": 14, "Chênh lệch": 14,
    "Cần mỗi năm": 14, "Đã đạt mỗi năm": 14, "Đơn vị có số": 10, "Đơn vị phải báo cáo": 12, "Căn cứ": 40,
}  # fmt: skip
# As many as the reader of a list can use; what is computed would carry sixty.
LIST_DECIMALS = 4


def overview_file(user: User, query: Mapping[str, str], path: str) -> ListFile:
    """Every target, judged in the chosen year or not, in the order of the plans."""
    data = ground_of(user, localities_of(user), query, path).data
    chosen = data.chosen
    return ListFile(
        title=f"Tiến độ mục tiêu năm {chosen.year}, {chosen.locality.short_name}, số liệu {chosen.view.label.lower()}",
        columns=OVERVIEW_COLUMNS,
        rows=[target_cells(target, data) for target in data.targets],
        illustrative=any(row.illustrative for row in data.rows.values()),
    )


def target_cells(target: Target, data: OverviewData) -> list[ListCell]:
    row = data.row(target)
    rolled_up = row is not None and row.actual_source == ActualSource.ROLLUP
    return [
        target.plan.code,
        target.indicator.short_name,
        terms.unit_promised(target) or target.indicator.unit,
        target.year,
        terms.promise_text(target),
        as_listed(row.actual) if row else None,
        row.actual_year if row else None,
        ActualSource(row.actual_source).label if row and row.actual_source else "",
        status_label(row.display_status, row.final) if row else why_unjudged(target, data),
        as_listed(row.ratio) if row else None,
        as_listed(row.expected_value) if row else None,
        as_listed(row.gap) if row else None,
        as_listed(row.required_per_year) if row else None,
        as_listed(row.achieved_per_year) if row else None,
        # Of a published value the agencies would be those of the sum that stands beside it.
        row.units_reporting if row and rolled_up else None,
        row.units_expected if row and rolled_up else None,
        target.citation,
    ]


def why_unjudged(target: Target, data: OverviewData) -> str:
    """Why a target bears no status in the chosen year: of each promise only the next year that it names is judged."""
    if not data.rows:
        return "Chưa tính"
    return "Chưa đến lượt xét" if target.year > data.chosen.year else "Đã qua năm mục tiêu"


def as_listed(value: Decimal | None) -> Decimal | None:
    return None if value is None else without_trailing_zeros(rounded(value, LIST_DECIMALS))
