"""Where each paragraph of a plan stands: under which headings, on what topic, in which year, and how to cite it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from targets.plan_text.documents.blocks import Block, BlockLevel
from targets.plan_text.years import YearMark, heading_year


class Topic(StrEnum):
    """What a part of a plan is about; OPEN where its heading does not say."""

    OPEN = "open"
    PREAMBLE = "preamble"
    PURPOSE = "purpose"
    RESULTS = "results"
    TARGETS = "targets"
    OBJECTIVES = "objectives"
    TASKS = "tasks"
    MONEY = "money"
    CONDUCT = "conduct"
    REPORTING = "reporting"
    RECIPIENTS = "recipients"


# Words of headings; the one that stands first in the heading decides ("Kết quả thực hiện các mục tiêu" is results).
TOPIC_WORDS = (
    (Topic.OBJECTIVES, r"mục tiêu (?:tổng quát|chung)"),
    (Topic.RECIPIENTS, r"^nơi nhận"),
    (Topic.PREAMBLE, r"^căn cứ|cơ sở pháp lý|^cơ sở xây dựng|giải thích từ ngữ"),
    (
        Topic.RESULTS,
        r"thực trạng|kết quả (?:đạt|thực|\d|năm|giai|chủ|công|nổi|đã|đào|5|triển)|^kết quả|^(?:đánh giá|tình hình|"
        r"khái quát)"
        r"|đánh giá (?:kết quả|chung|thực|tình)|hạn chế|tồn tại|nguyên nhân|sự cần thiết|bối cảnh|thuận lợi|"
        r"bài học|đặc điểm",
    ),
    (
        Topic.TARGETS,
        r"mục tiêu|chỉ tiêu|tầm nhìn|^(?:giai đoạn|định hướng)? ?(?:phấn đấu )?(?:đến|"
        r"tới) (?:hết )?(?:cuối )?năm (?:19|20)\d\d"
        r"|^giai đoạn .*(?:19|20)\d\d|^năm (?:19|20)\d\d|kế hoạch (?:tuyển sinh|đào tạo|phát triển|năm)|"
        r"định hướng (?:đến|phát)|mốc",
    ),
    (Topic.PURPOSE, r"mục đích|yêu cầu|quan điểm|nguyên tắc|phạm vi|đối tượng|điều kiện|liên hệ"),
    (Topic.MONEY, r"kinh phí|nguồn vốn|nguồn lực tài chính|dự toán|ngân sách|kinh tế dự kiến"),
    (
        Topic.REPORTING,
        r"(?:chế độ|thời hạn|định kỳ) (?:thông tin|báo cáo)|công tác báo cáo|^(?:thông tin, )?báo cáo|"
        r"theo dõi, đánh giá|^giám sát",
    ),
    (Topic.CONDUCT, r"tổ chức thực hiện|phân công|trách nhiệm (?:của|thực hiện|thi hành)|^thực hiện"),
    (Topic.TASKS, r"nhiệm vụ|giải pháp|biện pháp|nội dung (?:thực hiện|hoạt động)"),
)
OWN_MARK = re.compile(r"^(?:[ivx]+|\d+(?:\.\d+)*|[a-zđ])[.)]\s*(?:\d+\.\s*)*")
# A topic that no heading inside it changes: what the parts of a section on results are called does not matter.
CLOSED = {Topic.RESULTS, Topic.MONEY, Topic.RECIPIENTS, Topic.CONDUCT}


@dataclass(frozen=True)
class PlanPassage:
    """A paragraph in its place. `year` and `from_year` are those of the nearest heading that names any."""

    block: Block
    topic: Topic
    titles: tuple[str, ...]
    year: int | None
    from_year: int | None
    citation: str
    group: str = ""

    @property
    def text(self) -> str:
        return self.block.text

    @property
    def title(self) -> str:
        """The nearest heading."""
        return self.titles[-1] if self.titles else ""


@dataclass(frozen=True)
class Heading:
    level: int
    mark: str
    title: str
    topic: Topic
    mark_of_year: YearMark | None


def read_outline(blocks: list[Block], *, heading: str | None = None, year: int | None = None) -> list[PlanPassage]:
    """Every paragraph with its place. `heading` and `year` are those above a text that is only a piece of a plan."""
    stack: list[Heading] = []
    if heading is not None or year is not None:
        stack.append(outer_heading(heading or "", year))
    headed = bool(stack) or any(block.level <= BlockLevel.SECTION for block in blocks)
    bullets = paragraphs = 0
    passages = []
    for block in blocks:
        if opens_section(block):
            drop_closed(stack, block)
            stack.append(heading_of(block, stack))
            bullets = paragraphs = 0
            if block.is_title:
                continue
        elif lead := lead_year(block, stack):
            drop_leads(stack)
            stack.append(lead)
            continue
        elif block.level is BlockLevel.BULLET:
            bullets += 1
        elif block.level is BlockLevel.PLAIN:
            paragraphs += 1
        outside = Topic.PREAMBLE if headed else Topic.OPEN
        passages.append(
            passage_at(block, stack, outside, bullets if block.level <= BlockLevel.SUB_BULLET else 0, paragraphs)
        )
    return [cited_alone(passages, number) for number in range(len(passages))]


def outer_heading(title: str, year: int | None) -> Heading:
    mark = heading_year(title)
    if year is not None and (mark is None or mark.year != year):
        mark = YearMark(0, 0, year, None)
    return Heading(0, "", title, topic_of(title) or Topic.OPEN, mark)


def opens_section(block: Block) -> bool:
    if block.level <= BlockLevel.POINT:
        return True
    return block.level is BlockLevel.PLAIN and bool(re.match(r"(?:nơi nhận|phụ lục)\b", block.text.lower()))


def drop_closed(stack: list[Heading], block: Block) -> None:
    """Leave the headings that a new one of this level ends."""
    level = BlockLevel.PART if block.level is BlockLevel.PLAIN else block.level
    while stack and stack[-1].level >= level:
        stack.pop()


def heading_of(block: Block, stack: list[Heading]) -> Heading:
    title = block.text if block.is_title or block.level is BlockLevel.PLAIN else block.text.split(":")[0]
    topic = inherited(stack)
    if block.is_title or block.level is BlockLevel.PLAIN or len(title.split()) <= 12:
        topic = topic_inside(topic, topic_of(title), block.level)
    level = BlockLevel.PART if block.level is BlockLevel.PLAIN else block.level
    return Heading(level, block.mark, title, topic, heading_year(title) if block.is_title else None)


def topic_inside(outer: Topic, own: Topic | None, level: BlockLevel) -> Topic:
    """The topic of a heading within a part: most parts are of one topic, and among tasks only targets are apart."""
    if own is None or (
        level > BlockLevel.PART and (outer in CLOSED or (outer is Topic.TASKS and own is not Topic.TARGETS))
    ):
        return outer
    return own


def lead_year(block: Block, stack: list[Heading]) -> Heading | None:
    """A line without a number that ends in a colon and names a year for the bullets below ("Đến năm 2027:")."""
    short = len(block.text.split()) <= 14 and block.text.endswith(":")
    if block.level not in (BlockLevel.PLAIN, BlockLevel.BULLET) or not short:
        return None
    mark = heading_year(block.text)
    topic = topic_of(block.text.lower()) or inherited(stack)
    if mark is None and topic is inherited(stack):
        return None
    return Heading(BlockLevel.BULLET, "", block.text, topic, mark)


def drop_leads(stack: list[Heading]) -> None:
    while stack and stack[-1].level >= BlockLevel.BULLET:
        stack.pop()


def inherited(stack: list[Heading]) -> Topic:
    return stack[-1].topic if stack else Topic.OPEN


def topic_of(title: str) -> Topic | None:
    """What a heading announces; None where it does not say."""
    low = OWN_MARK.sub("", title.lower().strip())
    found = [
        (match.start(), order, topic)
        for order, (topic, words) in enumerate(TOPIC_WORDS)
        if (match := re.search(words, low))
    ]
    # By place in the heading; of words at one place the topic that stands higher in the list.
    return min(found)[2] if found else None


def passage_at(block: Block, stack: list[Heading], outside: Topic, bullet: int, paragraph: int) -> PlanPassage:
    dated = next((heading.mark_of_year for heading in reversed(stack) if heading.mark_of_year), None)
    marks = [heading.mark for heading in stack if heading.mark]
    where = ".".join(mark for mark in marks)
    if stack and "." in stack[-1].mark:
        parents = [
            h.mark for h in stack[:-1] if h.level is BlockLevel.PART and not stack[-1].mark.startswith(f"{h.mark}.")
        ]
        where = ".".join([*parents, stack[-1].mark])
    part = f"gạch đầu dòng {bullet}" if bullet and block.level in (BlockLevel.BULLET, BlockLevel.SUB_BULLET) else ""
    if block.level is BlockLevel.PLAIN:
        part = f"đoạn {paragraph}"
    topic = stack[-1].topic if stack else outside
    return PlanPassage(
        block,
        topic,
        tuple(heading.title for heading in stack if heading.title),
        dated.year if dated else None,
        dated.from_year if dated else None,
        ", ".join(filter(None, [where, part])),
        ".".join(marks[:2]) if len(marks) > 1 else "",
    )


def cited_alone(passages: list[PlanPassage], number: int) -> PlanPassage:
    """A paragraph that is alone under its heading is cited by the heading."""
    passage = passages[number]
    where, _, part = passage.citation.partition(", ")
    if part != "đoạn 1" or any(other is not passage and other.titles == passage.titles for other in passages):
        return passage
    return replace(passage, citation=where)


def by_topic(passages: list[PlanPassage], *topics: Topic) -> Iterator[PlanPassage]:
    return (passage for passage in passages if passage.topic in topics)
