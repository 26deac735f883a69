"""One agency's own figures: how much of its form is filled in."""

from reports.issued.content.counts import submissions_of_year
from reports.issued.content.schema import Dataset, Passage
from reports.issued.words.parts import FIGURES, passage

NO_FIGURES = "Đơn vị chưa có số liệu nào trong thời gian của báo cáo."
FILLED = "Biểu số liệu năm [[year]] có [[figures.required]] ô phải nhập, đơn vị đã nhập [[figures.filled]] ô."


def figures(dataset: Dataset) -> list[Passage]:
    if not dataset.figures:
        return [passage(FIGURES, "summary", NO_FIGURES)]
    return [passage(FIGURES, "summary", FILLED)] if submissions_of_year(dataset, dataset.year) else []
