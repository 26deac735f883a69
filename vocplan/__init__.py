"""Wiring: settings, addresses, middleware, Celery. Imports all rooms, imported by none."""

from vocplan.celery import app as celery_app

__all__ = ["celery_app"]
