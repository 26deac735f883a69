"""Requests that come whether or not the ones before are answered: an open loop, as on a deadline day."""

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

SECRET = "a" * 32


@dataclass(frozen=True)
class Person:
    """Somebody with a session; `form` and `codes` are of a form that she may fill, if she has one."""

    session: str
    form: str = ""
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asked:
    """What came of one request. `kind` is form, save, overview or accept; `note` what a save wrote."""

    kind: str
    status: int
    seconds: float
    note: str = ""


@dataclass
class Load:
    """The mix of the deadline hour: of four requests one form, two saves, one overview."""

    port: int
    writers: list[Person]
    leader: Person
    answers: list[Asked] = field(default_factory=list)

    def storm(self, rate: float, seconds: float) -> None:
        """So many requests a second."""
        asyncio.run(self.blow(rate, seconds))

    async def blow(self, rate: float, seconds: float) -> None:
        clock = asyncio.get_running_loop().time
        begun, asked = clock(), []
        for turn in range(int(rate * seconds)):
            await asyncio.sleep(max(0.0, begun + turn / rate - clock()))
            asked.append(asyncio.create_task(self.ask(turn)))
        await asyncio.gather(*asked)

    def ceiling(self, seconds: float, at_once: int) -> float:
        """Requests a second where so many are always under way."""

        async def busy() -> int:
            turns, until = iter(range(10**9)), time.monotonic() + seconds

            async def one() -> int:
                done = 0
                while time.monotonic() < until:
                    await self.ask(next(turns))
                    done += 1
                return done

            return sum(await asyncio.gather(*(one() for _ in range(at_once))))

        begun = time.monotonic()
        return asyncio.run(busy()) / (time.monotonic() - begun)

    async def ask(self, turn: int) -> None:
        writer = self.writers[turn // 4 % len(self.writers)]
        match turn % 4:
            case 0:
                await self.request("form", writer, "GET", writer.form)
            case 3:
                await self.request("overview", self.leader, "GET", "/")
            case _:
                code, note = writer.codes[turn // 4 % len(writer.codes)], f"lần {len(self.answers)}-{turn}"
                await self.request(
                    "save", writer, "POST", f"{writer.form}cells/", note, **{f"v-{code}": "1", f"n-{code}": note}
                )

    async def request(self, kind: str, by: Person, method: str, path: str, note: str = "", **fields: str) -> Asked:
        begun, body = time.monotonic(), urlencode(fields).encode()
        try:
            status = await answered(self.port, method, path, body, by.session)
        except OSError:
            status = 0
        self.answers.append(Asked(kind, status, time.monotonic() - begun, note))
        return self.answers[-1]

    def p95(self, kinds: Iterator[str] | tuple[str, ...] = ("form", "save", "overview")) -> float:
        return share(95, [one.seconds for one in self.answers if one.kind in kinds])

    def refused(self) -> list[Asked]:
        return [one for one in self.answers if not 200 <= one.status < 400]


async def answered(port: int, method: str, path: str, body: bytes, session: str) -> int:
    """The status of one request on a connection of its own."""
    incoming, outgoing = await asyncio.open_connection("127.0.0.1", port)
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nAccept-Encoding: gzip\r\n"
        f"Cookie: sessionid={session}; csrftoken={SECRET}\r\nX-CSRFToken: {SECRET}\r\n"
        f"Content-Length: {len(body)}\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n"
    )
    outgoing.write(head.encode() + body)
    answer = await incoming.read()
    outgoing.close()
    return int(answer.split(b" ", 2)[1]) if answer else 0


def share(percent: int, values: list[float]) -> float:
    """The value below which so many of a hundred are."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def every(seconds: float, act: Callable[[], object], times: int) -> None:
    """Do it so often, one beginning after the other at this distance, or as soon as it can."""
    begun = time.monotonic()
    for turn in range(times):
        time.sleep(max(0.0, begun + turn * seconds - time.monotonic()))
        act()
