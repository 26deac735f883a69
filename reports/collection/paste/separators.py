"""Whether the numbers of a block are written the Vietnamese or the English way: one answer for the whole block.

A column comes from one program with one setting. "1.320" or "55,5" is Vietnamese, "1,234,567" or "1,320.5" can only be
English; "1,320" for a count is either a slip or English, so it is asked about, never guessed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from reports.collection.entry.number_kinds import entry_word
from reports.collection.paste.placing import Placed
from reports.collection.paste.questions import Answer, Question
from reports.wording.formats import number
from reports.wording.typed.numbers import (
    NumberError,
    has_one_english_reading,
    parse_english,
    parse_number,
    visible_number,
    without_unit,
)
from targets.models import DataElement

ENGLISH_MARKS, VIETNAMESE_MARKS = "english", "vietnamese"


@dataclass(frozen=True)
class Readings:
    """How the block's numbers are read; `english` holds for all of them."""

    english: bool

    def number(self, text: str, element: DataElement) -> Decimal:
        """The number of a cell. Raises NumberError."""
        return (parse_english if self.english else parse_number)(
            without_unit(text, element.unit), decimals=element.decimals, percentage=element.unit == "%"
        )

    def takes(self, text: str, element: DataElement) -> bool:
        try:
            self.number(text, element)
        except NumberError:
            return False
        return True

    @staticmethod
    def of(placed: Sequence[Placed], elements: Sequence[DataElement], chosen: set[str]) -> "Readings | Question":
        """The one way in which the block can be read, or the question which of the two it is."""
        if ENGLISH_MARKS in chosen or VIETNAMESE_MARKS in chosen:
            # An answer holds for the whole block: one column was copied from one program.
            return Readings(english=ENGLISH_MARKS in chosen)
        texts = [(one.line.text, elements[one.place]) for one in placed if one.place is not None]
        pairs = [(text, element) for text, element in texts if text and not entry_word(text)]
        english, vietnamese = Readings(english=True), Readings(english=False)
        only_english = [pair for pair in pairs if english.takes(*pair) and not vietnamese.takes(*pair)]
        # Nothing needs the English reading, so that the usual one holds, for numbers with two readings as well.
        if not only_english:
            return vietnamese
        only_vietnamese = any(vietnamese.takes(*pair) and not english.takes(*pair) for pair in pairs)
        # English only where something can be nothing else, and nothing speaks against it.
        if not only_vietnamese and any(has_one_english_reading(text) for text, _ in pairs):
            return english
        return separators_question(*only_english[0])


def separators_question(text: str, element: DataElement) -> Question:
    shown = visible_number(text)
    value = number(Readings(english=True).number(text, element))
    mark = "phẩy" if "," in shown else "chấm"
    if "," in shown:
        english = f"Dấu phẩy ngăn hàng nghìn, kiểu tiếng Anh: “{shown}” là {value}"
        vietnamese = f"Dấu phẩy ngăn phần lẻ, kiểu Việt Nam: “{shown}” có phần lẻ"
    else:
        english = f"Dấu chấm ngăn phần lẻ, kiểu tiếng Anh: “{shown}” là {value}"
        vietnamese = f"Dấu chấm ngăn hàng nghìn, kiểu Việt Nam: “{shown}” đặt dấu sai chỗ"
    return Question(
        f"Khối dán có “{shown}”: dấu {mark} ngăn hàng nghìn hay phần lẻ? Trả lời một lần cho cả khối.",
        [Answer(ENGLISH_MARKS, english), Answer(VIETNAMESE_MARKS, vietnamese)],
    )
