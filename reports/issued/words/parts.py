"""The parts of a consolidated report and the passages that they are made of."""

from reports.issued.content.schema import Passage

OPENING = "opening"
REPORTING = "reporting"
RESULTS = "results"
DUTIES = "duties"
SHORTCOMINGS = "shortcomings"
FIGURES = "figures"
EXPLANATIONS = "explanations"
OBSTACLES = "obstacles"
NEXT = "next"
CLOSING = "closing"

TITLES = {
    OPENING: "Mở đầu",
    REPORTING: "Tình hình chỉ đạo và thực hiện chế độ báo cáo",
    RESULTS: "Kết quả thực hiện các chỉ tiêu",
    DUTIES: "Kết quả thực hiện nhiệm vụ, giải pháp",
    SHORTCOMINGS: "Tồn tại, hạn chế và nguyên nhân",
    FIGURES: "Số liệu của đơn vị",
    EXPLANATIONS: "Giải trình số liệu",
    OBSTACLES: "Khó khăn, vướng mắc và kiến nghị",
    NEXT: "Phương hướng và nhịp độ cần đạt",
    CLOSING: "Lời kết",
}


def passage(part: str, name: str, *sentences: str, title: str = "") -> Passage:
    """One passage of a part; sentences that do not apply come as empty text."""
    return Passage(f"{part}.{name}", title or TITLES[part], " ".join(sentence for sentence in sentences if sentence))


def under_name(key: str, words: str) -> str:
    """A template's own fields, written [[.name]], under the name of what it speaks of: [[rate.2025.name]]."""
    return words.replace("[[.", f"[[{key}.")
