"""The text of a plan is read in a process of its own: to the same proposals, and never for long."""

import json
import time
from pathlib import Path

import pytest

from agencies.access import Role
from targets.models import PlanDraft
from targets.plan_text.bodies import BodyNames, KnownBody
from targets.plan_text.documents.files import UnreadableFile
from targets.plan_text.documents.text import LONGEST_PLAN_TEXT, read_plan_apart
from targets.plan_text.documents.text_process import as_plain, from_plain
from targets.plan_text.indicators import IndicatorNames, KnownIndicator
from targets.plan_text.proposals import Proposals
from targets.plan_text.reading import read_plan_text
from tests import factories
from tests.reports.plans.test_pages import signed_in

TEXTS = sorted((Path(__file__).parents[2] / "cases" / "plans").glob("*.txt"))
NAMES = BodyNames([KnownBody("17", "Ủy ban nhân dân huyện Đông Anh", "Đông Anh", "district")])
INDICATORS = IndicatorNames([KnownIndicator("trained", "tỷ lệ lao động qua đào tạo", share=True)])
# Nothing but numbers: every one of them is looked for among all the others.
NUMBERS = "I. MỤC TIÊU\n1. Đến năm 2030\n- " + "1 " * 100_000


@pytest.mark.slow
@pytest.mark.parametrize("file", TEXTS, ids=lambda file: file.stem)
def test_a_plan_read_apart_says_the_same(file: Path):
    text = file.read_text(encoding="utf-8")
    here = read_plan_text(text, names=NAMES, indicators=INDICATORS)
    assert read_plan_apart(text, names=NAMES, indicators=INDICATORS) == here
    assert from_plain(Proposals, json.loads(json.dumps(as_plain(here)))) == here


def test_a_text_longer_than_any_plan_is_refused_unread():
    with pytest.raises(UnreadableFile, match="dài hơn"):
        read_plan_apart("a" * (LONGEST_PLAN_TEXT + 1))


# One process counts for ten seconds here, whatever the database.
@pytest.mark.deep
@pytest.mark.django_db
def test_a_text_of_numbers_alone_is_given_up_in_time_and_whoever_pastes_it_is_told_so_and_gets_it_back():
    client = signed_in(factories.make_user(Role.STAFF, factories.make_department()))
    begun, used = time.monotonic(), time.process_time()
    answer = client.post("/plans/new/", {"locality": "01", "code": "KH-9", "text": NUMBERS})
    assert time.monotonic() - begun < 30
    assert time.process_time() - used < 1
    assert (answer.status_code, "đọc quá lâu" in answer.content.decode()) == (422, True)
    assert NUMBERS[:60] in answer.content.decode()
    assert not PlanDraft.objects.exists()
