"""Closed groups, by hand and over the shipped table of Hà Nội."""

import pytest
from django.conf import settings

from agencies.catalogue import load_agencies
from agencies.reorganisations.changes import changes_of
from agencies.reorganisations.groups import Comparability, closed_groups
from agencies.reorganisations.steps import read_document

FIXTURES = settings.BASE_DIR / "fixtures"


def test_bodies_that_share_an_heir_are_one_group_and_no_heir_has_a_past_of_its_own():
    (group,) = closed_groups([("a", "x"), ("a", "y"), ("b", "y")])
    assert (group.old, group.new) == (("a", "b"), ("x", "y"))
    assert group.comparability == Comparability.GROUP


def test_a_merger_is_exactly_its_parts():
    (group,) = closed_groups([("c", "z"), ("d", "z")])
    assert (group.old, group.new, group.comparability) == (("c", "d"), ("z",), Comparability.EXACT)


def test_an_old_and_a_new_body_of_one_code_are_two_bodies():
    (group,) = closed_groups([("682", "682"), ("681", "682")])
    assert (group.old, group.new) == (("682", "681"), ("682",))


@pytest.mark.django_db
def test_the_30_districts_and_126_communes_of_hanoi_fall_into_five_groups():
    load_agencies(FIXTURES)
    changes = changes_of(read_document(FIXTURES, "reorganisations/01-2025-07-01.yaml"))
    assert not changes.faults
    assert [(len(group.old), len(group.new)) for group in changes.groups] == [(23, 94), (4, 20), (1, 5), (1, 4), (1, 3)]
    assert sum(len(body.overlaps) > 1 for body in changes.begins) == 64
