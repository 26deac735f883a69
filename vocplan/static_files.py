"""The addresses of collected static files, each worked out once: a page names some thirty of them."""

from functools import cache

from whitenoise.storage import CompressedManifestStaticFilesStorage


class RememberedNames(CompressedManifestStaticFilesStorage):
    """Collected files have their final names as long as the process lives."""

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)
        self.url = cache(super().url)
