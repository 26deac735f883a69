"""The WSGI application that gunicorn serves; without Redis its process also does the work of worker and beat."""

import os
import threading

from django.conf import settings

from vocplan.handler import utf8_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vocplan.settings")
application = utf8_application()

if not settings.REDIS_URL:
    # The models can be imported only now that the application is set up.
    from reports import runner, tasks
    from reports.audit.sealing import SEALING
    from reports.calling import COLLECTED_SECONDS
    from reports.progress.services import recalculate_stale
    from vocplan.preload import preload

    # Beside the first requests, not before them: whoever tries vocplan out sees it at once.
    threading.Thread(target=preload, name="preload", daemon=True).start()

    runner.start(recalculate_stale, name="recalculation")
    runner.start(tasks.seal_events, name=SEALING, collects=COLLECTED_SECONDS)
    # A document that takes LibreOffice a minute, or a mail server that hangs, must not hold up recalculations:
    # each has a thread of its own.
    runner.start(tasks.build_reports, name="documents")
    runner.start(tasks.send_notices, name="letters")
    runner.start(tasks.send_resets, name="resets")
    runner.start(tasks.sweep_endings, name="endings", every=60, rung=False)
    runner.start(tasks.open_due_periods, name="periods", every=3600, rung=False)
    runner.start(tasks.give_away_head, name="head", every=86400, rung=False)
    runner.start(tasks.prune, name="pruning", every=86400, rung=False)
    runner.start(tasks.write_due_notices, name="reminders", every=3600, rung=False)
