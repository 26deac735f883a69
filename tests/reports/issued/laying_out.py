"""A report laid out from a dataset made by hand, and what stands in it."""

from reports.issued.content.schema import Annex, Block, Dataset, Document, Paragraph, ReportSection, Table, TableCell
from reports.issued.layout.document import lay_out
from reports.issued.words import generated_passages
from reports.wording.formats import NBSP
from tests.reports.issued.documents import letterhead


def laid_out(data: Dataset, **edited: str) -> Document:
    """The report with its generated words; `edited` replaces passages, "." in their keys written as "__"."""
    words = {key.replace("__", "."): text for key, text in edited.items()}
    return lay_out(
        letterhead(), data, [(one.key, one.title, words.get(one.key, one.template)) for one in generated_passages(data)]
    )


def blocks(document: Document) -> list[Block]:
    parts: list[ReportSection | Annex] = [*document.sections, *document.annexes]
    return [*document.opening, *(block for part in parts for block in part.blocks)]


def tables(document: Document) -> dict[str, Table]:
    found = [block for block in blocks(document) if isinstance(block, Table)]
    assert len({table.key for table in found}) == len(found)
    return {table.key: table for table in found}


def paragraphs(document: Document) -> list[Paragraph]:
    return [block for block in blocks(document) if isinstance(block, Paragraph)]


def texts(row: tuple[TableCell, ...]) -> list[str]:
    return [cell.text.replace(NBSP, " ") for cell in row]
