"""The words that stand beside a number or in its place, the same on the page, in a pasted block and in a file.

Beside it: the column "Loại số". In its place: the keys of the form, its words, and the signs of statistical yearbooks,
which print "-" for what did not happen and "…" for what happened and is not known.
"""

from agencies.vietnamese_text import search_key
from reports.collection.entry.grid import KIND_LABELS
from reports.models import Entry, Figure, Quality
from reports.wording.typed.numbers import visible_number
from reports.wording.typed.text import clean_text

KINDS = KIND_LABELS
MEANINGS: dict[str, tuple[str, str | None]] = {
    # An empty column "Loại số" leaves the quality as it is.
    "": (Entry.NUMBER, None),
    **{
        search_key(KINDS[kind]): meaning
        for kind, meaning in {
            "final": (Entry.NUMBER, Quality.FINAL),
            "estimate": (Entry.NUMBER, Quality.ESTIMATE),
            "not_applicable": (Entry.NOT_APPLICABLE, None),
            "missing": (Entry.MISSING, None),
        }.items()
    },
}

# Every dash that Word and Excel put in place of "-", and an ellipsis typed as one sign or three.
ENTRY_WORDS = {
    **dict.fromkeys(("k", "-", "–", "—", "khong phat sinh"), Entry.NOT_APPLICABLE),
    **dict.fromkeys(("c", "...", "…", "chua co so lieu"), Entry.MISSING),
}


def entry_word(text: str) -> str | None:
    """The entry that a text in the place of a number stands for; None for a number and for anything else."""
    return ENTRY_WORDS.get(search_key(visible_number(text)))


def kind_of(text: str) -> tuple[str, str | None] | None:
    """Entry and quality of a word, None for the quality where it says none; None for what is no such word."""
    return MEANINGS.get(search_key(clean_text(text)))


def kind_word(figure: Figure | None) -> str:
    """The word of what a cell holds; a blank one has none."""
    if figure is None or figure.entry == Entry.BLANK:
        return ""
    return KINDS[figure.quality if figure.entry == Entry.NUMBER else figure.entry]
