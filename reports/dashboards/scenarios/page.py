"""The what-if page of an indicator: how one target stands now, and how it would stand with other numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString

from agencies import clock
from reports.dashboards.filters import Chosen, place_bar
from reports.dashboards.indicators.facts import gap_span, ratio_span, whole_gap
from reports.dashboards.scenarios.forms import WhatIfForm
from reports.dashboards.series import lead_target
from reports.filter_links import FilterBar, FilterChoice
from reports.progress.services import targets_of
from reports.progress.supposed.scenario import ScenarioOutcome, ScenarioQuestion, Supposed, ask, known_value, suppose
from reports.wording import sentences, terms
from reports.wording.formats import LIKELIHOOD_WORDS, NOT_KNOWN, signed_number, status_label, years
from reports.wording.paces import got_number, needed_step, off_path, one_year_left, single_things
from reports.wording.standing import Standing
from targets.calculations.projection import Projection
from targets.calculations.statuses import Status
from targets.models import Basis, Formula, Indicator, Target
from targets.models.target import MILESTONE


@dataclass(frozen=True)
class ComparisonRow:
    """One thing compared; `then` is empty while nothing is supposed."""

    label: str
    now: str
    then: str

    @property
    def changed(self) -> bool:
        return bool(self.then) and self.then != self.now


@dataclass(frozen=True)
class Badge:
    status: str
    label: str
    flag: str


@dataclass(frozen=True)
class ScenarioComparison:
    """What stands beside each other; `then` None while nothing is supposed."""

    answer: SafeString
    now: Badge
    then: Badge | None
    lines: list[ComparisonRow]


@dataclass(frozen=True)
class WhatIfPage:
    """`form` and `comparison` are None where there is nothing to move; `why_not` says why.

    scaled_plan: whether a yearly plan grows and shrinks with the target.
    """

    title: str
    crumbs: list[dict[str, str]]
    filters: list[FilterBar]
    hidden: dict[str, str]
    reset_url: str
    back_url: str
    why_not: str
    scaled_plan: bool
    form: WhatIfForm | None
    comparison: ScenarioComparison | None


def target_in_address(target: Target) -> str:
    """A target in the address: "KH-10-2025-year"."""
    return f"{target.plan.code}-{target.year}-{target.basis}"


def chosen_target(query: Mapping[str, str], targets: list[Target], lead: Target | None) -> Target | None:
    """The one that is asked for, else the one that the indicator's page opens with."""
    return next((one for one in targets if target_in_address(one) == query.get("target")), lead)


def what_if_page(indicator: Indicator, chosen: Chosen, query: Mapping[str, str]) -> WhatIfPage:
    """The whole page from its address; twelve queries at most, whatever the size."""
    as_of = clock.today().year
    targets = sorted(
        targets_of(chosen.locality.pk, [indicator.pk]), key=lambda one: (one.year, one.plan.code, one.basis)
    )
    target = chosen_target(query, targets, lead_target(targets, as_of))
    numeric = [one for one in targets if one.comparator != MILESTONE]
    question = form = None
    if target in numeric:
        question = ask(target=target, targets=targets, view=chosen.view, as_of=as_of)
        # Always bound: a supposition is an address that can be passed on.
        form = WhatIfForm(query, question=question)
    back = f"{reverse('indicator', args=[indicator.code])}{place_query(chosen)}"
    return WhatIfPage(
        title=f"Nếu… thì sao: {indicator.short_name}",
        crumbs=[
            {"label": "Chỉ tiêu", "url": reverse("indicator-list")},
            {"label": indicator.short_name, "url": back},
            {"label": "Nếu… thì sao", "url": ""},
        ],
        filters=[*place_bar(chosen), *target_bar(chosen, numeric, target)],
        hidden=hidden(chosen, target),
        reset_url=target_url(chosen, target) if target else chosen.address(),
        back_url=back,
        why_not="" if question else why_not(targets, chosen),
        scaled_plan=question is not None and bool(question.case.yearly_plan),
        form=form,
        comparison=scenario_comparison(question, form) if question and form else None,
    )


def scenario_comparison(question: ScenarioQuestion, form: WhatIfForm) -> ScenarioComparison:
    """The target as it stands and, where the form says something that can be read, as it would stand."""
    supposed = form.supposed() if form.is_valid() else Supposed()
    # What stands now is judged anew as well, so that both sides come from the same case.
    now = suppose(question, Supposed())
    return comparison_of(question, supposed, now, suppose(question, supposed) if supposed else None)


def place_query(chosen: Chosen) -> str:
    _, mark, query = chosen.address().partition("?")
    return f"{mark}{query}"


def target_url(chosen: Chosen, target: Target) -> str:
    address = chosen.address()
    return f"{address}{'&' if '?' in address else '?'}{urlencode({'target': target_in_address(target)})}"


def target_bar(chosen: Chosen, targets: list[Target], current: Target | None) -> list[FilterBar]:
    choices = tuple(
        FilterChoice(f"{one.plan.code} {one.year}: {terms.promise_text(one)}", target_url(chosen, one), one is current)
        for one in targets
    )
    return [FilterBar("Mục tiêu", choices)] if len(choices) > 1 else []


def hidden(chosen: Chosen, target: Target | None) -> dict[str, str]:
    """What the form carries along: the usual locality and view are left out of the address."""
    kept = {"target": target_in_address(target)} if target else {}
    if len(chosen.localities) > 1:
        kept["locality"] = chosen.locality.key
    # A form sent by GET replaces the whole query, so that what the address carried has to be among its fields.
    if "view=" in chosen.address():
        kept["view"] = chosen.view.value
    return kept


def why_not(targets: list[Target], chosen: Chosen) -> str:
    if targets:
        return "Mục tiêu này không kèm con số, xét theo từng mốc, nên không có gì để thử."
    return f"Không kế hoạch nào của {chosen.locality.short_name} đặt mục tiêu cho chỉ tiêu này, nên không có gì để thử."


def comparison_of(
    question: ScenarioQuestion, supposed: Supposed, now: ScenarioOutcome, then: ScenarioOutcome | None
) -> ScenarioComparison:
    """Both standings in words and beside each other."""
    return ScenarioComparison(
        answer=terms.sentence_html(answer(question, supposed, now, then)),
        now=badge(now.standing),
        then=badge(then.standing) if then else None,
        lines=[
            ComparisonRow(label, text(now), text(then) if then else "")
            for label, text in (
                ("Số được xét", scenario_value_text),
                ("Tỷ số nhịp độ", lambda one: ratio_of(one.standing)),
                (gap_label(question.target), lambda one: scenario_gap_text(one.standing)),
                ("Sớm hay muộn", lambda one: lead_text(one.standing)),
                (need_label(now.standing), lambda one: needed_text(one.standing)),
                ("Đến nay mỗi năm đạt", lambda one: got_text(one.standing)),
                ("Khả năng đạt", likelihood_text),
            )
        ],
    )


def need_label(row: Standing) -> str:
    return f"Năm {row.target.year} cần" if one_year_left(row) else "Từ nay mỗi năm cần"


def badge(row: Standing) -> Badge:
    return Badge(row.display_status, status_label(row.display_status, row.final), sentences.flag_words(row))


def answer(question: ScenarioQuestion, supposed: Supposed, now: ScenarioOutcome, then: ScenarioOutcome | None) -> str:
    """The page's first sentence: what would be, and what it is now."""
    if then is None:
        return sentences.opening_sentence(now.standing)
    word = status_label(then.standing.display_status, then.standing.final)
    was = status_label(now.standing.display_status, now.standing.final)
    verdict = f"vẫn là **{word}**" if word == was else f"là **{word}** (hiện nay: {was.lower()})"
    supposition = conditions(question, supposed, terms.promise_text(then.standing.target))
    return f"Nếu {supposition} thì {verdict}. {sentences.opening_sentence(then.standing)}"


def conditions(question: ScenarioQuestion, supposed: Supposed, promised: str) -> str:
    """ "năm 2024 được 74,5% và mục tiêu là 75–80%"."""
    parts = []
    for year, value in sorted(supposed.values.items()):
        since, _ = known_value(question.case, year)
        when = f"năm {year}" if since == year else f"{since}–{year}"
        parts.append(f"{when} được {terms.with_unit(value, question.moved)}")
    if supposed.low is not None or supposed.high is not None:
        parts.append(f"mục tiêu là {promised}")
    return " và ".join(parts)


def scenario_value_text(one: ScenarioOutcome) -> str:
    if one.standing.actual is None:
        return NOT_KNOWN
    return f"{terms.value_said(one.standing)} (năm {one.standing.actual_year})"


def ratio_of(row: Standing) -> str:
    return NOT_KNOWN if row.ratio is None else ratio_span(row)


def gap_label(target: Target) -> str:
    if target.indicator.formula == Formula.GROWTH:
        return "So với mức tăng phải đạt"
    return "So với kế hoạch cộng dồn" if target.basis == Basis.CUMULATIVE else "So với lộ trình cùng năm"


def scenario_gap_text(row: Standing) -> str:
    if row.gap is None:
        return NOT_KNOWN
    indicator = row.measure
    unit = "điểm %" if indicator.is_percentage else indicator.unit
    if single_things(row):
        return f"{whole_gap(row)} {unit}"
    decimals = terms.step_decimals(row.gap, indicator)
    return f"{signed_number(off_path(row), decimals) if row.expected_value is None else gap_span(row, decimals)} {unit}"


def lead_text(row: Standing) -> str:
    """ "chậm … năm" is said only of what is judged late; a value off its way is neither early nor late."""
    if row.years_ahead is None or row.status == Status.WRONG_WAY:
        return NOT_KNOWN
    if row.years_ahead == 0:
        return "đúng lộ trình"
    if row.years_ahead > 0:
        return f"sớm {years(row.years_ahead)}"
    if row.half_width is not None and row.gap is not None and abs(row.gap) < row.half_width:
        return "trong sai số làm tròn của nguồn"
    late = row.status in (Status.LAGGING, Status.FAR_BEHIND)
    return f"{'chậm' if late else 'kém lộ trình'} {years(row.years_ahead)}"


def needed_text(row: Standing) -> str:
    needed = row.required_per_year
    if needed is None:
        return "đã có kết luận" if row.final else NOT_KNOWN
    return needed_step(row) if needed else "không cần thêm"


def got_text(row: Standing) -> str:
    got = row.achieved_per_year
    if got is None:
        return NOT_KNOWN
    if got == 0:
        return "chưa thay đổi"
    unit = "điểm %" if row.measure.is_percentage else row.measure.unit
    return f"{'' if row.target.basis == Basis.CUMULATIVE else f'{terms.change_verb(got)} '}{got_number(row)} {unit}"


def likelihood_text(one: ScenarioOutcome) -> str:
    """The word for the chance, never a probability."""
    if one.standing.final:
        return "đã có kết luận"
    return likelihood_word(one.outlook, one.standing.target)


def likelihood_word(outlook: Projection | None, target: Target) -> str:
    if outlook is None or outlook.likelihood is None:
        return "xét riêng từng năm" if target.basis == Basis.EVERY_YEAR else NOT_KNOWN
    return terms.first_letter_lower(LIKELIHOOD_WORDS[outlook.likelihood].removeprefix("Khả năng đạt: "))
