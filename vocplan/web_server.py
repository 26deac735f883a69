"""gunicorn's worker with threads, made for a crowd: deploy/gunicorn.py names it.

A connection gets a thread only when the head of its request is there, so that whoever sends one letter a second holds
nothing but a connection. And each request knows how long it stood in the queue for a thread: what is done about those
that stood too long is the business of vocplan/middleware.py.
"""

import socket
import threading
import time
from collections.abc import Callable, Iterable
from functools import partial
from selectors import EVENT_READ
from typing import Any

from gunicorn.http.message import Request
from gunicorn.workers.gthread import TConn, ThreadWorker

# How long the head of a request may take; the proxy of an office has the same limit.
HEAD_SECONDS = 10.0
# Above gunicorn's own limit for a head it is let through, and refused there.
LARGEST_HEAD = 1 << 17
HEAD_ENDS = b"\r\n\r\n"
WAITED = "vocplan.waited"

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Worker(ThreadWorker):
    """Threads for requests, the main loop for everything that is still on its way."""

    def load_wsgi(self) -> None:
        super().load_wsgi()
        self.place = threading.local()
        self.wsgi = partial(with_waiting_time, self.wsgi, self.place)

    def accept(self, listener: socket.socket) -> None:
        try:
            client, address = listener.accept()
        except OSError as error:
            if not isinstance(error, BlockingIOError | ConnectionAbortedError):
                raise
            return
        self.nr_conns += 1
        self.await_head(TConn(self.cfg, client, address, listener.getsockname()))

    def on_client_socket_readable(self, conn: TConn, client: socket.socket) -> None:
        """The next request of a connection that is kept begins."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self.await_head(conn)

    def await_head(self, conn: TConn) -> None:
        conn.seen, conn.timeout = 0, time.monotonic() + HEAD_SECONDS
        conn.sock.setblocking(False)
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def on_pending_socket_readable(self, conn: TConn, client: socket.socket) -> None:
        """Look at what is there without taking it; a head that is whole goes to a thread, any other waits for more."""
        try:
            there = client.recv(LARGEST_HEAD, socket.MSG_PEEK)
        except OSError:
            there = b""
        if len(there) > conn.seen and HEAD_ENDS not in there and len(there) < LARGEST_HEAD:
            conn.seen = len(there)
            # The kernel wakes this loop again only when there is more than that.
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, conn.seen + 1)
            return
        self.poller.unregister(client)
        self.pending_conns.remove(conn)
        if len(there) <= conn.seen:
            # Woken without anything new: the client has gone.
            self.nr_conns -= 1
            conn.close()
            return
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, 1)
        conn.data_ready = True
        self.enqueue_req(conn)

    def enqueue_req(self, conn: TConn) -> None:
        conn.queued_at = time.monotonic()
        super().enqueue_req(conn)

    def handle_request(self, req: Request, conn: TConn) -> bool:
        self.place.waited = time.monotonic() - conn.queued_at
        return super().handle_request(req, conn)


def with_waiting_time(
    application: Application, place: threading.local, environ: dict[str, Any], start_response: Callable[..., Any]
) -> Iterable[bytes]:
    """The application, told in seconds how long the request stood in the queue."""
    environ[WAITED] = place.waited
    return application(environ, start_response)
