"""How the XLSX form is laid out: written by form.py, read back by cells.py. Plain Python without Django.

`TEMPLATE` counts the layouts: raise it with every change of columns or stamp, so that an older file is named as such.
"""

from enum import StrEnum

TEMPLATE = "1"
SHEET = "Biểu nhập"
STAMP_SHEET = "vocplan"
HEADER_ROW, FIRST_ROW = 4, 5
FIRST_HEADING = "Mã"


class FormColumn(StrEnum):
    """The columns of the form; the code and the version are hidden, the last three but one are for typing."""

    CODE = "A"
    PLACE = "B"
    NAME = "C"
    UNIT = "D"
    LAST = "E"
    VALUE = "F"
    KIND = "G"
    NOTE = "H"
    VERSION = "I"


class Stamp(StrEnum):
    """What the hidden sheet says of the form, one line each."""

    TEMPLATE = "template"
    SUBMISSION = "submission"
    AGENCY = "agency"
    PLAN = "plan"
    YEAR = "year"
    FORM = "form_version"


def headings(year: int) -> dict[str, str]:
    """The heading of each column for a year."""
    return {
        FormColumn.CODE: FIRST_HEADING,
        FormColumn.PLACE: "Ô",
        FormColumn.NAME: "Số liệu",
        FormColumn.UNIT: "Đơn vị tính",
        FormColumn.LAST: f"Năm {year - 1} đã duyệt",
        FormColumn.VALUE: f"Năm {year}",
        FormColumn.KIND: "Loại số",
        FormColumn.NOTE: "Ghi chú, giải thích",
        FormColumn.VERSION: "Lần sửa",
    }
