"""What a report is made of: the dataset (what is known) and the document (what is said), both without a database.

The dataset is read once, stored as JSON with the report and frozen when it is issued; everything else (passages,
DOCX, PDF, XLSX, CSV, JSON, the pages) is made from it alone. Values are exact and unrounded, in the unit of their
indicator or data element; None is not known. Days and moments are ISO in the JSON, decimals are plain strings.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from reports.issued.content.target_schema import TargetStanding
from reports.progress.pairs import PairedYears

SCHEMA = 1


@dataclass(frozen=True)
class YearValue:
    """What counts for an indicator in a year. `source`: official or rollup; `kind`: of the official figure, else "".

    `half_width`: how exactly the publication knew it. `paired`: against earlier years in which other agencies reported.
    `lacking`: of a year in which bodies ended, which part of it has not come, in words.
    """

    year: int
    value: Decimal
    source: str
    kind: str
    source_text: str
    numerator: Decimal | None
    denominator: Decimal | None
    rollup: Decimal | None
    official: Decimal | None
    units_reporting: int
    units_expected: int
    has_estimate: bool
    illustrative: bool
    half_width: Decimal | None = None
    paired: tuple[PairedYears, ...] = ()
    lacking: str = ""

    def paired_with(self, year: int) -> PairedYears | None:
        return next((pair for pair in self.paired if pair.from_year == year), None)


@dataclass(frozen=True)
class YearPlan:
    """What was planned for one year; of an indicator that adds up over the years, for all years until then."""

    year: int
    value: Decimal
    source_text: str


@dataclass(frozen=True)
class TooFew:
    """A year whose sum rests on too few agencies to count."""

    year: int
    units_reporting: int
    units_expected: int


@dataclass(frozen=True)
class IndicatorResult:
    """One indicator of the plan: every year known up to the report's, and each target of the plan.

    `numerator`, `denominator`: data elements that its roll-up adds up. `too_few`: years with reports but no value.
    """

    code: str
    name: str
    short_name: str
    unit: str
    decimals: int
    formula: str
    direction: str
    definition: str
    source: str
    values: tuple[YearValue, ...]
    targets: tuple[TargetStanding, ...]
    numerator: tuple[str, ...] = ()
    denominator: tuple[str, ...] = ()
    too_few: tuple[TooFew, ...] = ()
    plans: tuple[YearPlan, ...] = ()

    def plan(self, year: int) -> YearPlan | None:
        return next((plan for plan in self.plans if plan.year == year), None)

    def value(self, year: int) -> YearValue | None:
        return next((value for value in self.values if value.year == year), None)


@dataclass(frozen=True)
class SubmissionLine:
    """One agency's submission in one year. `late` is None while nothing was sent, or what was sent was taken back.

    `state` is as on the board: also not_opened.
    """

    id: int
    year: int
    agency_code: str
    agency_name: str
    agency_kind: str
    state: str
    version: int
    # The first moment that is late.
    due_at: datetime
    submitted_at: datetime | None
    late: bool | None
    required_cells: int
    filled_cells: int


@dataclass(frozen=True)
class OtherSubmission:
    """A report for another plan that holds figures of this one: a figure is entered once, whichever plans ask."""

    id: int
    plan_code: str
    year: int
    agency_code: str
    agency_name: str
    state: str
    version: int


@dataclass(frozen=True)
class DutyReport:
    """What one agency said of a duty in the report's last year in which it said anything."""

    agency_code: str
    agency_name: str
    year: int
    state: str
    text: str


@dataclass(frozen=True)
class DutyResult:
    number: str
    title: str
    group: str
    citation: str
    leads: tuple[str, ...]
    cooperating: tuple[str, ...]
    reports: tuple[DutyReport, ...]


@dataclass(frozen=True)
class Explanation:
    """A sentence an agency gave where a check tripped, or why it has no figure."""

    agency_code: str
    agency_name: str
    element_code: str
    element_name: str
    year: int
    entry: str
    value: Decimal | None
    # What had been accepted of the year before.
    previous: Decimal | None
    text: str


@dataclass(frozen=True)
class ObstacleLine:
    agency_code: str
    agency_name: str
    title: str
    text: str
    since: date
    asks: str
    state: str
    answers: tuple[str, ...]


@dataclass(frozen=True)
class AgencyFigure:
    """One cell that counts (or, in the provisional view, one that was said): the annex's and the open data's row."""

    element_code: str
    agency_code: str
    agency_name: str
    year: int
    entry: str
    value: Decimal | None
    quality: str
    submission: int
    submission_version: int
    entered_by: str
    accepted_by: str
    # None while it waits for the department.
    accepted_at: datetime | None
    illustrative: bool


@dataclass(frozen=True)
class ElementLine:
    code: str
    name: str
    unit: str
    decimals: int
    aggregation: str
    definition: str


@dataclass(frozen=True)
class Dataset:
    """Everything one report says, as it was known at `computed_at`. `as_of` is the last day whose data it holds.

    The report rests on `submissions` and `other_submissions`; `years` are all years from `first_year` to `year`.
    `limits` say in words what could not be told of a day in the past.
    """

    schema: int
    kind: str
    locality_code: str
    locality_name: str
    plan_code: str
    plan_title: str
    plan_short_title: str
    plan_number: str
    plan_issued_on: date
    plan_issuer: str
    party_document: bool
    agency_code: str
    agency_name: str
    first_year: int
    year: int
    as_of: date
    view: str
    rule_version: str
    # A share: 0.05 is 5 %.
    about_tolerance: Decimal
    generation: int
    computed_at: datetime
    illustrative: bool
    indicators: tuple[IndicatorResult, ...]
    elements: tuple[ElementLine, ...]
    figures: tuple[AgencyFigure, ...]
    submissions: tuple[SubmissionLine, ...]
    duties: tuple[DutyResult, ...]
    explanations: tuple[Explanation, ...]
    obstacles: tuple[ObstacleLine, ...]
    other_submissions: tuple[OtherSubmission, ...] = ()
    limits: tuple[str, ...] = ()

    @property
    def years(self) -> range:
        return range(self.first_year, self.year + 1)


@dataclass(frozen=True)
class Passage:
    """A generated passage: text whose numbers are fields, [[field]]; `title` names the part it belongs to."""

    key: str
    title: str
    template: str


@dataclass(frozen=True)
class Paragraph:
    """Plain text of one paragraph; `style` is one of body, bullet, heading1, heading2, note.

    `key` names the passage that it was made from, so that the page can offer to edit it there.
    """

    text: str
    style: str = "body"
    key: str = ""


@dataclass(frozen=True)
class TableCell:
    """What a table's cell shows; a number also carries its exact value and the decimals shown, for XLSX.

    `ref` (indicator code, year) where it shows an indicator's value: on the page it opens its inputs. `columns` is
    how many columns the first cell of a row takes; the cells that it covers are there and empty.
    """

    text: str
    value: Decimal | None = None
    decimals: int | None = None
    bold: bool = False
    ref: tuple[str, int] | None = None
    columns: int = 1


@dataclass(frozen=True)
class TableColumn:
    """`share` is the part of the table's width; numeric columns are right-aligned."""

    title: str
    share: int
    numeric: bool = False


@dataclass(frozen=True)
class Table:
    """`as_of` is printed under the table: when its numbers held and what they rest on."""

    key: str
    title: str
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[TableCell, ...], ...]
    as_of: str
    notes: tuple[str, ...] = ()


Block = Paragraph | Table


@dataclass(frozen=True)
class ReportSection:
    """A numbered part of the report; the number ("I") is given by the layout."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Annex:
    """Starts on its own page, its pages numbered apart; wide ones lie on their side."""

    title: str
    blocks: tuple[Block, ...]
    landscape: bool = False


@dataclass(frozen=True)
class Letterhead:
    """The official parts of Nghị định 30/2020/NĐ-CP, Phụ lục I, in the order in which they stand on the page.

    A draft has no `number` and no `signed_on`: their places stay open. `addressees`, `recipients`: one a line.
    """

    parent_body: str
    issuing_body: str
    number: int | None
    symbol: str
    place: str
    signed_on: date | None
    kind_name: str
    subject: str
    addressees: tuple[str, ...]
    authority: str
    position: str
    signer: str
    recipients: tuple[str, ...]
    party_document: bool = False


@dataclass(frozen=True)
class Document:
    """A whole report, ready to be written in any format. `remarks` stand above everything: "DỰ THẢO", "minh họa"."""

    letterhead: Letterhead
    opening: tuple[Paragraph, ...]
    sections: tuple[ReportSection, ...]
    annexes: tuple[Annex, ...] = ()
    remarks: tuple[str, ...] = field(default=())
