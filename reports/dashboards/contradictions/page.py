"""The page of all contradictions, and the section that a plan's or an indicator's page has of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString

from agencies.models import Locality
from reports.dashboards.contradictions.findings import Contradiction, contradictions_of
from reports.dashboards.filters import Chosen, chosen_plan, place_filter
from reports.filter_links import FilterBar, FilterChoice
from reports.wording import terms
from targets.calculations.contradictions import Rule
from targets.models import Plan

RULE_WORDS = {
    Rule.PLANS_DIFFER: "Các kế hoạch đặt mức khác nhau",
    Rule.PARTS_OUTSIDE: "Các phần đã đặt cho ra tỷ lệ trái mục tiêu",
    Rule.GROWTH_BELOW: "Kế hoạch từng năm tăng thấp hơn mức phải tăng",
    Rule.SOURCES_DIFFER: "Số công bố khác số tổng hợp",
    Rule.PUBLICATIONS_DIFFER: "Các lần công bố khác nhau",
    Rule.GROWTH_IMPLIES: "Mức tăng đã công bố trái với số đã công bố",
    Rule.ESTIMATE_IS_PLAN: "Số ước trùng đúng số kế hoạch",
}
RULE_MEANING = {
    Rule.PLANS_DIFFER: "cùng chỉ tiêu, cùng năm, mức quyết định (đầu thấp của khoảng phải tăng) không giống nhau",
    Rule.PARTS_OUTSIDE: "một văn bản đặt đủ tử số và mẫu số của một tỷ lệ, chia ra thì ngoài mức mà một kế hoạch đòi",
    Rule.GROWTH_BELOW: "hai kế hoạch năm liền nhau tăng ít hơn tốc độ mà một kế hoạch đòi cho năm đó",
    Rule.SOURCES_DIFFER: "cùng năm, đọc lên khác nhau, không thể cùng đúng; tổng thiếu đơn vị không bị coi là thấp hơn",
    Rule.PUBLICATIONS_DIFFER: "cùng chỉ tiêu, cùng thời gian, khác nhau ở số chữ số của lần ít chính xác hơn",
    Rule.GROWTH_IMPLIES: "số năm nay chia cho mức tăng đã công bố ra số năm trước khác với số năm trước đã công bố",
    Rule.ESTIMATE_IS_PLAN: "số ước của một tổng bằng kế hoạch của năm ấy đến chữ số cuối",
}
SHORT_WORDS = {
    Rule.PLANS_DIFFER: "khác mức",
    Rule.PARTS_OUTSIDE: "trái tỷ lệ",
    Rule.GROWTH_BELOW: "tăng thấp",
    Rule.SOURCES_DIFFER: "công bố và tổng hợp",
    Rule.PUBLICATIONS_DIFFER: "các lần công bố",
    Rule.GROWTH_IMPLIES: "mức tăng và số",
    Rule.ESTIMATE_IS_PLAN: "ước trùng kế hoạch",
}


@dataclass(frozen=True)
class ContradictionRow:
    """One contradiction, finished texts."""

    rule: str
    name: str
    url: str
    when: str
    text: SafeString
    illustrative: bool


@dataclass(frozen=True)
class ContradictionGroup:
    title: str
    meaning: str
    lines: list[ContradictionRow]


@dataclass(frozen=True)
class ContradictionPage:
    lede: SafeString
    filters: list[FilterBar]
    groups: list[ContradictionGroup]
    any_at_all: bool
    address: str


@dataclass(frozen=True)
class ContradictionSection:
    """The contradictions of one plan or indicator; `all_url` shows those of the locality."""

    lines: list[ContradictionRow]
    all_url: str


def contradiction_page(chosen: Chosen, query: Mapping[str, str]) -> ContradictionPage:
    """Everything the page shows; six queries."""
    found = contradictions_of(chosen.locality)
    plans = list(Plan.objects.filter(locality=chosen.locality).order_by("issued_on"))
    plan, rule = chosen_plan(query, plans), chosen_rule(query)
    shown = [one for one in found if plan in ("", *one.plans) and rule in (None, one.rule)]
    return ContradictionPage(
        lede=terms.sentence_html(contradictions_first_sentence(found, shown, chosen.locality)),
        filters=filters(chosen, plans, plan, rule),
        groups=[
            ContradictionGroup(RULE_WORDS[kind], RULE_MEANING[kind], lines)
            for kind in Rule
            if (lines := [contradiction_row(one, chosen) for one in shown if one.rule == kind])
        ],
        # Nothing found, or nothing left by the filters: the page says which.
        any_at_all=bool(found),
        address=contradictions_url(chosen, "", None),
    )


def chosen_rule(query: Mapping[str, str]) -> Rule | None:
    """The rule that is asked for; None for all."""
    return next((rule for rule in Rule if rule == query.get("rule")), None)


def contradictions_first_sentence(
    found: Sequence[Contradiction], shown: Sequence[Contradiction], locality: Locality
) -> str:
    if not found:
        return f"Chưa thấy chỗ nào mâu thuẫn trong các kế hoạch và số liệu của {locality.short_name}."
    if len(shown) < len(found):
        return f"**{len(shown)} trên {len(found)} chỗ mâu thuẫn** của {locality.short_name} khớp với lựa chọn này."
    made_up = sum(one.illustrative for one in found)
    text = f"**{len(found)} chỗ mâu thuẫn** giữa các văn bản và số liệu của {locality.short_name}"
    return f"{text}; {made_up} chỗ trong đó có số liệu minh họa." if made_up else f"{text}."


def filters(chosen: Chosen, plans: Sequence[Plan], plan: str, rule: Rule | None) -> list[FilterBar]:
    """Locality, plan and rule; a filter with a single choice is left out."""
    by_plan = [FilterChoice(one.code, contradictions_url(chosen, one.code, rule), one.code == plan) for one in plans]
    by_rule = [FilterChoice(SHORT_WORDS[one], contradictions_url(chosen, plan, one), one == rule) for one in Rule]
    bars = [
        place_filter(chosen),
        FilterBar("Kế hoạch", (FilterChoice("Tất cả", contradictions_url(chosen, "", rule), not plan), *by_plan)),
        FilterBar("Loại", (FilterChoice("Tất cả", contradictions_url(chosen, plan, None), rule is None), *by_rule)),
    ]
    return [bar for bar in bars if len(bar.choices) > 1]


def contradictions_url(chosen: Chosen, plan: str, rule: Rule | None) -> str:
    """The page with these choices; what is the usual choice is left out."""
    locality = chosen.locality.key if len(chosen.localities) > 1 else ""
    wanted = {"locality": locality, "plan": plan, "rule": rule.value if rule else ""}
    query = urlencode({name: value for name, value in wanted.items() if value})
    url = reverse("contradiction-list")
    return f"{url}?{query}" if query else url


def contradiction_row(one: Contradiction, chosen: Chosen) -> ContradictionRow:
    _, mark, query = chosen.address().partition("?")
    return ContradictionRow(
        rule=RULE_WORDS[one.rule],
        name=one.indicator.short_name,
        url=f"{reverse('indicator', args=[one.indicator.code])}{mark}{query}",
        when=one.when,
        text=terms.sentence_html(terms.sentence_case(one.text)),
        illustrative=one.illustrative,
    )


def contradictions_section(chosen: Chosen, *, plan: str = "", indicator: str = "") -> ContradictionSection:
    """What a plan's or an indicator's page shows; five queries."""
    found = contradictions_of(chosen.locality)
    return ContradictionSection(
        contradiction_rows(found, chosen, plan=plan, indicator=indicator), contradictions_url(chosen, plan, None)
    )


def contradiction_rows(
    found: Iterable[Contradiction], chosen: Chosen, *, plan: str, indicator: str
) -> list[ContradictionRow]:
    return [
        contradiction_row(one, chosen)
        for one in found
        if plan in ("", *one.plans) and indicator in ("", one.indicator.code, *one.also)
    ]
