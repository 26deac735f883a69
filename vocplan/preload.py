"""Load what the first request would otherwise have to wait for: every address with its views, every template."""

import gc

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.loader import get_template
from django.urls import reverse


def preload() -> None:
    """Import all addresses and compile all templates; touches no database, so that it may run before a fork.

    What is there then lives as long as the process: the collector need not look at it again, and its pages stay shared
    between forked processes.
    """
    reverse("standing")
    # Asked for anything, it reads its list of files.
    str(staticfiles_storage.base_url)
    folder = settings.BASE_DIR / "templates"
    for path in sorted(folder.rglob("*.html")):
        get_template(path.relative_to(folder).as_posix())
    gc.collect()
    gc.freeze()
