import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

TEXT = Path(__file__).parents[2] / "cases/plans/made-up-87.txt"

pytestmark = pytest.mark.django_db


def run(*arguments, **options):
    out = io.StringIO()
    call_command("read_plan", *arguments, stdout=out, **options)
    return json.loads(out.getvalue())


@pytest.mark.slow
def test_a_file_is_read_into_proposals_as_json():
    found = run(str(TEXT))
    assert found["head"]["number"] == "87/KH-UBND"
    assert [target["low"] for target in found["targets"][:3]] == [9400, 82, 45]
    assert set(found) >= {"head", "targets", "deadlines", "duties", "milestones", "task_groups"}


def test_a_batch_answers_each_text_in_order(monkeypatch):
    pieces = [
        {"text": "- Mở 12 lớp.", "heading": "a) Đến năm 2028", "year": 2028},
        {"text": "Không có số.", "heading": None, "year": None},
    ]
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(pieces)))
    first, second = run(batch=True)
    assert [(target["low"], target["year"]) for target in first["targets"]] == [(12, 2028)]
    assert second["targets"] == []


def test_a_batch_that_is_no_list_is_refused(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO('{"text": 1}'))
    with pytest.raises(CommandError):
        run(batch=True)


def test_a_file_that_is_not_there_is_named():
    with pytest.raises(CommandError, match="khong-co"):
        run("khong-co.docx")


def test_a_file_or_a_batch_is_wanted():
    with pytest.raises(CommandError):
        run()
