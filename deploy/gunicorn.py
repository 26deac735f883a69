"""How the web server runs in the image: WEB_PROCESSES processes of WEB_THREADS threads each (docs/operations.md)."""

import importlib
import os

# Inside its container: only the proxy is reachable from outside.
bind = "0.0.0.0:8000"
worker_class = "vocplan.web_server.Worker"
workers = int(os.environ.get("WEB_PROCESSES", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 60
graceful_timeout = 30
# Processes are renewed now and then, not all at once, so that nothing can grow for ever.
max_requests = 5000
max_requests_jitter = 500
# Without Redis the threads of vocplan/wsgi.py do the worker's work. They may start only after the fork: a process that
# is copied while one of them writes would wait for ever for that thread's lock on SQLite's file.
preload_app = bool(os.environ.get("REDIS_URL"))
# In seconds: a statement of a page that takes longer is ended (vocplan/settings.py).
os.environ.setdefault("STATEMENT_SECONDS", "25")
control_socket_disable = True
# A client that sends nothing for so long in the middle of its request is let go: it must not hold a thread for ever.
quiet_seconds = 30
accesslog = None
errorlog = "-"
loglevel = "warning"


def when_ready(server):
    """Before the first fork: no process then makes its first visitor wait for imports and templates."""
    if preload_app:
        # Only now is there an application whose settings can be read.
        importlib.import_module("vocplan.preload").preload()


def pre_request(worker, request):
    request.unreader.sock.settimeout(quiet_seconds)
