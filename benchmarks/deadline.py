"""S3, I2, C and M rows: an office of real processes in the hour before a deadline, on the data of a nation.

Web server and worker run with the settings of the image, beside them PostgreSQL and Redis. Two hundred people of the
first locality have their forms open; in the others reports wait to be accepted.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection

from agencies import clock
from agencies.access import Role
from agencies.models import Instance, Locality, Membership, User
from benchmarks.load import Load, Person, every, share
from benchmarks.timing import Measured
from reports.audit.chain import unsealed_fault, walk
from reports.audit.sealing import seal
from reports.models import Figure, FigureRevision, Stale, State, Submission
from reports.progress.services import recalculate_all, recalculate_stale
from tests.faults.deadline_day import person
from tests.faults.office import LONGEST_START, ROOT, Office, ask, until
from tests.reports.progress.snapshot import everything_computed

PEOPLE, FIRST = 200, "a0"
# An office has no yardsticks. Where numpy is installed openpyxl loads it: 19 MiB more in every process.
AS_IN_AN_OFFICE = "import sys\n\nsys.modules.update(numpy=None, pandas=None)\n"
IDLE_RATE, HOUR_RATE, STORM_RATE = 4, 45, 60
IDLE_SECONDS, HOUR_SECONDS, STORM_SECONDS, CEILING_SECONDS = 30, 60, int(os.environ.get("STORM_SECONDS", "300")), 20
AT_ONCE, STARTS = 8, 5
# Longest wait until everything that was accepted has been computed.
SETTLED_SECONDS = 120


@dataclass
class Hour:
    """What happened beside the requests: reports accepted, how long until each was computed, recalculations."""

    waits: list[float] = field(default_factory=list)
    accepted: int = 0
    recalculations: int = 0
    ended: bool = False


def people() -> tuple[list[Person], Person]:
    """Open the forms of the first locality's bodies for somebody of each; these, and somebody who leads."""
    clock.set_shift(Instance.current().demo_shift)
    forms = list(
        Submission.objects.filter(agency__locality__code=FIRST, period__year=2024)
        .select_related("agency", "period")
        .order_by("pk")[:PEOPLE]
    )
    keys = [form.pk for form in forms]
    undone = {"submitted_at": None, "submitted_by": None, "decided_at": None, "decided_by": None}
    Submission.objects.filter(pk__in=keys).update(state=State.DRAFT, **undone)
    unaccepted = {"accepted_entry": "", "accepted_value": None, "accepted_quality": "", "accepted_at": None}
    Figure.objects.filter(submission__in=keys).update(**unaccepted)
    secret, since = make_password("not-asked-for-here"), date(2024, 1, 1)
    users = User.objects.bulk_create([User(username=f"of-{form.agency.code}", password=secret) for form in forms])
    for user, form in zip(users, forms, strict=True):
        Membership.objects.create(user=user, agency=form.agency, role=Role.REPORTER, valid_from=since)
    found = [person(user, form) for user, form in zip(users, forms, strict=True)]
    writers = [Person(one["session"], one["form"], tuple(one["codes"])) for one in found]
    return writers, signed_in(f"leader-{FIRST}")


def signed_in(username: str) -> Person:
    return Person(person(User.objects.get(username=username), Submission.objects.first())["session"])


@contextmanager
def office(*, works: bool = True) -> Iterator[Office]:
    """The processes, on this process's own database."""
    at = connection.settings_dict
    password = f":{at['PASSWORD']}" if at["PASSWORD"] else ""
    server = f"postgres://{at['USER']}{password}@{at['HOST']}:{at['PORT']}"
    redis = os.environ.get("VOCPLAN_BENCH_REDIS", "")
    if not redis:
        raise LookupError("needs Redis")
    with tempfile.TemporaryDirectory(prefix="vocplan-bench-") as folder:
        # A folder of its own: beside it lies the server's configuration, which is named like the server.
        hidden = Path(folder, "hidden")
        hidden.mkdir()
        (hidden / "sitecustomize.py").write_text(AS_IN_AN_OFFICE)
        extra = {"SECRET_KEY": settings.SECRET_KEY, "ALLOWED_HOSTS": "127.0.0.1", "PYTHONPATH": str(hidden)}
        made = Office(Path(folder), server, redis, at["NAME"], extra=extra)
        try:
            made.serve()
            if works:
                work(made)
            yield made
        finally:
            made.end()


def work(made: Office) -> None:
    """The worker with its clock inside, two processes at work, as docker-compose.yml starts it."""
    schedule = str(made.folder / "schedule")
    command = ("celery", "-A", "vocplan", "worker", "--beat", "--schedule", schedule, "--concurrency", "2")
    made.start("worker", *command, "--loglevel", "info")
    until(lambda: " ready." in made.log("worker"), LONGEST_START, made.log("worker"))


def settle() -> None:
    """Everything computed once, so that what follows is the work of the hour alone."""
    recalculate_all(locality_ids=Locality.objects.exclude(code__in=["00", "01", "68"]).values_list("pk", flat=True))
    recalculate_stale()


def storm_of(made: Office, load: Load, rate: float, seconds: float) -> Hour:
    """The load, one accepted report a second and full recalculations one after the other, all at once."""
    hour = Hour()
    waiting = list(
        Submission.objects.filter(state=State.SUBMITTED, period__year=2024)
        .exclude(agency__locality__code=FIRST)
        .select_related("agency__locality")
        .order_by("agency__code", "pk")[: int(seconds)]
    )
    staff = {code: signed_in(f"staff-{code}") for code in {one.agency.locality.code for one in waiting}}
    turns = iter(waiting)
    beside = [
        threading.Thread(target=every, args=(1, lambda: accept(made, next(turns), staff, load, hour), len(waiting))),
        threading.Thread(target=recalculate_on_and_on, args=(made, hour)),
    ]
    for thread in beside:
        thread.start()
    load.storm(rate, seconds)
    hour.ended = True
    for thread in beside:
        thread.join()
    return hour


def accept(made: Office, report: Submission, staff: dict[str, Person], load: Load, hour: Hour) -> None:
    by, locality = staff[report.agency.locality.code], report.agency.locality_id
    fields = {"version": str(report.version), "accept": "1"}
    answer = asyncio.run(load.request("accept", by, "POST", f"/reviews/{report.pk}/decide/", **fields))
    if answer.status != 302:
        return
    hour.accepted += 1
    last = made.sql("SELECT coalesce(max(id), 0) FROM reports_stale WHERE locality_id = %s", locality)[0][0]
    threading.Thread(target=await_number, args=(made, locality, last, hour)).start()


def await_number(made: Office, locality: int, last: int, hour: Hour) -> None:
    """How long until what was marked up to now is computed: from then on the overview shows the new number."""
    begun, left = time.monotonic(), "SELECT 1 FROM reports_stale WHERE locality_id = %s AND id <= %s LIMIT 1"
    while made.sql(left, locality, last) and time.monotonic() - begun < SETTLED_SECONDS:
        time.sleep(0.05)
    hour.waits.append(time.monotonic() - begun)


def recalculate_on_and_on(made: Office, hour: Hour) -> None:
    while not hour.ended:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "recalculate_progress"],
            cwd=ROOT,
            env=made.environment,
            stdout=subprocess.DEVNULL,
        )
        while process.poll() is None:
            if hour.ended:
                process.terminate()
            time.sleep(0.2)
        hour.recalculations += process.returncode == 0


def refuse_losses(load: Load) -> None:
    """Raises RuntimeError where a request was not served, or a save that was answered has left no revision."""
    if refused := load.refused():
        statuses = sorted({(one.kind, one.status) for one in refused})
        raise RuntimeError(f"{len(refused)} of {len(load.answers)} requests not served: {statuses}")
    kept = set(FigureRevision.objects.exclude(note="").values_list("note", flat=True))
    if lost := {one.note for one in load.answers if one.kind == "save"} - kept:
        raise RuntimeError(f"{len(lost)} saves lost")


def s3() -> Measured:
    """p95 of the deadline hour with a recalculation and accepted reports, and of an idle office."""
    writers, leader = people()
    settle()
    with office() as made:
        idle, load = Load(made.port, writers, leader), Load(made.port, writers, leader)
        idle.storm(IDLE_RATE, IDLE_SECONDS)
        storm_of(made, load, HOUR_RATE, HOUR_SECONDS)
        refuse_losses(load)
    return Measured(load.p95(), idle.p95())


def i2() -> Measured:
    """p95 of the seconds from an accepted report to its number, in the same hour."""
    writers, leader = people()
    settle()
    with office() as made:
        load = Load(made.port, writers, leader)
        hour = storm_of(made, load, HOUR_RATE, HOUR_SECONDS)
        until(lambda: len(hour.waits) == hour.accepted, SETTLED_SECONDS)
        refuse_losses(load)
    return Measured(share(95, hour.waits))


def c1() -> Measured:
    """The first request of a fresh web server, and its own warm one."""
    _, leader = people()
    settle()
    first, warm = [], []
    for _ in range(STARTS):
        with office(works=False) as made:
            cookie = f"sessionid={leader.session}"
            times = [ask(made.port, "/plans/KH-10-a0/", Cookie=cookie).seconds for _ in range(20)]
            first.append(times[0])
            warm.append(share(50, times[10:]))
    return Measured(share(50, first), share(50, warm))


def c2() -> Measured:
    """Milliseconds a request at the ceiling of the mix: 1000 / 120 is 120 a second."""
    writers, leader = people()
    settle()
    with office() as made:
        load = Load(made.port, writers, leader)
        load.ceiling(CEILING_SECONDS / 2, AT_ONCE)
        ceiling = load.ceiling(CEILING_SECONDS, AT_ONCE)
    return Measured(1000 / ceiling)


def c3() -> Measured:
    """p95 of the saves that were served at one and a half times the ceiling."""
    writers, leader = people()
    settle()
    with office() as made:
        ceiling = Load(made.port, writers, leader).ceiling(CEILING_SECONDS, AT_ONCE)
        load = Load(made.port, writers, leader)
        load.storm(1.5 * ceiling, CEILING_SECONDS)
    if {one.status for one in load.answers} - {200, 503}:
        raise RuntimeError("something else than served or told to come back")
    return Measured(share(95, [one.seconds for one in load.answers if one.kind == "save" and one.status == 200]))


def m1() -> Measured:
    """MiB that web server, worker and beat hold together (PSS) after half a minute of the mix."""
    writers, leader = people()
    settle()
    with office() as made:
        Load(made.port, writers, leader).storm(IDLE_RATE * 5, IDLE_SECONDS)
        return Measured(sum(memory_of(process.pid) for process in made.processes.values()))


def memory_of(group: int) -> float:
    """MiB of all processes of a group: shared pages are counted once among those that share them."""
    found = 0
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if os.getpgid(int(place.name)) == group:
                lines = (place / "smaps_rollup").read_text().splitlines()
                found += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        except OSError:
            continue
    return found / 1024


def storm() -> Measured:
    """Five minutes of everything; p95 of the saves, after nothing was lost and what was computed is what a full
    recalculation gives. Raises RuntimeError else."""
    writers, leader = people()
    settle()
    with office() as made:
        load = Load(made.port, writers, leader)
        hour = storm_of(made, load, STORM_RATE, STORM_SECONDS)
        refuse_losses(load)
        until(lambda: not Stale.objects.exists(), SETTLED_SECONDS)
    seal()
    if broken := next((link for link in walk() if link.fault), None):
        raise RuntimeError(f"the audit trail is broken at row {broken.place}")
    if fault := unsealed_fault():
        raise RuntimeError(f"the audit trail is broken beside the chain: {fault}")
    computed = everything_computed()
    settle()
    if everything_computed() != computed:
        raise RuntimeError("what was computed in between is not what a full recalculation gives")
    told = {"requests": len(load.answers), "accepted": hour.accepted, "recalculations": hour.recalculations}
    waits = {"p95": load.p95(), "p95 of accepted to number": share(95, hour.waits)}
    print(json.dumps(told | waits), file=sys.stderr)
    return Measured(load.p95(("save",)))
