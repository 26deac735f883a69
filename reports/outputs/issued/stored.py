"""The dataset that is kept with a report, as far as this release of vocplan reads what an earlier one wrote."""

from reports.models import IssuedReport
from reports.outputs.issued.frozen import FrozenError, from_json
from reports.outputs.issued.shape import Dataset


def stored_dataset(report: IssuedReport) -> Dataset | None:
    """None while nothing has been read, and where the row is of a shape that this release does not know."""
    if not report.dataset:
        return None
    try:
        return from_json(report.dataset)
    except FrozenError:
        return None
