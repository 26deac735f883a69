"""Names of bodies in a running text: where a list of them begins and ends, and which name is which.

A name of an agency holds commas and "và" itself ("Sở Văn hóa, Thể thao và Du lịch"), and the verb that follows it is
written in small letters like half of the name. Names that are the same in every province are known; of others the name
ends where a capital, a place or a verb says so.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from targets.plan_text.words import CLASS_NOUNS, KNOWN_NAMES, TYPE_WORDS, VERBS

CAPITAL = r"[A-ZĐÀ-ÖØ-ÝĂĨŨƠƯẠ-Ỹ]"
WORD = re.compile(r"[^\s,;:.()]+")
PLACE = re.compile(
    rf"(?:\s+chi\s+nhánh)?\s+(?:của\s+)?(?:tỉnh|thành\s+phố|Thành\s+phố|Tỉnh|huyện|quận|TP\.?)(?![^\W\d])(?:\s+{CAPITAL}[\w’']*(?:\s+{CAPITAL}[\w’']*){{0,3}})?"
    rf"|(?:\s+chi\s+nhánh)?\s+khu\s+vực(?:\s+[IVX\d]+)?",
)
SMALL_CLASS = "|".join(CLASS_NOUNS)
CLASS = re.compile(
    rf"(?:(?:Giám\s+đốc|Thủ\s+trưởng|Chủ\s+tịch|Người\s+đứng\s+đầu|Hiệu\s+trưởng)(?:\s*[/,]\s*(?:Thủ\s+trưởng|Giám\s+đốc))?\s+)?"
    rf"(?:(?:UBND|Ủy\s+ban\s+nhân\s+dân|Uỷ\s+ban\s+nhân\s+dân|HĐND|Hội\s+đồng\s+nhân\s+dân)\s+(?:(?:các|từng|mỗi)\s+)?(?:{SMALL_CLASS})"
    rf"|(?:các|những|mọi|Các|một\s+số)\s+(?:{SMALL_CLASS})|(?:Sở|sở),\s*(?:ban,\s*)?ngành|(?:cơ\s+quan|đơn\s+vị|địa\s+phương)(?=[,\s]+(?:đơn\s+vị\s+|địa\s+phương\s+)?(?:có\s+)?liên\s+quan))"
    rf"(?:\s*(?:,|và|;|-)\s*(?:(?:các|Các)\s+)?(?:{SMALL_CLASS})(?=[\s,;.:()]|$))*",
    re.IGNORECASE,
)
QUALITY = re.compile(
    rf"\s+(?:(?:có\s+)?liên\s+quan|trên\s+địa\s+bàn(?:\s+(?:toàn\s+)?(?:tỉnh|thành\s+phố|huyện|xã))?(?:\s+{CAPITAL}\w*)*|(?:trực\s+)?thuộc(?:\s+(?:tỉnh|thành\s+phố|phạm\s+vi\s+quản\s+lý))?"
    rf"|vùng\s+(?:cao|sâu|xa|biên|ven\s+biển|núi|bãi\s+ngang)|công\s+lập|ngoài\s+công\s+lập|tư\s+thục|cấp\s+(?:tỉnh|huyện|xã|thành\s+phố)|(?:của\s+)?(?:tỉnh|[Tt]hành\s+phố)"
    rf"(?:\s+{CAPITAL}\w*(?:\s+{CAPITAL}\w*)?)?|Trung\s+ương|khác|miền\s+núi|thành\s+viên|biên\s+giới)(?![^\W\d])",
    re.IGNORECASE,
)
OFFICE_BEFORE = re.compile(r"(?:Giám\s+đốc|Thủ\s+trưởng|Chủ\s+tịch|Trưởng|Chánh)\s+(?=\S)")
SEPARATOR = re.compile(r"\s*(?:;|,)?\s*(?:và|cùng|cùng\s+với|,|;|với)\s+(?:với\s+)?|\s*[;,]\s*")


@dataclass(frozen=True)
class KnownBody:
    """An agency of the catalogue, or "kind:..." as its code for all of a kind."""

    code: str
    name: str
    short_name: str
    kind: str


@dataclass(frozen=True)
class Named:
    """Bodies read from `start` to `end` of a text, as written there."""

    names: tuple[str, ...]
    end: int


class BodyNames:
    """The names that are known: those of every province, and those of the catalogue."""

    def __init__(self, bodies: Iterable[KnownBody] = ()) -> None:
        self.bodies = tuple(bodies)
        self.codes: dict[str, str] = {}
        names = set(KNOWN_NAMES)
        for body in self.bodies:
            for name in (body.name, body.short_name):
                names.add(name)
                # Of equal names the first stays: the newer body is given first.
                self.codes.setdefault(bare_name(name), body.code)
        # The longest first: of alternatives the first that fits wins, and one name may begin another.
        usable = sorted((name for name in names if starts_like_a_body(name)), key=len, reverse=True)
        self.pattern = re.compile(rf"(?:{'|'.join(map(spaced, usable))})(?![^\W\d])", re.IGNORECASE)

    def at(self, text: str, start: int) -> Named | None:
        """The list of bodies that begins at a place; None where none begins there."""
        names: list[str] = []
        place = start
        while (end := self.one(text, place)) is not None:
            names.append(" ".join(text[place:end].split()))
            last = end
            separator = SEPARATOR.match(text, end)
            if separator is None:
                break
            place = separator.end()
        return Named(tuple(names), last) if names else None

    def one(self, text: str, start: int) -> int | None:
        """Where the body that begins at a place ends."""
        if (found := CLASS.match(text, start)) and not text[start : start + 2].startswith(" "):
            end = found.end()
            while quality := QUALITY.match(text, end):
                end = quality.end()
            return end
        office = OFFICE_BEFORE.match(text, start)
        begin = office.end() if office else start
        if (found := self.pattern.match(text, begin)) and text[begin].isupper():
            return after_place(text, found.end())
        return named_end(text, begin)


def starts_like_a_body(name: str) -> bool:
    return bool(re.match(rf"(?:{'|'.join(TYPE_WORDS)})(?![^\W\d])", name)) and len(name.split()) > 1


def spaced(name: str) -> str:
    return r"\s+".join(re.escape(word).replace("Uỷ", "U[ỷy]").replace("Ủy", "(?:Ủy|Uỷ)") for word in name.split())


def after_place(text: str, end: int) -> int:
    """The end of a name with the place that belongs to it ("tỉnh", "thành phố Hà Nội", "Hà Nội")."""
    if place := PLACE.match(text, end):
        return place.end()
    if own := re.compile(rf"(?:\s+{CAPITAL}[\w’']*){{1,4}}").match(text, end):
        following = text[end : own.end()].split()
        if following[0] not in TYPE_WORDS and following[0].lower() not in {verb.split()[0] for verb in VERBS}:
            return own.end()
    return end


def named_end(text: str, start: int) -> int | None:
    """The end of a name that begins with a word such as "Hội", "Trường", "Ban" and a capital after it."""
    kind = re.compile(
        rf"(?:{'|'.join(TYPE_WORDS)})(?=\s+(?:{CAPITAL}|các\s+{CAPITAL}|các\s+(?:[Kk]hu|doanh|hội)|cán\s+sự|tỉnh\b|Thành\s+phố|thành\s+phố))"
    ).match(text, start)
    if kind is None:
        return None
    end = kind.end()
    while word := re.compile(r"\s+([^\s,;:.()]+)").match(text, end):
        if (place := PLACE.match(text, end)) and not re.match(r"\s+khu\s+vực", place[0]):
            return place.end()
        if stops_name(text, word):
            break
        end = word.end()
        if (joint := re.compile(rf",\s+(?={CAPITAL})").match(text, end)) and not begins_body(text, joint.end()):
            end = joint.end() - 1
    return end


def stops_name(text: str, word: re.Match[str]) -> bool:
    """Whether a word is no more of the name: a verb, a link, or "và" before another body."""
    rest = text[word.start(1) : word.start(1) + 40].lower()
    if word[1].lower() in ("và", "-", "–"):
        following = text[word.end() :].lstrip()
        return begins_body(text, word.end() + 1) or (
            word[1].lower() == "và" and not following[:1].isupper() and not following.startswith("vừa")
        )
    if word[1][0].isupper():
        return False
    return any(re.match(rf"{verb}(?![^\W\d])", rest) for verb in VERBS)


def begins_body(text: str, start: int) -> bool:
    ahead = text[start:].lstrip()
    if CLASS.match(ahead):
        return True
    return bool(re.match(rf"(?:{'|'.join(TYPE_WORDS)})\s+\S", ahead)) and ahead[0].isupper()


def folded_name(name: str) -> str:
    """A name for comparison: one way of writing, no marks of punctuation."""
    text = unicodedata.normalize("NFC", name).casefold().replace("uỷ", "ủy")
    text = text.replace("ủy ban nhân dân", "ubnd").replace("hội đồng nhân dân", "hđnd")
    return " ".join(re.sub(r"[^\w\s]", " ", text).split())


KIND_WORDS = (
    ("kind:district", r"\b(?:quận|huyện|thị xã|địa phương|chính quyền)\b"),
    ("kind:commune", r"(?<!thị )(?<!hợp tác )\bxã\b(?! hội)|\b(?:phường|đặc khu|thị trấn)\b"),
    ("kind:institution", r"\btrường\b(?! đoàn)|\bcơ sở (?:giáo dục|đào tạo|dạy nghề|hoạt động)|\btrung tâm giáo dục\b"),
    ("kind:enterprise", r"\bdoanh nghiệp\b"),
    ("kind:press", r"\b(?:báo chí|truyền thông)\b"),
    ("kind:party_body", r"\b(?:cấp ủy|đảng bộ|đảng ủy)\b"),
    ("kind:union", r"\b(?:đoàn thể|chính trị xã hội|tổ chức thành viên)\b"),
    ("kind:association", r"(?<!xã )\b(?:hiệp hội|hội)\b"),
    ("kind:department", r"(?<!cơ )\bsở\b|\bngành\b(?! nghề)|\b(?:cơ quan|đơn vị)\b"),
    ("kind:board", r"\bban\b(?! ngành nghề)"),
)
LEAST_COMMON_WORDS = 4


def match_bodies(names: Iterable[str], known: dict[str, str]) -> tuple[str, ...]:
    """Codes of agencies, or kinds, for names as written; a name that fits none is left out."""
    codes: list[str] = []
    for name in names:
        if code := known.get(bare_name(name)):
            codes.append(code)
        elif CLASS.match(name):
            codes += kinds_named(folded_name(name))
        elif code := nearly_named(name, known):
            codes.append(code)
    return tuple(dict.fromkeys(codes))


def kinds_named(name: str) -> list[str]:
    """The kinds of bodies that a general name means; "cơ quan báo chí" are no departments."""
    kinds = [kind for kind, words in KIND_WORDS if re.search(words, name)]
    narrow = [kind for kind in kinds if kind not in ("kind:department", "kind:board")]
    general = re.search(r"(?<!cơ )\bsở\b", name)
    return kinds if general or not narrow else narrow


def nearly_named(name: str, known: dict[str, str]) -> str | None:
    """The one body whose name has the same words, or all of these words and more."""
    words = set(bare_name(name).split()) - {"các", "và"}
    if len(words) < LEAST_COMMON_WORDS:
        return None
    same = {code for other, code in known.items() if set(other.split()) - {"các", "và"} == words}
    wider = same or {code for other, code in known.items() if words < set(other.split())}
    # Of several that fit none is taken: the officer chooses.
    return wider.pop() if len(wider) == 1 else None


def bare_name(name: str) -> str:
    """A name without the place it is of: "Sở Tài chính tỉnh Bình Lâm" and "Sở Tài chính" are one."""
    text = folded_name(name)
    text = re.sub(r"\s+(?:của\s+)?(?:tỉnh|thành phố)(?:\s+\w+){0,4}$", "", text)
    return re.sub(r"\s+hà nội$", "", text)
