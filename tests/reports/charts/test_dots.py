from reports.charts.dots import StatusDot, status_dots
from targets.calculations.statuses import SEVERITY, Status
from tests.reports.charts.drawn import parse


def test_groups_stand_worst_first_with_count_and_word():
    drawn = status_dots(
        [
            StatusDot(Status.ON_TRACK, "a"),
            StatusDot(Status.WRONG_WAY, "b"),
            StatusDot(Status.ON_TRACK, "c"),
            StatusDot(Status.NO_DATA, "d"),
        ]
    )
    said = [" ".join(node.itertext()).strip() for node in parse(drawn).iter("li")]
    assert [" ".join(line.split()) for line in said] == ["1 đi ngược", "2 đúng tiến độ", "1 chưa có số liệu"]


def test_each_dot_is_a_link_with_a_spoken_name():
    tree = parse(status_dots([StatusDot("lagging", 'Bằng cấp <b> "x"', "/indicators/a/?x=1&y=2")]))
    link = next(tree.iter("a"))
    assert link.get("href") == "/indicators/a/?x=1&y=2"
    assert link.find("svg").get("aria-label") == 'Bằng cấp <b> "x"'
    assert link.find("svg/use").get("href") == "#i-lagging"


def test_every_status_has_a_place():
    tree = parse(status_dots(StatusDot(status, status) for status in Status))
    assert len(list(tree.iter("li"))) == len(SEVERITY)


def test_no_target_gives_no_list():
    assert status_dots([]) == ""
