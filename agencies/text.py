"""Vietnamese text as people search it: without marks, without case, đ as d."""

import unicodedata


def search_key(text: str) -> str:
    """The text in the form that searches compare: NFC and NFD, marks or none, any case give the same key."""
    marked = unicodedata.normalize("NFD", unicodedata.normalize("NFC", text).casefold())
    bare = "".join(letter for letter in marked if not unicodedata.combining(letter))
    return " ".join(bare.replace("đ", "d").split())
