"""The Celery application: Redis carries the wake-up call, the database holds the work."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vocplan.settings")
app = Celery("vocplan", loader="vocplan.loader:SharingLoader")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
