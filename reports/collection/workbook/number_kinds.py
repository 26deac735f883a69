"""The words of the column "Loại số", the same as on the entry page, and what they stand for."""

from agencies.vietnamese_text import search_key
from reports.collection.entry.grid import KIND_LABELS
from reports.models import Entry, Figure, Quality

KINDS = KIND_LABELS
MEANINGS: dict[str, tuple[str, str | None]] = {
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


def kind_of(text: str) -> tuple[str, str | None] | None:
    """Entry and quality of a word, None for the quality where it says none; None for what is no such word."""
    return MEANINGS.get(search_key(text))


def kind_word(figure: Figure | None) -> str:
    """The word of what a cell holds; a blank one has none."""
    if figure is None or figure.entry == Entry.BLANK:
        return ""
    return KINDS[figure.quality if figure.entry == Entry.NUMBER else figure.entry]
