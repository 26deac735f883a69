"""What a reorganisation would change among bodies and people, worked out against the database and written nowhere."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Q

from agencies.models import Agency, AgencyKind, Coordination, Locality, Membership
from agencies.reorganisations.groups import ClosedGroup, closed_groups
from agencies.reorganisations.steps import Document, NewBody, Step, StepKind
from agencies.reorganisations.uniting import Part, faults_of_uniting, parts_on

# How long the people of a body that has ended may still read its reports and answer for its last ones.
READING_YEARS = 2
LONGEST_CODE = Agency._meta.get_field("code").max_length


@dataclass(frozen=True)
class Passing:
    """Work that passes from one body to another on the day of the reorganisation, by their codes."""

    giver: str
    taker: str
    note: str
    carries_duties: bool
    whole: int | None = None
    part: int | None = None
    people: int | None = None


@dataclass(frozen=True)
class PersonMove:
    """A membership at a body that ends. `to`: the code of the heir; None = reads on until `reads_until`."""

    membership: Membership
    to: str | None
    reads_until: date


@dataclass(frozen=True)
class Changes:
    """Everything among bodies and people; `faults` say in Vietnamese why it cannot be applied.

    `parts`: where localities unite, the areas of the new one.
    """

    document: Document
    locality: Locality
    parts: tuple[Part, ...]
    ends: tuple[Agency, ...]
    begins: tuple[NewBody, ...]
    passings: tuple[Passing, ...]
    kinds: tuple[tuple[str, str], ...]
    coordinator: str | None
    coordination: Coordination | None
    people: tuple[PersonMove, ...]
    faults: tuple[str, ...]

    @property
    def last_day(self) -> date:
        """The last day of the bodies that end."""
        return self.document.effective_on - timedelta(days=1)

    @property
    def places(self) -> tuple[Locality, ...]:
        """The localities whose bodies it is about."""
        return localities_in(self.locality, self.parts)

    @property
    def groups(self) -> list[ClosedGroup[str]]:
        """The closed groups of all that pass territory or the whole of their work, by codes."""
        ended = {agency.code for agency in self.ends}
        return closed_groups((one.giver, one.taker) for one in self.passings if one.giver in ended)


def changes_of(document: Document) -> Changes:
    """Work out a reorganisation against what is there; six queries however many bodies, two more where places unite."""
    locality, new = Locality.objects.keyed(document.locality).get(), document.new_locality
    last = document.effective_on - timedelta(days=1)
    parts = parts_on(new, last) if new else ()
    places = localities_in(locality, parts)
    bodies = {agency.code: agency for agency in Agency.objects.filter(locality__in=places)}
    times = list(Coordination.objects.filter(locality__in=places).select_related("agency"))
    held = next((one for one in times if one.locality_id == locality.pk and one.covers(last)), None)
    if new:
        document = with_those_who_go_on(document, bodies.values(), held)
    ends = [code for step in document.steps for code in step.ends]
    begins = [body for step in document.steps for body in step.begins]
    coordinators = [step.coordinator for step in document.steps if step.coordinator]
    uniting = faults_of_uniting(new, parts, locality, document.effective_on) if new else ()
    # A body that begins on the very day, by hand, would be left in a locality that has ended.
    strays = [one for one in bodies.values() if new and one.valid_from == document.effective_on]
    strays = [one for one in strays if one.code not in {body.code for body in begins}]
    return Changes(
        document=document,
        locality=locality,
        parts=parts,
        ends=tuple(bodies[code] for code in dict.fromkeys(ends) if code in bodies),
        begins=tuple(begins),
        passings=tuple(passing for step in document.steps for passing in passings_of(step)),
        kinds=tuple(dict.fromkeys(pair for step in document.steps for pair in step.kinds.items())),
        coordinator=coordinators[0] if coordinators else None,
        coordination=held,
        people=tuple(people_moves(document, places)),
        faults=(
            *uniting,
            *(f"{one.name} ({one.code}): bắt đầu ở địa phương cũ đúng ngày địa phương mới bắt đầu." for one in strays),
            *faults_of(document, bodies, ends, begins, coordinators, held),
            # In a locality that ends, what was to begin later ends with it.
            *faults_of_coordinating(
                coordinators,
                [one for one in times if not new or one.valid_from == document.effective_on],
                document.effective_on,
            ),
        ),
    )


def localities_in(locality: Locality, parts: Iterable[Part]) -> tuple[Locality, ...]:
    return tuple({place.pk: place for place in (locality, *(one.locality for one in parts)) if place}.values())


def with_those_who_go_on(document: Document, bodies: Iterable[Agency], held: Coordination | None) -> Document:
    """The document with a step for each living body that it does not name: it goes on in the new locality.

    Whoever coordinates goes on coordinating, unless a step says who does.
    """
    day = document.effective_on
    last, ended = day - timedelta(days=1), {code for step in document.steps for code in step.ends}
    uniting = next(step for step in document.steps if step.locality)
    # What has this last day already ends by an act of its own and does not go on.
    going = [one for one in bodies if one.code not in ended and one.exists_on(last) and one.valid_to != last]
    named = any(step.coordinator for step in document.steps)
    more = [
        replace(
            uniting,
            kind=StepKind.RENAME,
            locality=None,
            ends=(agency.code,),
            begins=(body_going_on(agency, day, uniting.citation),),
            coordinator=code_going_on(agency, day) if not named and held and held.agency_id == agency.pk else None,
        )
        for agency in sorted(going, key=lambda one: (one.kind, one.code))
    ]
    return replace(document, steps=(*document.steps, *more))


def body_going_on(agency: Agency, day: date, citation: str) -> NewBody:
    return NewBody(
        code=code_going_on(agency, day),
        name=agency.name,
        short_name=agency.short_name,
        kind=agency.kind,
        official_code=agency.official_code,
        citation=citation,
        carries_duties=True,
        overlaps={},
        goes_on=agency.code,
    )


def code_going_on(agency: Agency, day: date) -> str:
    """ "68-mttq-2025"; a code of 40 letters keeps its beginning."""
    year = f"-{day.year}"
    return agency.code[: LONGEST_CODE - len(year)] + year


def passings_of(step: Step) -> Iterable[Passing]:
    """Each giver to each taker; in a table of what went where, only where something went."""
    givers = step.gives if step.kind == StepKind.TRANSFER else step.ends
    for giver in givers:
        for body in step.begins:
            taken = body.overlaps.get(giver)
            if body.overlaps and taken is None:
                continue
            counted = (taken.whole, taken.part, taken.people) if taken else ()
            yield Passing(giver, body.code, step.citation, body.carries_duties, *counted)
        for heir in step.heirs:
            yield Passing(giver, heir.code, heir.note or step.citation, heir.carries_duties)


def people_moves(document: Document, places: Iterable[Locality]) -> Iterable[PersonMove]:
    """Where each membership of a body that ends goes: to whom it was given, else to the only heir of its duties.

    Else nowhere: of several heirs nobody can guess who goes to which.
    """
    day = document.effective_on
    steps = {code: step for step in document.steps for code in step.ends}
    rows = Membership.objects.filter(agency__code__in=steps, agency__locality__in=places)
    rows = rows.in_force(day - timedelta(days=1)).select_related("user", "agency")
    for row in rows.order_by("agency__code", "user__username", "pk"):
        step = steps[row.agency.code]
        only = step.duty_takers[0] if len(step.duty_takers) == 1 else None
        yield PersonMove(row, step.people.get(row.user.username, only), reads_until(day - timedelta(days=1)))


def reads_until(last_day: date) -> date:
    """How long the people of a body may read its reports and answer for its last ones after its last day."""
    return same_day_in(last_day + timedelta(days=1), READING_YEARS)


def same_day_in(day: date, years: int) -> date:
    """The day before the same one some years on: 01/7/2025 and two years give 30/6/2027."""
    try:
        later = day.replace(year=day.year + years)
    except ValueError:  # 29/02
        later = date(day.year + years, 3, 1)
    return later - timedelta(days=1)


def faults_of(
    document: Document,
    bodies: dict[str, Agency],
    ends: list[str],
    begins: list[NewBody],
    coordinators: list[str],
    held: Coordination | None,
) -> Iterable[str]:
    """Why the reorganisation cannot be applied to these bodies, in Vietnamese."""
    day = document.effective_on
    last = day - timedelta(days=1)
    new = {body.code: body for body in begins}
    for codes, what in ((ends, "kết thúc"), ([body.code for body in begins], "bắt đầu")):
        for code in sorted({code for code in codes if codes.count(code) > 1}):
            yield f"{code}: {what} hai lần trong một đợt."
    for code in dict.fromkeys(ends):
        yield from faults_of_end(code, bodies.get(code), last)
    elsewhere = [agency for agency in namesakes_of(begins) if agency.code not in bodies]
    for body in begins:
        yield from faults_of_beginning(body, bodies, elsewhere, ends, day)
    officials = [(body.kind, body.official_code) for body in begins if body.official_code]
    for kind, official in sorted({pair for pair in officials if officials.count(pair) > 1}):
        yield f"{official}: hai đơn vị mới cùng một mã hành chính ({AgencyKind(kind).label.lower()})."
    for step in document.steps:
        for code in (*step.gives, *(heir.code for heir in step.heirs)):
            if code in new:
                continue
            agency = bodies.get(code)
            if agency is None:
                yield f"{code}: không có đơn vị này trong {document.locality}."
            elif code in ends or not agency.exists_on(day):
                yield f"{agency.name} ({code}): không tồn tại ngày {day:%d/%m/%Y} nên không nhận được việc."
        strangers = [code for code in step.people.values() if code not in step.takers]
        if strangers:
            yield f"{strangers[0]}: không phải đơn vị kế tục ở bước này nên không nhận người."
    if len(set(coordinators)) > 1:
        yield f"Hai cơ quan đầu mối cùng ngày: {', '.join(coordinators)}."
    for code in coordinators[:1]:
        agency = bodies.get(code)
        if code not in new and (agency is None or code in ends or not agency.exists_on(day)):
            yield f"{code}: không tồn tại ngày {day:%d/%m/%Y} nên không làm đầu mối được."
    if not coordinators and held is not None and held.agency.code in ends and held.valid_to in (None, last):
        yield f"{held.agency.name} là cơ quan đầu mối và kết thúc: nêu cơ quan đầu mối mới (coordinator)."


def faults_of_coordinating(coordinators: list[str], times: Iterable[Coordination], day: date) -> Iterable[str]:
    """Whoever was set by hand to coordinate from the day or a later one on stands against another from the day."""
    if not coordinators or any(one.agency.code == coordinators[0] and one.covers(day) for one in times):
        return
    for one in times:
        if one.valid_from is not None and one.valid_from >= day:
            since = f"{one.valid_from:%d/%m/%Y}"
            set_already = f"{one.agency.name} đã được ghi làm cơ quan đầu mối từ {since}"
            yield f"{set_already}: nêu chính cơ quan này, hoặc bỏ coordinator."


def faults_of_end(code: str, agency: Agency | None, last: date) -> Iterable[str]:
    if agency is None:
        yield f"{code}: không có đơn vị này."
    elif agency.valid_to not in (None, last):
        yield f"{agency.name} ({code}): đã kết thúc ngày {agency.valid_to:%d/%m/%Y}."
    elif agency.valid_from is not None and agency.valid_from > last:
        yield f"{agency.name} ({code}): mới bắt đầu ngày {agency.valid_from:%d/%m/%Y}."


def namesakes_of(begins: Iterable[NewBody]) -> list[Agency]:
    """Whoever has a code or an official code of the new bodies, in whichever locality: both are the whole country's."""
    codes = [body.code for body in begins]
    officials = [body.official_code for body in begins if body.official_code]
    rows = Agency.objects.filter(Q(code__in=codes) | Q(official_code__in=officials))
    return list(rows.select_related("locality").order_by("code"))


def faults_of_beginning(
    body: NewBody, bodies: dict[str, Agency], elsewhere: Iterable[Agency], ends: list[str], day: date
) -> Iterable[str]:
    there = bodies.get(body.code)
    # One that began on the very day is this body itself, entered by an older version or an older file.
    if there is not None and there.valid_from != day:
        yield f"{body.code}: mã này đã là của {there.name}."
    for other in elsewhere:
        if other.code == body.code:
            yield f"{body.code}: mã này đã là của {other.name}, {other.locality}."
    if not body.official_code:
        return
    for other in (*bodies.values(), *elsewhere):
        same = other.official_code == body.official_code and other.kind == body.kind
        # The statistics office passes a code on: who ends now may leave it to who begins.
        if same and other.code != body.code and other.code not in ends and other.exists_on(day):
            yield f"{body.code}: mã hành chính {body.official_code} đang là của {other.name}."
