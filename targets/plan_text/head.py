"""Number, day, issuer, signer, title and years of a plan, from the first and the last lines of its text."""

import re
import unicodedata

from targets.plan_text.documents.blocks import HIDDEN, Block, BlockLevel, clean_lines, read_mark
from targets.plan_text.proposals import PlanHead
from targets.plan_text.years import YEAR, YearRole, year_marks

NUMBER = re.compile(r"\bSố\s*:?\s*(\d+[a-z]?)\s*([/-]\s*[A-ZĐ][\wĐ&.-]*(?:\s*[/-]\s*[A-ZĐ][\wĐ&.-]*)*)", re.IGNORECASE)
PLACE_AND_DAY = re.compile(rf"\bngày\s*(\d{{1,2}})\s*tháng\s*(\d{{1,2}})\s*năm\s*({YEAR})", re.IGNORECASE)
TITLE_START = re.compile(
    r"^(?:KẾ HOẠCH|ĐỀ ÁN|CHƯƠNG TRÌNH(?: HÀNH ĐỘNG)?|PHƯƠNG ÁN|CHIẾN LƯỢC)\b\s*:?\s*", re.IGNORECASE
)
ISSUER_START = re.compile(
    r"^(?:ỦY|UỶ|UBND|HỘI ĐỒNG|BAN|SỞ|BỘ|TỈNH ỦY|THÀNH ỦY|HUYỆN ỦY|ĐẢNG|CHÍNH PHỦ|THỦ TƯỚNG|LIÊN ĐOÀN|HỘI)\b",
    re.IGNORECASE,
)
STATE_LINES = re.compile(r"CỘNG H[ÒO]A|ĐỘC LẬP|ĐẢNG CỘNG SẢN VIỆT NAM|^Số|^\d|^V/v|KẾ HOẠCH", re.IGNORECASE)
INTRODUCTION = re.compile(
    r"^(?:căn cứ|thực hiện (?:quyết|nghị|chỉ|kế|chương|văn|thông|kết|công|luật|đề)\w*|thi hành|"
    r"triển khai thực hiện|để |nhằm |xét |theo |"
    r"\(ban hành|\(kèm theo|-{3,})",
    re.IGNORECASE,
)
OFFICES = re.compile(
    r"^(?:TM\.|T/M|KT\.|TL\.|TUQ\.|Q\.|CHỦ TỊCH|PHÓ CHỦ TỊCH|BÍ THƯ|PHÓ BÍ THƯ|GIÁM ĐỐC|PHÓ GIÁM ĐỐC|ỦY VIÊN|"
    r"CHÁNH|THỨ TRƯỞNG|BỘ TRƯỞNG|"
    r"TRƯỞNG BAN|HIỆU TRƯỞNG|CỤC TRƯỞNG|TỔNG GIÁM)",
    re.IGNORECASE,
)
NAME = re.compile(r"^(?:(?:ThS|TS|PGS|GS|BS|LS)\.?\s*)*((?:[A-ZĐÀ-ỸÂĂÊÔƠƯ][\w’']*)(?:\s+[A-ZĐÀ-ỸÂĂÊÔƠƯ][\w’']*){1,5})$")
TITLE_LINES = 8


def read_head(text: str, blocks: list[Block]) -> PlanHead:
    """What the head and the foot of a plan say; what is not written stays None."""
    lines = [line.text for line in clean_lines(unicodedata.normalize("NFC", text).translate(HIDDEN))]
    first_part = next(
        (number for number, line in enumerate(lines) if re.match(r"(?:PHẦN\s+)?I[.)]\s", line)), len(lines)
    )
    top = [piece.strip() for line in lines[:first_part] for piece in re.split(r"\s*\|\s*|\t+", line) if piece.strip()]
    issued = issued_on(top)
    title = plan_title(top)
    first, last = plan_years(title, int(issued[:4]) if issued else None)
    return PlanHead(document_number(top), issued, issuer_of(top, blocks), signer_of(lines), title, first, last)


def document_number(top: list[str]) -> str | None:
    for line in top:
        if found := NUMBER.search(line):
            return found[1] + re.sub(r"\s+", "", found[2]).rstrip(".,;")
        if INTRODUCTION.match(line):
            return None
    return None


def issued_on(top: list[str]) -> str | None:
    for line in top:
        if (found := PLACE_AND_DAY.search(line)) and not INTRODUCTION.match(line) and len(line) < 120:
            day, month, year = map(int, found.groups())
            return f"{year:04}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else None
    return None


def plan_title(top: list[str]) -> str | None:
    """What stands below the words "KẾ HOẠCH", on as many lines as it needs."""
    start = next(
        (number for number, line in enumerate(top) if TITLE_START.match(line) and not INTRODUCTION.match(line)), None
    )
    if start is None:
        return None
    words = [TITLE_START.sub("", top[start])]
    for line in top[start + 1 : start + 1 + TITLE_LINES]:
        if (INTRODUCTION.match(line) and words != [""]) or PLACE_AND_DAY.search(line) or NUMBER.match(line):
            break
        if words != [""] and read_mark(line)[0] is BlockLevel.PART:
            break
        if re.fullmatch(r"[-–—_*]+", line) or (words != [""] and line.endswith(".") and len(line) > 160):
            break
        words.append(line)
    title = " ".join(" ".join(words).split())
    return lowered_title(title) or None


def lowered_title(title: str) -> str:
    """A title in capitals as in running text; names inside it cannot be told and are left to the officer."""
    if not title.isupper():
        return title
    return title[0] + title[1:].lower()


def issuer_of(top: list[str], blocks: list[Block]) -> str | None:
    for number, line in enumerate(top):
        if TITLE_START.match(line):
            break
        if ISSUER_START.match(line) and line.upper() == line and not STATE_LINES.search(line):
            name = [line]
            for following in top[number + 1 : number + 3]:
                goes_on = (
                    following.upper() == following
                    and not STATE_LINES.search(following)
                    and re.match(r"[^\W\d]", following)
                )
                if not goes_on or ISSUER_START.match(following):
                    break
                name.append(following)
            return body_case(" ".join(name))
    for block in blocks:
        if block.level is not BlockLevel.PLAIN:
            break
        found = re.search(
            r"((?:Ủy|Uỷ) ban nhân dân|UBND|Ban Thường vụ|Ban Chấp hành|Hội đồng nhân dân|"
            r"Sở)((?:\s+[^\s,;:(]+){1,8}?)\s*(?:\([^)]*\)\s*)?"
            r"(?:ban hành|xây dựng)\s+[Kk]ế\s+hoạch",
            block.text,
        )
        if found:
            return " ".join(f"{found[1]}{found[2]}".split())
    return None


def body_case(name: str) -> str:
    """ "ỦY BAN NHÂN DÂN TỈNH BÌNH LÂM" as "Ủy ban nhân dân tỉnh Bình Lâm"."""
    common = ("tỉnh", "thành phố", "huyện", "quận", "thị xã", "xã", "phường", "đặc khu")
    text = name.lower().replace("uỷ", "ủy")
    if found := re.match(r"(tỉnh|thành|huyện|đảng) ủy\s+(.+)$", text):
        return f"{found[1].capitalize()} ủy {found[2].title()}"
    for word in common:
        if found := re.search(rf"\b{word}\s+(.+)$", text):
            return f"{text[: found.start()].capitalize()}{word} {found[1].title()}"
    return text.capitalize()


def signer_of(lines: list[str]) -> str | None:
    """The last name below the office of the one who signs."""
    office = max((number for number, line in enumerate(lines) if OFFICES.match(line)), default=None)
    if office is None:
        return None
    # From below: the name of who signs is the last line of its block.
    for line in reversed(lines[office + 1 : office + 12]):
        pieces = [piece.strip() for piece in re.split(r"\||\t", line) if piece.strip()]
        for piece in reversed(pieces):
            if (found := NAME.match(piece)) and not OFFICES.match(piece) and not piece.isupper():
                return found[1]
    tail = [piece for line in lines[office:] for piece in re.split(r"\s*\|\s*", line)]
    upper = [piece.strip() for piece in tail if NAME.match(piece.strip()) and not OFFICES.match(piece.strip())]
    return upper[-1].title() if upper else None


def plan_years(title: str | None, issued: int | None) -> tuple[int | None, int | None]:
    """First and last year that a title names; an outlook beyond ("tầm nhìn", "hướng tới") is none of the plan's."""
    own = re.split(r",?\s*(?:tầm nhìn|hướng (?:tới|đến)|định hướng)", title or "", flags=re.IGNORECASE)[0]
    own = re.sub(r"ngày\s+\d+[/\s]\S*", " ", own)
    marks = [mark for mark in year_marks(own) if mark.role in (YearRole.AT, YearRole.SINCE)]
    if not marks:
        return issued, None
    periods = [mark for mark in marks if mark.from_year]
    if periods:
        return periods[-1].from_year, periods[-1].year
    last = marks[-1].year
    until = re.search(r"(?:đến|tới)\s+(?:hết\s+)?(?:năm\s+)?(?:19|20)\d\d", own, re.IGNORECASE)
    return (issued or None, last) if until else (last, last)
