"""Whether the words of a document say a number that none of its tables shows."""

import re

from reports.issued.content.schema import Document, Paragraph, Table

NUMBER = re.compile(r"\d+(?:\.\d{3})*(?:,\d+)?")
SPEAKING = ("results", "shortcomings", "next")


def said_without_table(document: Document) -> list[str]:
    """The sentences about single indicators that name such a number; to be empty."""
    blocks = [block for part in (*document.sections, *document.annexes) for block in part.blocks]
    shown: set[str] = set()
    for table in (block for block in blocks if isinstance(block, Table)):
        shown.update(*(NUMBER.findall(column.title) for column in table.columns))
        shown.update(*(NUMBER.findall(cell.text) for row in table.rows for cell in row))
    sentences = [block for block in blocks if isinstance(block, Paragraph) and block.style == "bullet"]
    told = [block.text for block in sentences if block.key.partition(".")[0] in SPEAKING]
    return [text for text in told if not set(NUMBER.findall(text)) <= shown]
