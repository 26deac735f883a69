"""What the tests of the work on reports share: the people, one small plan with data, and a printer that is quick."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.reports.issued.office import Office

PRINTS = "printf '%%PDF-1.4\\n%%%%EOF\\n' > report.pdf"


@pytest.fixture
def printer(tmp_path: Path, settings) -> Callable[[str], None]:
    """A function that puts a shell script in the place of LibreOffice; it runs in the folder of the document."""

    def put(script: str) -> None:
        settings.LIBREOFFICE = printing_program(tmp_path, script)

    put(PRINTS)
    return put


def printing_program(folder: Path, script: str = PRINTS) -> str:
    """The path of a shell script that stands in LibreOffice's place, written into a folder."""
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return str(program)


@pytest.fixture
def office(db, printer) -> Office:
    """A district whose report of 1.234 people was accepted, and the people of the department."""
    return Office.furnish()
