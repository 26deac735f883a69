"""Forms of a plan's life: the start from a document, the rows of a draft as they are posted, a change, an end."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict

from reports.wording.typed.fields import DayField, LineField, NameChoiceField, TextField
from reports.wording.typed.numbers import NumberError, parse_number
from reports.wording.typed.text import clean_text
from targets.models import Frequency
from targets.models.plan import INTERIM_ENDS
from targets.plan_text.documents.files import LARGEST_FILE
from targets.plans.work import HEAD_LABELS, OFFERED, REFUSED, TAKEN, Work

STATES = {OFFERED, TAKEN, REFUSED}
COMPARATORS = (">=", ">", "<=", "<", "=", "about", "range")
BASES = ("year", "cumulative", "every_year", "average_per_year", "change")
AMBITIONS = ("committed", "aspired")
LONGEST_PLAN_TEXT = 600_000
DECIMALS = 4
# The sign that keyboards give, and the one that pages print.
MINUS_SIGNS = ("-", "–")
REPORTING_NUMBERS = ("due_day", "due_month", "opens_day", "opens_month", "first_year", "last_year")
# What could not be read, by the name of its field: what is wrong with it.
Unread = dict[str, str]
INTERIM_FIELDS = ("due_day", "due_month", "data_day", "data_month")


class NewPlanForm(forms.Form):
    """A plan's code, and its document as a file or as pasted text."""

    locality = NameChoiceField(None, label="Địa phương", to_field_name="code", empty_label=None)
    code = forms.SlugField(
        label="Mã ngắn của kế hoạch",
        max_length=20,
        help_text="Chữ không dấu, số và gạch nối, ví dụ KH-87. Dùng trong địa chỉ trang và căn cứ.",
        error_messages={"invalid": "Mã chỉ gồm chữ không dấu, số và gạch nối, ví dụ KH-87."},
    )
    file = forms.FileField(
        label="Tệp văn bản",
        required=False,
        help_text="DOCX, PDF có lớp chữ, TXT; hoặc tệp XLSX, YAML của một kế hoạch; đến 20 MB.",
    )
    text = TextField(
        label="Hoặc dán văn bản",
        required=False,
        max_length=LONGEST_PLAN_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def __init__(self, *arguments: Any, localities: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["locality"].queryset = localities

    def clean(self) -> dict[str, Any]:
        sent = super().clean()
        file = sent.get("file")
        if not file and not sent.get("text"):
            self.add_error("file", "Chọn tệp, hoặc dán văn bản vào ô bên dưới.")
        if file and file.size > LARGEST_FILE:
            self.add_error("file", "Tệp lớn hơn 20 MB. Bỏ bớt ảnh trong tệp, hoặc dán phần chữ.")
        return sent


class PlanChangeForm(forms.Form):
    """By which document, from which day, and why a plan is amended or ended."""

    document = LineField(label="Văn bản", max_length=300, help_text="Số, ngày và tên văn bản làm căn cứ.")
    day = DayField(label="Từ ngày")
    reason = TextField(label="Lý do", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class WithdrawalForm(forms.Form):
    reason = TextField(label="Lý do", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class InForceForm(forms.Form):
    day = DayField(label="Có hiệu lực từ ngày")


def posted_work(work: Work, posted: QueryDict) -> tuple[Work, Unread]:
    """The work with what was typed and chosen on the page, and what could not be read, which is left as it was."""
    unread: Unread = {}
    posted = {name: clean_text(typed) for name, typed in posted.items()}
    for name in HEAD_LABELS:
        if f"head.{name}" in posted:
            work["head"][name] = head_value(name, posted[f"head.{name}"], work["head"].get(name), unread)
    for row in work["targets"]:
        read_target(row, posted, unread)
    for name in ("numbers", "milestones", "duties"):
        for row in work[name]:
            read_state(row, posted)
    for row in work["milestones"]:
        row["phrase"] = posted.get(f"{row['key']}.phrase", row["phrase"]).strip()
    for row in work["duties"]:
        row["title"] = " ".join(posted.get(f"{row['key']}.title", row["title"]).split())
        for role in ("lead", "cooperating"):
            if f"{row['key']}.{role}" in posted:
                row[role] = re.findall(r"[\w:-]+", posted[f"{row['key']}.{role}"])
    add_targets(work, posted)
    read_reporting(work["reporting"], posted, unread)
    return work, unread


def read_state(row: Work, posted: Mapping[str, str]) -> None:
    state = posted.get(f"{row['key']}.state", row["state"])
    row["state"] = state if state in STATES else row["state"]


def read_target(row: Work, posted: Mapping[str, str], unread: Unread) -> None:
    key = row["key"]
    if f"{key}.state" not in posted:
        return
    read_state(row, posted)
    row["indicator"] = posted.get(f"{key}.indicator", row["indicator"])
    row["phrase"] = posted.get(f"{key}.phrase", row["phrase"]).strip() or row["phrase"]
    kind = posted.get(f"{key}.kinds", "")
    row["kinds"] = [kind] if kind else []
    for name, known in (("comparator", COMPARATORS), ("basis", BASES), ("ambition", AMBITIONS)):
        if posted.get(f"{key}.{name}") in known:
            row[name] = posted[f"{key}.{name}"]
    for name in ("low", "high"):
        row[name] = typed_level(f"{key}.{name}", posted, row[name], unread, signed=row["basis"] == "change")
    for name in ("year", "from_year", "base_year"):
        row[name] = typed_year(f"{key}.{name}", posted, row.get(name), unread)


def typed_level(name: str, posted: Mapping[str, str], before: str, unread: Unread, *, signed: bool = False) -> str:
    """A level as it is kept ("55.5"), from how it is typed ("55,5", "9.400"); `signed`: whether it may be below 0."""
    typed = posted.get(name, "").strip()
    if not typed:
        return ""
    message = ""
    sign = "-" if signed and typed[:1] in MINUS_SIGNS else ""
    for decimals in (0, DECIMALS):
        try:
            return (
                f"{sign}{Decimal(parse_number(typed.removeprefix(typed[:1]) if sign else typed, decimals=decimals)):f}"
            )
        except NumberError as error:
            message = str(error)
    unread[name] = message
    return before


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
    return before if name == "code" else typed


def add_targets(work: Work, posted: Mapping[str, str]) -> None:
    """A number that the reader took for none and the officer for a target becomes a row to fill in."""
    for row in work["numbers"]:
        if row["state"] != TAKEN or row.get("target"):
            continue
        key = f"t{max([int(one['key'][1:]) for one in work['targets']], default=0) + 1}"
        row["target"] = key
        work["targets"].append(
            {
                "key": key,
                "state": OFFERED,
                "phrase": row["sentence"][:200],
                "indicator": "",
                "indicators": [],
                "kinds": [],
                "comparator": ">=",
                "low": row["text"].rstrip("% ").replace(".", "").replace(",", "."),
                "high": "",
                "unit": "%" if "%" in row["text"] else "",
                "year": None,
                "basis": "year",
                "from_year": None,
                "ambition": "committed",
                "citation": row["citation"],
                "sentence": row["sentence"],
                "start": row["start"],
                "end": row["end"],
                "sure": "year",
            }
        )


def read_reporting(reporting: Work, posted: Mapping[str, str], unread: Unread) -> None:
    if "reporting.frequency" not in posted:
        return
    frequency = posted["reporting.frequency"]
    reporting["frequency"] = frequency if frequency in Frequency.values else reporting["frequency"]
    wanted = len(INTERIM_ENDS.get(reporting["frequency"], ()))
    interims = [*reporting.get("interim", []), *({} for _ in range(wanted))][:wanted]
    reporting["interim"] = [{name: one.get(name) for name in INTERIM_FIELDS} for one in interims]
    for number, one in enumerate(reporting["interim"], start=1):
        read_numbers(one, f"interim{number}", INTERIM_FIELDS, posted, unread)
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
