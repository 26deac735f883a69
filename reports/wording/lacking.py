"""Which part of a year that was cut in two has not come, in words."""

from collections.abc import Sequence

from reports.wording.formats import number

MOST_NAMES = 4


def lacking_words(*, places: int, complete: int, closing: Sequence[str], rest: Sequence[str]) -> str:
    """ "đủ cả năm ở 112/126 nơi; thiếu báo cáo kết thúc của Đông Anh; thiếu phần sau của xã A và 3 đơn vị nữa".

    places, complete: all, and those with every part in. closing: who ended and sent no closing report. rest: whose
    own part is missing.
    """
    told = [f"đủ cả năm ở {number(complete)}/{number(places)} nơi"]
    if closing:
        told.append(f"thiếu báo cáo kết thúc của {some_of(closing)}")
    if rest:
        told.append(f"thiếu {'phần sau ' if closing else 'báo cáo '}của {some_of(rest)}")
    return "; ".join(told)


def some_of(names: Sequence[str]) -> str:
    """The first few names, and how many more."""
    more = len(names) - MOST_NAMES
    if more <= 0:
        return ", ".join(names)
    return f"{', '.join(names[:MOST_NAMES])} và {number(more)} đơn vị nữa"
