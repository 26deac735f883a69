"""The work on a draft as its page posts it: texts of fields into the values of rows; what cannot be read is named."""

import re
from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import QueryDict

from reports.plans.page import LEVEL_ROW
from reports.wording.typed.numbers import NumberError, parse_number
from reports.wording.typed.text import clean_text
from targets.models import Frequency
from targets.models.plan import INTERIM_ENDS
from targets.plans.baselines import baseline_lines
from targets.plans.questions import read_questions
from targets.plans.work import HEAD_LABELS, OFFERED, REFUSED, TAKEN, Work, bound_value, target_code

STATES = {OFFERED, TAKEN, REFUSED}
COMPARATORS = (">=", ">", "<=", "<", "=", "about", "range")
BASES = ("year", "cumulative", "every_year", "average_per_year", "change")
AMBITIONS = ("committed", "aspired")
DECIMALS = 4
# The sign that keyboards give, and the one that pages print.
MINUS_SIGNS = ("-", "–")
LEVELS = ("low", "high", "value")
LONGEST_TEXTS = {"citation": 200, "unit": 30, "phrase": 300}
REPORTING_NUMBERS = ("due_day", "due_month", "opens_day", "opens_month", "first_year", "last_year")
# What could not be read, by the name of its field: what is wrong with it.
Unread = dict[str, str]
INTERIM_FIELDS = ("due_day", "due_month", "data_day", "data_month")
YEARLY = re.compile(r"\s*((?:19|20)\d\d)\s*:\s*(\S[^;]*?)\s*")
# Numbers of the rows of a page: "t12", "g3".
BLANK_TARGET = {
    "phrase": "", "indicator": "", "indicators": [], "kinds": [], "comparator": ">=", "low": "", "high": "", "unit": "",
    "year": None, "basis": "year", "from_year": None, "base_year": None, "ambition": "committed", "citation": "",
    "sentence": "", "start": 0, "end": 0, "sure": "clear",
}  # fmt: skip
BLANK_DUTY = {
    "number": "", "title": "", "lead": [], "cooperating": [], "lead_names": [], "cooperating_names": [],
    "citation": "", "sentence": "",
}  # fmt: skip
BLANK_MILESTONE = {"phrase": "", "year": None, "citation": "", "sentence": ""}
BLANK_GROUP = {"number": "", "title": "", "citation": ""}
BLANK_LEVEL = {
    "body": "", "indicator": "", "comparator": ">=", "low": "", "high": "", "from_year": None, "year": None,
    "citation": "",
}  # fmt: skip


def posted_work(work: Work, sent: QueryDict) -> tuple[Work, Unread]:
    """The work with what was typed and chosen on the page, and what could not be read, which is left as it was.

    `work` itself is not changed.
    """
    work, unread = deepcopy(work), Unread()
    # The only field of several values: checkboxes of one name.
    posted = {
        name: clean_text(" ".join(sent.getlist(name)) if name.endswith(".kinds") else sent[name]) for name in sent
    }
    for name in HEAD_LABELS:
        if f"head.{name}" in posted:
            work["head"][name] = head_value(name, posted[f"head.{name}"], work["head"].get(name), unread)
    for row in work["targets"]:
        read_target(row, posted, unread)
    for name in ("numbers", "milestones", "duties"):
        for row in work[name]:
            read_state(row, posted)
    read_questions(work, posted)
    for row in work["milestones"]:
        read_milestone(row, posted, unread)
    for row in work["duties"]:
        read_duty(row, posted)
    read_baselines(work, posted, unread)
    work["task_groups"] = read_task_groups(work["task_groups"], posted)
    read_levels(work, posted, unread)
    # After the answers were read: it is they that make a number a target.
    add_targets(work)
    read_reporting(work["reporting"], posted, unread)
    return work, unread


def is_same_work(before: Work, after: Work) -> bool:
    """Whether two works say the same: what is empty and what is left out are one, and so are 82.5 and 82.50."""
    return settled(before) == settled(after)


def settled(value: Any, name: str = "") -> Any:
    """A part of the work without what is empty, its texts and levels as a page gives them back."""
    match value:
        case dict():
            parts = {key: settled(item, key) for key, item in value.items()}
            # A page sends empty fields that the API leaves out; neither says anything.
            return {key: part for key, part in parts.items() if part not in (None, "", [], {}, False)}
        case list() if name == "task_groups":
            return [settled({field: row.get(field) for field in BLANK_GROUP}) for row in value]
        case list():
            return [settled(item) for item in value]
        case str() if name in LEVELS and (level := bound_value(value)) is not None:
            return f"{level.normalize():f}"
        case str():
            return " ".join(clean_text(value).split())
    return value


def read_milestone(row: Work, posted: Mapping[str, str], unread: Unread) -> None:
    key = row["key"]
    row["phrase"] = posted.get(f"{key}.phrase", row["phrase"]).strip()
    row["citation"] = posted_text(key, "citation", posted, row["citation"])
    if f"{key}.year" in posted:
        row["year"] = typed_year(f"{key}.year", posted, row["year"], unread)


def read_duty(row: Work, posted: Mapping[str, str]) -> None:
    key = row["key"]
    row["title"] = " ".join(posted.get(f"{key}.title", row["title"]).split())
    # A number that was wiped stays: duties are cited by it.
    row["number"] = " ".join(posted.get(f"{key}.number", row["number"]).split())[:20] or row["number"]
    row["citation"] = posted_text(key, "citation", posted, row["citation"])
    for role in ("lead", "cooperating"):
        if f"{key}.{role}" in posted:
            row[role] = re.findall(r"[\w:-]+", posted[f"{key}.{role}"])


def posted_text(key: str, name: str, posted: Mapping[str, str], before: str) -> str:
    return " ".join(posted.get(f"{key}.{name}", before).split())[: LONGEST_TEXTS[name]]


def read_baselines(work: Work, posted: Mapping[str, str], unread: Unread) -> None:
    """Starting values as they stand beside the first target of each indicator; one that is wiped goes."""
    for line in baseline_lines(work, lambda row: target_code(work, row)):
        key = line.key
        if f"{key}.value" not in posted:
            continue
        # Value and year both wiped: the line itself is meant to go.
        if not posted[f"{key}.value"].strip() and not posted.get(f"{key}.year", "").strip():
            work["baselines"] = [row for row in work["baselines"] if row is not line.held]
            continue
        held = line.held or {"indicator": "", "target": line.target["key"], "year": None, "value": "", "citation": ""}
        held["year"] = typed_year(f"{key}.year", posted, held["year"], unread)
        held["value"] = typed_level(f"{key}.value", posted, str(held["value"]), unread)
        held["citation"] = posted_text(key, "citation", posted, held["citation"])
        if line.held is None:
            work["baselines"].append(held)


def read_task_groups(groups: list[Work], posted: Mapping[str, str]) -> list[Work]:
    """Groups of tasks as they stand on the page; one whose name was wiped goes."""
    read = []
    for number, group in enumerate(groups, start=1):
        said = {name: " ".join(posted.get(f"g{number}.{name}", group[name]).split()) for name in BLANK_GROUP}
        # A group that the page did not show, because another added it, is not wiped by its absence.
        if f"g{number}.title" not in posted or said["title"] or said["number"]:
            read.append(said)
    return read


def read_levels(work: Work, posted: Mapping[str, str], unread: Unread) -> None:
    """The lines as they stand on the page; one whose body was wiped goes."""
    kept = []
    for number, row in enumerate(work.get("body_targets", []), start=1):
        key = f"{LEVEL_ROW}{number}"
        if f"{key}.body" not in posted:
            kept.append(row)
            continue
        row["body"] = "".join(posted[f"{key}.body"].split())[:60]
        for name in ("indicator", "comparator"):
            row[name] = posted.get(f"{key}.{name}", row[name])
        for name in ("low", "high"):
            row[name] = typed_level(f"{key}.{name}", posted, row[name], unread)
        for name in ("from_year", "year"):
            row[name] = typed_year(f"{key}.{name}", posted, row[name], unread)
        row["citation"] = posted_text(key, "citation", posted, row["citation"])
        if row["body"] or row["low"]:
            kept.append(row)
    if kept or "body_targets" in work:
        work["body_targets"] = kept


def add_row(work: Work, name: str) -> str:
    """An empty row at the end of a list, to be filled in; returns where it stands on the page."""
    if name == "body_targets":
        work.setdefault(name, []).append(dict(BLANK_LEVEL))
        return f"{LEVEL_ROW}{len(work[name])}"
    if name == "task_groups":
        work[name].append({**BLANK_GROUP, "number": str(len(work[name]) + 1)})
        return f"g{len(work[name])}"
    blank = {"targets": BLANK_TARGET, "milestones": BLANK_MILESTONE, "duties": BLANK_DUTY}[name]
    key = next_key(work, name)
    row = {
        "key": key,
        "state": TAKEN,
        **{field: list(one) if isinstance(one, list) else one for field, one in blank.items()},
    }
    if name == "duties":
        # A provisional number that no document uses, until the officer writes the right one.
        row["number"] = f"+{key[1:]}"
    work[name].append(row)
    return key


def next_key(work: Work, name: str) -> str:
    return f"{name[0]}{max([int(one['key'][1:]) for one in work[name]], default=0) + 1}"


def read_state(row: Work, posted: Mapping[str, str]) -> None:
    state = posted.get(f"{row['key']}.state", row["state"])
    row["state"] = state if state in STATES else row["state"]


def read_target(row: Work, posted: Mapping[str, str], unread: Unread) -> None:
    key = row["key"]
    # A row that the page did not send stays as it is.
    if f"{key}.state" not in posted:
        return
    read_state(row, posted)
    row["indicator"] = posted.get(f"{key}.indicator", row["indicator"])
    row["phrase"] = posted.get(f"{key}.phrase", row["phrase"]).strip() or row["phrase"]
    if f"{key}.kinds" in posted:
        row["kinds"] = posted[f"{key}.kinds"].split()
    for name in ("citation", "unit"):
        row[name] = posted_text(key, name, posted, row[name])
    for name, known in (("comparator", COMPARATORS), ("basis", BASES), ("ambition", AMBITIONS)):
        if posted.get(f"{key}.{name}") in known:
            row[name] = posted[f"{key}.{name}"]
    for name in ("low", "high"):
        row[name] = typed_level(f"{key}.{name}", posted, row[name], unread, signed=row["basis"] == "change")
    for name in ("year", "from_year", "base_year"):
        row[name] = typed_year(f"{key}.{name}", posted, row.get(name), unread)
    if f"{key}.yearly" in posted:
        row["yearly_plan"] = typed_yearly(f"{key}.yearly", posted, row, unread)


def typed_level(name: str, posted: Mapping[str, str], before: str, unread: Unread, *, signed: bool = False) -> str:
    """A level as it is kept ("55.5"), from how it is typed ("55,5", "9.400"); `signed`: whether it may be below 0."""
    typed = posted.get(name, "").strip()
    if not typed:
        return ""
    message = ""
    sign = "-" if signed and typed[:1] in MINUS_SIGNS else ""
    # As a whole number first: "9.400" is nine thousand four hundred, while with decimals it would be asked about.
    for decimals in (0, DECIMALS):
        try:
            return (
                f"{sign}{Decimal(parse_number(typed.removeprefix(typed[:1]) if sign else typed, decimals=decimals)):f}"
            )
        except NumberError as error:
            message = str(error)
    unread[name] = message
    return before


def typed_yearly(name: str, posted: Mapping[str, str], row: Work, unread: Unread) -> list[Work]:
    """The plan of single years, from "2026: 9.400; 2027: 9.600"; a new year cites what the row cites."""
    before = {one["year"]: one for one in row.get("yearly_plan", [])}
    read = []
    for part in filter(str.strip, posted[name].split(";")):
        found = YEARLY.fullmatch(part)
        values: Unread = {}
        value = typed_level("value", {"value": found[2]}, "", values) if found else ""
        if not found or values:
            unread[name] = f"không đọc được “{part.strip()}”; gõ như 2026: 9.400; 2027: 9.600"
            return list(before.values())
        year = int(found[1])
        read.append({"year": year, "value": value, "citation": before.get(year, row)["citation"] or row["citation"]})
    return read


def typed_year(name: str, posted: Mapping[str, str], before: int | None, unread: Unread) -> int | None:
    typed = posted.get(name, "").strip()
    if not typed:
        return None
    if re.fullmatch(r"(?:19|20)\d\d", typed):
        return int(typed)
    unread[name] = "năm gõ đủ bốn chữ số, ví dụ 2030"
    return before


def head_value(name: str, typed: str, before: Any, unread: Unread) -> Any:
    typed = " ".join(typed.split())
    if name in ("first_year", "last_year"):
        return typed_year(f"head.{name}", {f"head.{name}": typed}, before, unread)
    if name == "issued_on" and typed:
        found = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", typed)
        try:
            return date(int(found[3]), int(found[2]), int(found[1])).isoformat()
        except (TypeError, ValueError):
            unread["head.issued_on"] = "gõ ngày như 12/03/2026"
            return before
    # Fixed from the first day of the draft: its address and its sources use it.
    return before if name == "code" else typed


def add_targets(work: Work) -> None:
    """A number that the reader took for none and the officer for a target becomes a row to fill in."""
    for row in work["numbers"]:
        if row["state"] != TAKEN or row.get("target"):
            continue
        row["target"] = next_key(work, "targets")
        place = {name: row[name] for name in ("citation", "sentence", "start", "end", "block") if name in row}
        work["targets"].append(
            {
                "key": row["target"],
                "state": OFFERED,
                **BLANK_TARGET,
                "phrase": row["sentence"][:200],
                # Read the Vietnamese way, points between thousands; the row is offered and not taken.
                "low": row["text"].rstrip("% ").replace(".", "").replace(",", "."),
                "unit": "%" if "%" in row["text"] else "",
                "sure": "year",
                **place,
            }
        )


def read_reporting(reporting: Work, posted: Mapping[str, str], unread: Unread) -> None:
    if "reporting.frequency" not in posted:
        return
    frequency = posted["reporting.frequency"]
    reporting["frequency"] = frequency if frequency in Frequency.values else reporting["frequency"]
    wanted = len(INTERIM_ENDS.get(reporting["frequency"], ()))
    interims = [*reporting.get("interim", []), *({} for _ in range(wanted))][:wanted]
    # As many as the chosen frequency has; what was typed of the first ones stays.
    reporting["interim"] = [{name: one.get(name) for name in INTERIM_FIELDS} for one in interims]
    for number, one in enumerate(reporting["interim"], start=1):
        read_numbers(one, f"interim{number}", INTERIM_FIELDS, posted, unread)
    # An empty checkbox is not sent at all.
    reporting["due_next_year"] = "reporting.due_next_year" in posted
    reporting["recipient"] = posted.get("reporting.recipient", "")
    if reporting["frequency"] == "none":
        reporting.update(dict.fromkeys(REPORTING_NUMBERS), due_next_year=False)
        return
    read_numbers(reporting, "reporting", REPORTING_NUMBERS, posted, unread)


def read_numbers(row: Work, key: str, names: tuple[str, ...], posted: Mapping[str, str], unread: Unread) -> None:
    """The small whole numbers of a row: days, months, years."""
    for name in names:
        typed = posted.get(f"{key}.{name}", "").strip()
        if not typed:
            row[name] = None
        elif typed.isascii() and typed.isdecimal() and len(typed) <= 4:
            row[name] = int(typed)
        else:
            unread[f"{key}.{name}"] = "gõ số, ví dụ 15"
