"""What a report says, in careful Vietnamese: sentences from templates whose numbers are fields."""

from collections.abc import Callable

from reports.issued.content.schema import Dataset, Passage
from reports.issued.words.closing import closing
from reports.issued.words.duties import duties
from reports.issued.words.figures import figures
from reports.issued.words.next_steps import next_steps
from reports.issued.words.obstacles import obstacles
from reports.issued.words.opening import opening_passages
from reports.issued.words.reporting import reporting
from reports.issued.words.results import results
from reports.issued.words.shortcomings import gathered_causes, shortcomings
from reports.models import ReportKind

WHOLE_REPORT_PARTS = (opening_passages, reporting, results, duties, shortcomings, obstacles, next_steps, closing)
# A sheet says no more than who has reported; one agency judges no indicator.
PARTS: dict[str, tuple[Callable[[Dataset], list[Passage]], ...]] = {
    ReportKind.YEARLY: WHOLE_REPORT_PARTS,
    ReportKind.INTERIM: WHOLE_REPORT_PARTS,
    ReportKind.FINAL: WHOLE_REPORT_PARTS,
    ReportKind.SHEET: (opening_passages, reporting, closing),
    ReportKind.AGENCY: (opening_passages, reporting, figures, duties, gathered_causes, obstacles, closing),
}


def generated_passages(dataset: Dataset) -> list[Passage]:
    """The passages of a report in the order in which they stand; each key once, none empty."""
    passages = [passage for part in PARTS[dataset.kind] for passage in part(dataset)]
    return [passage for passage in passages if passage.template]
