"""The reorganisations that come with vocplan, as files of fixtures/reorganisations/."""

from pathlib import Path

from django.conf import settings

from agencies.catalogue_files.entries import CatalogueError
from agencies.models import Locality
from agencies.reorganisations.steps import Document, read_document

FIXTURES = settings.BASE_DIR / "fixtures"


def shipped(locality: Locality, directory: Path = FIXTURES) -> list[Document]:
    """The files that come with vocplan for a locality, by day. A file that cannot be read is left out."""
    found = []
    for path in sorted((directory / "reorganisations").glob(f"{locality.code}-*.yaml")):
        try:
            found.append(read_document(directory, f"reorganisations/{path.name}"))
        # A broken file of ours must not close the page to all the others.
        except CatalogueError:
            continue
    # A code may be borne twice (ADR 0024): `68-…` also matches files of the province of before.
    mine = [document for document in found if document.locality == locality.key]
    return sorted(mine, key=lambda document: document.effective_on)
