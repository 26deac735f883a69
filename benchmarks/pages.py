"""B rows: what a large locality of 456 bodies costs the server, page by page, signed in and warm."""

import time
from collections.abc import Callable

from django.core.cache import caches
from django.urls import reverse

from agencies import clock
from agencies.models import Instance, Locality
from benchmarks.timing import Measured, in_turns
from benchmarks.visitor import Visitor
from reports.models import ReportingPeriod
from reports.progress.services import recalculate_all

REPEAT = 5
INDICATOR = "trained_labour_rate"


def b1_board() -> Measured:
    return page("staff", reverse("board", args=[last_period()]))


def b1_reviews() -> Measured:
    return page("staff", reverse("review-list"))


def b1_indicator() -> Measured:
    return page("leader", reverse("indicator", args=[INDICATOR]))


def b1_overview() -> Measured:
    """Drawn anew each time: what is remembered of it is row D3."""
    return page("leader", "/", before=caches["pages"].clear)


def b1_plan() -> Measured:
    return page("leader", reverse("plan", args=["KH-10-a0"]))


def b1_duties() -> Measured:
    return page("staff", reverse("duty-list"))


def last_period() -> int:
    return ReportingPeriod.objects.order_by("-year").values_list("pk", flat=True).first()


def page(role: str, address: str, before: Callable[[], object] = lambda: None) -> Measured:
    """Processor milliseconds of a page for somebody of the locality; `before` is called before each visit."""
    clock.set_shift(Instance.current().demo_shift)
    locality = Locality.objects.get(code="a0")
    recalculate_all(locality_ids=[locality.pk])
    visitor = Visitor(f"{role}-{locality.code}")

    def visit() -> None:
        before()
        answer = visitor.get(address)
        if answer.status != 200:
            raise RuntimeError(f"{address} answered {answer.status}")

    measured = in_turns(visit, lambda: None, repeat=REPEAT, clock=time.process_time)
    return Measured(measured.app * 1000)
