"""What a plan says at one place, in words and with names: for what an amendment changes and what differs in a draft."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from agencies.catalogue_files.entries import CatalogueError
from agencies.models import Agency, AgencyKind
from reports.plans.page import BASES, FREQUENCIES, SIGNS, change_sign
from reports.wording.formats import published_number
from targets.models import Indicator
from targets.models.target import MILESTONE
from targets.plans.content import KIND_PREFIX, Content
from targets.plans.work import HEAD_LABELS, Work, new_indicators

# Codes as the loader quotes them, a kind of bodies with its prefix.
CODE_IN_QUOTES = re.compile(r'"([A-Za-z0-9_:-]+)"')
NAMELESS = "Chỉ tiêu mới chưa ghi tên"
NO_LEVEL, NO_YEAR = "chưa ghi mức", "chưa ghi năm"
PLACE_WORDS = {
    "targets": "Mục tiêu", "duties": "Nhiệm vụ", "task_groups": "Nhóm nhiệm vụ",
    "corrections": "Chỗ đã sửa so với bản quét", "party_document": "Văn bản của Đảng",
}  # fmt: skip
REPORTING_PLACES = {
    "frequency": "Kỳ báo cáo", "due_day": "Hạn báo cáo, ngày", "due_month": "Hạn báo cáo, tháng",
    "due_next_year": "Hạn báo cáo ở năm sau", "opens_day": "Mở kỳ, ngày", "opens_month": "Mở kỳ, tháng",
    "first_year": "Báo cáo từ năm", "last_year": "Báo cáo đến năm", "recipient": "Nơi nhận báo cáo",
    "citation": "Căn cứ chế độ báo cáo", "interim": "Báo cáo trong năm",
}  # fmt: skip


@dataclass(frozen=True)
class PlanNames:
    """Names of what a plan keeps by code: indicators, and the bodies of its locality."""

    indicators: Mapping[str, str]
    bodies: Mapping[str, str]

    def indicator(self, code: str) -> str:
        return self.indicators.get(code, code) or NAMELESS

    def body(self, code: str) -> str:
        """A body by its name, a kind of bodies as "Mọi đơn vị loại …"."""
        if code.startswith(KIND_PREFIX):
            kind = code.removeprefix(KIND_PREFIX)
            return f"Mọi đơn vị loại {AgencyKind(kind).label}" if kind in AgencyKind.values else code
        return self.bodies.get(code, code)

    def all_of(self, codes: list[str]) -> str:
        return "; ".join(map(self.body, codes))


def names_in(locality_id: int, work: Work | None = None) -> PlanNames:
    """The names that a plan of the locality needs; with the indicators that the work brings new. Two queries."""
    indicators = dict(Indicator.objects.values_list("code", "short_name"))
    new = {one.code: one.name for one in new_indicators(work)} if work else {}
    bodies = Agency.objects.filter(locality_id=locality_id).values_list("code", "name")
    # The catalogue's name counts where a draft calls a known code something else.
    return PlanNames(new | indicators, dict(bodies))


def place_words(place: str, entry: Content, names: PlanNames) -> str:
    """ "targets: it_skills_rate 2030 year committed" -> "Kỹ năng tin học, năm 2030"; a field by its label."""
    part, _, rest = place.partition(": ")
    if part == "targets":
        return f"{names.indicator(entry.get('indicator', ''))}, {year_words(entry.get('year'))}"
    if part == "body_targets":
        body = names.body(entry.get("body", ""))
        return f"Mức của {body}: {names.indicator(entry.get('indicator', ''))}, {year_words(entry.get('year'))}"
    if part == "baselines":
        return f"Giá trị gốc: {names.indicator(rest)}"
    if part.startswith("reporting."):
        return REPORTING_PLACES.get(part.partition(".")[2], part)
    label = PLACE_WORDS.get(part) or HEAD_LABELS.get(part, part)
    return f"{label[:1].upper()}{label[1:]} {rest}".strip()


def told_refusal(error: CatalogueError, content: Content, names: PlanNames) -> str:
    """What the loader of files says of a draft's content, by the place on the page and by names."""
    part, _, number = error.entry.partition(" / ")[0].partition(" ")
    message = CODE_IN_QUOTES.sub(
        lambda found: f"“{names.indicators.get(found[1]) or names.body(found[1])}”", error.message
    )
    # The loader counts entries from 1.
    place = int(number.split()[0]) if number[:1].isdigit() else 0
    if part == "reporting":
        where = REPORTING_PLACES.get(error.field, "Báo cáo")
    elif place and isinstance(content.get(part), list) and place <= len(content[part]):
        entry = content[part][place - 1]
        where = place_words(f"{part}: {entry.get('number') or entry.get('indicator', '')}", entry, names)
    else:
        where = place_words(error.field, {}, names) if error.field else ""
    return f"{where}: {message}" if where else message[:1].upper() + message[1:]


def told_place(place: str, said: Any, names: PlanNames) -> str:
    """What a plan says at a place, in a few words."""
    if place == "reporting.recipient":
        return names.body(said) if said else "không có"
    if place == "reporting.interim":
        return "; ".join(told_interim(number, one) for number, one in enumerate(said or [], start=1)) or "không có"
    return told_entry(said, names)


def told_interim(number: int, one: Content) -> str:
    """ "lần 1: hạn 20/6, số liệu đến hết 30/6"."""
    parts = (("hạn", "due_day", "due_month"), ("số liệu đến hết", "data_day", "data_month"))
    said = [f"{words} {one[day]}/{one[month]}" for words, day, month in parts if one.get(day) and one.get(month)]
    return f"lần {number}: {', '.join(said) or 'chưa ghi hạn'}"


def told_entry(entry: Any, names: PlanNames) -> str:
    """An entry of a plan in a few words."""
    if entry is None:
        return "không có"
    if isinstance(entry, bool):
        return "có" if entry else "không"
    if isinstance(entry, date):
        return f"{entry:%d/%m/%Y}"
    if not isinstance(entry, dict):
        return "; ".join(map(str, entry)) if isinstance(entry, list) else FREQUENCIES.get(entry, str(entry))
    if "comparator" in entry:
        return told_target(entry)
    if "lead" in entry:
        helpers = f"; phối hợp {names.all_of(entry['cooperating'])}" if entry["cooperating"] else ""
        return f"{entry['title']} (chủ trì {names.all_of(entry['lead']) or 'chưa ghi'}{helpers})"
    if "value" in entry:
        return f"{level_words(entry['value'])}, {year_words(entry['year'])}"
    return str(entry.get("title") or entry.get("name") or "")


def told_target(entry: Content) -> str:
    """A promise with its years and its yearly plan; one without a number by its milestones."""
    if entry["comparator"] == MILESTONE:
        return "; ".join(one["name"] for one in entry.get("milestones", [])) or "không có mốc nào"
    year = entry["year"] or NO_YEAR
    if entry.get("low") is None:
        said = f"{NO_LEVEL}, {year}"
    elif entry["basis"] == "change":
        low = Decimal(entry["low"])
        base = f"năm {entry['base_year']}" if entry.get("base_year") else "năm gốc chưa ghi"
        said = f"{change_sign(entry['comparator'], low)} {level_words(abs(low))}% so với {base}, {year}"
    else:
        high = f"–{level_words(entry['high'])}" if entry["comparator"] == "range" else ""
        sign = "khoảng" if entry["comparator"] == "range" else SIGNS[entry["comparator"]]
        basis = BASES.get(entry["basis"], entry["basis"])
        since = f" từ {entry['from_year']} đến" if entry.get("from_year") else ""
        said = f"{sign} {level_words(entry['low'])}{high}, {basis}{since} {year}"
    planned = "; ".join(f"{one['year']}: {level_words(one['value'])}" for one in entry.get("yearly_plan", []))
    aspired = ", phấn đấu" if entry.get("ambition") == "aspired" else ""
    return f"{said}{aspired}{f', kế hoạch {planned}' if planned else ''}"


def year_words(year: int | None) -> str:
    return f"năm {year}" if year else NO_YEAR


def level_words(value: Any) -> str:
    return NO_LEVEL if value is None else published_number(Decimal(value))
