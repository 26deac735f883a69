"""How long a thread waits for PostgreSQL: as long as the server lives, and not where it is dead, frozen or cut off.

The time limits of the server itself are of no use against a server that is frozen, and the network between goes on
confirming what nobody reads. So a thread that waits longer than usual knocks at the server's door: its main process
answers the question for encryption, which opens every conversation, without a password and whatever its load. Where it
does not, the thread is told at once that there is no database, and so is every other one for the next seconds: a page
that says so is there immediately, and threads are left for what needs no database.
"""

import select
import socket
import struct
import threading
import time
from typing import Any

import psycopg2
from psycopg2 import extensions

# A thread waits this long before it knocks, and this long for an answer: together below the five seconds in which a
# page says that there is no database.
USUAL_SECONDS, DOOR_SECONDS = 1.5, 2.5
TICK_SECONDS = 0.5
# After a knock without an answer nobody asks for so long; after one with an answer nobody knocks again for so long.
AWAY_SECONDS, ALIVE_SECONDS = 3.0, 5.0
# int32 length, int32 request code: docs of PostgreSQL, "Message Formats", SSLRequest.
QUESTION = struct.pack("!ii", 8, 80877103)
GONE = "the database does not answer"

Address = tuple[str, int]


class Door:
    """What this process knows of one server. Its threads share it."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self.away_until: float | None = None
        self.alive_until = 0.0
        self.knocking = threading.Lock()

    def refuse_if_away(self) -> None:
        """Where the server is known to be away: one thread at a time looks whether it is back, the others go at once.

        Raises psycopg2.OperationalError.
        """
        if self.away_until is None:
            return
        if time.monotonic() < self.away_until or not self.knocking.acquire(blocking=False):
            raise psycopg2.OperationalError(GONE)
        try:
            self.note(answers(self.address))
        finally:
            self.knocking.release()

    def knock(self) -> None:
        """Called by a thread that has waited long. Raises psycopg2.OperationalError where nobody opens."""
        self.refuse_if_away()
        if time.monotonic() >= self.alive_until:
            self.note(answers(self.address))

    def note(self, alive: bool) -> None:
        if alive:
            self.away_until, self.alive_until = None, time.monotonic() + ALIVE_SECONDS
            return
        self.away_until = time.monotonic() + AWAY_SECONDS
        raise psycopg2.OperationalError(GONE)


_doors: dict[Address, Door] = {}


def door_of(connection: Any) -> Door:
    """The door of the server that a psycopg2 connection leads to."""
    info = connection.info
    return door_at(info.host, info.port)


def door_at(host: str, port: int) -> Door:
    return _doors.setdefault((host, port), Door((host, port)))


def is_away() -> bool:
    """Whether this process has found a server away and not found it back yet."""
    return any(door.away_until is not None for door in _doors.values())


def answers(address: Address) -> bool:
    """Whether PostgreSQL's main process answers within DOOR_SECONDS. It writes nothing into the server's log."""
    host, port = address
    ends = time.monotonic() + DOOR_SECONDS
    try:
        with opened(host, port) as knocked:
            knocked.sendall(QUESTION)
            knocked.settimeout(max(0.1, ends - time.monotonic()))
            # With encryption or without: either is an answer.
            return knocked.recv(1) in (b"S", b"N")
    except OSError:
        return False


def opened(host: str, port: int) -> socket.socket:
    """A connection to a name or, where the host is a folder, to the socket in it, as libpq has it."""
    if not host.startswith("/"):
        return socket.create_connection((host, port), timeout=DOOR_SECONDS)
    local = socket.socket(socket.AF_UNIX)
    local.settimeout(DOOR_SECONDS)
    local.connect(f"{host}/.s.PGSQL.{port}")
    return local


def wait(connection: Any) -> None:
    """Wait until the connection has its answer; psycopg2 calls it instead of waiting by itself.

    Raises psycopg2.OperationalError where the server is gone; psycopg2 then closes the connection.
    """
    begun: float | None = None
    while True:
        state = connection.poll()
        if state == extensions.POLL_OK:
            return
        reading = state == extensions.POLL_READ
        watched = select.poll()
        watched.register(connection.fileno(), select.POLLIN if reading else select.POLLOUT)
        if watched.poll(TICK_SECONDS * 1000):
            continue
        # The tick that has just gone by in vain counts.
        begun = begun or time.monotonic() - TICK_SECONDS
        door = door_of(connection)
        if door.away_until is not None or time.monotonic() - begun >= USUAL_SECONDS:
            door.knock()
