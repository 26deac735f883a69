"""Read once everything that one report says, at one moment: the dataset that is stored, printed and frozen."""

from collections.abc import Iterable
from datetime import date

from django.db.models import prefetch_related_objects
from django.utils import timezone

from agencies import clock
from agencies.models import Agency
from reports.audit.chain import events_on_record
from reports.issued.content.agency_figures import (
    Counted,
    asks,
    causes_told,
    cells_then,
    counting,
    element_lines,
    elements_of,
    figure_lines,
    filled_cells,
    full_names,
    moved_since,
)
from reports.issued.content.narratives import duty_results, obstacle_line, obstacles_raised
from reports.issued.content.results import question_of, results_of
from reports.issued.content.schema import SCHEMA, AgencyFigure, Dataset, IndicatorResult, SubmissionLine
from reports.issued.content.scope import Scope
from reports.issued.content.submissions import SubmissionThen, forms_of, other_lines, submission_lines
from reports.models import Generation, IssuedReport, Obstacle, ReportKind
from reports.snapshot import one_moment
from reports.wording.formats import date_vi
from targets.calculations.numbers.precision import without_trailing_zeros
from targets.models import DataElement

# Indicators, data elements and plans are kept with their history once they were changed, a period and the form of a
# figure without.
CATALOGUE_OF_TODAY = "Mục tiêu, nhiệm vụ và hạn của kỳ báo cáo lấy theo danh mục đang dùng."
DEFINITIONS_OF_TODAY = "Hạn của kỳ báo cáo lấy theo danh mục đang dùng."
BEFORE_FIRST_EDITION = (
    "Kế hoạch có hiệu lực từ ngày {day}, sau ngày số liệu: mục tiêu, giá trị gốc và nhiệm vụ lấy theo bản đầu."
)
PUBLISHED_BY_THEN = "Số liệu công bố gồm những số đã công bố đến hết ngày đó, kể cả số nhập vào hệ thống sau ngày đó."
FORM_OF_TODAY = "Số liệu đã chuyển sang báo cáo của kế hoạch khác được xét theo báo cáo đang giữ số liệu."


class ReadingError(ValueError):
    """The report cannot be read as asked; `message` says in Vietnamese why."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Moved(ReadingError):
    """Something changed between the first and the last row read; reading again answers it."""

    def __init__(self) -> None:
        super().__init__("Số liệu vừa thay đổi trong khi đọc. Dựng lại báo cáo.")


def read_dataset(report: IssuedReport) -> Dataset:
    """Everything the report says, as it stood at the end of its day; some thirty queries, however many agencies.

    Raises ReadingError for a day that cannot be told, and Moved where the caller's transaction let a change through.
    """
    today = clock.today()
    if report.as_of > today:
        raise ReadingError(f"Chưa tới ngày {date_vi(report.as_of)}: chọn ngày số liệu từ hôm nay trở về trước.")
    if report.as_of.year < report.year:
        raise ReadingError(f"Ngày số liệu {date_vi(report.as_of)} trước năm báo cáo {report.year}.")
    # All of it from one moment (ADR 0013): cells of now beside standings of before would contradict each other on
    # paper.
    with one_moment():
        before = last_change()
        dataset = dataset_of(report, Scope.of(report, today=today))
        if last_change() != before:
            raise Moved
    return dataset


def last_change() -> tuple[int, ...]:
    """The number of events and the number of recalculations: a transaction of the caller's may let both through.

    Every change adds to the audit trail in its own transaction, so that the number of its events tells of all of them.
    """
    return events_on_record(), *Generation.objects.order_by("pk").values_list("number", flat=True)


def dataset_of(report: IssuedReport, scope: Scope) -> Dataset:
    elements, question = elements_of(scope), question_of(scope)
    agencies = {agency.pk: agency for agency in Agency.objects.filter(locality=scope.locality)}
    forms = forms_of(scope)
    element_ids = {element.pk for element in elements} | question.element_ids
    cells = cells_then(scope, element_ids)
    counted = Counted(
        scope=scope,
        cells=(held := counting(cells, forms, scope.view)),
        forms=forms,
        elements=elements,
        agencies=agencies,
        people=full_names(held.values()),
    )
    whole = report.kind != ReportKind.AGENCY
    # One agency's report holds its figures and words; how the locality stands is not for it to say.
    results = results_of(question, held, agencies.values(), elements) if whole else ()
    figures = figure_lines(counted)
    inputs = {pk: recipe.numerator | recipe.denominator for pk, recipe in question.wanted.items()}
    submissions = submission_lines(scope, forms, filled_cells(scope, cells, forms, elements, inputs))
    # A sheet holds the agencies' figures and nothing else that they said.
    worded = report.kind != ReportKind.SHEET
    obstacles = obstacles_raised(scope) if worded else []
    return Dataset(
        schema=SCHEMA,
        kind=str(report.kind),
        **report_head(scope),
        rule_version=str(int(question.rules.version)),
        about_tolerance=without_trailing_zeros(question.rules.thresholds.about_tolerance),
        # A locality that was never recomputed has no number: later any recalculation counts as one since then.
        generation=Generation.objects.filter(locality=scope.locality).values_list("number", flat=True).first() or 0,
        computed_at=timezone.localtime(clock.now()),
        illustrative=is_made_up(figures, results, submissions, forms, obstacles),
        indicators=results,
        elements=element_lines(elements_shown(elements, figures, scope)),
        figures=figures,
        submissions=submissions,
        duties=duty_results(scope, forms, {one.code: one.name for one in agencies.values()}) if worded else (),
        explanations=causes_told(counted),
        obstacles=tuple(obstacle_line(row, scope) for row in obstacles),
        other_submissions=other_lines(scope, forms, {figure.submission for figure in figures}),
        limits=limits_of(scope, element_ids),
    )


def elements_shown(elements: Iterable[DataElement], figures: Iterable[AgencyFigure], scope: Scope) -> list[DataElement]:
    """Of one agency's report only what its form asks for, and what it has said all the same."""
    given = {figure.element_code for figure in figures}
    agency = scope.agency
    if agency is None:
        return list(elements)
    prefetch_related_objects([agency], "coordinations")
    leads = any(agency.coordinates_on(date(year, 12, 14)) for year in scope.years)
    # Other elements of the plan would stand there as if this agency had left them empty.
    return [one for one in elements if asks(one, agency.kind, coordinates=leads) or one.code in given]


def report_head(scope: Scope) -> dict[str, object]:
    """Which plan, whose, of which years."""
    head, agency = scope.said.head, scope.agency
    return {
        "locality_code": scope.locality.key,
        "locality_name": scope.locality.name,
        "plan_code": scope.plan.code,
        "plan_title": head["title"],
        "plan_short_title": head["short_title"],
        "plan_number": head["number"],
        "plan_issued_on": head["issued_on"],
        "plan_issuer": head["issuer"],
        "party_document": head["party_document"],
        "agency_code": agency.code if agency else "",
        "agency_name": agency.name if agency else "",
        "first_year": scope.years[0],
        "year": scope.year,
        "as_of": scope.as_of,
        "view": scope.view.value,
    }


def is_made_up(
    figures: Iterable[AgencyFigure],
    results: Iterable[IndicatorResult],
    submissions: Iterable[SubmissionLine],
    forms: dict[int, SubmissionThen],
    obstacles: Iterable[Obstacle],
) -> bool:
    """Whether anything the report shows was made up for the demo."""
    return (
        any(figure.illustrative for figure in figures)
        or any(value.illustrative for result in results for value in result.values)
        or any(step.illustrative for result in results for target in result.targets for step in target.steps)
        or any(forms[line.id].row.illustrative for line in submissions)
        or any(row.illustrative for row in obstacles)
    )


def limits_of(scope: Scope, element_ids: Iterable[int]) -> tuple[str, ...]:
    """What cannot be told of a day in the past, in words; nothing of today."""
    if not scope.is_past:
        return ()
    moved = (FORM_OF_TODAY,) if moved_since(scope, element_ids) else ()
    return *limits_of_plan(scope), PUBLISHED_BY_THEN, *moved


def limits_of_plan(scope: Scope) -> tuple[str, ...]:
    """How far what the plan promised is that of the report's day."""
    since = scope.said.in_force_from
    if since is None:
        return (CATALOGUE_OF_TODAY,)
    early = (BEFORE_FIRST_EDITION.format(day=date_vi(since)),) if since > scope.as_of else ()
    return DEFINITIONS_OF_TODAY, *early
