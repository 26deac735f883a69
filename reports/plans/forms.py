"""Forms of a plan's life: the start from a document, the rows of a draft as they are posted, a change, an end."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict

from reports.wording.typed.fields import DayField, LineField, TextField
from reports.wording.typed.numbers import NumberError, parse_number
from targets.plan_text.documents.files import LARGEST_FILE
from targets.plans.work import HEAD_LABELS, OFFERED, REFUSED, TAKEN, Work

STATES = {OFFERED, TAKEN, REFUSED}
COMPARATORS = (">=", ">", "<=", "<", "=", "about", "range")
BASES = ("year", "cumulative", "every_year", "average_per_year", "change")
AMBITIONS = ("committed", "aspired")
LONGEST_PLAN_TEXT = 600_000
DECIMALS = 4


class NewPlanForm(forms.Form):
    """A plan's code, and its document as a file or as pasted text."""

    locality = forms.ModelChoiceField(None, label="Địa phương", to_field_name="code", empty_label=None)
    code = forms.SlugField(
        label="Mã ngắn của kế hoạch",
        max_length=20,
        help_text="Chữ không dấu, số và gạch nối, ví dụ KH-87. Dùng trong địa chỉ trang và căn cứ.",
        error_messages={"invalid": "Mã chỉ gồm chữ không dấu, số và gạch nối, ví dụ KH-87."},
    )
    file = forms.FileField(label="Tệp văn bản", required=False, help_text="DOCX, PDF có lớp chữ, hoặc TXT; đến 20 MB.")
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


def posted_work(work: Work, posted: QueryDict) -> tuple[Work, list[str]]:
    """The work with what was typed and chosen on the page, and what could not be read. Nothing typed is lost."""
    wrong: list[str] = []
    for name in HEAD_LABELS:
        if f"head.{name}" in posted:
            work["head"][name] = head_value(name, posted[f"head.{name}"], work["head"].get(name), wrong)
    for row in work["targets"]:
        read_target(row, posted, wrong)
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
    read_reporting(work["reporting"], posted)
    return work, wrong


def read_state(row: Work, posted: QueryDict) -> None:
    state = posted.get(f"{row['key']}.state", row["state"])
    row["state"] = state if state in STATES else row["state"]


def read_target(row: Work, posted: QueryDict, wrong: list[str]) -> None:
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
        row[name] = typed_level(posted.get(f"{key}.{name}", ""), row[name], f"Dòng {key[1:]}", wrong)
    for name in ("year", "from_year", "base_year"):
        row[name] = typed_year(posted.get(f"{key}.{name}", ""), row.get(name), f"Dòng {key[1:]}", wrong)


def typed_level(typed: str, before: str, where: str, wrong: list[str]) -> str:
    """A level as it is kept ("55.5"), from how it is typed ("55,5", "9.400")."""
    typed = typed.strip()
    if not typed:
        return ""
    for decimals in (0, DECIMALS):
        try:
            return f"{Decimal(parse_number(typed, decimals=decimals)):f}"
        except NumberError as error:
            message = str(error)
    wrong.append(f"{where}: {message}")
    return before


def typed_year(typed: str, before: int | None, where: str, wrong: list[str]) -> int | None:
    typed = typed.strip()
    if not typed:
        return None
    if re.fullmatch(r"(?:19|20)\d\d", typed):
        return int(typed)
    wrong.append(f"{where}: năm gõ đủ bốn chữ số, ví dụ 2030")
    return before


def head_value(name: str, typed: str, before: Any, wrong: list[str]) -> Any:
    typed = " ".join(typed.split())
    if name in ("first_year", "last_year"):
        return typed_year(typed, before, HEAD_LABELS[name].capitalize(), wrong)
    if name == "issued_on" and typed:
        found = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", typed)
        try:
            return date(int(found[3]), int(found[2]), int(found[1])).isoformat()
        except (TypeError, ValueError):
            wrong.append("Ngày ban hành: gõ như 12/03/2026")
            return before
    return before if name == "code" else typed


def add_targets(work: Work, posted: QueryDict) -> None:
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


def read_reporting(reporting: Work, posted: QueryDict) -> None:
    if "reporting.frequency" not in posted:
        return
    frequency = posted["reporting.frequency"]
    reporting["frequency"] = frequency if frequency in ("yearly", "once", "none") else reporting["frequency"]
    for name in ("due_day", "due_month", "opens_day", "opens_month", "first_year", "last_year"):
        typed = posted.get(f"reporting.{name}", "").strip()
        reporting[name] = int(typed) if typed.isdecimal() and len(typed) <= 4 else None
    reporting["due_next_year"] = "reporting.due_next_year" in posted
    reporting["recipient"] = posted.get("reporting.recipient", "")
    if reporting["frequency"] == "none":
        for name in ("due_day", "due_month", "opens_day", "opens_month", "first_year", "last_year"):
            reporting[name] = None
        reporting["due_next_year"] = False
