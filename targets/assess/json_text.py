"""JSON in and out without losing a digit on the way in, and without a word that is not JSON on the way out."""

import json
from decimal import Decimal, InvalidOperation

from targets.assess.fields import RequestError, leaves, printable, refuse, to_number

# The name under which an error of the whole text, not of one field, is reported.
WHOLE_REQUEST = "request"
# Longer integers are kept as decimals: they are refused by size later, not by the interpreter's limit.
LONGEST_INTEGER = 300


class _Repeated:
    """Stands where an object had the same key twice, until its path is known."""

    def __init__(self, key: str) -> None:
        self.key = key


def load_json(text: str | bytes) -> object:
    """Parse a request; decimal numbers become Decimal exactly as written.

    Raises RequestError for text that is not JSON or not UTF-8, for NaN, infinities and numbers out of range, and for
    a key that stands twice in one object.
    """
    try:
        if isinstance(text, bytes):
            # Notepad and Excel put a mark of the byte order in front, which JSON does not know.
            text = text.decode("utf-8-sig")
        value = json.loads(
            text,
            parse_float=_decimal,
            parse_int=_integer,
            # NaN and the infinities become decimals, to be refused where they stand, with their path.
            parse_constant=Decimal,
            object_pairs_hook=_object,
        )
        for path, item in leaves(value, ""):
            _check_leaf(path or WHOLE_REQUEST, item)
    except UnicodeDecodeError:
        refuse(
            WHOLE_REQUEST,
            "Nội dung không phải UTF-8; lưu lại bằng mã UTF-8.",
            "The text is not UTF-8; save it as UTF-8.",
        )
    except json.JSONDecodeError as error:
        raise RequestError(
            WHOLE_REQUEST,
            f"Nội dung không phải JSON: sai ở dòng {error.lineno}, cột {error.colno}.",
            f"The text is not JSON: wrong at line {error.lineno}, column {error.colno}.",
        ) from error
    except RecursionError:
        refuse(WHOLE_REQUEST, "Nội dung lồng nhau quá sâu.", "The text is nested too deeply.")
    return value


def dump_json(answer: object) -> str:
    """An answer, or a list of them, as JSON text; numbers as JSON numbers, Vietnamese letters as they are."""
    return json.dumps(answer, ensure_ascii=False, allow_nan=False)


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        # An exponent that even Decimal cannot hold: infinity, to be refused with its path.
        return Decimal("Infinity")


def _integer(text: str) -> int | Decimal:
    return int(text) if len(text) <= LONGEST_INTEGER else Decimal(text)


def _object(pairs: list[tuple[str, object]]) -> dict[str, object] | _Repeated:
    result: dict[str, object] = {}
    for key, value in pairs:
        if key in result:
            # Python would keep the last of two and say nothing; here no path is known yet.
            return _Repeated(key)
        result[key] = value
    return result


def _check_leaf(path: str, item: object) -> None:
    if isinstance(item, _Repeated):
        key = printable(item.key)
        refuse(
            f"{path}.{key}" if path != WHOLE_REQUEST else key,
            f'Mục "{key}" có hai lần; chỉ giữ một.',
            f'The field "{key}" stands twice; keep one.',
        )
    if isinstance(item, Decimal):
        to_number(item, path)
