"""The board as the page places it: rows of finished strings under five stairs, filtered and sorted by the address."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.template.loader import render_to_string
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from agencies.access import Right
from agencies.models import Agency, AgencyKind, User
from agencies.vietnamese_text import search_key, sort_key
from agencies.web.addresses import pages_of
from reports.audit.services import BY_ITSELF
from reports.collection.board.queries import SubmissionStanding, submission_standings
from reports.collection.board.rows import BoardRow
from reports.collection.entry.listing import counts_vi
from reports.models import ReportingPeriod, State
from reports.models.period import day_before
from reports.wording.formats import (
    STATE_WORDS,
    date_vi,
    datetime_vi,
    days_left_vi,
    deadline_vi,
    local_day,
    number,
    state_label,
)

BOARD_STATES = tuple(STATE_WORDS)
GROUPS = {
    "districts": ("Quận, huyện, xã", {AgencyKind.DISTRICT, AgencyKind.COMMUNE}),
    "offices": (
        "Sở, ngành",
        {
            AgencyKind.CITY_GOVERNMENT,
            AgencyKind.DEPARTMENT,
            AgencyKind.BOARD,
            AgencyKind.PARTY_BODY,
            AgencyKind.PRESS,
        },
    ),
    "others": (
        "Trường, hội",
        {
            AgencyKind.FRONT,
            AgencyKind.UNION,
            AgencyKind.ASSOCIATION,
            AgencyKind.INSTITUTION,
            AgencyKind.SERVICE_CENTRE,
            AgencyKind.ENTERPRISE,
        },
    ),
}
GROUP_OF = {kind: group for group, (_, kinds) in GROUPS.items() for kind in kinds}
SORTS = {"late": "Chậm nhất trước", "name": "Tên đơn vị", "filled": "Phần đã xong, ít trước"}
MAX_SEARCH = 100


@dataclass(frozen=True)
class BoardFilter:
    """What the address asks for; anything it cannot mean is left out."""

    group: str = ""
    state: str = ""
    sort: str = "late"
    search: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "BoardFilter":
        group, state, sort = query.get("kind", ""), query.get("state", ""), query.get("sort", "")
        return cls(
            group=group if group in GROUPS else "",
            state=state if state in BOARD_STATES else "",
            sort=sort if sort in SORTS else "late",
            search=" ".join(query.get("q", "").replace("\x00", "").split())[:MAX_SEARCH],
        )

    def address(self, **changes: str) -> str:
        """The query of the same view with some things different; what is usual stays out of it."""
        asked = {"kind": self.group, "state": self.state, "sort": self.sort, "q": self.search, **changes}
        return urlencode({key: value for key, value in asked.items() if value and (key, value) != ("sort", "late")})


@dataclass(frozen=True)
class Board:
    """One period: the sentence, the deadline, the choices, the stairs with their counts, the rows."""

    period: ReportingPeriod
    title: str
    said: str
    advice: str
    days: str
    days_words: str
    deadline: str
    wanted: BoardFilter
    groups: tuple[tuple[str, str, bool], ...]
    states: tuple[tuple[str, str, bool], ...]
    sorts: tuple[tuple[str, str, bool], ...]
    heads: tuple[tuple[str, str, int], ...]
    rows: list[BoardRow]
    seen: str
    illustrative: bool

    @property
    def html(self) -> SafeString:
        """All rows, ready to be placed."""
        return SafeString("".join(row.html for row in self.rows))


def board_of(
    period: ReportingPeriod, user: User, wanted: BoardFilter, *, now: datetime, picked: frozenset[int] = frozenset()
) -> Board:
    """The board of a period for those who may see its reports."""
    everything = submission_standings(period, user, now=now)
    listed = [row for row in everything if matches(row, wanted)]
    tally = Counter(row.state for row in listed)
    shown = sorted((row for row in listed if wanted.state in ("", row.state)), key=order(wanted.sort))
    groups = Counter(group_of(row.submission.agency) for row in everything)
    days = (local_day(period.due_at) - local_day(now)).days - 1
    return Board(
        period=period,
        title=f"Theo dõi báo cáo {period.name}, {period.plan.code}",
        said=tally_sentence(Counter(row.state for row in everything)) + covered_words(period),
        advice=advice(everything),
        days=number(days) if days > 0 else "",
        days_words="ngày nữa hết hạn" if days > 0 else days_left_vi(period.due_at, now).capitalize(),
        deadline=deadline_vi(period.due_at),
        wanted=wanted,
        groups=(
            (f"?{wanted.address(kind='')}", f"Tất cả {len(everything)}", wanted.group == ""),
            *(
                (f"?{wanted.address(kind=key)}", f"{label} {groups[key]}", wanted.group == key)
                for key, (label, _) in GROUPS.items()
                if groups[key]
            ),
        ),
        states=tuple((state, state_label(state), state == wanted.state) for state in BOARD_STATES),
        sorts=tuple((key, label, key == wanted.sort) for key, label in SORTS.items()),
        heads=tuple((state, state_label(state), tally[state]) for state in BOARD_STATES),
        rows=board_rows(period, shown, user, picked=picked, now=now),
        seen=" ".join(f"{row.submission.pk}:{row.submission.version}" for row in shown),
        illustrative=any(row.submission.illustrative for row in everything),
    )


def matches(row: SubmissionStanding, wanted: BoardFilter) -> bool:
    """Whether a row is of the chosen group and its names hold what is searched for, marks or none."""
    agency = row.submission.agency
    if wanted.group and group_of(agency) != wanted.group:
        return False
    return not wanted.search or search_key(wanted.search) in search_key(
        f"{agency.name} {agency.short_name} {agency.code}"
    )


def group_of(agency: Agency) -> str:
    return GROUP_OF.get(agency.kind, "others")


def order(sort: str):
    """The key of a sort; equal rows stand in the Vietnamese order of their names."""

    def key(row: SubmissionStanding) -> tuple:
        name = sort_key(row.submission.agency.short_name)
        if sort == "name":
            return (name,)
        # Per mille in whole numbers, so that equal shares compare equal; who is asked for nothing has all of it.
        share = row.answered * 1000 // row.asked if row.asked else 1000
        if sort == "filled":
            return share, name
        late = row.overdue or bool(row.submission.is_late())
        # False sorts before True: the overdue stand first, then the board's own order of states.
        return not row.overdue, BOARD_STATES.index(row.state), not late, share, name

    return key


def tally_sentence(tally: Mapping[str, int]) -> str:
    """ "5 đã duyệt, 5 chờ thẩm định, 20 chưa xong." """
    open_ = sum(tally[state] for state in ("not_opened", State.DRAFT, State.RETURNED))
    return f"{tally[State.ACCEPTED]} đã duyệt, {tally[State.SUBMITTED]} chờ thẩm định, {open_} chưa xong."


def covered_words(period: ReportingPeriod) -> str:
    """How many closing reports are left out because an heir reports the whole year; one query."""
    covered = period.submissions.filter(covered_by__isnull=False).count()
    return f" {covered} báo cáo kết thúc không phải nộp: đơn vị mới báo cáo cả năm." if covered else ""


def advice(rows: list[SubmissionStanding]) -> str:
    """What to do first, in one sentence."""
    overdue = sum(row.overdue for row in rows)
    if overdue:
        return f"Việc nên làm trước: nhắc {overdue} đơn vị đã quá hạn."
    if waiting := sum(row.state == State.SUBMITTED for row in rows):
        first = sum(row.state == "not_opened" for row in rows)
        then = f", nhắc {first} đơn vị chưa mở biểu" if first else ""
        return f"Việc nên làm trước: thẩm định {waiting} báo cáo đang chờ{then}."
    if first := sum(row.state == "not_opened" for row in rows):
        return f"Việc nên làm trước: nhắc {first} đơn vị chưa mở biểu."
    return ""


def board_rows(
    period: ReportingPeriod, shown: list[SubmissionStanding], user: User, *, picked: frozenset[int], now: datetime
) -> list[BoardRow]:
    """The rows as they stand below each other. What is the same in hundreds of them is made once: addresses, stairs."""
    page, review = pages_of("submission"), pages_of("review")
    ticks = period.plan.locality_id in user.access.localities_with(Right.MANAGE_PERIODS)
    acts = user.access.reviews_in(period.plan.locality_id)
    mine = user.access.agencies_with(Right.ENTER_FIGURES)
    # Hundreds of rows have the one deadline of their period.
    due = cache(lambda at: date_vi(day_before(at), short=True))
    stairs = cache(lambda state, word: render_to_string("board/_stairs.html", {"stairs": stairs_of(state, word)}))
    made = []
    for row in shown:
        submission, agency = row.submission, row.submission.agency
        # The review page refuses her own body's report, and one that she has sent: do not lead there.
        reviews = acts and agency.pk not in mine and submission.submitted_by_id != user.pk
        verb, is_reminder = next_step(row.state, acts=acts)
        made.append(
            BoardRow(
                pk=submission.pk,
                agency=agency.short_name,
                kind=kind_word(agency),
                contact=agency.contact,
                nobody=not row.has_reporter,
                ticks=ticks,
                picked=submission.pk in picked,
                stairs=stairs(row.state, pill(row)),
                filled=row.answered,
                required=row.asked,
                counts=counts_vi(row.filled, row.required, row.duties_said, row.duties),
                hard=row.hard,
                soft=row.soft,
                activity=datetime_vi(row.last_activity, short=True),
                reminded=date_vi(row.last_reminder, short=True),
                mail_faults=row.mail_faults,
                due=due(submission.due_at),
                extended=extension_words(row),
                late=late_words(row, now),
                verb=verb,
                href="" if is_reminder else (review if reviews else page)(submission.pk),
                page=page(submission.pk),
            )
        )
    return made


def stairs_of(state: str, word: str) -> list[tuple[str, str]]:
    """Every state with the word of its pill: nothing but in the report's own."""
    return [(one, word if one == state else "") for one in BOARD_STATES]


def next_step(state: str, *, acts: bool) -> tuple[str, bool]:
    """The word of what comes next, and whether it is a reminder, which is a button and leads nowhere."""
    if not acts:
        return "Xem", False
    words = {State.RETURNED: "Xem lý do", State.SUBMITTED: "Thẩm định", State.ACCEPTED: "Xem"}
    return words.get(state, "Nhắc"), state not in words


def pill(row: SubmissionStanding) -> str:
    if row.state == State.RETURNED and row.returned_items:
        return f"sửa {row.returned_items} mục"
    return STATE_WORDS[row.state][1]


def kind_word(agency: Agency) -> str:
    """ "huyện" of "UBND huyện Ba Vì", so that the short name can stand alone; empty for what names itself."""
    if agency.kind != AgencyKind.DISTRICT:
        return ""
    words = agency.name.removeprefix("UBND ").removesuffix(agency.short_name).strip()
    # Anything else left over is part of a name that the short one does not hold, not a kind of district.
    return words if words in ("quận", "huyện", "thị xã") else ""


def extension_words(row: SubmissionStanding) -> str:
    """Who gave more time, when, why and until when; empty without an extension."""
    extension = row.submission.extension
    if extension is None:
        return ""
    given = f"{extension.by.full_name if extension.by else BY_ITSELF} gia hạn {datetime_vi(extension.at)}"
    return f"{given}: {deadline_vi(extension.due_at)}. Lý do: {extension.reason}"


def late_words(row: SubmissionStanding, now: datetime) -> str:
    if row.overdue:
        return days_left_vi(row.submission.due_at, now)
    return "nộp sau hạn" if row.submission.is_late() else ""
