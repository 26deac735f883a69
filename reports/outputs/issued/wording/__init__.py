"""What a report says, in careful Vietnamese: sentences from templates whose numbers are fields."""

from collections.abc import Callable

from reports.models import ReportKind
from reports.outputs.issued.shape import Dataset, Passage
from reports.outputs.issued.wording.closing import closing
from reports.outputs.issued.wording.duties import duties
from reports.outputs.issued.wording.figures import figures
from reports.outputs.issued.wording.next_steps import next_steps
from reports.outputs.issued.wording.obstacles import obstacles
from reports.outputs.issued.wording.opening import opening
from reports.outputs.issued.wording.reporting import reporting
from reports.outputs.issued.wording.results import results
from reports.outputs.issued.wording.shortcomings import explanations, shortcomings

WHOLE = (opening, reporting, results, duties, shortcomings, obstacles, next_steps, closing)
PARTS: dict[str, tuple[Callable[[Dataset], list[Passage]], ...]] = {
    ReportKind.YEARLY: WHOLE,
    ReportKind.INTERIM: WHOLE,
    ReportKind.FINAL: WHOLE,
    ReportKind.SHEET: (opening, reporting, closing),
    ReportKind.AGENCY: (opening, reporting, figures, duties, explanations, obstacles, closing),
}


def generated(dataset: Dataset) -> list[Passage]:
    """The passages of a report in the order in which they stand; each key once, none empty."""
    passages = [passage for part in PARTS[dataset.kind] for passage in part(dataset)]
    return [passage for passage in passages if passage.template]
