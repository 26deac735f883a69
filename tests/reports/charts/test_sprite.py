"""The sprite, the stylesheet and the codes of the domain belong together: a new status needs all three."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from reports.wording.duty_states import DUTY_WORDS
from reports.wording.formats import STATE_WORDS, STATUS_WORDS
from targets.calculations.statuses import SEVERITY, Status

SPRITE = Path(settings.BASE_DIR, "templates/_components/sprite.html").read_text()
STYLES = Path(settings.BASE_DIR, "static/css/vocplan.css").read_text()
FONTS = Path(settings.BASE_DIR, "static/fonts")
LARGEST_STYLES = 30_000
LARGEST_FONT = 20_000


@pytest.mark.parametrize("status", Status)
def test_a_status_has_its_silhouette_its_colours_and_its_words(status):
    assert f'id="i-{status}"' in SPRITE
    assert re.search(rf"\.s-{status}\b[^{{]*{{--c:", STYLES)
    assert all(STATUS_WORDS[status])


@pytest.mark.parametrize("state", STATE_WORDS)
def test_a_workflow_state_has_its_sign_and_its_pill(state):
    assert f'id="i-{state}"' in SPRITE
    assert f".w-{state}{{" in STYLES
    assert f".part-{state}{{" in STYLES


@pytest.mark.parametrize("state", DUTY_WORDS)
def test_a_state_of_a_duty_has_its_sign(state):
    assert f'id="i-{state}"' in SPRITE


def test_no_two_signs_share_a_silhouette():
    shapes = re.findall(r'<symbol id="[^"]+" viewBox="[^"]+">(.*?)</symbol>', SPRITE, re.DOTALL)
    assert len(shapes) == len(set(shapes)) > len(SEVERITY)


def test_a_page_stays_light_and_asks_nobody_else_for_anything():
    assert len(STYLES.encode()) < LARGEST_STYLES
    assert not re.search(r"https?:|@import", STYLES)
    fonts = list(FONTS.glob("*.woff2"))
    assert len(fonts) == 2
    assert all(font.stat().st_size < LARGEST_FONT for font in fonts)
    assert all(f"../fonts/{font.name}" in STYLES for font in fonts)
