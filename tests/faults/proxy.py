"""A proxy in front of the web server, as an office has it: a client's address goes into X-Forwarded-For, at its end."""

import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

# What belongs to one connection and is not handed on.
OF_A_CONNECTION = {"connection", "transfer-encoding", "keep-alive"}


@contextmanager
def proxy_before(port: int) -> Iterator[int]:
    """The port of a proxy that hands on to the server at `port`."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name: value for name, value in self.headers.items() if name.lower() not in OF_A_CONNECTION}
            known = self.headers.get("X-Forwarded-For")
            headers["X-Forwarded-For"] = ", ".join(filter(None, [known, self.client_address[0]]))
            served = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            served.request(self.command, self.path, body, headers)
            answer = served.getresponse()
            content = answer.read()
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in OF_A_CONNECTION | {"content-length"}:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
            served.close()

        do_POST = do_PATCH = do_DELETE = do_GET

        def log_message(self, *arguments: object) -> None:
            """Say nothing: the tests look at the answers."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served_by = Thread(target=server.serve_forever, daemon=True)
    served_by.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        served_by.join()
