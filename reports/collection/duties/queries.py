"""All duties of a locality with what each leading agency said last; a reporter sees those of the own agency."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Q

from agencies import clock
from agencies.access import Right
from agencies.models import Agency, User
from agencies.vietnamese_text import by_name
from reports.filter_links import FilterBar, chosen, filter_url, links
from reports.models import DutyUpdate
from reports.wording.duty_states import DUTY_WORDS, SILENT, URGENT_FIRST
from reports.wording.formats import NBSP, date_vi, number
from targets.models import Duty, PartyRole, Plan

DUTIES_PER_PAGE = 20
STATE_OPTIONS = [("", "Tất cả"), *((state, DUTY_WORDS[state].label) for state in URGENT_FIRST)]


@dataclass(frozen=True)
class DutyWord:
    """The latest word of one agency on one duty."""

    agency: str
    state: str
    label: str
    text: str
    when: str


@dataclass(frozen=True)
class DutyLine:
    """One duty; `counts` in words, `said` the agencies that the filters leave."""

    number: str
    title: str
    plan: str
    citation: str
    counts: str
    said: list[DutyWord]


@dataclass(frozen=True)
class DutyList:
    lede: str
    filters: list[FilterBar]
    agencies: list[tuple[str, str, bool]]
    hidden: list[tuple[str, str]]
    lines: list[DutyLine]
    page: Page
    older: str
    newer: str
    alone: bool


def agencies_seen(user: User) -> list[Agency]:
    """The agencies whose duties a user may follow, in Vietnamese order of their names."""
    access = user.access
    rows = Agency.objects.existing_on(clock.today()).filter(
        Q(pk__in=access.agencies_with(Right.SEE_SUBMISSIONS))
        | Q(locality_id__in=access.localities_with(Right.SEE_SUBMISSIONS))
    )
    return by_name(rows)


def latest_updates(agencies: Iterable[Agency]) -> dict[tuple[int, int], DutyUpdate]:
    """(duty, agency) -> what the agency said in its latest report; one query."""
    rows = DutyUpdate.objects.said().filter(submission__agency__in=[agency.pk for agency in agencies])
    ordered = rows.select_related("submission__period").order_by("submission__period__year", "updated_at", "pk")
    return {(row.duty_id, row.submission.agency_id): row for row in ordered}


def leads(duty: Duty, agencies: Iterable[Agency]) -> list[Agency]:
    """Those of the agencies that the duty names as lead, by name or by kind."""
    parties = [party for party in duty.parties.all() if party.role == PartyRole.LEAD]
    named = {party.agency_id for party in parties if party.agency_id}
    kinds = {party.kind for party in parties if party.kind}
    home = duty.plan.locality_id
    return [one for one in agencies if one.locality_id == home and (one.pk in named or one.kind in kinds)]


def is_followed(duty: Duty, localities: Collection[int]) -> bool:
    """Whether the reader follows the whole locality of a duty, and so also what no body leads."""
    return duty.plan.locality_id in localities


def duties_page(user: User, query: Mapping[str, str], *, path: str) -> DutyList:
    """The page; plan, agency and state come from the address. Six queries however many duties and agencies."""
    agencies = agencies_seen(user)
    plans = list(Plan.objects.filter(locality__in={one.locality_id for one in agencies}).order_by("-issued_on", "code"))
    plan_options = [("", "Tất cả"), *((plan.code, plan.code) for plan in plans)]
    names = [(agency.code, agency.name) for agency in agencies]
    state = {
        "plan": chosen("plan", plan_options, query),
        "agency": chosen("agency", [("", ""), *names], query),
        "state": chosen("state", STATE_OPTIONS, query),
    }
    duties = Duty.objects.filter(plan__in=[plan.pk for plan in plans if state["plan"] in ("", plan.code)])
    shown = [agency for agency in agencies if state["agency"] in ("", agency.code)]
    updates = latest_updates(shown)
    duties = duties.select_related("plan").prefetch_related("parties").order_by("-plan__issued_on", "position", "pk")
    everywhere = user.access.localities_with(Right.SEE_SUBMISSIONS)
    lines, tally = [], Counter()
    for duty in duties:
        said = [said_of(one, updates.get((duty.pk, one.pk))) for one in leads(duty, shown)]
        tally.update(one.state for one in said)
        left = [one for one in said if state["state"] in ("", one.state)]
        nobody = not said and shown == agencies and is_followed(duty, everywhere) and not state["state"]
        if left or nobody:
            lines.append(duty_line(duty, said, left))
    page = Paginator(lines, DUTIES_PER_PAGE).get_page(query.get("page"))
    filters = [links("Kế hoạch", "plan", plan_options, path=path, state=state)] if len(plans) > 1 else []
    filters.append(links("Tình hình", "state", STATE_OPTIONS, path=path, state=state))
    return DutyList(
        lede=duties_first_sentence(tally),
        filters=filters,
        agencies=[(code, name, code == state["agency"]) for code, name in names] if len(names) > 1 else [],
        hidden=[(name, value) for name, value in state.items() if value and name != "agency"],
        lines=list(page.object_list),
        page=page,
        older=filter_url(path, {**state, "page": str(page.next_page_number())}) if page.has_next() else "",
        newer=filter_url(path, {**state, "page": str(page.previous_page_number())}) if page.has_previous() else "",
        alone=len(shown) == 1,
    )


def said_of(agency: Agency, update: DutyUpdate | None) -> DutyWord:
    if update is None:
        return DutyWord(agency.name, SILENT, DUTY_WORDS[SILENT].label, "", "")
    when = f"báo cáo năm {update.submission.period.year}, sửa ngày {date_vi(update.updated_at)}"
    return DutyWord(agency.name, update.state, DUTY_WORDS[update.state].label, update.text, when)


def duty_line(duty: Duty, said: list[DutyWord], left: list[DutyWord]) -> DutyLine:
    counts = Counter(one.state for one in said)
    ordered = sorted(left, key=lambda one: URGENT_FIRST.index(one.state))
    return DutyLine(
        number=duty.number,
        title=duty.title,
        plan=duty.plan.code,
        citation=duty.citation,
        counts=" · ".join(
            f"{number(counts[state])} {DUTY_WORDS[state].label.lower()}" for state in URGENT_FIRST if counts[state]
        )
        or "chưa có đơn vị nào",
        said=ordered,
    )


def duties_first_sentence(tally: Counter) -> str:
    """ "Trong 120 lượt giao: 40 hoàn thành, …": counts of duty and leading agency together."""
    total = sum(tally.values())
    if not total:
        return "Không có nhiệm vụ nào khớp với lựa chọn này."
    states = [state for state in reversed(URGENT_FIRST) if tally[state]]
    parts = [f"{number(tally[state])}{NBSP}{DUTY_WORDS[state].label.lower()}" for state in states]
    return f"{number(total)} lượt giao chủ trì: {', '.join(parts)}."
