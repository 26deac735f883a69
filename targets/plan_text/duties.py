"""Duties of a plan: who leads and who cooperates, from the headings of its last part and from its sentences."""

import re
from dataclasses import dataclass

from targets.plan_text.bodies import BodyNames, Named, bare_name, begins_body, match_bodies
from targets.plan_text.documents.blocks import BlockLevel, sentences
from targets.plan_text.outline import PlanPassage, Topic
from targets.plan_text.proposals import ProposedDuty

REQUEST = re.compile(
    r"\s*(?:[-+•]\s*)?(?:(?:UBND|Ủy ban nhân dân|Uỷ ban nhân dân|Chủ tịch UBND|"
    r"Chủ tịch Ủy ban nhân dân)\s+(?:tỉnh|[Tt]hành phố)(?:\s+[A-ZĐ]\w*){0,3}\s+)?"
    r"(?:trân trọng\s+)?(?:Giao|giao|Đề nghị|đề nghị|Yêu cầu|yêu cầu|Phân công|phân công)\s+(?:cho\s+)?",
)
COOPERATE = re.compile(
    r"phối\s+(?:kết\s+)?hợp(?:\s+(?:chặt\s+chẽ|tốt|thường\s+xuyên))?(?:\s+(?:với|cùng(?:\s+với)?))?\s+|(?:,\s*|"
    r"\b)cùng(?:\s+với)?\s+(?=(?:Sở|các|Ban|Hội|UBND|Ủy))",
    re.IGNORECASE,
)
LED_BY = re.compile(r"\bdo\s+(?=\S)", re.IGNORECASE)
LEADS = re.compile(r"chủ\s+trì|đầu\s+mối|chịu\s+trách\s+nhiệm", re.IGNORECASE)
ONLY_COOPERATES = re.compile(r"^\s*(?:[-+•]\s*)?(?:Chủ\s+động\s+|Tích\s+cực\s+)?phối\s+(?:kết\s+)?hợp\b", re.IGNORECASE)
CLOSING = re.compile(
    r"^\s*(?:Trong quá trình|Trên đây|Kế hoạch này|Quá trình|Nếu có|Gặp|Yêu cầu các|Căn cứ Kế hoạch)", re.IGNORECASE
)
REPORTING_ONLY = re.compile(
    r"(?:báo cáo|gửi|nộp|tổng hợp kết quả)[^.]*(?:trước|chậm nhất)\s+(?:ngày\s+)?\d", re.IGNORECASE
)
# "gửi Sở … trước ngày 25/12 để tổng hợp": who gets the reports of the others has to put them together.
SENT_TO = re.compile(r"\bgửi\s+(?:về\s+)?(?=\S)", re.IGNORECASE)
PUT_TOGETHER = re.compile(r"^[^.;]{0,80}\b(?:để|nhằm)\s+tổng\s+hợp", re.IGNORECASE)
GENERAL = re.compile(
    r"^(?:các|những|mọi)\b|^(?:UBND|Ủy ban nhân dân)\s+(?:các\s+)?(?:quận|huyện|xã|phường|thị)|^sở,", re.IGNORECASE
)


@dataclass(frozen=True)
class Parties:
    lead: tuple[str, ...]
    cooperating: tuple[str, ...]


def read_duties(passages: list[PlanPassage], names: BodyNames, *, whole: bool) -> list[ProposedDuty]:
    """The duties of a plan's passages; `whole` says that these are all of a plan, so that its headings are known."""
    own = {bare_name(name) for passage in passages for title in passage.titles for name in heading_bodies(title, names)}
    duties: list[ProposedDuty] = []
    counts: dict[tuple[str, ...], int] = {}
    for passage in passages:
        if asks_duty(passage, whole):
            bodies = next((found for title in reversed(passage.titles) if (found := heading_bodies(title, names))), ())
            parties = parties_of(passage.text, bodies, own if whole else None, names)
        else:
            parties = consolidating_party(passage, names)
        if parties is None or not parties.lead:
            continue
        counts[passage.titles] = counts.get(passage.titles, 0) + 1
        where = passage.citation.split(",")[0]
        # A paragraph without a number of its own is counted below the heading that it stands under.
        number = where if passage.block.level <= BlockLevel.POINT else f"{where}.{counts[passage.titles]}".lstrip(".")
        duties.append(
            ProposedDuty(
                number,
                parties.lead,
                parties.cooperating,
                passage.citation,
                passage.text,
                match_bodies(parties.lead, names.codes),
                match_bodies(parties.cooperating, names.codes),
            )
        )
    return duties


def asks_duty(passage: PlanPassage, whole: bool) -> bool:
    if passage.block.level in (BlockLevel.SUB_BULLET, BlockLevel.ROW) or CLOSING.match(passage.text):
        return False
    if passage.topic is Topic.CONDUCT or (not whole and passage.topic is Topic.OPEN):
        return not REPORTING_ONLY.search(passage.text)
    return passage.topic is Topic.REPORTING and passage.text.startswith("Giao ")


def consolidating_party(passage: PlanPassage, names: BodyNames) -> Parties | None:
    """Whoever a passage of reporting has the results sent to, to be put together."""
    if passage.topic not in (Topic.CONDUCT, Topic.REPORTING):
        return None
    for found in SENT_TO.finditer(passage.text):
        named = names.at(passage.text, found.end())
        if named is not None and PUT_TOGETHER.match(passage.text[named.end :]):
            return Parties(tuple(named.names), ())
    return None


def heading_bodies(title: str, names: BodyNames) -> tuple[str, ...]:
    """The bodies that a heading names; () where it is no heading of bodies."""
    text = re.sub(r"^(?:\d+(?:\.\d+)*|[IVX]+|[a-zđ])[.)]\s*", "", title).rstrip(" :.;")
    if request := REQUEST.match(text):
        text = text[request.end() :]
    named = names.at(text, 0)
    if named is None:
        return ()
    rest = text[named.end :].strip(" :.,;")
    if not rest or (re.match(r"[(-]", rest) and not re.match(r"-\s*\w+\s+\w+", rest)):
        return named.names
    if len(rest.split()) <= 6 and not re.match(r"chủ trì|phối hợp|có trách", rest):
        return (*named.names[:-1], f"{named.names[-1]} {rest}")
    return ()


def parties_of(text: str, bodies: tuple[str, ...], own: set[str] | None, names: BodyNames) -> Parties | None:
    """Who leads and who cooperates. `bodies` are those of the heading, `own` all that have a heading in the plan."""
    request = REQUEST.match(text)
    body_text = text[request.end() :] if request else text
    subject = acting_bodies(body_text, names, request is not None)
    led_by = next(
        (
            found
            for match in LED_BY.finditer(text)
            if (found := names.at(text, match.end())) and LEADS.match(text[found.end :].lstrip())
        ),
        None,
    )
    lead = led_by.names if led_by else subject.names if subject else bodies
    cooperating = [name for name in cooperators(text, names) if name not in lead]
    if ONLY_COOPERATES.match(text) and bodies and cooperating and not LEADS.search(text):
        partner = cooperating[0]
        if not GENERAL.match(partner) and (own is None or bare_name(partner) in own):
            return Parties((partner,), (*bodies, *(name for name in cooperating[1:] if name not in bodies)))
    return Parties(tuple(lead), tuple(dict.fromkeys(cooperating)))


def acting_bodies(text: str, names: BodyNames, requested: bool) -> Named | None:
    """The bodies that a sentence begins with, or that stand after a phrase before the first comma, and that act."""
    places = [0]
    for found in re.finditer(r",\s+", text[:240]):
        lead_in = text[: found.start()]
        if re.match(
            r"\s*(?:hằng|hàng|định kỳ|căn cứ|trên cơ sở|trong|theo|để|khi|từ|đến|trước)\b", lead_in, re.IGNORECASE
        ):
            places.append(found.end())
    for place in places:
        if not begins_body(text, place):
            continue
        named = names.at(text, place)
        if named is None:
            continue
        rest = text[named.end :].lstrip(" ,:;")
        if rest and (requested or rest[0].islower() or text[named.end :].lstrip().startswith((":", ","))):
            return named
    return None


def cooperators(text: str, names: BodyNames) -> list[str]:
    found: list[str] = []
    for sentence in sentences(text):
        for match in COOPERATE.finditer(sentence):
            if re.search(r"(?:chỉ\s+đạo|công\s+tác|cơ\s+chế|sự)\b[^,;]*$", sentence[: match.start()], re.IGNORECASE):
                continue
            if named := names.at(sentence, match.end()):
                found += named.names
    return list(dict.fromkeys(found))
