"""What each remaining year must bring, beside what each year has brought so far."""

from reports.issued.content.schema import Dataset, Table, TableCell, TableColumn
from reports.issued.content.standings import frozen_standing, still_needed
from reports.issued.layout.tables.cells import as_of, notes
from reports.issued.layout.tables.results import promise_with_years
from reports.issued.words.indicator_fields import NOT_COMPUTED, target_fields
from reports.wording.formats import NOT_KNOWN


def pace_tables(dataset: Dataset) -> list[Table]:
    """The table of needed paces; none where nothing is left to reach."""
    pairs = [(result, standing) for result in dataset.indicators for standing in still_needed(result, dataset)]
    if not pairs:
        return []
    columns = (
        TableColumn("TT", 4),
        TableColumn("Chỉ tiêu", 24),
        TableColumn("Mục tiêu", 18),
        TableColumn("Hiện nay", 16),
        TableColumn("Mỗi năm cần", 14),
        TableColumn("Bình quân mỗi năm đã qua", 14),
        TableColumn(f"Mức cần có năm {dataset.year + 1}", 12),
    )
    rows = []
    for place, (result, standing) in enumerate(pairs, 1):
        texts = target_fields(result, standing, dataset)
        now = f"{texts['actual']} ({texts['actual_year']})" if standing.actual is not None else NOT_KNOWN
        told = (texts["needed"], texts["achieved"], texts["next"])
        rows.append(
            (
                TableCell(str(place)),
                TableCell(result.short_name),
                TableCell(promise_with_years(frozen_standing(result, standing, dataset))),
                TableCell(now),
                *(TableCell(NOT_KNOWN if text == NOT_COMPUTED else text) for text in told),
            )
        )
    made_up = any(standing.illustrative for _, standing in pairs)
    return [Table("pace", "Nhịp độ cần đạt", columns, tuple(rows), as_of(dataset), notes((), made_up=made_up))]
