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
        program = tmp_path / "soffice"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        settings.LIBREOFFICE = str(program)

    put(PRINTS)
    return put


@pytest.fixture
def office(db, printer) -> Office:
    """A district whose report of 1.234 people was accepted, and the people of the department."""
    return Office.furnish()
