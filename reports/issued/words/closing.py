"""The sentence that ends a report: what it was, whose, and what those who get it are asked to do."""

from reports.issued.content.schema import Dataset, Passage
from reports.issued.words.parts import CLOSING, passage
from reports.models import ReportKind

WHAT = {
    ReportKind.YEARLY: "về kết quả năm [[year]] thực hiện {plan}",
    ReportKind.INTERIM: "sơ kết giai đoạn [[first_year]]–[[year]] thực hiện {plan}",
    ReportKind.FINAL: "tổng kết giai đoạn [[first_year]]–[[year]] thực hiện {plan}",
    ReportKind.SHEET: "tổng hợp số liệu năm [[year]] của các đơn vị",
    ReportKind.AGENCY: "về kết quả năm [[year]] thực hiện {plan}",
}
SHEET_OF_YEARS = "tổng hợp số liệu các năm [[first_year]]–[[year]] của các đơn vị"
# Official papers end with "./.".
TO_SUPERIORS = "kính báo cáo [[letterhead.addressees]] xem xét, chỉ đạo./."
# One agency reports to whoever puts the reports together.
TO_COORDINATOR = "kính gửi [[letterhead.addressees]] tổng hợp./."


def closing(dataset: Dataset) -> list[Passage]:
    several = dataset.kind == ReportKind.SHEET and dataset.first_year < dataset.year
    what = SHEET_OF_YEARS if several else WHAT[ReportKind(dataset.kind)]
    plan = "Kế hoạch số [[plan.number]]" if dataset.plan_number else "[[plan.title]]"
    asked = TO_COORDINATOR if dataset.kind == ReportKind.AGENCY else TO_SUPERIORS
    text = f"Trên đây là báo cáo của [[letterhead.issuing_body]] {what.format(plan=plan)}, {asked}"
    return [passage(CLOSING, "end", text)]
