"""`manage.py benchmark` hands on to benchmarks/, and says what it needs where that is not there."""

import pytest
from django.core.management import CommandError, call_command

from benchmarks.rows import ROWS


def test_an_unknown_row_is_refused_with_the_names_of_the_known_ones(capfd):
    with pytest.raises(CommandError) as refusal:
        call_command("benchmark", "D99")
    assert refusal.value.returncode == 2
    said = capfd.readouterr().err
    assert "D99" in said
    assert all(row.name in said for row in ROWS)


def test_an_image_without_the_sources_says_what_is_needed(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    with pytest.raises(CommandError, match="make bench"):
        call_command("benchmark")


def test_every_promise_about_the_overview_is_measured():
    goals = {row.name: row.must for row in ROWS}
    assert (goals["D1"], goals["D2"], goals["D3"], goals["D4"]) == (1.0, 96, 2.0, 0.5)
