"""The end of the report: to whom it goes on the left, who signs on the right, never torn apart by a page."""

from reports.issued.content.schema import Letterhead
from reports.issued.files.docx.head import bare, recipient_lines
from reports.issued.files.docx.template import DocumentTemplate
from reports.issued.files.docx.xml_parts import Xml, cell_xml, paragraph, row, table

LEFT_SHARE = 0.48
KEPT = "Lưu"
ARCHIVE = "Lưu: VT"


def foot(letterhead: Letterhead, form: DocumentTemplate) -> Xml:
    room = form.room()
    left = round(room * LEFT_SHARE)
    return table(
        (left, room - left),
        [row([cell_xml(left, recipients(letterhead)), cell_xml(room - left, signature(letterhead))])],
    )


def recipients(letterhead: Letterhead) -> list[Xml]:
    """ "Nơi nhận:" and its list, which ends with where the paper is kept."""
    others = [name for name in letterhead.recipients if not bare(name).startswith(KEPT)]
    kept = [name for name in letterhead.recipients if bare(name).startswith(KEPT)] or [ARCHIVE]
    lines = recipient_lines((*others, *kept))
    return [paragraph("Nơi nhận", "Nơi nhận:"), *(paragraph("Danh sách nơi nhận", line) for line in lines)]


def signature(letterhead: Letterhead) -> list[Xml]:
    """On whose behalf (TM., KT., TL., TUQ., Q.), as what, and the name below the space for signature and seal."""
    capacity = (part.upper() for part in (letterhead.authority, letterhead.position) if part)
    above = [paragraph("Quyền hạn chức vụ", line) for line in capacity]
    return [*above, paragraph("Họ tên người ký", letterhead.signer)]
