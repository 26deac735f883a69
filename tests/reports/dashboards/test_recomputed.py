"""What a statistician finds who takes the numbers of the API and works out every statement of the demo again.

Nothing of the rules is imported: paths, distances, paces and ratios are made here from the published series alone, in
fractions. A printed number has to be the one worked out, to its last digit.
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import pytest
from django.test import Client

from agencies import clock
from reports.issued.content.read import read_dataset
from reports.issued.words.indicator_fields import indicator_fields
from reports.models import IssuedReport, ReportKind, View
from reports.wording.formats import NBSP
from reports.wording.terms import WORD_JOINER
from targets.models import Plan

YEAR = 2024
pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.once]
NUMBER = r"[–-]?\d{1,3}(?:\.\d{3})+(?:,\d+)?|[–-]?\d+(?:,\d+)?"
# Rising levels of KH-CL2239 by 2025, with the start of their way, of which each year is known well enough.
LEVELS = (
    "school_leaver_rate", "ethnic_minority_trained_rate", "disabled_trained_rate", "accredited_institution_rate",
    "accredited_programme_rate", "qualified_teacher_rate", "trained_manager_rate", "outcome_standard_rate",
)  # fmt: skip


@pytest.fixture(autouse=True)
def living_on_the_day(monkeypatch):
    monkeypatch.setattr(clock, "set_shift", lambda shift: None)


@pytest.fixture(scope="module")
def api(demo):
    return signed_in(demo["staff"])


@pytest.fixture(scope="module")
def leader(demo):
    return signed_in(demo["leader"])


@pytest.fixture(scope="module")
def told(demo) -> dict[str, str]:
    """What the yearly report on KH-CL2239 says of every indicator, by the name of its field."""
    plan = Plan.objects.select_related("locality").get(code="KH-CL2239")
    report = IssuedReport(
        kind=ReportKind.YEARLY, plan=plan, locality=plan.locality, first_year=YEAR, year=YEAR, as_of=clock.today(),
        view=View.ACCEPTED,
    )  # fmt: skip
    return {name: plain(text) for name, text in indicator_fields(read_dataset(report)).items()}


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def plain(text: str) -> str:
    for sign, other in ((NBSP, " "), (WORD_JOINER, ""), ("\u2007", ""), ("\u2008", "")):
        text = text.replace(sign, other)
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace(" ,", ",").replace(" .", ".").split())


def read(text: str) -> tuple[Fraction, int]:
    """A printed number and its decimals: "–2.141,5" is (-4283/2, 1)."""
    digits = text.replace(".", "").replace("–", "-")
    return Fraction(digits.replace(",", ".")), len(digits.partition(",")[2])


def printed_right(text: str, value: Fraction) -> bool:
    """Whether a printed number is `value`, rounded to as many decimals as it has."""
    number, decimals = read(text)
    return abs(number - value) <= Fraction(1, 2 * 10**decimals)


@dataclass(frozen=True)
class Worked:
    """One target, worked out from its series alone."""

    base: Fraction
    first: int
    now: Fraction
    year: int
    goal: Fraction
    due: int

    @property
    def path(self) -> Fraction:
        return self.base + (self.goal - self.base) * Fraction(self.year - self.first, self.due - self.first)

    @property
    def gap(self) -> Fraction:
        return self.now - self.path

    @property
    def late(self) -> Fraction:
        """How many years behind the straight way: where the way was at what is reached now."""
        return -self.gap / (self.goal - self.base) * (self.due - self.first)

    @property
    def ratio(self) -> Fraction:
        return (self.now - self.base) / (self.path - self.base)

    @property
    def need(self) -> Fraction:
        return (self.goal - self.now) / (self.due - self.year)

    @property
    def pace(self) -> Fraction:
        return (self.now - self.base) / (self.year - self.first)


@cache
def series_of(client: Client, code: str) -> dict:
    return client.get("/api/v1/series/", {"indicator": code, "locality": "01"}).json()


def worked(api: Client, code: str, plan: str = "KH-CL2239") -> Worked:
    """The way to the plan's target of 2025, from the first value that is known."""
    series = series_of(api, code)
    values = {one["year"]: Fraction(str(one["value"])) for one in series["actuals"]}
    covered = {one["year"]: one["coverage"] for one in series["actuals"]}
    judged = [year for year in values if covered[year] is None or covered[year] >= 0.8]
    (target,) = [one for one in series["targets"] if one["plan"] == plan and one["year"] == 2025]
    first = min(values)
    return Worked(values[first], first, values[max(judged)], max(judged), Fraction(str(target["low"])), 2025)


def sentences_of(leader: Client, code: str) -> dict[str, str]:
    """Every place that tells how an indicator stands."""
    page = leader.get(f"/indicators/{code}/").context["page"]
    what_if = leader.get(f"/indicators/{code}/what-if/").context["page"].comparison
    return {
        "opening": plain(page.opening),
        "facts": " | ".join(plain(f"{one.label}: {one.value} {one.unit}; {one.note}") for one in page.facts),
        "method": plain(dict(page.method)["Cách đánh giá"]),
        "what-if": " | ".join(plain(f"{one.label}: {one.now}") for one in what_if.lines),
    }


def found(pattern: str, text: str) -> list[str]:
    return re.findall(pattern.replace("#", f"({NUMBER})"), text)


@pytest.mark.parametrize("code", LEVELS)
def test_value_path_pace_and_lateness_of_a_level_are_what_its_series_gives(api, leader, code):
    """Opening, facts, working and what-if of an indicator: eight statements and more, each to its last digit."""
    own, told = worked(api, code), sentences_of(leader, code)
    everything = " | ".join(told.values())
    claims = [
        (rf"{own.year} đạt #", own.now), (r"kém lộ trình #", -own.gap), (r"vượt lộ trình #", own.gap),
        (r"chậm # năm", own.late), (r"phải có #", own.path), (r"tỷ số nhịp độ #", own.ratio),
        (r"Tỷ số nhịp độ: #", own.ratio), (r"So với lộ trình cùng năm: (?:\+)?#", own.gap),
        (r"năm qua bình quân #", own.pace), (r"Đến nay mỗi năm đạt: tăng #", own.pace),
        (r"thực tế #", own.now - own.base), (r"phải đi được #", own.path - own.base), (r" = #, từ", own.ratio),
        (r"năm 2025 phải tăng #", own.need), (r"Năm 2025 cần: tăng #", own.need),
    ]  # fmt: skip
    checked = 0
    for pattern, value in claims:
        for text in found(pattern, everything):
            assert printed_right(text, value), (code, pattern, text, float(value))
            checked += 1
    assert checked >= 8, everything


def test_the_late_panel_says_people_and_points_of_the_series(api, leader):
    panel = leader.get("/standing/").context["page"].late
    assert len(panel.lines) == 5
    rates = {name: code for code in LEVELS for name in [plain(short_name(leader, code))]}
    for line in panel.lines:
        code = rates[plain(line.name)]
        own, agencies = worked(api, code), series_of(api, code)["agencies"]
        (late,) = found(r"Chậm # năm", plain(line.late))
        assert printed_right(late, own.late)
        whole = sum(one["denominator"] for one in agencies["figures"] if one["denominator"] is not None)
        (people, *_), (points, *_) = (found("#", plain(text)) for text in (line.need, line.points))
        assert printed_right(points, own.need)
        # Nobody is taught in part: the next whole person.
        assert 0 <= read(people)[0] - own.need * whole / 100 < 1
        (pace,) = found(r"tăng #", plain(line.so_far))
        assert printed_right(pace, own.pace)


def short_name(leader: Client, code: str) -> str:
    return leader.get(f"/indicators/{code}/").context["page"].crumbs[-1]["label"]


@pytest.mark.parametrize(("year", "expected"), [(2024, "2025"), (2022, "các năm 2022 và 2025")])
def test_the_first_sentence_counts_every_standing_of_its_years_once(api, leader, year, expected):
    """By hand from the API: the next milestone of each plan, one count for what two plans share."""
    rows = []
    for plan in ("KH-CL2239", "KH-10", "KH-72"):
        rows += api.get("/api/v1/progress/", {"plan": plan, "year": year, "view": "accepted"}).json()["results"]
    due = {2025} if year == 2024 else {2022, 2025}
    once: dict[tuple, set[str]] = {}
    promises: dict[tuple, set[tuple]] = {}
    plans: dict[tuple, set[str]] = {}
    for row in rows:
        if row["target_year"] not in due or row["status"] == "not_assessed" or row["ambition"] != "committed":
            continue
        (target,) = [
            one
            for one in series_of(api, row["indicator"])["targets"]
            if (one["plan"], one["year"], one["basis"]) == (row["plan"], row["target_year"], row["basis"])
        ]
        key = (row["indicator"], row["target_year"], row["basis"])
        once.setdefault(key, set()).add(row["display_status"])
        promises.setdefault(key, set()).add((target["comparator"], target["low"], target["high"]))
        plans.setdefault(key, set()).add(row["plan"])
    text = plain(leader.get("/standing/", {"year": year}).context["page"].lede)
    assert expected in text
    groups = {
        "đã đạt": {"achieved"}, "đúng tiến độ": {"on_track"}, "chậm": {"lagging", "far_behind", "wrong_way"},
        "chưa phân định": {"undetermined"}, "chưa đủ số liệu": {"no_data", "insufficient_data", "overdue_no_data"},
    }  # fmt: skip
    (total,) = found(r"Trong # mục tiêu", text)
    assert int(total) == len(once)
    # What two plans promise alike is theirs together; what they promise differently is said to be different.
    shared = [key for key in once if len(plans[key]) > 1]
    alike = sum(len(promises[key]) == 1 for key in shared)
    assert f"{alike} mục tiêu chung của KH-10 và KH-CL2239 đếm một lần" in text
    assert f"{len(shared) - alike} chỉ tiêu mà KH-10 và KH-CL2239 đặt mức khác nhau" in text
    for word, statuses in groups.items():
        counted = sum(bool(found_here & statuses) for found_here in once.values())
        told = found(rf"# {word}", text)
        assert [int(one) for one in told] == ([counted] if counted else []), (word, text)


def test_a_total_and_its_average_are_the_sum_of_their_parts(api, leader):
    """220.500 + 245.316 + 472.600 = 938.416; 1.150.000 less that is 211.584; a fourth of it is 234.604."""
    text = plain(leader.get("/indicators/trained_cumulative/").context["page"].opening)
    total = Fraction(220500 + 245316 + 472600)
    plan = Fraction(220500 + 224500 + 230000 + 235000)
    for pattern, value in (
        (r"2024 được #", total), (r"vượt kế hoạch #", total - plan), (r"cần thêm #", 1150000 - total),
        (r"bình quân #", total / 4),
    ):  # fmt: skip
        (printed,) = found(pattern, text)
        assert printed_right(printed, value), (pattern, printed)
    assert text.startswith("Đúng tiến độ hoặc chậm, các nguồn lệch nhau về năm 2021: 143.000 hoặc 220.500.")
    # With the other publication the same sum is late: 860.916 of 910.000.
    assert Fraction(143000 + 245316 + 472600) / plan < Fraction(95, 100) < total / plan


def test_what_a_rounded_source_leaves_open_is_open_at_both_ends(api, leader):
    """73 is 72.5 to 73.5: the way from 70.25 asks 73.1, so that the ratio is 0.79 to 1.14 and no one word holds."""
    own = worked(api, "trained_labour_rate")
    ends = [(own.now + step - own.base) / (own.path - own.base) for step in (Fraction(-1, 2), Fraction(1, 2))]
    assert ends[0] < Fraction(95, 100) <= ends[1]
    told = sentences_of(leader, "trained_labour_rate")
    (low, high) = found(r"tỷ số nhịp độ # đến #", told["facts"])[0]
    assert printed_right(low, ends[0]) and printed_right(high, ends[1])
    assert not found(r"chậm # năm", told["opening"]) and "xấp xỉ lộ trình 73,1%" in told["opening"]


def test_a_figure_that_is_judged_stands_beside_its_own_path(api, leader):
    """Of 2024 too few districts have reported: 20.8 % is shown, and what is held against the path is 2023's 18.97."""
    told = sentences_of(leader, "retraining_rate")["facts"]
    own = worked(api, "retraining_rate")
    assert own.year == 2023 and "20,8% năm 2024" in told
    (gap,) = found(r"So với lộ trình năm 2023: #", told)
    ((value, path),) = found(r"năm 2023 là #%, phải có #", told)
    assert printed_right(gap, own.gap) and printed_right(value, own.now) and printed_right(path, own.path)
    assert read(value)[0] - read(path)[0] == read(gap)[0]


def test_what_if_gives_the_verdict_that_its_own_numbers_give(api, leader):
    """76.1 counts as "about 80": 0.95 x 80 = 76; at 75.9 it does not, and 4.0 more is what it takes from 72.0."""
    own = worked(api, "trained_manager_rate")
    line = own.goal * Fraction(95, 100)
    for typed, label in (("76,1", "Đã đạt"), ("75,9", "Không đạt")):
        page = leader.get("/indicators/trained_manager_rate/what-if/", {"value_2025": typed}).context["page"]
        assert page.comparison.then.label == label
        assert (read(typed)[0] >= line) == (label == "Đã đạt")
    opening = sentences_of(leader, "trained_manager_rate")["opening"]
    ((told_line, need),) = found(r"để được coi là đạt, từ #%: #", opening)
    assert printed_right(told_line, line) and printed_right(need, line - own.now)


@pytest.mark.parametrize("code", LEVELS)
def test_a_report_says_of_a_target_what_its_series_gives(api, told, code):
    own = worked(api, code)
    for name, value in (
        ("actual", own.now), ("gap", abs(own.gap)), ("needed", own.need), ("achieved", own.pace),
        ("moved", own.now - own.base), ("base", own.base), ("years_behind", own.late),
    ):  # fmt: skip
        numbers = found("#", told[f"{code}.{name}"].replace("không chậm", ""))
        assert all(printed_right(text, value) for text in numbers[:1]), (name, told[f"{code}.{name}"], float(value))
    before = {one["year"]: Fraction(str(one["value"])) for one in series_of(api, code)["actuals"]}.get(own.year - 1)
    change = found(r"(?:tăng|giảm) #", told[f"{code}.change"])
    # Over other agencies than the year before it says over how many; else it is the plain difference.
    if change and told[f"{code}.paired_units"] == "không":
        assert printed_right(change[0], abs(own.now - before))


@pytest.mark.parametrize(
    ("code", "plan", "missing"), [("invested_colleges", "KH-CL2239", 1), ("high_quality_colleges", "KH-10", 1)]
)
def test_of_schools_whole_ones_are_missing_and_no_printed_division_is_false(api, leader, code, plan, missing):
    own, told = worked(api, code, plan), sentences_of(leader, code)
    assert f"thiếu {missing} trường so với lộ trình" in told["opening"]
    assert f"thiếu {missing} trường" in told["facts"] and f"thiếu {missing} trường" in told["what-if"]
    ((done, due, ratio),) = found(r"Tỷ số # ÷ # = #", told["method"])
    assert (read(done)[0], read(due)[0]) == (own.now - own.base, own.path - own.base)
    assert printed_right(ratio, read(done)[0] / read(due)[0])
    (pace,) = found(r"năm qua bình quân #", told["opening"])
    assert printed_right(pace, own.pace)
    ((low, high),) = found(r"khoảng #–#", told["facts"])
    assert 0 <= read(low)[0] <= read(high)[0] <= own.goal


def test_a_change_on_the_year_before_is_that_of_the_agencies_of_both_years(api, told):
    """Teachers of 2024: 24 districts against 27 would be +0,6; the 23 of both years gained 1,0."""
    sums: dict[tuple[str, int], dict[str, Fraction]] = {}
    for element in ("teachers", "teachers_qualified"):
        for year in (2023, 2024):
            address = f"/api/v1/figures/?data_element={element}&year={year}&state=accepted"
            while address:
                answer = api.get(address).json()
                sums.setdefault((element, year), {}).update(
                    {
                        one["agency"]: Fraction(str(one["value"]))
                        for one in answer["results"]
                        if one["value"] is not None
                    }
                )
                address = answer["next"]
    in_both = set.intersection(*(set(agencies) for agencies in sums.values()))
    rates = [
        100
        * sum(sums["teachers_qualified", year][one] for one in in_both)
        / sum(sums["teachers", year][one] for one in in_both)
        for year in (2023, 2024)
    ]
    assert told["qualified_teacher_rate.paired_units"] == str(len(in_both))
    (change,) = found(r"tăng #", told["qualified_teacher_rate.change"])
    assert printed_right(change, rates[1] - rates[0])


def test_districts_are_held_against_what_they_add_up_to(api, leader):
    """72,4 of the districts together, and 73 as it was published: two lines, each by its name."""
    agencies = series_of(api, "trained_labour_rate")["agencies"]["figures"]
    known = [one for one in agencies if one["denominator"]]
    whole = Fraction(100 * sum(one["numerator"] for one in known), sum(one["denominator"] for one in known))
    drawn = str(leader.get("/indicators/trained_labour_rate/").context["page"].agencies.dots)
    (own_sum,) = found(r"cộng lại #", plain(drawn))
    (published,) = found(r"công bố #%", plain(drawn))
    assert printed_right(own_sum, whole) and published == "73"
    above = sum(Fraction(str(one["value"])) >= whole for one in known)
    assert drawn.count("agency-dot--above") == above


def test_later_milestones_wait_while_an_earlier_one_is_on_the_way(leader):
    """The same 100 % of teachers by 2025 and by 2030 are not late and on track at once."""
    for code in (*LEVELS, "trained_labour_rate", "certified_labour_rate"):
        page = leader.get(f"/indicators/{code}/").context["page"]
        later = [one for one in page.verdicts if "năm 2030" in one.promise]
        assert later and all((one.status, one.label) == ("", "Mốc sau") for one in later), code
        assert "Đúng tiến độ" not in " ".join(plain(one.sentence) for one in later)


@pytest.mark.parametrize("code", ["accredited_institution_rate", "accredited_programme_rate"])
def test_printed_operands_give_the_printed_difference(told, code):
    assert told[f"{code}.paired_units"] == "không"
    now, before = (read(found("#", told[f"{code}.{name}"])[0])[0] for name in ("actual", "previous"))
    (change,) = found(r"tăng #", told[f"{code}.change"])
    assert now - before == read(change)[0]
