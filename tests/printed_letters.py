"""What stands on printed letters."""

import io
import re

from pypdf import PdfReader

CODE = r"\b[A-Z2-9]{4}(?: – [A-Z2-9]{4}){3}\b"


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page, a line a space."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def codes_in(pdf: bytes) -> list[str]:
    """The codes as they are typed, page by page."""
    return [code.replace(" – ", "-") for page in pages_of(pdf) for code in re.findall(CODE, page)]
