"""Blocks as people paste them (tests/cases/paste.json), through the API, into the form of the shipped KH-CL2239."""

import json
from pathlib import Path

import pytest
from django.test import Client

from agencies import clock
from agencies.access import Role
from agencies.models import Agency, User
from reports.collection.catalogue import load_catalogue
from reports.models import Figure, FigureRevision, State, Submission, Via
from targets.models import Plan
from tests import factories

ROOT = Path(__file__).parents[4]
CASES = json.loads((ROOT / "tests" / "cases" / "paste.json").read_text(encoding="utf-8"))


@pytest.fixture
def form(db) -> Submission:
    """A district's report for 2024, nothing filled in."""
    load_catalogue(ROOT / "fixtures")
    period = factories.make_period(Plan.objects.get(code="KH-CL2239"), 2024)
    return factories.make_submission(period, Agency.objects.get(code="017"))


@pytest.fixture
def reporter(form: Submission) -> Client:
    signed_in = Client()
    signed_in.force_login(factories.make_user(Role.REPORTER, form.agency, username="reporter-017"))
    return signed_in


def post(client: Client, form: Submission, **body: object):
    address = f"/api/v1/submissions/{form.pk}/paste/"
    return client.post(address, json.dumps(body), content_type="application/json")


def verdicts(body: dict) -> dict:
    cells = body["cells"]
    return {
        "take": {one["data_element"]: one["value"] for one in cells if one["verdict"] == "taken"},
        "refuse": [one["data_element"] for one in cells if one["verdict"] == "refused"],
        "ask": body["question"] is not None,
    }


@pytest.mark.once
@pytest.mark.slow
def test_every_case_is_taken_refused_or_asked_about_as_it_says(reporter, form):
    found = {
        case["id"]: verdicts(post(reporter, form, text=case["text"], start=case["start"]).json()) for case in CASES
    }
    assert found == {case["id"]: {key: case[key] for key in ("take", "refuse", "ask")} for case in CASES}
    assert not Figure.objects.exists()


@pytest.mark.slow
def test_what_may_be_taken_is_stored_as_a_paste(reporter, form):
    answer = post(reporter, form, text="320\n330\n-\n", start="teachers", take=True)
    assert answer.status_code == 200
    assert [one["verdict"] for one in answer.json()["cells"]] == ["taken", "refused", "taken"]
    assert answer.json()["cells"][2]["status"] == "not_applicable"
    assert answer.json()["lines"][0] == {"line": 1, "text": "320", "data_element": "teachers", "message": ""}
    stored = FigureRevision.objects.order_by("pk").values_list("figure__element__code", "entry", "value", "via")
    assert list(stored) == [
        ("teachers", "number", 320, Via.PASTE),
        ("managers", "not_applicable", None, Via.PASTE),
    ]
    again = post(reporter, form, text="320\n", start="teachers").json()["cells"][0]
    assert (again["before"], again["verdict"]) == (320, "same")


@pytest.mark.once
@pytest.mark.slow
def test_a_question_stores_nothing_until_it_is_answered(reporter, form):
    block = {"text": "1,320\n1,318\n", "start": "teachers", "take": True}
    question = post(reporter, form, **block).json()["question"]
    assert not Figure.objects.exists()
    answered = post(reporter, form, **block, answer=question["answers"][0]["answer"]).json()
    assert verdicts(answered)["take"] == {"teachers": 1320, "teachers_qualified": 1318}
    assert Figure.objects.count() == 2


@pytest.mark.once
@pytest.mark.slow
def test_strange_blocks_and_answers_are_answered_in_json(reporter, form):
    for text in ("\ud800", "1" * 5000, "1\t2\n" + "9" * 5000 + "\t3", '"' * 1000, "\u202e12\n\ud83d"):
        assert post(reporter, form, text=text, start="teachers").status_code in (200, 400)
    asked = post(reporter, form, text="1,320\n5", start="teachers", answer="<b> top").json()["question"]
    assert [one["answer"] for one in asked["answers"]] == ["top english", "top vietnamese"]


@pytest.mark.once
@pytest.mark.slow
def test_a_block_that_cannot_be_matched_and_a_closed_form_are_refused(reporter, form):
    refused = post(reporter, form, text="1\t2\t3\t4", start="teachers")
    assert (refused.status_code, "4 cột" in str(refused.json()["error"]["fields"]["text"])) == (400, True)
    assert post(reporter, form, text="1", start="nowhere").status_code == 400
    sender = User.objects.get(username="reporter-017")
    Submission.objects.filter(pk=form.pk).update(state=State.SUBMITTED, submitted_at=clock.now(), submitted_by=sender)
    for take in (False, True):
        assert post(reporter, form, text="1", start="teachers", take=take).status_code == 409
