"""What is loaded before the first request, so that no visitor waits for it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ASKS = """
import gc, sys
import django
django.setup()
from django.db import connection
from django.template import engines
from django.urls import get_resolver
from vocplan.preload import preload
preload()
loaded = set(sys.modules)
get_resolver().reverse_dict
[loader] = engines["django"].engine.template_loaders
late, templates = len(set(sys.modules) - loaded), len(loader.get_template_cache)
print(late, templates, gc.get_freeze_count() > 10000, connection.connection)
"""


@pytest.mark.slow
def test_addresses_and_templates_are_there_before_the_fork_and_no_database_is_asked():
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "vocplan.settings", "DATABASE_URL": "sqlite://:memory:"}
    done = subprocess.run([sys.executable, "-c", ASKS], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    late, templates, frozen, database = done.stdout.split()
    assert (late, frozen, database) == ("0", "True", "None")
    assert int(templates) >= len(list((ROOT / "templates").rglob("*.html")))
