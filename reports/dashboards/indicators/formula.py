"""The box beside an indicator's figures: its formula, definition, source, and the judgement worked with its numbers."""

from django.utils.safestring import SafeString

from reports.dashboards.indicators.explanation import worked_example
from reports.dashboards.series import IndicatorSeries
from reports.wording import terms
from reports.wording.standing import Standing
from targets.models import Formula, Side
from targets.target_bounds import thresholds


def method(series: IndicatorSeries, row: Standing | None) -> list[tuple[str, SafeString]]:
    """How the number is made and judged, with the page's own numbers."""
    indicator = series.indicator
    citations = list(dict.fromkeys(target.citation for target in series.targets))
    pairs = [
        ("Công thức", formula_text(series)),
        ("Định nghĩa", indicator.definition),
        ("Nguồn", indicator.source),
        ("Cách đánh giá", worked_example(row, thresholds()) if row is not None else ""),
        ("Căn cứ", "; ".join(citations)),
    ]
    return [(label, terms.sentence_html(text)) for label, text in pairs if text]


def formula_text(series: IndicatorSeries) -> str:
    """The formula in words, with the names of its inputs."""
    indicator = series.indicator
    above, below = (
        " + ".join(one.element.name for one in series.inputs if one.side == side)
        for side in (Side.NUMERATOR, Side.DENOMINATOR)
    )
    whole = series.locality.whole_name
    if indicator.formula == Formula.RATIO and above and below:
        return f"{above} ÷ {below} × 100; {whole}: cộng tử số, cộng mẫu số rồi mới chia."
    return {
        Formula.VALUE: f"Cộng “{above}” của các đơn vị." if above else "Lấy số đã công bố.",
        Formula.RATIO: "Lấy số đã công bố.",
        Formula.GROWTH: f"({above} năm nay ÷ năm trước – 1) × 100.",
        Formula.CUMULATIVE: f"Cộng “{above}” của từng năm, từ năm {indicator.cumulative_from}.",
        Formula.QUALITATIVE: "Không có công thức: từng mốc do người có trách nhiệm đánh giá, kèm ngày và tài liệu.",
    }[Formula(indicator.formula)]
