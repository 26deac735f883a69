"""A mail server of the test's own on 127.0.0.1: takes letters, refuses them, or hangs up, as it is told."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

# What a server may do at each command beside saying yes; True hangs up without a word.
Answers = dict[str, str | bool]


class Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.say("220 test")
        while line := self.rfile.readline():
            verb = line.decode().strip().split(" ")[0].upper()
            answer = self.server.answers.get(verb, "")
            if answer is True:
                return
            if answer:
                self.say(answer)
            elif verb == "DATA":
                self.say("354 go on")
                if not self.take_letter():
                    return
            else:
                self.say("221 bye" if verb == "QUIT" else "250 ok")
            if verb == "QUIT":
                return

    def take_letter(self) -> bool:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        if self.server.answers.get("END") is True:
            return False
        with self.server.lock:
            self.server.letters.append(message_from_bytes(b"".join(lines), policy=policy.default))
        self.server.on_letter()
        self.say("250 taken")
        return True

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class Server(socketserver.ThreadingTCPServer):
    """`letters` are those that were taken; `answers` tells how to misbehave; `on_letter` is called for each taken."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.letters: list[EmailMessage] = []
        self.answers: Answers = {}
        self.lock = threading.Lock()
        self.on_letter: Callable[[], None] = lambda: None

    @property
    def port(self) -> int:
        return self.server_address[1]


@contextmanager
def running() -> Iterator[Server]:
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
