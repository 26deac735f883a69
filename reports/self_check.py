"""What the server looks at to know whether it can do its work: room where the data lie, and jobs that wait."""

import shutil
from datetime import datetime
from pathlib import Path

from django.conf import settings

from reports.models import Stale


def free_bytes() -> int:
    """Room on the disk that uploads go to; SQLite's file lies in the same place unless told else."""
    # The folder is made with the first upload; until then its nearest parent lies on the same disk.
    folder = Path(settings.MEDIA_ROOT)
    return shutil.disk_usage(next(place for place in (folder, *folder.parents) if place.exists())).free


def oldest_waiting_seconds(now: datetime) -> int | None:
    """For how long the oldest recalculation has waited, `now` being the real time; None where none waits. One query."""
    oldest = Stale.objects.order_by("marked_at").values_list("marked_at", flat=True).first()
    return None if oldest is None else max(0, int((now - oldest).total_seconds()))
