"""Requests of a signed-in person to this process's own application: all that a web process does, without a socket."""

import io
import sys
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlencode

from django.core.handlers.wsgi import WSGIHandler
from django.test import Client

from agencies.models import User
from reports import runner
from reports.audit.sealing import SEALING, seal

TOKEN = "bench" + "0" * 27
AN_HOUR = 3600
BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@cache
def application() -> WSGIHandler:
    """The application without the embedded runner, whose thread would count in this process's time.

    As in a web process somebody hears that events wait for their seal; after a first round he lets an hour pass.
    """
    runner.start(seal, name=SEALING, every=AN_HOUR, collects=AN_HOUR)
    return WSGIHandler()


class Visitor:
    """A person with a session of her own and a browser's headers."""

    def __init__(self, username: str) -> None:
        client = Client()
        client.force_login(User.objects.get(username=username), backend=BACKEND)
        [session] = client.cookies.values()
        self.cookies = f"{session.key}={session.value}; csrftoken={TOKEN}"

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, b"", headers)

    def post(self, path: str, **fields: str) -> Answer:
        body = urlencode(fields | {"csrfmiddlewaretoken": TOKEN}).encode()
        return self.ask("POST", path, body, {"CONTENT_TYPE": "application/x-www-form-urlencoded"})

    def ask(self, method: str, path: str, body: bytes, extra: dict[str, str]) -> Answer:
        given: dict[str, object] = {}

        def start(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> None:
            given.update(status=int(status[:3]), headers=dict(headers))

        path, _, query = path.partition("?")
        response = application()(
            {
                "REQUEST_METHOD": method,
                "PATH_INFO": path,
                "QUERY_STRING": query,
                "SERVER_NAME": "127.0.0.1",
                "SERVER_PORT": "8000",
                "SERVER_PROTOCOL": "HTTP/1.1",
                "REMOTE_ADDR": "127.0.0.1",
                "CONTENT_LENGTH": str(len(body)),
                "HTTP_HOST": "127.0.0.1:8000",
                "HTTP_COOKIE": self.cookies,
                "HTTP_ACCEPT_ENCODING": "gzip, br",
                "wsgi.input": io.BytesIO(body),
                "wsgi.errors": sys.stderr,
                "wsgi.url_scheme": "http",
                **extra,
            },
            start,
        )
        content = b"".join(response)
        response.close()
        return Answer(body=content, **given)
