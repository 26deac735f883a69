"""An import killed half-way leaves nothing behind, and the same file can then be applied, once."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from agencies import clock
from reports.collection.entry.versions import entry_version
from reports.collection.workbook.services import AlreadyApplied, apply_workbook
from reports.models import AuditEvent, Figure, FigureRevision, WorkbookImport
from tests import databases
from tests.reports.collection.scene import make_scene, number

pytestmark = pytest.mark.both

ROOT = Path(__file__).resolve().parents[4]
# Applies the file, says so, and waits inside the transaction for a commit that never comes.
HALF_WAY = """
import sys
import django; django.setup()
from django.db import transaction
from agencies.models import User
from agencies import clock
from reports.collection.entry.services import Change
from reports.collection.workbook.services import apply_workbook
from reports.models import Submission
with transaction.atomic():
    apply_workbook(
        submission=Submission.objects.get(pk=int(sys.argv[1])), changes=[Change("total", text="1.150")],
        seen_form=int(sys.argv[2]), sha256="f" * 64, name="bieu.xlsx",
        by=User.objects.get(username="reporter"), now=clock.now(),
    )
    print("applied", flush=True)
    sys.stdin.read()
"""


@pytest.mark.slow
def test_an_import_killed_before_its_end_leaves_nothing_and_is_applied_once_afterwards(transactional_db):
    scene = make_scene()
    seen = entry_version(scene.form)
    before = AuditEvent.objects.count()
    connection.close()
    child = subprocess.Popen(
        [sys.executable, "-c", HALF_WAY, str(scene.form.pk), str(seen)],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "vocplan.settings", "DATABASE_URL": databases.address()},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout.readline() == "applied\n"
    child.send_signal(signal.SIGKILL)
    child.communicate()
    rows = (Figure, FigureRevision, WorkbookImport)
    assert [model.objects.count() for model in rows] == [0, 0, 0]
    assert AuditEvent.objects.count() == before

    details = {"sha256": "f" * 64, "name": "bieu.xlsx", "by": scene.reporter, "now": clock.now()}
    changes = [number("total", "1.150")]
    apply_workbook(submission=scene.form, changes=changes, seen_form=seen, **details)
    with pytest.raises(AlreadyApplied):
        apply_workbook(submission=scene.form, changes=changes, seen_form=entry_version(scene.form), **details)
    assert [model.objects.count() for model in rows] == [1, 1, 1]
