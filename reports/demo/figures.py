"""The numbers of the demo, from a fixed seed: plausible totals, nothing that looks official. No database.

Each agency gets a size and a lean of its own; each rate follows a line over the years that the city's demo figures add
up to. The same agency, element and year always give the same number, in whatever order they are asked for.
"""

import random
from collections.abc import Callable

SEED = 2239
FIRST_YEAR = 2021
# (value of the first year, yearly change), in percent of the denominator.
LINES: dict[str, tuple[float, float]] = {
    "enrolled_female": (27.9, 1.7),
    "school_leavers_vocational": (33.2, 0.9),
    "labour_trained": (69.8, 1.1),
    "labour_certified": (70.4, 0.5),
    "labour_retrained": (15.2, 1.9),
    "ethnic_labour_trained": (38.0, 1.4),
    "disabled_trained": (27.4, 0.7),
    "teachers_qualified": (94.2, 1.4),
    "managers_trained": (58.0, 4.6),
}
WHOLES = {
    "enrolled_female": "enrolled_new",
    "school_leavers_vocational": "school_leavers",
    "labour_trained": "labour_force",
    "labour_certified": "labour_trained",
    "labour_retrained": "labour_force",
    "ethnic_labour_trained": "ethnic_labour",
    "disabled_trained": "disabled_able_labour",
    "teachers_qualified": "teachers",
    "managers_trained": "managers",
}
# Size of an average district in the first year, and its yearly growth.
SIZES: dict[str, tuple[int, float]] = {
    "trained_college": (1010, 0.03),
    "trained_intermediate": (930, 0.01),
    "trained_elementary": (5600, 0.03),
    "enrolled_new": (2050, 0.03),
    "school_leavers": (7600, 0.015),
    "labour_force": (131_000, 0.011),
    "ethnic_labour": (1450, 0.01),
    "disabled_able_labour": (1720, 0.0),
    "teachers": (410, 0.015),
    "managers": (44, 0.01),
}
# What the department itself reports for the whole city, by year from the first.
DEPARTMENT: dict[str, tuple[int, ...]] = {
    "institutions": (350, 355, 360, 352, 349, 347),
    "institutions_accredited": (42, 44, 41, 46, 52, 59),
    "key_programmes": (172, 176, 180, 184, 186, 189),
    "key_programmes_accredited": (31, 37, 44, 53, 62, 70),
    "occupations": (240, 244, 250, 252, 255, 257),
    "occupations_outcome_standard": (101, 122, 145, 166, 188, 205),
    "colleges_invested": (1, 2, 2, 3, 3, 4),
    "colleges_high_quality": (0, 1, 1, 2, 2, 3),
}
# The sentence that a leap since last year asks for.
LEAP = "Có quyết định công nhận mới trong năm. (Nội dung minh họa.)"
# What nobody can say yet, and why; a reason is what the form asks for.
UNKNOWN_FIGURES = {
    "labour_it_skills": "Chờ kết quả điều tra của cơ quan thống kê",
    "colleges_national_centre": "Chưa có đợt xét công nhận",
    "colleges_regional_centre": "Chưa có đợt xét công nhận",
}


def demo_figure(agency_code: str, element: str, year: int, share: float = 1) -> int | None:
    """The demo's number for an agency, data element and year; None where the demo leaves it unknown.

    `share` of an average district's size: what a commune has of it, or a part of the year.
    """
    if element in DEPARTMENT:
        values = DEPARTMENT[element]
        # Beyond the last known year the number stays where it was, so that a later demo needs no new row.
        return values[min(year - FIRST_YEAR, len(values) - 1)]
    if element in UNKNOWN_FIGURES:
        return None
    if element == "trained_total":
        parts = (part for part in SIZES if part.startswith("trained_"))
        return sum(demo_figure(agency_code, part, year, share) or 0 for part in parts)
    if element in WHOLES:
        whole = demo_figure(agency_code, WHOLES[element], year, share)
        # A part is never more than its whole, which the form would refuse.
        return None if whole is None else min(whole, round(whole * demo_rate(agency_code, element, year) / 100))
    if element in SIZES:
        average, growth = SIZES[element]
        scale = lean(agency_code, "size", 0.45) * lean(agency_code, element, 0.12)
        size = average * scale * (1 + growth) ** (year - FIRST_YEAR)
        return round(size * share * wobble(agency_code, element, year, 0.02))
    return None


def demo_rate(agency_code: str, element: str, year: int) -> float:
    """A rate in percent: the line of the element, leaning with the agency, a little noise, kept inside 1..99.5."""
    start, change = LINES[element]
    level = (start + change * (year - FIRST_YEAR)) * lean(agency_code, element, 0.08)
    return max(1.0, min(99.5, level * wobble(agency_code, element, year, 0.008)))


def lean(agency_code: str, topic: str, spread: float) -> float:
    """How an agency differs from the average for good: a factor around 1."""
    return around_one(f"{agency_code}/{topic}")(spread)


def wobble(agency_code: str, topic: str, year: int, spread: float) -> float:
    """How one year differs from an agency's line: a factor around 1."""
    return around_one(f"{agency_code}/{topic}/{year}")(spread)


def around_one(key: str) -> Callable[[float], float]:
    # A generator per key, not one for all, so that the order of asking never changes a number.
    chance = random.Random(f"{SEED}/{key}")  # noqa: S311
    return lambda spread: 1 + spread * (2 * chance.random() - 1)
