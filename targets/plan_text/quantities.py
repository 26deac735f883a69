"""The numbers of a sentence: value, unit and comparator of each, as Vietnamese plans write them."""

import re
from dataclasses import dataclass
from decimal import Decimal

NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?"
ATOM = re.compile(
    rf"(?<![\w.,/])(?P<fraction>\d{{1,2}}/\d{{1,2}})(?![/\d])|"
    rf"(?<![\d.,/])(?<![^\W\d])(?P<number>{NUMBER})(?![\d])|"
    r"(?P<word>gấp\s+(?:rưỡi|đôi|hai|ba|bốn|năm)\b|"
    r"\b(?:(?:một|phân|quá|hơn|trên|gần|khoảng|dưới)\s+nửa|(?:một|hai|ba|bốn|năm)\s+phần\s+(?:hai|ba|tư|bốn|năm|mười))\b"
    r"(?!\s+(?:đầu|cuối|năm|tháng|ngày|giờ|nhiệm|thời|thế|kỳ)\b))",
    re.IGNORECASE,
)
WORDS = {"rưỡi": "1.5", "đôi": "2", "một": "1", "hai": "2", "ba": "3", "bốn": "4", "tư": "4", "năm": "5", "mười": "10"}
HALF_SIGNS = {"quá": ">", "hơn": ">", "trên": ">", "gần": "about", "khoảng": "about", "dưới": "<"}
SCALES = {"nghìn": 1000, "ngàn": 1000, "vạn": 10_000, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}
SCALE = re.compile(r"\s*(nghìn|ngàn|vạn|triệu|tỷ|tỉ)\b", re.IGNORECASE)
RANGE = re.compile(r"\s*(?:-|–|—|đến|tới)\s*", re.IGNORECASE)
PERCENT = re.compile(r"\s*(?:%|phần\s+trăm)")
POINTS = re.compile(r"\s*(?:điểm\s*(?:%|phần\s+trăm)|điểm)", re.IGNORECASE)

# The comparator is the one that stands nearest to the number; between them only words that say nothing of their own.
LINKS = r"(?:\s+(?:là|đạt|bằng|mức|có|được|khoảng|từ|ở|thêm|đến|cho|các|số))?\s*$"
# The first that fits decides, so that "không quá" stands before the "quá" in it.
BEFORE = (
    ("about", r"khoảng(?:\s+từ)?|xấp\s+xỉ|trên\s+dưới|gần|chừng|ước(?:\s+(?:đạt|khoảng|tính))?|tương\s+đương"),
    (
        "<=",
        r"không\s+(?:vượt\s+)?quá|không\s+vượt|tối\s+đa|nhiều\s+nhất|cao\s+nhất|không\s+(?:cao|lớn|nhiều|muộn)\s+hơn"
        r"|không\s+hơn|(?:thấp|nhỏ|ít)\s+hơn\s+hoặc\s+bằng|bằng\s+hoặc\s+(?:thấp|nhỏ|ít)\s+hơn",
    ),
    (
        ">=",
        r"ít\s+nhất|tối\s+thiểu|không\s+dưới|không\s+(?:thấp|ít|nhỏ|kém)\s+hơn|thấp\s+nhất|chí\s+ít|ít\s+ra"
        r"|(?:cao|lớn|nhiều)\s+hơn\s+hoặc\s+bằng|bằng\s+hoặc\s+(?:cao|lớn|nhiều|vượt)\s+hơn",
    ),
    ("<", r"dưới|(?:thấp|nhỏ|ít)\s+hơn|chưa\s+(?:tới|đến|đầy)|không\s+(?:đến|tới|đầy)"),
    (">", r"trên|(?:cao|lớn|nhiều)\s+hơn|hơn|vượt(?:\s+mức)?|quá"),
    (
        "=",
        r"giữ\s+nguyên(?:\s+(?:số\s+lượng|mức|ở\s+mức))?|giữ\s+(?:vững|ổn\s+định)(?:\s+(?:ở\s+)?mức)?|đúng(?:\s+bằng)?"
        r"|duy\s+trì(?:\s+ổn\s+định)?(?:\s+(?:ở\s+)?mức)?|ổn\s+định\s+(?:ở\s+)?mức|không\s+đổi\s+ở\s+mức",
    ),
    ("<=", r"(?:xuống|giảm|chỉ)?\s*còn|xuống(?:\s+còn)?"),
)
BEFORE_NUMBER = tuple((sign, re.compile(rf"\b(?P<sign>{words}){LINKS}", re.IGNORECASE)) for sign, words in BEFORE)
# A word that lowers a level and stands before another comparator leaves that one to decide: "xuống còn dưới 5%".
AFTER_NUMBER = (
    (">=", re.compile(r"\btrở\s+lên\b", re.IGNORECASE)),
    ("<=", re.compile(r"\btrở\s+(?:xuống|lại)\b", re.IGNORECASE)),
)
UNIT_END = re.compile(
    r"[,;:.()|]|\s(?:và|được|có|là|đạt|chiếm|trở|tham|theo|trong|trên|ở|tại|vào|đến|năm|mỗi|một|hằng|hàng|so|với|của|cho|từ|thuộc|để|"
    r"đối|bằng|phải|biết|mở|học|do|đi|sẽ|không|về|dưới|khi|mới|này)\b",
    re.IGNORECASE,
)
LONG_UNITS = re.compile(
    r"(?:lượt\s+\w+(?:\s+\w+)?|công\s+nhân|hội\s+viên|học\s+(?:sinh|viên)|sinh\s+viên|giáo\s+viên|giảng\s+viên|nhà\s+giáo|lao\s+động|"
    r"doanh\s+nghiệp|hợp\s+tác\s+xã|trung\s+tâm|câu\s+lạc\s+bộ|cơ\s+sở|mô\s+hình|chương\s+trình|cán\s+bộ(?:\s+quản\s+lý)?|chứng\s+chỉ|"
    r"đơn\s+vị|ngày\s+làm\s+việc|việc\s+làm|địa\s+phương|xã,\s+phường|phường,\s+xã|ngành,\s+nghề|dự\s+án|đề\s+tài|hộ\s+gia\s+đình|"
    r"tổ\s+hợp\s+tác|làng\s+nghề|nghệ\s+nhân|phần\s+mềm|học\s+liệu|%\s*/\s*năm)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Quantity:
    """A number or a range in a sentence. `sign` is None where no word says how it is meant; percents as 55.5."""

    start: int
    end: int
    low: Decimal
    high: Decimal | None
    unit: str
    sign: str | None

    @property
    def is_share(self) -> bool:
        return self.unit.startswith("%")

    @property
    def is_count(self) -> bool:
        return not self.is_share and self.unit not in ("lần", "hạng", "") and not self.unit.startswith("điểm")


@dataclass(frozen=True)
class Atom:
    """One number as read; `value` has its own `scale` ("triệu" = 1000000) worked in."""

    start: int
    end: int
    value: Decimal
    unit: str
    scale: int = 1


def quantities(text: str, hidden: list[tuple[int, int]]) -> list[Quantity]:
    """Numbers of a sentence in order, ranges put together, without those in the hidden spans (years, documents)."""
    atoms = [atom for found in ATOM.finditer(text) if (atom := read_atom(text, found, hidden))]
    whole: list[Quantity] = []
    skip = False
    for number, atom in enumerate(atoms):
        if skip:
            skip = False
            continue
        following = atoms[number + 1] if number + 1 < len(atoms) else None
        stop = following.start if following else len(text)
        if following and is_range(text, atom, following):
            skip = True
            after = atoms[number + 2].start if number + 2 < len(atoms) else len(text)
            unit = following.unit or unit_after(text, following.end)
            # "từ 1 đến 2 triệu": the scale behind the second number is meant for both.
            scaled = atom.value * following.scale if atom.scale == 1 else atom.value
            low = scaled if scaled < following.value else atom.value
            whole.append(
                Quantity(
                    atom.start,
                    following.end,
                    low,
                    following.value,
                    unit,
                    sign_of(text, atom.start, following.end, after),
                )
            )
        else:
            unit = atom.unit or unit_after(text, atom.end)
            whole.append(
                Quantity(atom.start, atom.end, atom.value, None, unit, sign_of(text, atom.start, atom.end, stop))
            )
    return whole


def read_atom(text: str, found: re.Match[str], hidden: list[tuple[int, int]]) -> Atom | None:
    """One number of the sentence with its scale worked in ("2,5 triệu" = 2500000); None where it counts nothing."""
    start, end = found.span()
    if any(start < last and first < end for first, last in hidden):
        return None
    if found["word"]:
        return worded(found["word"].lower().split(), start, end)
    if found["fraction"]:
        part, whole = map(int, found["fraction"].split("/"))
        # A share has the smaller number first: "12/5" is something else.
        if not 0 < part < whole or text[end : end + 1].isalpha():
            return None
        return Atom(start, end, round(Decimal(100 * part) / whole, 2), "%")
    after = text[end:]
    # Codes of documents, classes and places are no numbers: "12/QĐ", "5A", "K-12".
    if re.match(r"[/-][A-ZĐ]|/\d|[A-Za-zĐđ](?!\w*\s*²)|-[a-z]", after) or re.search(r"\w[-]$|\b[A-Z]+$", text[:start]):
        return None
    value, end = typed_decimal(text, found["number"], end)
    if value is None:
        return None
    scale = 1
    if written := SCALE.match(text, end):
        scale, end = SCALES[written[1].lower()], written.end()
    if percent := PERCENT.match(text, end):
        return Atom(start, percent.end(), value * scale, "%", scale)
    return Atom(start, end, value * scale, "", scale)


def worded(words: list[str], start: int, end: int) -> Atom | None:
    """A number told in words: "gấp đôi" is twice, "hai phần ba" and "quá nửa" are shares."""
    if words[0] == "gấp":
        return Atom(start, end, Decimal(WORDS[words[-1]]), "lần")
    if words[-1] == "nửa":
        return Atom(start, end, Decimal(50), "%")
    part, whole = Decimal(WORDS[words[0]]), Decimal(WORDS[words[-1]])
    return Atom(start, end, round(100 * part / whole, 2), "%") if part < whole else None


def typed_decimal(text: str, written: str, end: int) -> tuple[Decimal | None, int]:
    """A number as written; a point that marks no thousands is a decimal only before "%" ("72.2%" of a scan)."""
    if odd := re.match(r"\.(\d{1,2})(?=\s*%)", text[end:]):
        return Decimal(f"{written.replace('.', '')}.{odd[1]}"), end + odd.end()
    # "1.5.2" is a heading and "0912" a telephone.
    if re.match(r"\.\d", text[end:]) or (
        len(written) > 1 and written[0] == "0" and len(written) > 2 and "," not in written
    ):
        return None, end
    return Decimal(written.replace(".", "").replace(",", ".")), end


def is_range(text: str, first: Atom, second: Atom) -> bool:
    """Two numbers joined by a dash or "đến", of one unit, the lower first."""
    joint = text[first.end : second.start]
    return bool(RANGE.fullmatch(joint)) and first.value < second.value and (first.unit in ("", second.unit))


def unit_after(text: str, end: int) -> str:
    """What is counted: the noun that follows the number, "" where nothing follows."""
    if points := POINTS.match(text, end):
        return "điểm phần trăm" if re.search(r"%|phần", points[0]) else "điểm"
    rest = text[end:].lstrip()
    if rest.startswith("lần"):
        return "lần"
    if found := LONG_UNITS.match(rest):
        return " ".join(found[0].lower().split())
    stop = UNIT_END.search(" " + rest)
    words = rest[: max(stop.start() - 1, 0) if stop else len(rest)].split()
    return " ".join(words[:1]).lower()


def sign_of(text: str, start: int, end: int, stop: int) -> str | None:
    """The comparator that the words around a number give it, None where there is none."""
    tail = text[end:stop]
    # Up to the next number or the end of the part: "trở lên" behind either is of something else.
    tail = re.split(r"[;.,](?=\s|$)|\d", tail)[0]
    for sign, pattern in AFTER_NUMBER:
        if pattern.search(tail):
            return sign
    first = text[start:end].split()[0].lower()
    if first in HALF_SIGNS:
        return HALF_SIGNS[first]
    lead = text[max(0, start - 60) : start]
    for sign, pattern in BEFORE_NUMBER:
        if pattern.search(lead):
            return sign
    return None
