"""docs/faults.md tells every fault of the list once, each with what to do and a test that is there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FAULTS = range(1, 59)


def test_every_fault_is_told_once_with_its_test():
    text = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| (.+) \| (.+) \| (.+) \| `(.+)` \|$", text, re.MULTILINE)
    assert [int(number) for number, *_ in rows] == list(FAULTS)
    assert [file for *_, file in rows if not (ROOT / file).is_file()] == []
