"""The second door of `make run`: the demo of 22/11/2026, made and served once somebody opens it.

    python deploy/second_day.py HOST PORT ALIVE

Waits on the port with nothing loaded. The first visitor starts `manage.py try_out --second-day`, which fills a database
of its own and serves it at the same socket; until then everybody is told to wait, by a page that asks again by itself.
ALIVE is the reading end of a pipe that the first server holds: when that one ends, so does this.
"""

import os
import select
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
AGAIN_SECONDS = 2
LONGEST_REQUEST = 65536
PAGE = f"""<!DOCTYPE html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="{AGAIN_SECONDS}">
<title>Đang dựng · vocplan</title>
</head>
<body>
<h1>Đang dựng Hà Nội sau 01/7/2025</h1>
<p>Lần mở đầu mất khoảng một phút: nạp danh mục, sắp xếp lại, kỳ 2025 và kỳ 2026 minh họa. Trang tự mở khi xong.</p>
</body>
</html>
"""


def answer_with(page: str) -> bytes:
    body = page.encode()
    head = (
        f"HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n"
        f"Retry-After: {AGAIN_SECONDS}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + body


def serve(door: socket.socket, alive: int, command: list[str]) -> int:
    """Wait for a visitor, start the command with the door and a pipe, answer until it says that it serves; its code.

    The command gets two more arguments, the door and the pipe as numbers; it closes the pipe when it serves.
    """
    ready, _, _ = select.select([door, alive], [], [])
    if alive in ready:
        return 0
    filled, says = os.pipe()
    handed = (door.fileno(), says)
    server = subprocess.Popen([*command, *map(str, handed)], pass_fds=handed, cwd=ROOT)  # noqa: S603
    os.close(says)
    try:
        tell_to_wait(door, alive, filled)
        # From here on the server accepts; a closed pipe on either side is the end.
        while server.poll() is None and not select.select([alive], [], [], 1)[0]:
            pass
    finally:
        server.terminate()
    return server.wait()


def tell_to_wait(door: socket.socket, alive: int, filled: int) -> None:
    """Answer whoever comes, until the pipe `filled` or `alive` is closed."""
    while True:
        ready, _, _ = select.select([door, alive, filled], [], [])
        if alive in ready or filled in ready:
            return
        visitor, _ = door.accept()
        with visitor:
            visitor.settimeout(1)
            try:
                visitor.recv(LONGEST_REQUEST)
                visitor.sendall(answer_with(PAGE))
            except OSError:
                # Went away; the next one is told.
                continue


def main(host: str, port: str, alive: str) -> int:
    with socket.socket() as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind((host, int(port)))
        door.listen(64)
        return serve(door, int(alive), [sys.executable, "manage.py", "try_out", "--second-day"])


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(0)
