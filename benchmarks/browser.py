"""The overview in Chromium as on an office's slow line: gunicorn outside DEBUG, network and processor held back."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.data import PASSWORD
from tests.services import free_port, wait_for

ROOT = Path(__file__).resolve().parent.parent
# Lighthouse's "slow 4G" for a simulated phone on a bad line, and a processor four times slower than this one.
SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 1_638_400 / 8, "uploadThroughput": 768_000 / 8}
SLOWER = 4
SERVER = ["--worker-class", "gthread", "--threads", "8", "--log-level", "warning", "--no-control-socket"]
START_SECONDS = 60
# Drawn: the largest thing has been painted and two frames have passed since the last of the page was read.
WATCH = """
new PerformanceObserver(list => { window.largest = list.getEntries().at(-1).startTime; })
  .observe({type: "largest-contentful-paint", buffered: true});
document.addEventListener("DOMContentLoaded", () =>
  requestAnimationFrame(() => requestAnimationFrame(() => { window.framed = performance.now(); })));
"""


@dataclass(frozen=True)
class Load:
    """Seconds until drawn, charts on the page, and all bytes that the browser received, headers included."""

    drawn: float
    charts: int
    bytes: int


def loads(count: int) -> list[Load]:
    """That many cold loads of the overview after signing in, the server being warm."""
    with served() as address, sync_playwright() as playwright:
        program = shutil.which("chromium") or shutil.which("chromium-browser")
        if program is None:
            raise RuntimeError("needs Chromium")
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        load(browser, address)
        return [load(browser, address) for _ in range(count)]


@contextmanager
def served() -> Iterator[str]:
    """The address of a web server on this process's database, arranged as `make run` does it."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "vocplan.wsgi", "--bind", f"127.0.0.1:{port}", *SERVER]
    server = subprocess.Popen(command, cwd=ROOT, env=os.environ)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/healthz", server, START_SECONDS)
        yield address
    finally:
        server.terminate()
        server.wait(START_SECONDS)


def load(browser: Browser, address: str) -> Load:
    """One load in a browser that has never seen the site but for its sign-in page, whose files are forgotten."""
    with browser.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN") as context:
        page = context.new_page()
        sign_in(page, address)
        line = context.new_cdp_session(page)
        received: list[int] = []
        line.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
        line.send("Network.enable")
        line.send("Network.clearBrowserCache")
        line.send("Network.emulateNetworkConditions", SLOW_4G)
        line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.add_init_script(WATCH)
        page.goto(f"{address}/", wait_until="networkidle")
        return Load(drawn=drawn_at(page), charts=page.locator("main svg[role=img]").count(), bytes=int(sum(received)))


def drawn_at(page: Page) -> float:
    """Seconds from the start of the navigation; the page's own policy forbids to wait for it in a script of ours."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if drawn := page.evaluate("Math.max(window.framed, window.largest)"):
            return drawn / 1000
        page.wait_for_timeout(50)
    raise RuntimeError("the page was never drawn")


def sign_in(page: Page, address: str) -> None:
    page.goto(f"{address}/accounts/login/")
    page.fill("[name=username]", "leader")
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/")
    page.goto("about:blank")
