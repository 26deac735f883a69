"""Letters on paper: a PDF with a page for each. Runs as a process of its own; letters in, pages out, nothing kept.

The drawing library takes memory that no web process shall hold for the few minutes a year in which letters are printed.
Standard input: {"printed", "site", "until", "note", "letters": [{the fields of LetterText, "code", "link"}]}.
"""

import base64
import io
import json
from itertools import groupby
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table
from reportlab.platypus.flowables import HRFlowable, PageBreak

from agencies.child_process import answer_parent

FONTS = Path(__file__).resolve().parents[3] / "static" / "fonts"
PLAIN, BOLD = "NotoSans", "NotoSans-Bold"
INK, SECOND, RULE = HexColor("#17212B"), HexColor("#4A5661"), HexColor("#C9D2D8")
# FRAME_PADDING: what the library keeps between the margin and the text.
MARGIN, FRAME_PADDING = 24 * mm, 6
WIDTH = A4[0] - 2 * MARGIN
QR = 34 * mm
MEMORY, SECONDS, LARGEST = 1 << 30, 60, 8 << 20


def style(size: float, *, bold: bool = False, second: bool = False, **more: Any) -> ParagraphStyle:
    font, ink = BOLD if bold else PLAIN, SECOND if second else INK
    return ParagraphStyle(
        f"{size}{bold}{second}{more}", fontName=font, fontSize=size, leading=size * 1.42, textColor=ink, **more
    )


TITLE = style(17, bold=True, spaceBefore=8 * mm, spaceAfter=2 * mm)
HEADING = style(11.5, bold=True, spaceBefore=6 * mm, spaceAfter=1.5 * mm)
TEXT, SMALL, NOTE = style(10.5), style(9.5), style(9, second=True)
NOTE_RIGHT = style(9, second=True, alignment=TA_RIGHT)
ADDRESS, CODE = style(13, bold=True), style(20, bold=True)


def main() -> None:
    answer_parent(draw_pages, memory=MEMORY, seconds=SECONDS, largest=LARGEST)


def draw_pages(data: bytes) -> dict[str, str]:
    """{"pdf": the file in base64}."""
    said = json.loads(data)
    for name, file in ((PLAIN, "noto-sans-400.ttf"), (BOLD, "noto-sans-700.ttf")):
        pdfmetrics.registerFont(TTFont(name, FONTS / file))
    pdfmetrics.registerFontFamily(PLAIN, normal=PLAIN, bold=BOLD, italic=PLAIN, boldItalic=BOLD)
    story: list[Flowable] = []
    for position, letter in enumerate(said["letters"], start=1):
        story += [*one_letter(letter, said, position), PageBreak()]
    file = io.BytesIO()
    side = MARGIN - FRAME_PADDING
    paper = SimpleDocTemplate(
        file, pagesize=A4, leftMargin=side, rightMargin=side, topMargin=18 * mm, bottomMargin=14 * mm
    )
    paper.title, paper.author, paper.lang = "Thư vào vocplan lần đầu", "vocplan", "vi"
    paper.build(story)
    return {"pdf": base64.b64encode(file.getvalue()).decode()}


def one_letter(letter: dict[str, Any], said: dict[str, Any], position: int) -> list[Flowable]:
    """One letter, in no form of an official document: who, the code, three steps, what is owed, whom to ask."""
    count = f"Thư {position} trong {len(said['letters'])}"
    head = [
        [text_of(letter["office"], style(10.5, bold=True)), text_of(f"In ngày {said['printed']}\n{count}", NOTE_RIGHT)]
    ]
    whom = [line for line in (letter["title"], letter["body"]) if line]
    return [
        columns(head, (0.66, 0.34)),
        line(1.2, after=6),
        text_of("Giao tận tay, không chụp gửi qua nhóm", NOTE),
        text_of(letter["name"], style(11, bold=True)),
        *(text_of(one, TEXT) for one in whom),
        text_of("Vào vocplan lần đầu", TITLE),
        text_of(letter["intro"], TEXT),
        *code_box(letter, said),
        text_of("Làm gì trước", HEADING),
        *steps_of(letter["steps"]),
        *owed_of(letter),
        Spacer(0, 6 * mm),
        columns([[asks_of(letter), lost_of()]], (0.5, 0.5)),
        Spacer(0, 8 * mm),
        line(0.6, after=1),
        text_of(f"Thư này chứa mã vào lần đầu. Dùng xong thì hủy. {said['note']}".strip(), style(8, second=True)),
    ]


def code_box(letter: dict[str, Any], said: dict[str, Any]) -> list[Flowable]:
    """Where to go and what to type there, the same as a square to photograph, and until when it is good."""
    left = [
        text_of("Mở địa chỉ", NOTE),
        text_of(said["site"], ADDRESS),
        Spacer(0, 2 * mm),
        text_of("gõ mã này, không phân biệt chữ hoa, chữ thường", NOTE),
        text_of(letter["code"].replace("-", " – "), CODE),
    ]
    until = f"<b>Mã dùng được một lần, {escape(said['until'])}.</b> Hoặc dùng điện thoại quét hình vuông bên phải."
    name = f" Tên đăng nhập: <b>{escape(letter['username'])}</b>."
    return [
        Spacer(0, 4 * mm),
        line(0.8, after=3),
        columns([[left, Square(letter["link"])]], (1 - QR / WIDTH, QR / WIDTH)),
        line(0.8, after=3, before=3),
        Paragraph(until + name, SMALL),
    ]


class Square(Flowable):
    """A link as a QR code, QR wide and high.

    Drawn as one path, a rectangle for each run of dark modules: the library's own widget makes an object of each
    module, and took half of the time of a letter.
    """

    def __init__(self, link: str) -> None:
        super().__init__()
        self.width = self.height = QR
        code = QRCode(None, QRErrorCorrectLevel.M)
        code.addData(link)
        code.make()
        self.modules: list[list[bool]] = code.modules

    def draw(self) -> None:
        path, side = self.canv.beginPath(), QR / len(self.modules)
        for below, row in enumerate(reversed(self.modules)):
            start = 0
            for dark, run in groupby(row):
                length = len(list(run))
                if dark:
                    path.rect(start * side, below * side, length * side, side)
                start += length
        self.canv.drawPath(path, stroke=0, fill=1)


def steps_of(steps: list[list[str]]) -> list[Flowable]:
    found: list[Flowable] = []
    for position, (first, rest) in enumerate(steps, start=1):
        text = Paragraph(f"<b>{escape(first)}</b> {escape(rest)}", TEXT)
        found += [
            columns([[text_of(str(position), style(11, bold=True)), text]], (0.05, 0.95)),
            line(0.5, before=2, after=2),
        ]
    return found


def owed_of(letter: dict[str, Any]) -> list[Flowable]:
    """The table of what the body owes; nothing where it owes nothing yet."""
    if not letter["owed"]:
        return []
    names = [[text_of(name, style(9, bold=True, second=True)) for name in ("Việc", "Kỳ", "Bao nhiêu", "Hạn")]]
    rows = [[text_of(one[key], SMALL) for key in ("what", "year", "much", "due")] for one in letter["owed"]]
    return [
        text_of(f"{letter['owed_by']} phải nộp", HEADING),
        Table(
            names + rows,
            colWidths=[WIDTH * part for part in (0.3, 0.13, 0.13, 0.44)],
            style=[
                ("LINEBELOW", (0, 0), (-1, 0), 0.8, INK),
                ("LINEBELOW", (0, 1), (-1, -1), 0.5, RULE),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (0, -1), 0),
            ],
        ),
    ]


def asks_of(letter: dict[str, Any]) -> list[Flowable]:
    return [text_of("Hỏi ai", style(9.5, bold=True)), *(text_of(one, SMALL) for one in letter["asks"])]


def lost_of() -> list[Flowable]:
    return [
        text_of("Mã hết hạn, mất thư, không phải việc của tôi", style(9.5, bold=True)),
        text_of("Báo nơi bên cạnh. Mã cũ bị hủy ngay khi in thư mới.", SMALL),
    ]


def text_of(text: str, look: ParagraphStyle) -> Paragraph:
    return Paragraph(escape(text).replace("\n", "<br/>"), look)


def line(thickness: float, *, before: float = 0, after: float = 0) -> HRFlowable:
    ink = INK if thickness > 0.6 else RULE
    return HRFlowable(width="100%", thickness=thickness, color=ink, spaceBefore=before * mm, spaceAfter=after * mm)


def columns(rows: list[list[Any]], parts: tuple[float, ...]) -> Table:
    """Cells side by side without lines, `parts` of the width each."""
    flush = [("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 0)]
    flush += [
        ("TOPPADDING", (0, 0), (-1, -1), 0),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]
    return Table(rows, colWidths=[WIDTH * part for part in parts], style=flush)


if __name__ == "__main__":
    main()
