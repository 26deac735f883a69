"""How rows look now, for the page's script: what it places without touching what is being typed."""

from datetime import datetime

from reports.collection.duties.rows import duty_update
from reports.collection.entry.grid import Grid
from reports.collection.entry.rows import FormRow, say_html, state_html
from reports.wording.formats import time_vi


def row_update(row: FormRow) -> dict[str, object]:
    """What the page's script needs to bring one row up to date without touching what is being typed."""
    return {
        "code": row.code,
        "css": row.css,
        "state": state_html(row),
        "say": say_html(row),
        "change": row.change,
        "text": row.text,
        "kind": row.kind,
        "note": row.note,
        "mark": row.mark,
        "version": row.version,
        "unsaved": row.unsaved,
        "asks_note": row.asks_note,
    }


def grid_update(grid: Grid) -> dict[str, object]:
    """The whole form for the page's script: every row, how far it is, and the version that all of this is of."""
    return {
        "rows": [*(row_update(row) for row in grid.rows), *(duty_update(duty) for duty in grid.duties)],
        "sections": [f"{section.done}/{len(section.rows)}" for section in grid.sections],
        "filled": grid.filled,
        "total": grid.total,
        "duties_said": grid.duties_said,
        "duties": len(grid.duties),
        "version": grid.version,
    }


def saved_words(at: datetime) -> str:
    return f"Đã lưu lúc {time_vi(at, seconds=True)}"
