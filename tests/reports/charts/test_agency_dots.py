from decimal import Decimal as D

from reports.charts.agency_dots import AgencyDots, AgencyValue, agency_dots
from reports.charts.marks import text_px
from tests.reports.charts.drawn import every, inside, one, parse, percent, words

THREE = (
    AgencyValue("Ba Vì", None),
    AgencyValue("Sóc Sơn", D("66.1"), "66,1"),
    AgencyValue("Cầu Giấy", D("82.4"), "82,4"),
)


def test_highest_first_and_the_missing_named_at_the_foot():
    drawn = agency_dots(AgencyDots("câu", THREE, D(73), "toàn Thành phố 73,0", "%"))
    named = [word for word in words(drawn) if word in {"Ba Vì", "Sóc Sơn", "Cầu Giấy"}]
    assert named == ["Cầu Giấy", "Sóc Sơn", "Ba Vì"]
    assert "chưa có số liệu" in words(drawn)
    assert words(drawn)[0].endswith("%")


def test_the_rule_of_the_whole_parts_those_above_from_those_below():
    drawn = agency_dots(AgencyDots("câu", THREE, D(73), "toàn Thành phố 73,0"))
    rule = percent(one(drawn, "city-rule"), "x1")
    assert percent(one(drawn, "agency-dot--above"), "cx") > rule
    assert min(percent(dot, "cx") for dot in every(drawn, "agency-dot")) < rule


def test_links_make_it_a_group():
    linked = AgencyValue("Ba <Vì>", D(1), "1", "/submissions/1/?a=1&b=2")
    tree = parse(agency_dots(AgencyDots("câu", (linked,))))
    assert tree.find("svg").get("role") == "group"
    assert next(tree.iter("a")).get("aria-label") == "Ba <Vì>: 1"


def test_a_single_agency_equal_values_and_nothing_reported_are_legal():
    assert inside(agency_dots(AgencyDots("câu", THREE[:1])))
    assert inside(agency_dots(AgencyDots("câu", (THREE[1], THREE[1]))))
    assert inside(agency_dots(AgencyDots("câu", (AgencyValue("Không", D(0), "0"),))))
    assert agency_dots(AgencyDots("câu", ())) == ""


def test_long_names_and_negative_values_stay_inside():
    far = (AgencyValue("Trường Cao đẳng nghề Công nghiệp và Kỹ thuật Hà Nội" * 2, D("-8000"), "–8.000"), *THREE)
    drawn = agency_dots(AgencyDots("câu", far, D("1e7"), "toàn Thành phố"))
    assert inside(drawn)
    assert any(word.endswith("…") for word in words(drawn))


def test_a_published_value_is_a_line_of_its_own_beside_what_the_agencies_add_up_to():
    both = AgencyDots("câu", THREE, D("72.4"), "cộng lại 72,4", published=D(73), published_text="công bố 73%")
    drawn = agency_dots(both)
    assert percent(one(drawn, "city-rule"), "x1") < percent(one(drawn, "published-rule"), "x1")
    assert {"cộng lại 72,4", "công bố 73%"} <= set(words(drawn))
    # Above or below is said against the agencies' own sum.
    near = AgencyDots("câu", (AgencyValue("Long Biên", D("72.6"), "72,6"), *THREE), D("72.4"), published=D(73))
    assert len(every(agency_dots(near), "agency-dot--above")) == 2


def test_agencies_that_read_the_same_stand_at_one_place():
    nine = tuple(AgencyValue(f"Huyện {n}", D("54.9994") + D(n) / 20000, "55,0") for n in range(9))
    drawn = agency_dots(AgencyDots("câu", nine, D("54.9996"), least_span=D(1)))
    places = [percent(dot, "cx") for dot in every(drawn, "agency-dot")]
    assert max(places) - min(places) < 1
    assert not any("54,999" in word for word in words(drawn))


def test_a_wide_number_leaves_its_point_room_on_a_phone():
    """The demo's 11.902 people of the largest district, in a chart of 330 pixels."""
    drawn = agency_dots(AgencyDots("câu", (AgencyValue("Đống Đa", D(11902), "11.902"), *THREE)))
    furthest = max(percent(dot, "cx") for dot in every(drawn, "agency-dot"))
    assert D(str(furthest)) * D("3.3") + 5 <= 330 - text_px("11.902")
