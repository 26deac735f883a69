"""The summary of what a form still has to answer before it can be sent."""

from reports.collection.entry.checks import FindingLevel
from reports.collection.entry.grid import Grid
from reports.collection.entry.rows import FormRow


def error_summary(grid: Grid) -> dict[str, object]:
    """What keeps a form from being sent: a heading that counts, one link into each field or run of fields."""
    hard = [f for f in grid.findings if f.level == FindingLevel.HARD]
    soft = [f for f in grid.findings if f.level == FindingLevel.SOFT]
    blank = [f for f in grid.findings if f.level == FindingLevel.BLANK]
    silent = [duty for duty in grid.duties if not duty.state]
    left = [duty for duty in grid.duties if duty.state and duty.css == "should"]
    counts = [
        f"còn {len(hard)} lỗi phải sửa" if hard else "",
        f"{len(soft)} chỗ cần giải thích" if soft else "",
        f"{len(blank)} ô chưa nhập" if blank else "",
        f"{len(silent)} nhiệm vụ chưa báo cáo" if silent else "",
        f"{len(left)} nhiệm vụ Sở trả lại chưa sửa" if left else "",
    ]
    places = {row.code: row for row in grid.rows}
    errors = [
        {
            "href": field_of(places[f.code]),
            "must": f.level == FindingLevel.HARD,
            "text": f"Ô {places[f.code].number}. {f.message}",
        }
        for f in (*hard, *soft)
    ]
    if blank:
        errors.append(
            {
                # One link for all blanks: a new form has dozens, and a list of them would hide the faults.
                "href": field_of(places[blank[0].code]),
                "must": False,
                "text": f"Ô {runs([places[f.code].number for f in blank])}: chưa nhập",
                "hint": "(nếu không có, gõ K là không phát sinh, C là chưa có số liệu)",
            }
        )
    errors += [
        {"href": f"#v-{duty.code}", "must": False, "text": f"Nhiệm vụ {duty.number}: {duty.says.lower()}"}
        for duty in (*silent, *left)
    ]
    return {"heading": f"Chưa nộp được: {', '.join(c for c in counts if c)}", "errors": errors}


def field_of(row: FormRow) -> str:
    """The address of a cell's field on the page; of the row where the number is entered in another form."""
    return f"#v-{row.code}" if row.editable else f"#cell-{row.code}"


def runs(numbers: list[int]) -> str:
    """[1, 3, 4, 5] -> "1, 3 đến 5"."""
    parts: list[list[int]] = []
    for place in sorted(numbers):
        if parts and parts[-1][-1] == place - 1:
            parts[-1].append(place)
        else:
            parts.append([place])
    return ", ".join(str(part[0]) if len(part) == 1 else f"{part[0]} đến {part[-1]}" for part in parts)
