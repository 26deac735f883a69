"""The opening: which plan the report is about, and what its figures rest on."""

from reports.issued.content.schema import Dataset, Passage
from reports.issued.words.parts import OPENING, passage
from reports.models import ReportKind

NUMBERED = "Thực hiện Kế hoạch số [[plan.number]] ngày [[plan.issued_on]] của [[plan.issuer]] ([[plan.title]])"
UNNUMBERED = "Thực hiện [[plan.title]] ngày [[plan.issued_on]] của [[plan.issuer]]"
WHAT = {
    ReportKind.YEARLY: "báo cáo này nêu kết quả thực hiện năm [[year]].",
    ReportKind.INTERIM: "báo cáo này sơ kết kết quả thực hiện giai đoạn [[first_year]]–[[year]].",
    ReportKind.FINAL: "báo cáo này tổng kết kết quả thực hiện giai đoạn [[first_year]]–[[year]].",
    ReportKind.SHEET: "báo cáo này tổng hợp số liệu năm [[year]] của các đơn vị.",
    ReportKind.AGENCY: "[[agency.name]] báo cáo kết quả thực hiện năm [[year]].",
}
SHEET_OF_YEARS = "báo cáo này tổng hợp số liệu các năm [[first_year]]–[[year]] của các đơn vị."
BASIS = "Số liệu trong báo cáo là số liệu [[view]] và số liệu đã công bố, tính đến hết ngày [[as_of]]."
OWN_BASIS = "Số liệu trong báo cáo là số liệu [[view]], tính đến hết ngày [[as_of]]."
RESULTS_FOLLOW = "Kết quả cụ thể như sau:"
PARTY = (
    "Kế hoạch này là văn bản của cấp ủy. Báo cáo được trình bày theo mẫu giản lược, không theo thể thức văn bản hành "
    "chính của Nghị định số 30/2020/NĐ-CP; khi phát hành, cơ quan soạn thảo trình bày lại theo thể thức văn bản của "
    "Đảng."
)
ILLUSTRATIVE = "Báo cáo có số liệu minh họa, chỉ để dùng thử; không sử dụng làm số liệu chính thức."


def opening_passages(dataset: Dataset) -> list[Passage]:
    plan = NUMBERED if dataset.plan_number else UNNUMBERED
    several = dataset.kind == ReportKind.SHEET and dataset.first_year < dataset.year
    what = SHEET_OF_YEARS if several else WHAT[ReportKind(dataset.kind)]
    own = dataset.kind in (ReportKind.AGENCY, ReportKind.SHEET)
    passages = [passage(OPENING, "plan", f"{plan}, {what}")]
    if dataset.party_document:
        passages.append(passage(OPENING, "form", PARTY))
    if dataset.illustrative:
        passages.append(passage(OPENING, "illustrative", ILLUSTRATIVE))
    passages.append(passage(OPENING, "basis", OWN_BASIS if own else BASIS))
    return [*passages, passage(OPENING, "follows", RESULTS_FOLLOW)]
