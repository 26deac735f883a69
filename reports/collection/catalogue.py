"""Load the whole catalogue at once: who, what is measured, what was promised, what was published."""

from pathlib import Path

from django.db import transaction

from agencies.catalogue import load_agencies
from agencies.catalogue_files.rows import Tally
from agencies.models import Locality
from reports.collection.official_figures.catalogue import load_official_figures
from reports.progress.services import mark_stale
from targets.catalogue import load_elements, load_indicators
from targets.plan_catalogue import load_plans


@transaction.atomic
def load_catalogue(directory: Path) -> Tally:
    """Load everything under the fixtures folder, all or nothing; a second time changes nothing. Raises CatalogueError.

    When anything changed, every indicator is marked for recomputation: a definition reaches further than one row.
    """
    tally = load_agencies(directory)
    elements = load_elements(directory, tally)
    indicators = load_indicators(directory, tally, elements)
    load_plans(directory, tally, indicators)
    load_official_figures(directory, tally, indicators)
    if tally.changed:
        for locality in Locality.objects.all():
            mark_stale(locality_id=locality.pk, year=None, indicator_ids=[row.pk for row in indicators.values()])
    return tally
