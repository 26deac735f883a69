"""Which indicator of the catalogue a phrase of a plan is about: ranked, and none where nothing is near enough."""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

# Words that stand in most phrases and tell indicators apart in none.
EMPTY = {
    *("tỷ", "lệ", "tỉ", "số", "của", "và", "các", "được", "có", "là", "trong", "đạt", "người", "lượt", "tổng", "từ"),
    *("đến", "với", "cho", "theo", "trên", "năm", "mỗi", "so", "về", "tham", "gia", "thực", "hiện", "phấn", "đấu"),
    *("khoảng", "ít", "nhất", "tối", "thiểu", "góp", "phần", "nâng", "đó", "thu", "hút", "hằng"),
}
# Below it no indicator is proposed; down to half of it they are offered to choose from.
NEAR = 0.34
SHOWN = 3
SHORT_FORMS = {
    "thcs": "trung học cơ sở",
    "thpt": "trung học phổ thông",
    "cntt": "công nghệ thông tin",
    "dtts": "dân tộc thiểu số",
    "gdnn": "giáo dục nghề nghiệp",
}


@dataclass(frozen=True)
class KnownIndicator:
    """An indicator with the words it may be recognised by; `share` says that it is a percentage."""

    code: str
    words: str
    share: bool
    cumulative: bool = False


class IndicatorNames:
    """The indicators of a catalogue, to be ranked against phrases. Rare words weigh more."""

    def __init__(self, indicators: Iterable[KnownIndicator] = ()) -> None:
        self.indicators = tuple(indicators)
        self.terms = [Counter(terms_of(indicator.words)) for indicator in self.indicators]
        seen = Counter(term for terms in self.terms for term in terms)
        self.weight = {term: math.log(1 + len(self.indicators) / count) for term, count in seen.items()}
        self.lengths = [self.length(terms) for terms in self.terms]

    def ranked(self, phrase: str, unit: str, basis: str) -> list[tuple[str, float]]:
        """Codes with their nearness from 0 to 1, best first; a share is never a count."""
        wanted = Counter(terms_of(phrase))
        length = self.length(wanted)
        found = []
        for indicator, terms, own in zip(self.indicators, self.terms, self.lengths, strict=True):
            if indicator.share != unit.startswith("%") or not length or not own:
                continue
            common = sum(self.weight[term] ** 2 for term in terms if term in wanted)
            nearness = common / (length * own)
            if indicator.cumulative != (basis == "cumulative") and not indicator.share:
                # A total over years and the number of one year go by the same words: the basis tells them apart.
                nearness *= 0.8
            found.append((indicator.code, round(nearness, 4)))
        return sorted(found, key=lambda pair: -pair[1])

    def nearest(self, phrase: str, unit: str, basis: str) -> tuple[str | None, tuple[str, ...]]:
        """The indicator that a phrase is about or None, and the candidates to choose from."""
        ranked = [(code, nearness) for code, nearness in self.ranked(phrase, unit, basis) if nearness > NEAR / 2]
        best = ranked[0][0] if ranked and ranked[0][1] >= NEAR else None
        return best, tuple(code for code, _ in ranked[:SHOWN])

    def length(self, terms: Counter) -> float:
        unknown = math.log(1 + len(self.indicators)) * 0.5
        return math.sqrt(sum(self.weight.get(term, unknown) ** 2 for term in terms))


def terms_of(text: str) -> list[str]:
    """Words and pairs of words: in Vietnamese a pair of syllables is most often the word."""
    low = unicodedata.normalize("NFC", text).lower()
    words = [part for word in re.findall(r"[^\W\d_]+", low) for part in SHORT_FORMS.get(word, word).split()]
    words = [word for word in words if word not in EMPTY]
    return [*words, *(f"{first} {second}" for first, second in pairwise(words))]
