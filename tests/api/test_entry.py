"""Cells written through the API: all or none, exact, never over a colleague's head; and the moves of a report."""

import json
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import connection

from reports.models import Figure, FigureRevision, Review, State, SubmissionEvent
from reports.progress.services import recalculate_stale
from targets.models import Indicator
from tests import factories
from tests.api.conftest import FEMALE, TRAINED, Answer, Call, World

pytestmark = pytest.mark.both


def patch(call: Call, world: World, cells: list | str, who: str = "reporter", version: int | None = None) -> Answer:
    """Write cells of district 001, by default on the form as it stands; text is sent as it is."""
    path = f"submissions/{world.form.pk}/figures/"
    seen = call(who, "GET", path).body["version"] if version is None else version
    body = (
        f'{{"version": {seen}, "figures": {cells}}}' if isinstance(cells, str) else {"version": seen, "figures": cells}
    )
    return call(who, "PATCH", path, body)


def test_cells_are_saved_exactly_as_they_were_sent(world: World, call: Call):
    answer = patch(call, world, [{"data_element": TRAINED, "value": 1150000, "quality": "estimate", "note": "Ước."}])
    assert answer.status == 200
    assert answer.body["figures"][0] == {
        "data_element": TRAINED, "value": 1150000, "status": "number", "quality": "estimate", "note": "Ước.",
    }  # fmt: skip
    assert (Figure.objects.get().value, FigureRevision.objects.get().via) == (Decimal(1150000), "api")


@pytest.mark.slow
def test_a_decimal_is_read_as_written_and_not_as_a_binary_float(world: World, call: Call):
    district = world.agencies["001"]
    element = factories.make_element("training_rate", decimals=2, unit="%", position=9)
    indicator = factories.make_indicator("training_rate", numerator=[element])
    factories.make_target(world.plans["KH-10"], indicator)
    answer = patch(call, world, '[{"data_element": "training_rate", "value": 72.23}]')
    assert answer.status == 200 and '"value":72.23,' in answer.text
    assert Figure.objects.get(agency=district).value == Decimal("72.23")
    refusals = {
        "72.235": "quá nhiều chữ số lẻ",
        "101": "lớn hơn 100%",
        "1e-30": "nhiều hơn",
        "1e-15": "quá nhiều chữ số lẻ",
    }
    for value, reason in refusals.items():
        answer = patch(call, world, f'[{{"data_element": "training_rate", "value": {value}}}]')
        assert answer.status == 400, value
        assert reason in str(answer.body["error"]["fields"]) or value == "1e-30", value


@pytest.mark.once
@pytest.mark.parametrize(
    "value",
    ["-1", "1.5", "1e3000", "1e999999999", "123456789012345678901", "-0.5", '"1200"', "true", "[]", "{}", "1e-30"],
)
def test_a_number_that_cannot_be_stored_is_refused_beside_its_element(world: World, call: Call, value: str):
    answer = patch(
        call, world, f'[{{"data_element": "{FEMALE}", "value": 1}}, {{"data_element": "{TRAINED}", "value": {value}}}]'
    )
    assert answer.status == 400
    assert answer.body["error"]["fields"]
    assert not Figure.objects.exists()


@pytest.mark.once
@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1,5", "1.", "01", "0x10", "１２"])
def test_what_is_no_json_number_is_refused_as_a_whole(world: World, call: Call, value: str):
    answer = patch(call, world, f'[{{"data_element": "{TRAINED}", "value": {value}}}]')
    assert (answer.status, answer.body["error"]["code"]) == (400, "parse_error")
    assert not Figure.objects.exists()


def test_one_bad_cell_refuses_all_and_names_itself(world: World, call: Call):
    answer = patch(call, world, [{"data_element": FEMALE, "value": 5}, {"data_element": TRAINED, "value": 1.5}])
    assert answer.body["error"]["fields"].keys() == {TRAINED}
    answer = patch(call, world, [{"data_element": FEMALE, "value": 5}, {"data_element": "rate_percent", "value": 1}])
    assert answer.body["error"]["fields"].keys() == {"rate_percent"}
    assert not Figure.objects.exists()


def test_errors_of_form_stand_beside_the_element(world: World, call: Call):
    cells = [{"data_element": TRAINED, "value": 1, "status": "missing"}, {"data_element": FEMALE, "quality": "best"}]
    fields = patch(call, world, cells).body["error"]["fields"]
    assert fields.keys() == {TRAINED, FEMALE}
    assert "không có số" in fields[TRAINED] and fields[FEMALE].startswith("quality: ")
    fields = patch(call, world, [{"data_element": TRAINED, "value": "1200"}, 7]).body["error"]["fields"]
    assert fields.keys() == {TRAINED, "figures[1]"} and "ngoặc kép" in fields[TRAINED]


@pytest.mark.slow
def test_the_four_states_of_a_cell(world: World, call: Call):
    patch(call, world, [{"data_element": TRAINED, "value": 0}, {"data_element": FEMALE, "status": "not_applicable"}])
    stored = {figure.element.code: (figure.entry, figure.value) for figure in Figure.objects.select_related("element")}
    assert stored == {TRAINED: ("number", Decimal(0)), FEMALE: ("not_applicable", None)}
    refused = patch(call, world, [{"data_element": TRAINED, "status": "missing"}])
    assert "lý do" in refused.body["error"]["fields"][TRAINED]
    patch(call, world, [{"data_element": TRAINED, "status": "missing", "note": "Chờ điều tra."}])
    patch(call, world, [{"data_element": FEMALE, "value": None}])
    stored = {figure.element.code: (figure.entry, figure.value) for figure in Figure.objects.select_related("element")}
    assert stored == {TRAINED: ("missing", None), FEMALE: ("blank", None)}


def test_what_a_cell_leaves_out_stays(world: World, call: Call):
    patch(call, world, [{"data_element": TRAINED, "value": 7, "quality": "estimate", "note": "Ước."}])
    patch(call, world, [{"data_element": TRAINED, "note": "Ước theo quý III."}])
    patch(call, world, [{"data_element": TRAINED, "value": 8}])
    figure = Figure.objects.get()
    assert (figure.value, figure.quality, figure.note) == (8, "estimate", "Ước theo quý III.")


def test_what_was_read_can_be_sent_back_and_changes_nothing(world: World, call: Call):
    patch(call, world, [{"data_element": TRAINED, "value": 7, "note": "Ước."}])
    body = call("reporter", "GET", f"submissions/{world.form.pk}/figures/").body
    answer = call("reporter", "PATCH", f"submissions/{world.form.pk}/figures/", body)
    assert (answer.status, answer.body) == (200, body)
    assert FigureRevision.objects.count() == 1


def test_a_figure_that_another_plans_form_holds_is_shown_and_left_there(world: World, call: Call):
    """Read, change one cell, send all back: the cell of the other form is no obstacle as long as it stays."""
    other = factories.make_plan("KH-72")
    factories.make_target(other, Indicator.objects.get(code="trained_total"), 2025)
    second = factories.make_submission(factories.make_period(other), world.agencies["001"])
    factories.fill(second, world.people["reporter"], **{TRAINED: "900"})
    path = f"submissions/{world.form.pk}/figures/"
    body = call("reporter", "GET", path).body
    assert body["figures"][0]["value"] == 900
    body["figures"][1] |= {"value": 300, "status": "number"}
    assert call("reporter", "PATCH", path, body).status == 200
    answer = patch(call, world, [{"data_element": TRAINED, "value": 901}])
    assert (answer.status, "KH-72" in answer.body["error"]["fields"][TRAINED]) == (400, True)
    assert Figure.objects.get(element__code=TRAINED).submission == second


@pytest.mark.django_db(transaction=True)
def test_of_two_who_write_at_once_one_wins_and_one_is_told(world: World, call: Call):
    path = f"submissions/{world.form.pk}/figures/"
    seen = call("reporter", "GET", path).body["version"]
    call("colleague", "GET", path)
    start, answers = Barrier(2), {}

    def write(who: str, value: int) -> None:
        start.wait()
        cells = [{"data_element": TRAINED, "value": value}]
        answers[who] = call(who, "PATCH", path, {"version": seen, "figures": cells})
        connection.close()

    threads = [Thread(target=write, args=pair) for pair in (("reporter", 10), ("colleague", 20))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status for answer in answers.values()) == [200, 409]
    winner, loser = sorted(answers, key=lambda who: answers[who].status)
    kept = {"reporter": 10, "colleague": 20}[winner]
    assert Figure.objects.get().value == kept
    assert answers[loser].body["error"]["changed"][0]["value"] == kept


@pytest.mark.once
@pytest.mark.parametrize(
    "body",
    [
        {}, [], 7, "x", None, {"version": 1}, {"figures": []}, {"version": 1, "figures": []},
        {"version": 1, "figures": {}},
        {"version": "x", "figures": [{"data_element": TRAINED, "value": 1}]}, {"version": 1, "figures": [7]},
        {"version": -1, "figures": [{"data_element": TRAINED, "value": 1}]}, {"version": 1, "figures": [{"value": 1}]},
        {"version": 1, "figures": [{"data_element": TRAINED, "value": 1}] * 2},
        {"version": 1, "figures": [{"data_element": TRAINED, "value": 1, "note": "x" * 2001}]},
        {"version": 1, "figures": [{"data_element": TRAINED, "value": 1, "note": "a\u0000b"}]},
        {"version": 1, "figures": [{"data_element": ["x"], "value": 1}]},
        {"version": 1, "figures": [{"data_element": TRAINED, "status": "blank"}]},
        {"version": 1, "figures": [{"data_element": TRAINED, "status": "number"}]},
    ],
)  # fmt: skip
def test_a_body_of_the_wrong_shape_is_a_clear_refusal(world: World, call: Call, body: object):
    answer = call("reporter", "PATCH", f"submissions/{world.form.pk}/figures/", json.dumps(body))
    assert (answer.status, answer.body["error"]["code"]) == (400, "invalid")
    assert answer.body["error"]["fields"]
    assert not Figure.objects.exists()


def test_the_second_writer_is_told_and_sees_what_changed(world: World, call: Call):
    seen = call("reporter", "GET", f"submissions/{world.form.pk}/figures/").body["version"]
    assert patch(call, world, [{"data_element": TRAINED, "value": 10}], version=seen).status == 200
    answer = patch(call, world, [{"data_element": TRAINED, "value": 20}], who="colleague", version=seen)
    assert (answer.status, answer.body["error"]["code"]) == (409, "stale")
    assert answer.body["error"]["changed"] == [
        {"data_element": TRAINED, "value": 10, "status": "number", "quality": "final", "note": ""}
    ]
    assert Figure.objects.get().value == 10
    again = patch(
        call, world, [{"data_element": TRAINED, "value": 20}], who="colleague", version=answer.body["error"]["version"]
    )
    assert (again.status, Figure.objects.get().value) == (200, 20)


def test_only_what_changed_since_the_version_is_named(world: World, call: Call):
    patch(call, world, [{"data_element": TRAINED, "value": 10}])
    seen = call("reporter", "GET", f"submissions/{world.form.pk}/figures/").body["version"]
    patch(call, world, [{"data_element": FEMALE, "value": 3}])
    changed = patch(call, world, [{"data_element": FEMALE, "value": 4}], version=seen).body["error"]["changed"]
    assert [cell["data_element"] for cell in changed] == [FEMALE]


def test_a_move_makes_a_form_stale_too(world: World, call: Call):
    seen = call("reporter", "GET", f"submissions/{world.form.pk}/").body["version"]
    world.fill_and_send()
    answer = call("reporter", "POST", f"submissions/{world.form.pk}/withdraw/", {"version": seen})
    assert (answer.status, answer.body["error"]["status"]) == (409, "submitted")
    assert {cell["data_element"] for cell in answer.body["error"]["changed"]} == {TRAINED, FEMALE}


@pytest.mark.slow
@pytest.mark.once
def test_the_version_of_a_form_only_grows(world: World, call: Call):
    path = f"submissions/{world.form.pk}/"
    versions = [call("reporter", "GET", path).body["version"]]
    patch(call, world, [{"data_element": TRAINED, "value": 10}, {"data_element": FEMALE, "value": 1}])
    for step in ("empty", "fill", "submit", "return"):
        versions.append(call("reporter", "GET", path).body["version"])
        match step:
            case "empty" | "fill":
                patch(call, world, [{"data_element": TRAINED, "value": None if step == "empty" else 11}])
            case "submit":
                assert call("reporter", "POST", f"{path}submit/").status == 200
            case "return":
                assert call("staff", "POST", f"{path}return/", {"note": "Xem lại."}).status == 200
    versions.append(call("reporter", "GET", path).body["version"])
    assert versions == sorted(set(versions))
    assert call("reporter", "GET", f"{path}figures/").body["version"] == versions[-1]


def test_a_report_that_was_sent_takes_no_figures(world: World, call: Call):
    world.fill_and_send()
    answer = patch(call, world, [{"data_element": TRAINED, "value": 1}])
    assert (answer.status, answer.body["error"]["code"], answer.body["error"]["status"]) == (
        409,
        "wrong_state",
        "submitted",
    )


def test_a_report_with_blank_cells_is_not_sent_and_says_which(world: World, call: Call):
    patch(call, world, [{"data_element": TRAINED, "value": 1}])
    answer = call("reporter", "POST", f"submissions/{world.form.pk}/submit/")
    assert (answer.status, answer.body["error"]["code"]) == (400, "not_ready")
    assert answer.body["error"]["fields"].keys() == {FEMALE}
    patch(call, world, [{"data_element": FEMALE, "value": 2}])
    assert (
        "nhiều hơn" in call("reporter", "POST", f"submissions/{world.form.pk}/submit/").body["error"]["fields"][FEMALE]
    )


@pytest.mark.slow
def test_the_way_of_a_report_through_the_api(world: World, call: Call):
    path = f"submissions/{world.form.pk}/"
    patch(call, world, [{"data_element": TRAINED, "value": 1200}, {"data_element": FEMALE, "value": 500}])

    def move(who: str, name: str, body: dict | None = None) -> dict:
        version = call(who, "GET", path).body["version"]
        answer = call(who, "POST", f"{path}{name}/", {"version": version, **(body or {})})
        assert answer.status == 200, answer.body
        assert answer.body == call(who, "GET", path).body
        return answer.body

    sent = move("reporter", "submit")
    assert (sent["status"], sent["completeness"]) == ("submitted", 1) and sent["submitted_at"]
    assert move("reporter", "withdraw")["status"] == "draft"
    move("reporter", "submit")
    assert move("staff", "return", {"reasons": {TRAINED: "Khác năm trước."}})["status"] == "returned"
    assert Review.objects.get().items.get().reason == "Khác năm trước."
    patch(call, world, [{"data_element": TRAINED, "note": "Đã đối chiếu với các trường."}])
    move("reporter", "submit")
    assert move("staff", "accept", {"note": "Đủ."})["status"] == "accepted"
    assert Figure.objects.get(element__code=TRAINED).accepted_value == 1200
    assert move("staff", "reopen", {"reason": "Bổ sung."})["status"] == "returned"
    recalculate_stale()
    values = call("leader", "GET", "series/?indicator=trained_total").body["agencies"]["figures"]
    assert {figure["agency"]: figure["value"] for figure in values} == {"001": 1200, "002": None}


@pytest.mark.once
@pytest.mark.parametrize(
    ("state", "move", "who"),
    [
        (State.DRAFT, "withdraw", "reporter"),
        (State.DRAFT, "accept", "staff"),
        (State.DRAFT, "return", "staff"),
        (State.DRAFT, "reopen", "staff"),
        (State.SUBMITTED, "submit", "reporter"),
        (State.SUBMITTED, "reopen", "staff"),
        (State.ACCEPTED, "submit", "reporter"),
        (State.ACCEPTED, "withdraw", "reporter"),
        (State.ACCEPTED, "accept", "staff"),
        (State.ACCEPTED, "return", "staff"),
    ],
)
def test_a_move_that_does_not_start_here_is_refused(world: World, call: Call, state: str, move: str, who: str):
    {State.DRAFT: lambda: None, State.SUBMITTED: world.fill_and_send, State.ACCEPTED: world.accept}[state]()
    events = SubmissionEvent.objects.count()
    answer = call(who, "POST", f"submissions/{world.form.pk}/{move}/", {"reason": "x", "note": "x"})
    assert (answer.status, answer.body["error"]["code"], answer.body["error"]["status"]) == (409, "wrong_state", state)
    assert (world.form.state, SubmissionEvent.objects.count()) == (state, events)


def test_a_second_click_is_told_that_the_first_one_worked(world: World, call: Call):
    world.fill_and_send()
    path = f"submissions/{world.form.pk}/"
    version = call("staff", "GET", path).body["version"]
    assert call("staff", "POST", f"{path}accept/", {"version": version}).status == 200
    assert call("staff", "POST", f"{path}accept/", {"version": version}).status == 409
    assert Review.objects.count() == 1


def test_a_return_says_why(world: World, call: Call):
    world.fill_and_send()
    path = f"submissions/{world.form.pk}/return/"
    assert call("staff", "POST", path).body["error"]["fields"].keys() == {"note"}
    assert call("staff", "POST", path, {"reasons": {TRAINED: " "}}).body["error"]["fields"].keys() == {TRAINED}
    assert call("staff", "POST", path, {"reasons": {"elsewhere": "x"}}).body["error"]["fields"].keys() == {"elsewhere"}
    assert call("staff", "POST", path, {"reasons": ["x"]}).status == 400
    assert world.form.state == State.SUBMITTED


def test_reopening_says_why(world: World, call: Call):
    world.accept()
    answer = call("staff", "POST", f"submissions/{world.form.pk}/reopen/", {"reason": " "})
    assert (answer.status, answer.body["error"]["fields"].keys()) == (400, {"reason"})
