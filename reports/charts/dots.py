"""Where a plan stands: one sign per target, worst first, each a link; below each group its count and word."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from reports.charts.marks import icon
from reports.wording.formats import status_short
from targets.calculations.uncertainty import DISPLAY_ORDER


@dataclass(frozen=True)
class StatusDot:
    """One target: its status, what it is called and where it is explained."""

    status: str
    label: str
    href: str = ""


def status_dots(targets: Iterable[StatusDot]) -> SafeString:
    """An HTML list, so that groups wrap on a phone; empty text when there is no target."""
    groups: dict[str, list[StatusDot]] = {}
    for target in targets:
        groups.setdefault(target.status, []).append(target)
    items = [dots_of_status(status, groups[status]) for status in DISPLAY_ORDER if status in groups]
    return mark_safe(f'<ul class="dots">{"".join(items)}</ul>' if items else "")


def dots_of_status(status: str, targets: list[StatusDot]) -> str:
    signs = "".join(sign(target) for target in targets)
    word = escape(status_short(status))
    return f'<li><span class="dots-row">{signs}</span><b>{len(targets)}</b> <small>{word}</small></li>'


def sign(target: StatusDot) -> str:
    told = escape(target.label)
    if not target.href:
        return f'<span title="{told}">{icon(target.status, target.label)}</span>'
    return f'<a href="{escape(target.href)}" title="{told}">{icon(target.status, target.label)}</a>'
