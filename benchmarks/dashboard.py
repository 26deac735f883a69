"""D rows: the leader's overview, from the browser's side (D1, D2) and from the server's (D3, D4)."""

import time
from collections.abc import Callable
from html import escape

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from benchmarks.browser import Load, loads
from benchmarks.timing import Measured, in_turns
from benchmarks.visitor import Visitor
from reports.models import Progress, View
from reports.wording.formats import number, status_label
from vocplan import urls

REPEAT = 20
LOADS = 7
CHARTS = 8
# What a view prints that does nothing but read one row set: every judgement of the city that the overview rests on.
PAGE = """{% extends "base.html" %}{% block content %}<table>{% for row in rows %}<tr>{% for cell in row %}<td>
{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table>{% endblock %}"""


def d1() -> Measured:
    """Seconds until the overview stands in the window."""
    return Measured(middle(loads(LOADS), lambda load: load.drawn))


def d2() -> Measured:
    """KiB that one cold load brings over the line."""
    return Measured(middle(loads(1), lambda load: load.bytes / 1024))


def middle(done: list[Load], of: Callable[[Load], float]) -> float:
    """The median load; each must have shown the whole page."""
    for load in done:
        if load.charts < CHARTS:
            raise RuntimeError(f"only {load.charts} charts on the page")
    return sorted(of(load) for load in done)[len(done) // 2]


def d3() -> Measured:
    return against(bare)


def d3_frame() -> Measured:
    return against(framed)


def d3_new() -> Measured:
    return against(framed, anew=True)


def against(view: Callable[[HttpRequest], HttpResponse], *, anew: bool = False) -> Measured:
    """Processor seconds of the overview and of a view of one row set, for the same reader."""
    urls.urlpatterns.append(path("yardstick/", view))
    leader = Visitor("leader")
    page = drawn_anew(leader) if anew else lambda: shown(leader)
    return in_turns(page, lambda: shown(leader, "/yardstick/"), repeat=REPEAT, clock=time.process_time)


def shown(visitor: Visitor, address: str = "/") -> None:
    answer = visitor.get(address)
    if answer.status != 200:
        raise RuntimeError(f"{address} answered {answer.status}")


def drawn_anew(visitor: Visitor) -> Callable[[], None]:
    """A reader who comes when something has just changed: nothing drawn before may be used."""

    def visit() -> None:
        caches["pages"].clear()
        shown(visitor)

    return visit


def one_row_set() -> list[tuple[str, ...]]:
    rows = Progress.objects.filter(target__plan__locality__code="01", view=View.ACCEPTED, current=True)
    return [
        (name, str(year), number(actual) if actual is not None else "—", status_label(status))
        for name, year, actual, status in rows.values_list("target__indicator__short_name", "year", "actual", "status")
    ]


def framed(request: HttpRequest) -> HttpResponse:
    """A page of the site like any other: signed-in, with its menu, one query of its own."""
    request.user.access  # noqa: B018
    return HttpResponse(engines["django"].from_string(PAGE).render({"rows": one_row_set()}, request))


def bare(request: HttpRequest) -> HttpResponse:
    """The same rows without menu and template, joined in Python."""
    request.user.is_active  # noqa: B018
    lines = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in one_row_set())
    return HttpResponse(f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>")


def d4() -> Measured:
    leader = Visitor("leader")
    return in_turns(unchanged(leader), lambda: shown(leader), repeat=REPEAT, clock=time.process_time)


def d4_new() -> Measured:
    leader = Visitor("leader")
    return in_turns(unchanged(leader), drawn_anew(leader), repeat=REPEAT, clock=time.process_time)


def unchanged(visitor: Visitor) -> Callable[[], None]:
    """A reader whose browser still holds the page."""
    tag = visitor.get("/").headers["ETag"]

    def revalidate() -> None:
        answer = visitor.get("/", HTTP_IF_NONE_MATCH=tag)
        if answer.status != 304:
            raise RuntimeError(f"revalidation answered {answer.status}")

    return revalidate
