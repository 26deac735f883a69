"""Documents made by hand, for tests of the form that need no data and no database."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from reports.issued.content.schema import (
    Annex,
    Document,
    Letterhead,
    Paragraph,
    ReportSection,
    Table,
    TableCell,
    TableColumn,
)

AS_OF = "Số liệu tính đến hết ngày 14/12/2023; 28/30 đơn vị đã được duyệt."
SENTENCE = (
    "Tỷ lệ lao động qua đào tạo năm 2023 đạt 73,0%, tăng 0,8 điểm % so với năm 2022; mục tiêu đến năm 2025 là 75%, "
    "còn thiếu 2,0 điểm %, cần tăng bình quân 1,0 điểm % mỗi năm. Số liệu tổng hợp từ 28/30 đơn vị."
)
LETTERHEAD = Letterhead(
    parent_body="Ủy ban nhân dân thành phố Hà Nội",
    issuing_body="Sở Giáo dục và Đào tạo",
    number=5,
    symbol="BC-SGDĐT",
    place="Hà Nội",
    signed_on=date(2024, 1, 5),
    kind_name="Báo cáo",
    subject="Kết quả thực hiện Kế hoạch số 177/KH-UBND ngày 28/6/2022 của Ủy ban nhân dân Thành phố năm 2023",
    addressees=("Ủy ban nhân dân thành phố Hà Nội",),
    authority="KT. Giám đốc",
    position="Phó Giám đốc",
    signer="Nguyễn Văn Minh Họa",
    recipients=("Như trên", "Bộ Giáo dục và Đào tạo", "Các sở, ban, ngành", "Lưu: VT, GDTX"),
)


def letterhead(**changes: Any) -> Letterhead:
    return replace(LETTERHEAD, **changes)


def table(count: int = 3, **changes: Any) -> Table:
    """Agencies and two numbers for each."""
    line = (TableCell("Quận Ba Đình"), TableCell("1.150", Decimal(1150), 0), TableCell("–0,5%", Decimal("-0.5"), 1))
    made = Table(
        key="figures",
        title="Bảng 1. Số người được đào tạo",
        columns=(
            TableColumn("Đơn vị", 6),
            TableColumn("Số người được đào tạo", 3, True),
            TableColumn("So với năm trước", 3, True),
        ),
        rows=(line,) * count,
        as_of=AS_OF,
        notes=("Số liệu minh họa.",),
    )
    return replace(made, **changes)


def document(**changes: Any) -> Document:
    """A short report with every kind of block, two sections, two annexes, the second on its side."""
    made = Document(
        letterhead=LETTERHEAD,
        opening=(Paragraph("Thực hiện Kế hoạch số 177/KH-UBND, Sở báo cáo kết quả năm 2023 như sau:"),),
        sections=(
            ReportSection("Tình hình báo cáo", (Paragraph(SENTENCE), Paragraph("- Một gạch đầu dòng;", "bullet"))),
            ReportSection(
                "Kết quả thực hiện",
                (
                    Paragraph("Về chỉ tiêu", "heading1"),
                    Paragraph("Lao động qua đào tạo", "heading2"),
                    Paragraph(SENTENCE),
                    table(),
                    Paragraph("Về nhiệm vụ", "heading1"),
                    Paragraph("Số liệu của hai đơn vị chưa có.", "note"),
                    Paragraph("Trên đây là báo cáo của Sở./."),
                ),
            ),
        ),
        annexes=(
            Annex("Các đơn vị đã báo cáo", (table(40),)),
            Annex("Số liệu của các đơn vị", (table(60),), landscape=True),
        ),
        remarks=("DỰ THẢO", "Số liệu minh họa"),
    )
    return replace(made, **changes)
