"""Vietnamese text as people search it: without marks, without case, đ as d."""

import sys
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from operator import attrgetter
from typing import TypeVar

Listed = TypeVar("Listed")


def search_key(text: str) -> str:
    """The text in the form that searches compare: NFC and NFD, marks or none, any case give the same key.

    NUL is dropped as marks are: PostgreSQL takes no text with it.
    """
    marked = unicodedata.normalize("NFD", unicodedata.normalize("NFC", text.replace("\0", "")).casefold())
    bare = "".join(letter for letter in marked if not unicodedata.combining(letter))
    return " ".join(bare.replace("đ", "d").split())


ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
# Each letter as a sign that comes after everything that people write.
PLACES = {letter: chr(sys.maxunicode - len(ALPHABET) + place) for place, letter in enumerate(ALPHABET)}
# No mark, huyền, hỏi, ngã, sắc, nặng: the order of the dictionary.
TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}


def by_name(rows: Iterable[Listed], name: Callable[[Listed], str] = attrgetter("name")) -> list[Listed]:
    """Rows in the Vietnamese order of their names: Đ after D, Ă after A. No database orders so, and two never alike."""
    return sorted(rows, key=lambda row: sort_key(name(row)))


@lru_cache(maxsize=10_000)
def sort_key(text: str) -> tuple[str, bytes]:
    """The key of the Vietnamese order: letters first (a ă â b … d đ e ê …), tones only between equal spellings.

    What is no letter comes before all letters. The same on every database. Keys are remembered: the same few hundred
    names are sorted on every page.
    """
    letters: list[str] = []
    tones = bytearray()
    for sign in unicodedata.normalize("NFD", text.casefold()):
        if sign in TONES and tones:
            tones[-1] = TONES[sign]
        elif unicodedata.combining(sign) and letters:
            letters[-1] += sign
        else:
            letters.append(sign)
            tones.append(0)
    whole = [unicodedata.normalize("NFC", letter) for letter in letters]
    return "".join(PLACES.get(sign, sign[0]) for sign in whole), bytes(tones)
