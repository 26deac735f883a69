"""What the files say of indicators and data elements, held against what was changed on screen."""

from collections.abc import Mapping
from typing import Any

from django.utils.timezone import localdate

from agencies import clock
from agencies.catalogue_files.entries import CatalogueError
from reports.audit.services import record
from reports.collection.measure_meaning import MeasureRefused, refuse_other_meaning
from reports.models import Verb
from targets.measures.applying import apply_measures
from targets.measures.content import MeasureKey, measure_contents, measure_differences
from targets.measures.editions import changed_on_screen, keep_measure_edition
from targets.models import MeasureKind
from targets.plans.content import Content, content_to_json

FILES = {MeasureKind.ELEMENT.value: "data_elements.yaml", MeasureKind.INDICATOR.value: "indicators.yaml"}
Differences = list[tuple[str, Any, Any]]


def contested_measures(before: Mapping[MeasureKey, Content]) -> dict[MeasureKey, Differences]:
    """The entries that a load has changed and that somebody has changed on screen: the fields that differ."""
    by_screen = changed_on_screen()
    return {key: changed for key, changed in changed_measures(before).items() if key in by_screen}


def changed_measures(before: Mapping[MeasureKey, Content]) -> dict[MeasureKey, Differences]:
    """The entries that say something else than before, with the fields; new ones are none of them."""
    now = measure_contents()
    found = {key: measure_differences(said, now[key]) for key, said in before.items() if key in now}
    return {key: changed for key, changed in found.items() if changed}


def put_measures_back(before: Mapping[MeasureKey, Content]) -> None:
    """Let the screen count where it and a file differ."""
    # Only what is contested goes back: whatever else the file changes was never said otherwise on screen.
    apply_measures({key: before[key] for key in contested_measures(before)})


def settle_measures(before: Mapping[MeasureKey, Content]) -> None:
    """Put what a load has changed on record, with the edition that ends and the one that begins. Raises CatalogueError.

    A file may not give figures another meaning, as the screen may not; its words are taken for clearer ones.
    """
    now = measure_contents()
    for key, changed in changed_measures(before).items():
        kind, code = key
        try:
            # Nobody can be asked to tick a box of a file; unit and way of adding are refused all the same.
            refuse_other_meaning(kind, before[key], now[key], same_meaning=True)
        except MeasureRefused as error:
            raise CatalogueError(FILES[kind], code, error.field, str(error)) from error
        moment = clock.now()
        keep_measure_edition(kind, before[key], now[key], on=localdate(moment), now=moment, reason="Tệp danh mục")
        record(
            verb=Verb.CATALOGUE_LOADED,
            subject=f"{kind}:{code}",
            summary=f"Nạp tệp đổi {len(changed)} chỗ của {code}: {', '.join(name for name, _, _ in changed)}",
            by=None,
            now=clock.now(),
            before={"changed": content_to_json([[name, old] for name, old, _ in changed])},
            after={"changed": content_to_json([[name, new] for name, _, new in changed])},
        )
