"""How many keys, and how long, an official needs who fills and sends a year's figures by keyboard alone.

    python -m benchmarks.keyboard            on a demo of its own, about two minutes
    python -m benchmarks.keyboard --show     the same in a window
    python -m benchmarks.keyboard --address http://127.0.0.1:8000 --password …
                                             on a demo that runs already; its report is sent

It makes a demo as `make run` does, empties the cells of Đông Anh's form of KH-CL2239, and then types the district's
figures as a person would: whatever has the focus gets the key, nothing is clicked or addressed. What is promised is
asked of the figures; the one cell whose number does not exist yet, with its reason in words, and the duties stand
apart. One line of JSON and a table; exit code 1 where a promise is missed.
"""

import argparse
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from tests.services import free_port, wait_for

ROOT = Path(__file__).resolve().parent.parent
REPORTER = "reporter-017"
LONGEST_START = 900
# Five keys a second: somebody who looks at the paper and at the keys in turns.
SECONDS_A_KEY = 0.2
MOST_KEYS_A_CELL = 6
MOST_SECONDS = 180
# Code of the cell -> what is typed into it, in the order of the form; "u" says that the number is an estimate.
FIGURES = {
    "enrolled_new": "1889", "enrolled_female": "640", "school_leavers": "6116", "school_leavers_vocational": "2289",
    "labour_retrained": "21901", "labour_it_skills": "c", "ethnic_labour": "1062u", "ethnic_labour_trained": "458u",
    "disabled_able_labour": "1462u", "disabled_trained": "431", "teachers": "320", "teachers_qualified": "318",
    "managers": "39", "managers_trained": "30",
}  # fmt: skip
REASON = "Chờ điều tra"
DUTY = "Đã ban hành kế hoạch, mở 42 trên 55 lớp."


@dataclass
class Typist:
    """Presses keys at a person's pace and counts them, by what they were for."""

    page: Page
    keys: Counter[str] = field(default_factory=Counter)
    purpose: str = "way"

    def press(self, *names: str) -> None:
        for name in names:
            self.page.keyboard.press(name)
            self.keys[self.purpose] += 1
            time.sleep(SECONDS_A_KEY)

    def write(self, text: str) -> None:
        """Words in whatever has the focus; a letter with a mark counts as one key more, as with Telex."""
        for letter in text:
            self.page.keyboard.insert_text(letter)
            self.keys[self.purpose] += 1 if letter.isascii() else 2
            time.sleep(SECONDS_A_KEY)

    def tab_to(self, words: str) -> None:
        """Tab until a button or link with these words has the focus."""
        for _ in range(60):
            if words in self.page.evaluate(
                "document.activeElement === document.body ? '' : document.activeElement.textContent"
            ):
                return
            self.press("Tab")
        raise RuntimeError(f"no {words!r} within 60 keys")


def main(asked: argparse.Namespace) -> int:
    """Measure and print; the exit code."""
    if asked.address:
        return told(measured(asked.address, asked.password, show=asked.show))
    with tempfile.TemporaryDirectory(prefix="vocplan-keyboard-") as folder:
        password, port = secrets.token_urlsafe(12), free_port()
        server = start_demo(Path(folder), password, port)
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz", server, LONGEST_START)
            result = measured(f"http://127.0.0.1:{port}", password, show=asked.show)
        finally:
            server.terminate()
            server.wait(60)
    return told(result)


def told(result: dict[str, object]) -> int:
    print(json.dumps(result, ensure_ascii=False))
    for name, value in result.items():
        print(f"{name:32}{value}")
    return int(not result["pass"])


def start_demo(folder: Path, password: str, port: int) -> subprocess.Popen[bytes]:
    own = {"DATABASE_URL": f"sqlite:///{folder}/demo.sqlite3", "VOCPLAN_DEMO_PASSWORD": password}
    command = [sys.executable, "manage.py", "try_out", "--port", str(port)]
    return subprocess.Popen(command, cwd=ROOT, env=os.environ | own, stdout=subprocess.DEVNULL)


def measured(address: str, password: str, *, show: bool) -> dict[str, object]:
    """One round in the browser: the keys and seconds of each part, and whether the promises hold."""
    with sync_playwright() as playwright:
        program = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"], headless=not show)
        page = browser.new_page(base_url=address, viewport={"width": 1366, "height": 768}, locale="vi-VN")
        page.goto("/accounts/login/")
        page.get_by_label("Tên đăng nhập").fill(REPORTER)
        page.get_by_label("Mật khẩu").fill(password)
        page.keyboard.press("Enter")
        page.wait_for_url("**/submissions/")
        form = page.locator(".owed > li", has_text="KH-CL2239").filter(has_text="2024").locator(".bold")
        form.click()
        page.wait_for_url("**/submissions/*/")
        form_address = page.url
        empty_cells(page)
        page.goto("/submissions/")
        return filled_and_sent(page, form_address)


def empty_cells(page: Page) -> None:
    """What the demo holds of these cells goes, so that all of it is typed."""
    for code in FIGURES:
        cell = page.locator(f"#v-{code}")
        cell.focus()
        if page.locator(f"[name=k-{code}]").input_value() == "estimate":
            cell.press("u")
        if FIGURES[code] == "c":
            cell.fill("1")
            cell.press("F2")
            page.locator(f"#n-{code}").fill("")
        cell.fill("")
        cell.press("Enter")
    expect(page.locator("#filled-count")).to_have_text("7/21")


def filled_and_sent(page: Page, form_address: str) -> dict[str, object]:
    typist = Typist(page)
    typist.tab_to("Nhập tiếp")
    typist.press("Enter")
    page.wait_for_url(form_address)
    began = time.monotonic()
    by_cell = {}
    for code, text in FIGURES.items():
        typist.purpose = code
        expect(page.locator(f"#v-{code}")).to_be_focused()
        typist.press(*text)
        if text == "c":
            typist.write(REASON)
        typist.press("Enter")
        by_cell[code] = typist.keys[code]
    figures = time.monotonic() - began
    typist.purpose = "duties"
    for _ in range(page.locator(".duty-cell").count()):
        typist.press("ArrowRight", "Tab")
        typist.write(DUTY)
        typist.press("Tab")
    duties = time.monotonic() - began - figures
    typist.purpose = "sending"
    typist.tab_to("Nộp báo cáo")
    typist.press("Enter")
    page.wait_for_url("**/sent/")
    sending = time.monotonic() - began - figures - duties
    numbers = {code: keys for code, keys in by_cell.items() if FIGURES[code] != "c"}
    seconds = figures + sending
    return {
        "title": page.locator("h1").inner_text(),
        "figures": len(numbers),
        "keys_a_figure_mean": round(sum(numbers.values()) / len(numbers), 1),
        "keys_a_figure_most": max(numbers.values()),
        "keys_reason_in_words": by_cell["labour_it_skills"],
        "keys_to_the_form": typist.keys["way"],
        "keys_to_send": typist.keys["sending"],
        "keys_duties": typist.keys["duties"],
        "seconds_a_key": SECONDS_A_KEY,
        "seconds_figures_and_sending": round(seconds, 1),
        "seconds_duties": round(duties, 1),
        "pass": max(numbers.values()) <= MOST_KEYS_A_CELL and seconds <= MOST_SECONDS,
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--show", action="store_true", help="in a window instead of unseen")
    parser.add_argument("--address", default="", help="of a demo that runs already")
    parser.add_argument("--password", default="", help="of its accounts")
    sys.exit(main(parser.parse_args()))
