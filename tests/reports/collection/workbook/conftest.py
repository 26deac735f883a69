import io
import json
from collections.abc import Callable
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from reports.collection.workbook import reading
from reports.collection.workbook.form import form_workbook
from reports.collection.workbook.layout import SHEET
from reports.collection.workbook.reader_process import read_measured
from tests.reports.collection.scene import Scene

# Where each cell of the scene's form stands: one group's heading, then the cells in form order.
ROWS = {"total": 6, "college": 7, "rest": 8, "labour": 9, "labour_trained": 10}


def edited(data: bytes, change: Callable[[Workbook], None]) -> bytes:
    """A workbook after somebody has worked on it."""
    book = load_workbook(io.BytesIO(data))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_cells(data: bytes, **cells: object) -> bytes:
    """The form with values at addresses: `with_cells(data, F6=100)`."""

    def fill(book: Workbook) -> None:
        for address, value in cells.items():
            book[SHEET][address] = value

    return edited(data, fill)


def repacked(data: bytes, **parts: bytes) -> bytes:
    """The file with parts replaced or added, named with `__` for `/` and `_dot_` for a dot."""
    wanted = {name.replace("__", "/").replace("_dot_", "."): content for name, content in parts.items()}
    return zipped({name: content for name, content in parts_of(data).items() if name not in wanted} | wanted)


def parts_of(data: bytes) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.fixture
def blank(scene: Scene) -> bytes:
    """The district's form for KH-10 as it is downloaded before anything is typed."""
    return form_workbook(scene.form)


@pytest.fixture
def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read by what the process of its own would run, here and without its limits: a tenth of the time."""
    monkeypatch.setattr(reading, "in_child", lambda data: json.loads(json.dumps(read_measured(data))))
