"""Files of plans: Word with its own numbering, a PDF with a text layer, plain text; others refused by name."""

import io
import zipfile
from pathlib import Path

import pytest

from targets.plan_text.documents.files import LARGEST_FILE, UnreadableFile, read_plan_file
from targets.plan_text.reading import read_plan_text
from tests.targets.plan_text.made_files import SCAN, word_file

TEXTS = Path(__file__).parents[2] / "cases/plans"
LINES = [
    (None, "KẾ HOẠCH"),
    (None, "Dạy nghề cho người trồng chè giai đoạn 2027 - 2030"),
    (None, "Căn cứ Luật Giáo dục nghề nghiệp, Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:"),
    (0, "MỤC TIÊU"),
    (1, "Mục tiêu cụ thể"),
    (2, "Đến năm 2028"),
    (3, "Mở 30 lớp hái chè bằng máy."),
    (2, "Đến năm 2030"),
    (3, "Trên 60% số hộ trồng chè có người học nghề."),
    (0, "TỔ CHỨC THỰC HIỆN"),
    (1, "Sở Nông nghiệp và Môi trường"),
    (3, "Chủ trì, phối hợp với Hội Nông dân tỉnh mở lớp."),
    (1, "Sở Tài chính"),
    (3, "Bố trí kinh phí."),
]


def test_word_numbers_and_dashes_are_counted_again():
    found = read_plan_text(read_plan_file(word_file(LINES)).text)
    assert [(t.low, t.year, t.citation) for t in found.targets] == [
        (30, 2028, "I.1.a, gạch đầu dòng 1"),
        (60, 2030, "I.1.b, gạch đầu dòng 1"),
    ]
    assert [(duty.number, duty.lead) for duty in found.duties] == [
        ("II.1.1", ("Sở Nông nghiệp và Môi trường",)),
        ("II.2.1", ("Sở Tài chính",)),
    ]


@pytest.mark.slow
def test_the_letterhead_of_a_word_file_is_read():
    head = read_plan_text(read_plan_file(word_file(LINES)).text).head
    assert (head.number, head.issued_on, head.issuer) == ("12/KH-UBND", "2027-01-05", "Ủy ban nhân dân tỉnh Bình Lâm")
    assert (head.title, head.first_year, head.last_year) == (
        "Dạy nghề cho người trồng chè giai đoạn 2027 - 2030",
        2027,
        2030,
    )


@pytest.mark.slow
def test_a_table_of_a_word_file_is_read():
    table = [["TT", "Chỉ tiêu", "Năm 2028", "Năm 2030"], ["1", "Số lớp nghề", "45", "60"]]
    found = read_plan_text(read_plan_file(word_file(LINES[:6], [table])).text)
    assert [(t.phrase, t.low, t.year) for t in found.targets] == [("Số lớp nghề", 45, 2028), ("Số lớp nghề", 60, 2030)]


@pytest.mark.slow
def test_a_pdf_with_text_says_the_same_as_its_text():
    file = read_plan_file((TEXTS / "made-up-87.pdf").read_bytes())
    typed = read_plan_text((TEXTS / "made-up-87.txt").read_text(encoding="utf-8"))
    found = read_plan_text(file.text)
    assert (file.kind, file.pages) == ("pdf", 5)
    assert [(t.comparator, t.low, t.high, t.year) for t in found.targets] == [
        (t.comparator, t.low, t.high, t.year) for t in typed.targets
    ]
    assert [duty.lead for duty in found.duties] == [duty.lead for duty in typed.duties]


@pytest.mark.slow
def test_plain_text_of_the_usual_encodings_is_read():
    text = "1. Mục tiêu\n- Đến năm 2030 có 15 lớp."
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        assert read_plan_file(text.encode(encoding)).text == text


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (90 * 1024 * 1024))
    return out.getvalue()


def word_file_with(part: str, content: bytes) -> bytes:
    """A Word file of which one part is not what Word writes there."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word_file(LINES))) as whole, zipfile.ZipFile(out, "w") as made:
        for name in whole.namelist():
            made.writestr(name, content if name == part else whole.read(name))
    return out.getvalue()


NAMESPACE = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("word/document.xml", b'<w:document xmlns:w="%s"/>' % NAMESPACE),
        ("word/document.xml", b'<w:body xmlns:w="%s"><w:p/></w:body>' % NAMESPACE),
        ("_rels/.rels", b"<Relationships/>"),
    ],
)
def test_a_word_file_whose_parts_are_not_words_is_called_broken(part: str, content: bytes):
    with pytest.raises(UnreadableFile, match="bị hỏng"):
        read_plan_file(word_file_with(part, content))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (SCAN, "bản quét"),
        (b"%PDF-1.7 nothing", "PDF"),
        (b"PK\x03\x04broken", "hỏng"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".doc"),
        (b"\x00\x01\x02\x03" * 20, "Không đọc được"),
        (b"x" * (LARGEST_FILE + 1), "20 MB"),
    ],
    ids=["scan", "broken PDF", "broken Word", "old Word", "binary", "too large"],
)
def test_what_cannot_be_read_is_refused_by_name(data, sentence):
    with pytest.raises(UnreadableFile, match=sentence):
        read_plan_file(data)


@pytest.mark.slow
def test_a_word_file_that_unpacks_without_end_is_refused():
    with pytest.raises(UnreadableFile, match="quá lớn"):
        read_plan_file(bomb())
