"""The table of duties: one line a duty, the state of each body that leads it and since when, by plan or by body."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.text import capfirst

from agencies.access import Right
from agencies.models import Agency, User
from agencies.vietnamese_text import search_key, sort_key
from reports.collection.duties.queries import STATE_OPTIONS, agencies_seen, is_followed, leads
from reports.filter_links import chosen, filter_url
from reports.models import DutyUpdate, ReportingPeriod, Submission
from reports.wording.duty_states import DUTY_WORDS, NOT_BEGUN, SETTLED, SILENT, URGENT_FIRST
from reports.wording.formats import NBSP, date_vi, local_day, number
from targets.models import Duty, Plan

BY_OPTIONS = [("", "Kế hoạch"), ("agency", "Đơn vị")]
SINCE_OPTIONS = [("", "Bao lâu cũng được"), ("6", "Từ 6 tháng"), ("12", "Từ 12 tháng"), ("24", "Từ 24 tháng")]
MAX_SEARCH = 100
# A body with more duties than the first shows only so many as the second, until asked.
LONGEST_GROUP, UNFOLDED = 5, 4


@dataclass(frozen=True)
class DutyWord:
    """What one body says of one duty in its latest report that is asked for; `months` in this state, None while silent.

    `report` is the report that is still to be sent, where the body has said nothing in it; `year` and `day` of the
    report that speaks.
    """

    agency: str
    full_name: str
    state: str
    label: str
    text: str
    when: str
    since: str
    months: int | None
    report: int | None
    year: int | None
    day: date | None


@dataclass(frozen=True)
class DutyLine:
    """One duty; `counts` of what is not done in words, `said` the bodies that the filters leave, undone first."""

    pk: int
    number: str
    title: str
    plan: str
    citation: str
    bodies: str
    counts: str
    said: list[DutyWord]
    remind: int

    @property
    def strip(self) -> list[str]:
        return [one.state for one in self.said]


@dataclass(frozen=True)
class DutyGroup:
    """The duties of one plan or of one body; those `folded` show when asked for."""

    title: str
    note: str
    strip: list[str]
    counts: str
    lines: list[DutyLine]
    folded: list[DutyLine]


@dataclass(frozen=True)
class Choice:
    """One choice of a filter as a link, with its sign where it has one."""

    label: str
    url: str
    current: bool
    icon: str = ""


@dataclass(frozen=True)
class DutyTable:
    """The page. `picks`: name, label and options of the filters that are lists."""

    first: str
    rest: str
    by_agency: bool
    states: list[Choice]
    groupings: list[Choice]
    picks: list[tuple[str, str, list[tuple[str, str, bool]]]]
    hidden: list[tuple[str, str]]
    search: str
    groups: list[DutyGroup]
    shown: int
    may_remind: bool
    alone: bool
    illustrative: bool

    @property
    def lines(self) -> list[DutyLine]:
        return [line for group in self.groups for line in (*group.lines, *group.folded)]


@dataclass
class Ground:
    """Everything that the lines are made of: what was said, by duty and body, oldest first, and what is asked now."""

    said: Mapping[tuple[int, int], list[DutyUpdate]]
    rounds: Mapping[int, ReportingPeriod]
    reports: Mapping[tuple[int, int], Submission]
    now: datetime

    @classmethod
    def read(cls, agencies: Iterable[Agency], plans: Iterable[Plan], *, now: datetime) -> "Ground":
        """Three queries however many duties and bodies."""
        rows = DutyUpdate.objects.said().filter(submission__agency__in=[agency.pk for agency in agencies])
        said: dict[tuple[int, int], list[DutyUpdate]] = defaultdict(list)
        # By what the report is on, not by when it was typed: a report of last year may be mended after this year's.
        oldest_first = ("submission__period__year", "submission__period__data_to")
        for row in rows.select_related("submission__period__plan").order_by(*oldest_first, "updated_at", "pk"):
            said[row.duty_id, row.submission.agency_id].append(row)
        periods = ReportingPeriod.objects.filter(plan__in=[plan.pk for plan in plans], opens_on__lte=local_day(now))
        # In order of time, so that the latest round of each plan is the one that stays.
        rounds = {period.plan_id: period for period in periods.order_by("year", "data_to")}
        asked = Submission.objects.filter(period__in=[period.pk for period in rounds.values()])
        asked = asked.select_related("agency", "period").prefetch_related("extensions")
        return cls(said, rounds, {(one.period.plan_id, one.agency_id): one for one in asked}, now)

    def word(self, duty: Duty, agency: Agency) -> DutyWord:
        updates = self.said.get((duty.pk, agency.pk), [])
        latest = updates[-1] if updates else None
        report = self.reports.get((duty.plan_id, agency.pk))
        # An answer in an older report does not answer the report that is asked for now.
        told = latest is not None and (report is None or report_order(latest.submission) >= report_order(report))
        if told and latest.state:
            months = months_between(run_began(updates), local_day(self.now))
            when = f"báo cáo {latest.submission.period.name}, sửa ngày {date_vi(latest.updated_at)}"
            return DutyWord(
                agency.short_name or agency.name,
                agency.name,
                latest.state,
                DUTY_WORDS[latest.state].label,
                latest.text,
                when,
                since_words(latest, months),
                months,
                None,
                latest.submission.period.year,
                local_day(latest.updated_at),
            )
        before = f"{capfirst(latest.submission.period.name)}: “{latest.text}”" if latest and latest.text else ""
        due = f"hạn {date_vi(report.last_day, short=True)}" if report and report.is_owed else ""
        label = DUTY_WORDS[SILENT].label
        open_report = report.pk if report is not None and report.is_owed else None
        name = agency.short_name or agency.name
        return DutyWord(name, agency.name, SILENT, label, before, "", due, None, open_report, None, None)


def report_order(report: Submission) -> tuple[int, date]:
    """Where a report stands in time among those of its plan."""
    return report.period.year, report.period.data_to


def run_began(updates: list[DutyUpdate]) -> date:
    """The day on which a body first said what it has said in every report since."""
    began = updates[-1]
    for update in reversed(updates):
        if update.state != began.state:
            break
        began = update
    return local_day(began.updated_at)


def months_between(first: date, last: date) -> int:
    # A month that is not full does not count; a corrected clock must not make it negative.
    return max(0, (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day))


def since_words(latest: DutyUpdate, months: int) -> str:
    if latest.state in SETTLED:
        return f"xong {local_day(latest.updated_at):%m/%Y}"
    return f"{months}{NBSP}tháng" if months else "mới"


def duties_table(user: User, query: Mapping[str, str], *, path: str, now: datetime) -> DutyTable:
    """The page as the address asks for it; nine queries however many duties and bodies."""
    agencies = agencies_seen(user)
    plans = list(Plan.objects.filter(locality__in={one.locality_id for one in agencies}).order_by("-issued_on", "code"))
    names = [(agency.code, agency.name) for agency in agencies]
    plan_options = [("", "Tất cả"), *((plan.code, plan.code) for plan in plans)]
    asked = {
        "state": chosen("state", STATE_OPTIONS, query),
        "by": chosen("by", BY_OPTIONS, query),
        "plan": chosen("plan", plan_options, query),
        "agency": chosen("agency", [("", "Tất cả"), *names], query),
        "since": chosen("since", SINCE_OPTIONS, query),
        "q": " ".join(query.get("q", "").replace("\x00", "").split())[:MAX_SEARCH],
    }
    # An unknown code has been taken for "all" by then: nothing in the address can be wrong.
    shown = [agency for agency in agencies if asked["agency"] in ("", agency.code)]
    ground = Ground.read(shown, plans, now=now)
    duties = Duty.objects.current().filter(plan__in=[one.pk for one in plans if asked["plan"] in ("", one.code)])
    duties = duties.select_related("plan").prefetch_related("parties").order_by("-plan__issued_on", "position", "pk")
    # What nobody leads is shown only where no body was chosen: it belongs to none.
    everywhere = user.access.localities_with(Right.SEE_SUBMISSIONS) if shown == agencies else frozenset()
    lines = []
    words: list[tuple[Agency, DutyLine]] = []
    tally: Counter[str] = Counter()
    for duty in duties:
        said = [(one, ground.word(duty, one)) for one in leads(duty, shown)]
        said = [(one, word) for one, word in said if found(asked, duty, one, word)]
        # Counted before the state is chosen, so that each choice says how many it would show.
        tally.update(word.state for _, word in said)
        left = [(one, word) for one, word in said if asked["state"] in ("", word.state)]
        narrowed = asked["state"] or asked["since"] or asked["q"]
        if left or (not said and not narrowed and is_followed(duty, everywhere)):
            lines.append(table_line(duty, [word for _, word in left]))
            words += [(one, table_line(duty, [word])) for one, word in left]
    groups = by_body(words, [line for line in lines if not line.said]) if asked["by"] else by_plan(lines)
    total = sum(tally.values())
    counted = [("", f"Tất cả {number(total)}"), *((key, f"{label} {tally[key]}") for key, label in STATE_OPTIONS[1:])]
    return DutyTable(
        first=tally_words(tally),
        rest=oldest_words(words),
        by_agency=bool(asked["by"]),
        # A state that nobody is in is no choice.
        states=[choice("state", key, label, asked, path, icon=key) for key, label in counted if not key or tally[key]],
        groupings=[choice("by", key, label, asked, path) for key, label in BY_OPTIONS],
        picks=picks(asked, plan_options, [("", "Tất cả"), *names]),
        hidden=[(name, asked[name]) for name in ("state", "by") if asked[name]],
        search=asked["q"],
        groups=groups,
        shown=sum(len(group.lines) + len(group.folded) for group in groups),
        may_remind=user.access.has(Right.MANAGE_PERIODS),
        alone=len(agencies) == 1,
        illustrative=any(row.submission.illustrative for rows in ground.said.values() for row in rows),
    )


def found(asked: Mapping[str, str], duty: Duty, agency: Agency, word: DutyWord) -> bool:
    """Whether a word is what is searched for, and as old as wanted."""
    # Who is silent has no state to be old, and what is settled may be as old as it likes.
    if asked["since"] and (word.months is None or word.state in SETTLED or word.months < int(asked["since"])):
        return False
    return search_key(asked["q"]) in search_key(f"{duty.number} {duty.title} {agency.name} {agency.short_name}")


def table_line(duty: Duty, said: list[DutyWord]) -> DutyLine:
    ordered = sorted(said, key=lambda one: (URGENT_FIRST.index(one.state), sort_key(one.agency)))
    return DutyLine(
        pk=duty.pk,
        number=duty.number,
        title=duty.title,
        plan=duty.plan.code,
        citation=duty.citation,
        bodies=f"{len(said)} đơn vị" if len(said) != 1 else said[0].agency,
        counts=undone_words(ordered) or ("" if said else "chưa có đơn vị nào"),
        said=ordered,
        remind=sum(one.report is not None for one in said),
    )


def undone_words(said: Iterable[DutyWord]) -> str:
    """ "4 chưa báo cáo, 6 chưa thực hiện": what somebody still has to begin; empty where nothing."""
    counts = Counter(one.state for one in said)
    return ", ".join(
        f"{number(counts[state])} {DUTY_WORDS[state].label.lower()}" for state in NOT_BEGUN if counts[state]
    )


def by_plan(lines: list[DutyLine]) -> list[DutyGroup]:
    """In the order of the plans, each begun by the duties that nobody carries."""
    groups: dict[str, list[DutyLine]] = defaultdict(list)
    # A stable sort: within each half the order of the plan stays.
    for line in sorted(lines, key=lambda line: bool(line.said)):
        groups[line.plan].append(line)
    order = dict.fromkeys(line.plan for line in lines)
    groups = {plan: groups[plan] for plan in order}
    return [DutyGroup(plan, f"{len(rows)} nhiệm vụ", [], "", rows, []) for plan, rows in groups.items()]


def by_body(words: list[tuple[Agency, DutyLine]], orphans: list[DutyLine]) -> list[DutyGroup]:
    """What nobody carries stands first, then who has most to begin."""
    groups: dict[int, list[DutyLine]] = defaultdict(list)
    bodies = {agency.pk: agency for agency, _ in words}
    for agency, line in words:
        groups[agency.pk].append(line)
    made = []
    for pk, rows in groups.items():
        rows.sort(key=lambda line: URGENT_FIRST.index(line.said[0].state))
        said = [line.said[0] for line in rows]
        agency = bodies[pk]
        phone = f", gọi {agency.phone}" if agency.phone else ""
        note = f"{len(rows)} nhiệm vụ{phone}"
        shown = len(rows) if len(rows) <= LONGEST_GROUP else UNFOLDED
        strip = [one.state for one in said]
        made.append(DutyGroup(agency.name, note, strip, undone_words(said), rows[:shown], rows[shown:]))
    waiting = {group.title: sum(state in NOT_BEGUN for state in group.strip) for group in made}
    made.sort(key=lambda group: (-waiting[group.title], sort_key(group.title)))
    nobody = DutyGroup("Chưa có đơn vị", f"{len(orphans)} nhiệm vụ", [], "", orphans, [])
    return [nobody, *made] if orphans else made


def tally_words(tally: Mapping[str, int]) -> str:
    """ "88 trong 342 lượt giao chưa thực hiện, 16 chưa báo cáo." """
    total = sum(tally.values())
    if not total:
        return "Không có nhiệm vụ nào khớp với lựa chọn này."
    parts = [f"{number(tally[state])} {DUTY_WORDS[state].label.lower()}" for state in URGENT_FIRST if tally[state]]
    return f"Trong {number(total)} lượt giao chủ trì: {', '.join(parts)}."


def oldest_words(words: list[tuple[Agency, DutyLine]]) -> str:
    """Who has stood still longest; empty where nobody has for a month."""
    open_words = [line.said[0] for _, line in words if line.said[0].state not in SETTLED]
    oldest = max((one.months or 0 for one in open_words), default=0)
    if not oldest:
        return ""
    names = list(dict.fromkeys(one.agency for one in open_words if one.months == oldest))
    more = f" và {len(names) - 2} đơn vị khác" if len(names) > 2 else ""
    return f"Lâu nhất: {', '.join(names[:2])}{more}, {oldest} tháng ở cùng một tình hình."


def choice(name: str, key: str, label: str, asked: Mapping[str, str], path: str, *, icon: str = "") -> Choice:
    return Choice(label, filter_url(path, {**asked, name: key}), asked[name] == key, icon)


def picks(
    asked: Mapping[str, str], plans: list[tuple[str, str]], agencies: list[tuple[str, str]]
) -> list[tuple[str, str, list[tuple[str, str, bool]]]]:
    lists = [("plan", "Kế hoạch", plans), ("agency", "Đơn vị", agencies), ("since", "Ở tình hình này", SINCE_OPTIONS)]
    return [
        (name, label, [(key, text, key == asked[name]) for key, text in options])
        for name, label, options in lists
        # "All" and one more choose the same.
        if len(options) > 2
    ]


def silent_reports(duty: Duty, user: User, *, now: datetime) -> list[Submission]:
    """The reports, still to be sent, of the bodies that have said nothing of a duty in them."""
    agencies = agencies_seen(user)
    ground = Ground.read(agencies, [duty.plan], now=now)
    said = [ground.word(duty, one) for one in leads(duty, agencies)]
    return list(Submission.objects.filter(pk__in=[one.report for one in said if one.report]).select_related("agency"))
