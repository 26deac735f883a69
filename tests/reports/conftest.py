"""The pages are tested on the real catalogue with its published figures, as on a module's DAY."""

from tests.reports.progress.conftest import on, published

__all__ = ["on", "published"]
