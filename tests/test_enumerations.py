"""Every value of every list of values: wherever the code keeps a table of them, none is forgotten.

Tables are found, not listed: any module-level mapping whose keys are members of one list must have all of them. What is
meant to hold some only stands in SOME, with the reason.
"""

import ast
import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Field

import agencies
import reports
import targets
import vocplan
from reports.models.submission import State
from reports.wording.duty_states import DUTY_WORDS, SILENT, URGENT_FIRST
from reports.wording.formats import STATE_WORDS, STATUS_WORDS
from targets.calculations.statuses import SEVERITY, Status
from targets.calculations.uncertainty import DISPLAY_ORDER, UNDETERMINED

# "module.NAME": why this table does not have every value.
SOME = {
    "agencies.reorganisations.steps.OFFICIAL_DIGITS": "only districts and communes have codes of the statistics office",
    "reports.audit.events.VERBS": "opening a form is no act of a person",
    "reports.collection.notices.services.MOVES_TOLD": "an agency is told what others did with its report",
    "reports.dashboards.lineage.agencies.OF_STATE": "an accepted report counts unless it is incomplete",
    "reports.issued.building.NAMES": "the other formats are the document itself, named by its kind alone",
    "reports.issued.layout.tables.figures.ENTRIES": "a number is shown, a blank is an empty cell",
    "reports.models.submission.STOOD_BEFORE": "only decisions are undone",
    "reports.models.submission.SUBMISSION_MOVES": "opening leads from nothing",
    "reports.progress.rollup.PIECE_RANK": "a plan is no figure of what was done",
    "reports.progress.queries.OFFICIAL_RANK": "a plan is no figure of what was done",
    "targets.plan_text.reading.WHY_ELSEWHERE": "the other parts of a plan leave a number out for the usual reason",
    "reports.wording.formats.COMPARATOR_WORDS": "a range is said with both its ends",
}


def modules() -> Iterator:
    for room in (agencies, targets, reports, vocplan):
        for found in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            if not {"migrations", "management", "wsgi", "celery"} & set(found.name.split(".")):
                yield importlib.import_module(found.name)


def tables() -> Iterator[tuple[str, type[Enum], set[Enum]]]:
    """Name, list and the members that are there, of each mapping that is keyed by the members of one list."""
    for module in modules():
        source = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
        stores = (node.id for part in source.body for node in ast.walk(part) if is_store(part, node))
        for name in stores:
            value = getattr(module, name, None)
            members = {key for key in value if isinstance(key, Enum)} if isinstance(value, Mapping) else set()
            lists = {type(key) for key in members}
            if len(lists) == 1:
                yield f"{module.__name__}.{name}", lists.pop(), members


def is_store(part: ast.stmt, node: ast.AST) -> bool:
    """Whether a statement of a module gives a name its value, so that an imported table is found once."""
    return (
        isinstance(part, ast.Assign | ast.AnnAssign) and isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    )


@pytest.mark.slow
def test_every_table_has_every_value_of_its_list():
    found = {name: sorted(set(values) - there) for name, values, there in tables()}
    assert len(found) > 10
    assert {name: left for name, left in found.items() if left and name not in SOME} == {}
    assert sorted(name for name in SOME if not found.get(name)) == []


def choices() -> list[Field]:
    return [
        field
        for model in apps.get_models()
        if model.__module__.split(".")[0] in ("agencies", "targets", "reports")
        for field in model._meta.local_fields
        if field.choices
    ]


@pytest.mark.parametrize("field", choices(), ids=str)
def test_every_value_that_is_stored_has_a_word_of_its_own(field: Field):
    words = dict(field.flatchoices)
    assert all(words.values())
    assert len(set(words.values())) == len(words)


def test_the_words_of_a_duty_s_state_are_those_of_the_list_and_silence():
    stored = dict(next(field for field in choices() if str(field) == "reports.DutyUpdate.state").flatchoices)
    assert set(DUTY_WORDS) - {SILENT} == set(stored)
    assert {state: DUTY_WORDS[state].label for state in stored} == stored
    assert sorted(URGENT_FIRST) == sorted(DUTY_WORDS)


def test_workflow_states_and_statuses_have_their_words_and_their_order():
    assert set(STATE_WORDS) == {"not_opened", *State.values}
    assert set(SEVERITY) == set(Status)
    assert set(STATUS_WORDS) == set(DISPLAY_ORDER) == {*Status, UNDETERMINED}
