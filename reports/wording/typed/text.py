"""What people type in words, as it is kept: whole, in one Unicode form, without what no screen shows."""

import unicodedata
from dataclasses import dataclass

# Control and format characters (NUL, bidi overrides, zero-width marks) and lone halves of surrogate pairs: no database
# or document takes all of them, and a reader is misled by those that they take.
INVISIBLE = {"Cc", "Cf", "Cs"}
KEPT = {"\n", "\t"}


@dataclass(frozen=True)
class Unsaved:
    """Words that could not be kept, given back to who typed them; `label` says where they were typed."""

    label: str
    text: str


def clean_text(text: str) -> str:
    """The text in NFC with its line breaks, without invisible characters and without space around it."""
    # Word gives its line break within a paragraph as a vertical tab, its page break as a form feed.
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n").replace("\f", "\n")
    seen = (letter for letter in lines if letter in KEPT or unicodedata.category(letter) not in INVISIBLE)
    # Composed last: an invisible sign between a letter and its mark would have kept them apart.
    return unicodedata.normalize("NFC", "".join(seen)).strip()
