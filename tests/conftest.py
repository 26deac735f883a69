"""What any test may ask for beyond pytest-django's own: a shared SQLite file, Chromium, a real Celery worker.

`page`: a browser page that reaches nothing but the test's own server, and fails the test over anything the browser
complained about. `celery_worker`, `start_worker`: worker processes on this test's own database and Redis database.
"""

import gc
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import redis
from django.conf import settings
from django.core.cache import caches
from django.db import connection, transaction
from django.test import TransactionTestCase
from django.test.client import ClientHandler
from django.test.utils import setup_databases, teardown_databases
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django import DjangoDbBlocker

from agencies import clock
from agencies.models import Instance, User
from reports.collection.catalogue import load_catalogue
from reports.demo.services import seed_demo
from reports.progress.services import recalculate_stale
from tests import databases, factories
from tests.accessibility import found_by_axe
from tests.emptying import empty_after
from tests.reports.progress.snapshot import everything_computed
from vocplan.celery import app

ROOT = Path(__file__).resolve().parent.parent
WORKER_START_SECONDS = 60
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Whatever is not this machine goes to a proxy that is not there: no test can reach the outside.
    "--proxy-server=127.0.0.1:9",
]


# Usually the same few examples every time: a run on a busy machine must not fail by chance. `make check-deep` asks for
# many, others each time: pytest --hypothesis-profile=deep.
hypothesis.settings.register_profile(
    "usual",
    max_examples=25,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.register_profile(
    "deep",
    max_examples=500,
    database=None,
    deadline=None,
    print_blob=True,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("usual")


@dataclass(frozen=True)
class DemoDatabase:
    """Its name, and what had been computed of the catalogue before there was a demo."""

    name: str
    computed_before: dict[tuple, dict[str, Any]]


def pytest_configure(config: pytest.Config) -> None:
    """Give every test process Redis databases of its own, queue and cache: gw0 takes 0 and 1, gw1 takes 2 and 3."""
    # Each test client starts the middleware anew: looking for static files only when one is asked for halves its time.
    settings.WHITENOISE_AUTOREFRESH = True
    if settings.REDIS_URL:
        number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
        server = settings.REDIS_URL.rstrip("/")
        settings.REDIS_URL = f"{server}/{2 * number}"
        settings.CELERY_BROKER_URL = app.conf.broker_url = settings.REDIS_URL
        settings.CACHES["default"]["LOCATION"] = f"{server}/{2 * number + 1}"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what touches a database; outside `make test` there may be no PostgreSQL and Redis: say so, do not fail."""
    served = settings.REDIS_URL and "postgresql" in settings.DATABASES["default"]["ENGINE"]
    for item in items:
        if touches_database(item):
            item.add_marker("database")
        if item.get_closest_marker("broker") and not served:
            item.add_marker(pytest.mark.skip(reason="needs PostgreSQL and Redis: make test starts them"))


def pytest_collection_finish() -> None:
    """What is imported and collected by now stays until the end: do not look through it again and again for garbage."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def touches_database(item: pytest.Item) -> bool:
    """True for a test that is given a database, by a mark or by what its fixtures ask for."""
    asked = {"django_db_setup", "live_server"}
    return item.get_closest_marker("django_db") is not None or not asked.isdisjoint(item.fixturenames)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    tmp_path_factory: pytest.TempPathFactory, django_db_modify_db_settings_parallel_suffix: None
) -> None:
    """SQLite lives in a file, as it does in use, so that a test's threads and processes see one database."""
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        file = tmp_path_factory.mktemp("database") / "test.sqlite3"
        database["TEST"] = {**database.get("TEST", {}), "NAME": str(file)}
        hasty = database["OPTIONS"]["init_command"].replace("synchronous=FULL", "synchronous=OFF")
        assert "synchronous=OFF" in hasty
        options = {"init_command": hasty}
    else:
        options = {"options": "-c synchronous_commit=off"}
    # The rows of a test need not outlive a power cut: do not wait for the disk at each commit.
    database["OPTIONS"] = {**database.get("OPTIONS", {}), **options}


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """The migrated, empty database; made for fixtures too whose tests do not ask for a database of their own."""
    if connection.vendor == "sqlite" and (kept := databases.kept_file()).exists():
        usual = connection.settings_dict["NAME"]
        connection.settings_dict["NAME"] = shutil.copy(kept, connection.settings_dict["TEST"]["NAME"])
        yield
        connection.close()
        connection.settings_dict["NAME"] = usual
        return
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False)
        if connection.vendor == "sqlite":
            databases.keep(connection.settings_dict["NAME"])
    yield
    with django_db_blocker.unblock():
        # Sessions of killed workers that PostgreSQL has not missed yet would keep it from going.
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
        teardown_databases(made, verbosity=0)


@pytest.fixture(scope="session")
def catalogue_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The name of a database that holds the real catalogue and its published figures, of which nothing was computed."""
    with ExitStack() as copies:
        with django_db_blocker.unblock():
            name = copies.enter_context(databases.copied(connection.settings_dict["NAME"]))
            with databases.in_use(name):
                load_catalogue(ROOT / "fixtures")
        yield name
        with django_db_blocker.unblock():
            copies.close()


@pytest.fixture(scope="session")
def demo_database(catalogue_database: str, django_db_blocker: DjangoDbBlocker) -> Iterator[DemoDatabase]:
    """The demo, seeded once per test process; who uses it leaves it as it was or takes a copy."""
    with ExitStack() as copies:
        with django_db_blocker.unblock():
            name = copies.enter_context(databases.copied(catalogue_database))
            with databases.in_use(name):
                recalculate_stale()
                before = everything_computed()
                seed_demo(password=factories.PASSWORD)
                clock.set_shift(None)
        yield DemoDatabase(name, before)
        with django_db_blocker.unblock():
            copies.close()


@pytest.fixture(scope="module")
def demo(demo_database: DemoDatabase, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, User]]:
    """The demo on the real catalogue, by account; what a module changes is taken back at its end."""
    with django_db_blocker.unblock(), databases.in_use(demo_database.name), transaction.atomic():
        clock.set_shift(Instance.current().demo_shift)
        yield {user.username: user for user in User.objects.all()}
        clock.set_shift(None)
        transaction.set_rollback(True)


@pytest.fixture(params=[0, 1], ids=["no proxy", "one proxy"])
def through_proxies(request: pytest.FixtureRequest, settings, monkeypatch: pytest.MonkeyPatch) -> int:
    """The test runs twice: straight at the web process, and behind a proxy that appends the peer it saw, as Caddy does.

    What a test client sends as X-Forwarded-For is then what a client forged.
    """
    settings.TRUSTED_PROXIES = request.param
    if request.param:
        straight = ClientHandler.__call__

        def proxied(handler: ClientHandler, environ: dict) -> object:
            forged = environ.get("HTTP_X_FORWARDED_FOR")
            seen = ", ".join(filter(None, [forged, environ["REMOTE_ADDR"]]))
            return straight(handler, environ | {"HTTP_X_FORWARDED_FOR": seen, "REMOTE_ADDR": "172.18.0.9"})

        monkeypatch.setattr(ClientHandler, "__call__", proxied)
    return request.param


@pytest.fixture(autouse=True)
def nothing_is_remembered() -> None:
    """Pages drawn for another test's rows, which may have had the same keys, are forgotten."""
    caches["pages"].clear()


@pytest.fixture(scope="module", autouse=True)
def real_time_after_each_module() -> Iterator[None]:
    """A demo sets the clock of this thread back: the tests of the next module must not inherit that."""
    yield
    clock.set_shift(None)


@pytest.fixture(scope="session", autouse=True)
def only_filled_tables_are_emptied() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_after)
        yield


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One headless Chromium for the whole test process: the installed one, none is ever downloaded."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("needs Chromium: make test installs it where it can")
    # Playwright keeps an event loop in this thread, in which Django would refuse the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def viewport() -> tuple[int, int]:
    """Width and height of `page` in CSS pixels; parametrise a test by this name for others."""
    return 1366, 768


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained about so far: console messages, page errors, outside requests.

    A test that provokes one on purpose checks it here and clears the list.
    """
    return []


@pytest.fixture
def page(chromium: Browser, live_server, viewport: tuple[int, int], complaints: list[str]) -> Iterator[Page]:
    """A fresh browser page with Vietnamese habits on the test's own server: `page.goto("/")`."""
    with fresh_page(chromium, live_server.url, viewport, complaints) as page:
        yield page


@contextmanager
def fresh_page(browser: Browser, url: str, viewport: tuple[int, int], complaints: list[str]) -> Iterator[Page]:
    """A page of the server at `url`, which must not have complained unheard when it is closed."""
    with fresh_context(browser, url, viewport, complaints) as context:
        yield context.new_page()
    assert complaints == []


@contextmanager
def fresh_context(
    browser: Browser, url: str, viewport: tuple[int, int], complaints: list[str]
) -> Iterator[BrowserContext]:
    """Room for pages of the server at `url`, whose complaints are noted."""
    width, height = viewport
    with browser.new_context(
        base_url=url,
        viewport={"width": width, "height": height},
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
    ) as context:
        context.set_default_timeout(15_000)
        own = (url, "data:", "blob:", "about:", "chrome-error:")

        def note_request(request) -> None:
            if not request.url.startswith(own):
                complaints.append(f"outside request: {request.url}")

        def note_message(message) -> None:
            if message.type in ("warning", "error"):
                complaints.append(f"console {message.type}: {message.text}")

        context.on("request", note_request)
        context.on("console", note_message)
        context.on("weberror", lambda error: complaints.append(f"page error: {error.error}"))
        yield context


@pytest.fixture
def accessibility_faults() -> Callable[..., list[str]]:
    return found_by_axe


@pytest.fixture
def start_worker(transactional_db: None, tmp_path: Path) -> Iterator[Callable[[], subprocess.Popen]]:
    """A function that starts a Celery worker on this test's database and waits until it is ready.

    Each leads its own process group and writes its log into the test's `tmp_path`. The queue is empty before and after.
    """
    queue = redis.Redis.from_url(settings.REDIS_URL)
    queue.flushdb()
    started: list[subprocess.Popen] = []

    def start() -> subprocess.Popen:
        log = tmp_path / f"celery-{len(started)}.log"
        with log.open("w") as output:
            worker = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "vocplan", "worker", "-c", "2", "-l", "info"],
                cwd=ROOT,
                env=os.environ | {"DATABASE_URL": databases.address(), "REDIS_URL": settings.REDIS_URL},
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        started.append(worker)
        deadline = time.monotonic() + WORKER_START_SECONDS
        while " ready." not in log.read_text():
            assert worker.poll() is None and time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)
        return worker

    yield start
    for worker in started:
        end_group(worker)
    queue.flushdb()
    queue.close()


@pytest.fixture
def celery_worker(start_worker: Callable[[], subprocess.Popen]) -> subprocess.Popen:
    """One Celery worker process, ready."""
    return start_worker()


def end_group(process: subprocess.Popen) -> None:
    """End a process and its children, which a test may already have killed."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
