"""The top of the first page, as Nghị định 30/2020/NĐ-CP, Phụ lục I, orders it: who, number, day, name, to whom."""

import re
from datetime import date

from reports.issued.content.schema import Letterhead
from reports.issued.files.docx.measure import evenly_broken, text_width
from reports.issued.files.docx.template import DocumentTemplate
from reports.issued.files.docx.xml_parts import Xml, cell_xml, paragraph, printable_text, row, rule, table
from reports.wording.formats import day_in_words

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
PARTY = "ĐẢNG CỘNG SẢN VIỆT NAM"
# The right column is the wider one: the nation's name stands on one line.
LEFT_SHARE = 0.43
# The two columns keep this much air between their words.
AIR = 120
# A line under a name is "1/3 to 1/2 of the line of words" long.
SHARE_OF_NAME = 0.4
NUMBER_AFTER = re.compile(r"\b(số|ngày|tháng|năm|quý) (?=\d)")
OPEN_NUMBER = "\u00a0" * 8
OPEN_DAY = f"ngày{OPEN_NUMBER}tháng{OPEN_NUMBER}năm{OPEN_NUMBER}"


def head(letterhead: Letterhead, form: DocumentTemplate) -> list[Xml]:
    """Everything above the first sentence."""
    room = form.room()
    return [
        *letterhead_table(letterhead, form, room),
        *title(letterhead, form, room),
        *addressees(letterhead.addressees),
    ]


def letterhead_table(letterhead: Letterhead, form: DocumentTemplate, room: int) -> list[Xml]:
    """Two columns without borders: the issuing body and its number on the left, the nation and the day on the right."""
    left = round(room * LEFT_SHARE)
    widths = (left, room - left)
    right_column = party_head() if letterhead.party_document else national_head(form, widths[1])
    number, day = (
        paragraph("Số ký hiệu", number_line(letterhead)),
        paragraph("Địa danh ngày tháng", place_line(letterhead)),
    )
    rows = ((issuing_head(letterhead, form, left), right_column), ([number], [day]))
    return [
        table(
            widths,
            [row([cell_xml(width, contents) for width, contents in zip(widths, pair, strict=True)]) for pair in rows],
        )
    ]


def issuing_head(letterhead: Letterhead, form: DocumentTemplate, width: int) -> list[Xml]:
    """Who is above the issuing body, the issuing body and the line below it."""
    above = title_paragraphs(letterhead.parent_body.upper(), "Cơ quan chủ quản", form, width)
    return [
        *above,
        *underlined_paragraphs(letterhead.issuing_body.upper(), "Cơ quan ban hành", form, width, SHARE_OF_NAME),
    ]


def national_head(form: DocumentTemplate, width: int) -> list[Xml]:
    """Quốc hiệu, Tiêu ngữ and a line as long as the latter."""
    return [paragraph("Quốc hiệu", NATION), *underlined_paragraphs(MOTTO, "Tiêu ngữ", form, width, 1)]


def party_head() -> list[Xml]:
    return [paragraph("Tiêu đề văn bản Đảng", PARTY)]


def title(letterhead: Letterhead, form: DocumentTemplate, room: int) -> list[Xml]:
    """BÁO CÁO, what it is about, and the line below."""
    kind = paragraph("Tên loại", letterhead.kind_name.upper())
    return [kind, *underlined_paragraphs(letterhead.subject, "Trích yếu", form, room, SHARE_OF_NAME)]


def addressees(names: tuple[str, ...]) -> list[Xml]:
    """One stands on the line of "Kính gửi:"; several stand below, a dash before each, the last with a full stop."""
    if len(names) < 2:
        return [paragraph("Kính gửi", f"Kính gửi: {bare(name)}") for name in names]
    lines = [paragraph("Nơi được gửi", line) for line in recipient_lines(names)]
    return [paragraph("Kính gửi nhiều nơi", "Kính gửi:"), *lines]


def recipient_lines(names: tuple[str, ...]) -> list[str]:
    """ "- first;", "- second." with the signs of the form in place of those that were typed."""
    ends = [";"] * (len(names) - 1) + ["."]
    return [f"- {bare(name)}{end}" for name, end in zip(names, ends, strict=True)]


def bare(name: str) -> str:
    """The name without the dash and the sign that a list gives it."""
    return name.strip().removeprefix("-").strip().rstrip(";.").rstrip()


def title_paragraphs(text: str, style: str, form: DocumentTemplate, width: int) -> list[Xml]:
    """Centred words, their lines about equally long."""
    return [paragraph(style, "\n".join(lines))] if (lines := title_lines(text, style, form, width)) else []


def underlined_paragraphs(text: str, style: str, form: DocumentTemplate, width: int, share: float) -> list[Xml]:
    """Centred words above a line that is `share` of their longest line, in the middle of the same space."""
    longest = max((text_width(line, form.faces[style]) for line in title_lines(text, style, form, width)), default=0)
    return [*title_paragraphs(text, style, form, width), rule(round(longest * share), width)]


def title_lines(text: str, style: str, form: DocumentTemplate, width: int) -> list[str]:
    """The lines of a title; a number stays with the word before it."""
    bound = NUMBER_AFTER.sub("\\1\u00a0", printable_text(text))
    return evenly_broken(bound, form.faces[style], width - AIR)


def number_line(letterhead: Letterhead) -> str:
    """ "Số: 05/BC-SGDĐT"; while there is no number its place stays open. Party documents: "Số 05-BC/TU"."""
    number = OPEN_NUMBER if letterhead.number is None else f"{letterhead.number:02d}"
    if letterhead.party_document:
        return f"Số {number}-{letterhead.symbol}"
    return f"Số: {number}/{letterhead.symbol}"


def place_line(letterhead: Letterhead) -> str:
    """ "Hà Nội, ngày 05 tháng 01 năm 2024"."""
    return ", ".join(part for part in (letterhead.place, day_or_open(letterhead.signed_on)) if part)


def day_or_open(day: date | None) -> str:
    return OPEN_DAY if day is None else day_in_words(day)
