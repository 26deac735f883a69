"""The dataset that is kept with a report, as far as this release of vocplan reads what an earlier one wrote."""

from reports.issued.content.schema import Dataset
from reports.issued.frozen import FrozenError, from_json
from reports.models import IssuedReport


def stored_dataset(report: IssuedReport) -> Dataset | None:
    """None while nothing has been read, and where the row is of a shape that this release does not know."""
    if not report.dataset:
        return None
    try:
        return from_json(report.dataset)
    except FrozenError:
        return None
