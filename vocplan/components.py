"""The page of components: each with its samples, for those who work on templates. There only while DEBUG is on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from reports.filter_links import FilterBar, FilterChoice, Pager
from reports.models import ReportState
from reports.wording.formats import STATE_WORDS, STATUS_WORDS
from reports.wording.typed.text import Unsaved
from targets.calculations.statuses import Status
from vocplan.context import Actor, NavItem

FOLDER = "_components"
HEAD_COMMENT = re.compile(r"\{#\s*(.*?)\s*#\}")
SYMBOL = re.compile(r'<symbol id="i-([a-z_]+)"')


class SampleForm(forms.Form):
    """One field with a hint and a fault."""

    reason = forms.CharField(
        label="Lý do", help_text="Đơn vị đọc nguyên văn.", error_messages={"required": "Ghi lý do."}
    )


@dataclass(frozen=True)
class SampleLine:
    """A line of the error summary, or a message of the toast."""

    text: str
    href: str = "#content"
    must: bool = True
    hint: str = ""
    level_tag: str = "success"
    extra_tags: str = ""

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Component:
    """`asks`: what it wants to be given, from the comment in its own file; `samples` as they stand on pages."""

    name: str
    asks: str
    samples: list[SafeString] = field(default_factory=list)


FAULTS = [
    SampleLine("Ô 3. Tổng nhỏ hơn các phần"),
    SampleLine("Ô 5. Tăng 40%", must=False, hint="cần một câu giải thích"),
]
MESSAGES = [SampleLine("Đã duyệt báo cáo.", extra_tags="/"), SampleLine("Chưa làm gì.", level_tag="error")]
PLACES = [NavItem("Tổng quan", "/", True), NavItem("Kế hoạch", "/plans/", False)]
PERSON = {"actor": Actor("Cán bộ tổng hợp", "Hà Nội"), "may_unlock": True}
YEARS = FilterBar("Năm", (FilterChoice("2023", "?year=2023", False), FilterChoice("2024", "?year=2024", True)))
AGENCIES = [("001", "UBND quận Ba Đình", False), ("002", "UBND quận Hoàn Kiếm", True)]
# Component -> what each of its samples is given.
SAMPLES: dict[str, list[dict[str, Any]]] = {
    "account": [PERSON],
    "actor": [PERSON, {"user": "nguyen-van-a"}],
    "actor_does": [PERSON],
    "breadcrumbs": [{"crumbs": [{"label": "Kế hoạch", "url": "/plans/"}, {"label": "KH-10"}]}],
    "empty_state": [{"why": "Chưa có báo cáo nào.", "href": "/reports/new/", "next": "Lập báo cáo đầu tiên"}],
    "error_summary": [{"heading": "Còn 2 chỗ", "errors": FAULTS}],
    "field": [{"field": SampleForm()["reason"]}, {"field": SampleForm({}, prefix="refused")["reason"]}],
    "filter_bar": [{"filters": [YEARS], "note": "44 đơn vị"}],
    "form": [{"form": SampleForm(), "verb": "Lưu", "cancel": "/"}],
    "form_errors": [{"form": SampleForm({}, prefix="sent")}],
    "list_files": [{}],
    "nav": [{"nav": PLACES}],
    "pager": [{"pager": Pager(2, 3, "?page=1", "?page=3")}],
    "pick": [{"label": "Đơn vị", "name": "agency", "all": "Tất cả đơn vị", "options": AGENCIES, "hidden": []}],
    "sprite": [],
    "status_badge": [
        *({"status": status, "label": STATUS_WORDS[status][0]} for status in Status),
        {"status": Status.LAGGING, "label": "Chậm, cần tăng tốc", "flag": "tạm tính", "big": True},
    ],
    "status_icon": [{"status": "achieved", "label": "Đã đạt"}, {"status": "draft", "label": ""}],
    "tag": [{"label": "ước"}, {"label": "Số liệu minh họa", "demo": True}],
    "toast": [{"messages": MESSAGES}],
    "unsaved": [{"unsaved": [Unsaved("Nhận xét chung", "Gửi lại trước thứ Sáu.")]}],
    "workflow_pill": [
        *({"state": state, "label": words[0]} for state, words in STATE_WORDS.items()),
        *({"state": "draft", "label": state.label} for state in ReportState),
    ],
}  # fmt: skip


@login_not_required
@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Every component with what it asks for and its samples, and the classes that need no template."""
    if not settings.DEBUG:
        raise Http404
    return render(
        request, "components/list.html", {"components": list(components_with_samples(request)), "icons": sprite_icons()}
    )


def components_with_samples(request: HttpRequest) -> Iterator[Component]:
    """Raises KeyError for a component that has no sample yet."""
    for path in sorted((settings.BASE_DIR / "templates" / FOLDER).glob("*.html")):
        found = HEAD_COMMENT.search(path.read_text(encoding="utf-8"))
        samples = [
            SafeString(render_to_string(f"{FOLDER}/{path.name}", given, request)) for given in SAMPLES[path.stem]
        ]
        yield Component(path.stem, found[1] if found else "", samples)


def sprite_icons() -> list[str]:
    """The signs of the sprite, by the code of what they stand for."""
    sprite = settings.BASE_DIR / "templates" / FOLDER / "sprite.html"
    return SYMBOL.findall(sprite.read_text(encoding="utf-8"))
