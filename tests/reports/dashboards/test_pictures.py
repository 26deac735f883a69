"""Every picture of the demo's indicators as it is drawn in Chromium: what is written lies on nothing that is drawn.

Measured on the real pages, on an office screen and on a phone: labels against points and against each other, a verdict
against the code of its plan, and axes no finer than the numbers that are told.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from agencies import clock
from agencies.models import Instance, User
from targets.models import Indicator
from tests.conftest import fresh_page
from tests.databases import copied, in_use
from tests.journeys.browser import beyond, come_in

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.once]
OFFICE, PHONE = 1366, 360
# Boxes of letters are taller than what is drawn of them: a third of their height above and below is air.
MEASURED = """() => {
  const shown = node => { const box = node.getBoundingClientRect(); return box.width > 0 && box.height > 0; };
  const letters = node => {
    const box = node.getBoundingClientRect(), air = box.height / 4;
    return {left: box.left, right: box.right, top: box.top + air, bottom: box.bottom - air, said: node.textContent};
  };
  const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
  const found = [];
  for (const chart of [...document.querySelectorAll("svg.chart")].filter(shown)) {
    const written = [...chart.querySelectorAll("text")].filter(shown).map(letters);
    const points = [...chart.querySelectorAll("circle.actual-dot, circle.agency-dot")].filter(shown)
      .map(node => node.getBoundingClientRect());
    written.forEach((one, place) => {
      written.slice(place + 1).filter(other => meet(one, other))
        .forEach(other => found.push(`${chart.classList}: ${one.said} on ${other.said}`));
      points.filter(point => meet(one, point)).forEach(() => found.push(`${chart.classList}: ${one.said} on a point`));
    });
  }
  for (const row of document.querySelectorAll(".verdicts > li")) {
    const parts = [];
    for (const node of [...row.querySelectorAll(".badge, .tag, .code, .bold")].filter(shown)) {
      for (const {left, right, top, bottom} of node.getClientRects()) {
        parts.push({left, right, top: top + 3, bottom: bottom - 3, said: node.textContent});
      }
    }
    const apart = (a, b) => a.said && b.said && !a.said.includes(b.said) && !b.said.includes(a.said);
    parts.forEach((one, place) => parts.slice(place + 1).filter(other => apart(one, other) && meet(one, other))
      .forEach(other => found.push(`verdict: ${one.said.trim()} on ${other.said.trim()}`)));
  }
  return found;
}"""


@pytest.fixture(scope="module")
def served(demo_database, django_db_blocker) -> Iterator[tuple[str, User]]:
    with django_db_blocker.unblock(), copied(demo_database.name) as name, in_use(name):
        clock.set_shift(Instance.current().demo_shift)
        server = LiveServer("localhost")
        yield server.url, User.objects.get(username="leader")
        server.stop()
        clock.set_shift(None)


@pytest.fixture
def page(chromium: Browser, served, complaints: list[str]) -> Iterator[Page]:
    with fresh_page(chromium, served[0], (OFFICE, 900), complaints) as page:
        come_in(page, served[1])
        yield page


MISPLACED = """() => {
  const chart = [...document.querySelectorAll("svg.ladder")].find(node => node.getBoundingClientRect().width > 0);
  const dot = chart.querySelector("circle.actual-dot"), label = chart.querySelector("text.actual-text");
  label.setAttribute("x", dot.getAttribute("cx"));
  label.setAttribute("y", Number(dot.getAttribute("cy")) + 4);
}"""


def codes() -> list[str]:
    return list(Indicator.objects.filter(targets__plan__locality__code="01").distinct().values_list("code", flat=True))


def test_the_measure_sees_a_label_that_lies_on_a_point(page: Page):
    page.goto("/indicators/invested_colleges/")
    assert page.evaluate(MEASURED) == []
    page.evaluate(MISPLACED)
    assert any("on a point" in fault for fault in page.evaluate(MEASURED))


@pytest.mark.parametrize("width", [OFFICE, PHONE])
def test_no_label_lies_on_a_point_on_another_label_or_on_the_code_of_a_plan(page: Page, width: int):
    beyond(page, width)
    found, seen = [], 0
    for code in codes():
        page.goto(f"/indicators/{code}/")
        seen += page.locator("svg.chart text").count() > 0
        found += [f"{code}: {fault}" for fault in page.evaluate(MEASURED)]
    assert seen > 15
    assert found == []


def test_the_axis_of_the_agencies_is_no_finer_than_what_is_told_of_them(page: Page):
    """Nine districts at 55,0 are no spread from 54,9994 to 55."""
    beyond(page, OFFICE)
    charts = 0
    for code in codes():
        page.goto(f"/indicators/{code}/")
        ticks = page.locator("svg.agency-dots text.faint.mid").all_text_contents()
        if not ticks:
            continue
        charts += 1
        numbers = [float(re.sub(r"[^\d,-]", "", tick.replace("–", "-")).replace(",", ".")) for tick in ticks]
        assert len(set(ticks)) == len(ticks), (code, ticks)
        assert all(len(re.sub(r"[^\d,]", "", tick).partition(",")[2]) <= 1 for tick in ticks), (code, ticks)
        if "k" not in "".join(ticks):
            assert max(numbers) - min(numbers) >= 1, (code, ticks)
    assert charts > 8
