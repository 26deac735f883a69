"""Load published figures from fixtures/official_figures/*.yaml: each with its source, its date and what it covers."""

from collections.abc import Collection
from pathlib import Path
from typing import Any

from django.db import transaction

from agencies.catalogue_files.entries import (
    Field,
    Fields,
    Place,
    as_is,
    code_for,
    day,
    file_names,
    flag,
    maybe,
    number,
    one_of,
    read_entries,
    read_file,
    read_record,
    text,
    text_for,
    year,
)
from agencies.catalogue_files.rows import Rows, Tally
from agencies.models import Locality
from reports.collection.official_figures.rules import faults
from reports.models import FigureKind, OfficialFigure, Precision
from targets.models import Formula, Indicator

FIGURE_FILE: Fields = {"locality": Field(text()), "figures": Field(as_is)}
FIGURE: Fields = {
    "indicator": Field(code_for(Indicator)),
    "from_year": Field(year()),
    "year": Field(year()),
    "value": Field(number),
    "value_high": Field(maybe(number)),
    "kind": Field(one_of(FigureKind.values)),
    "period": Field(text_for(OfficialFigure, "period")),
    "source": Field(text_for(OfficialFigure, "source")),
    "published_on": Field(day),
    "published_precision": Field(one_of(Precision.values)),
    "note": Field(text_for(OfficialFigure, "note")),
    "verified": Field(flag),
    "half_width": Field(maybe(number), None),
}
# The same as the constraint: a file may say a figure of the same source again with another value.
KEY = ("indicator_id", "locality_id", "from_year", "year", "kind", "value", "source")
OPTIONAL_COLUMNS = ("value_high", "period", "published_on", "published_precision", "note", "verified", "half_width")


@transaction.atomic
def load_official_figures(
    directory: Path, tally: Tally, indicators: dict[str, Indicator], wanted: Collection[str] | None = None
) -> None:
    """Published figures of the `wanted` localities (None: of all). Raises CatalogueError.

    `directory` is the fixtures folder.

    A figure that was published anew is an entry of its own: both stay, and which one counts follows from their dates.
    """
    rows = Rows(tally, OfficialFigure.objects.select_related("indicator"), KEY)
    localities = {locality.key: locality for locality in Locality.objects.all()}
    for name in file_names(directory, "official_figures"):
        raw, place = read_file(directory, name)
        whole = read_record(raw, FIGURE_FILE, place)
        if wanted is not None and whole["locality"] not in wanted:
            continue
        if whole["locality"] not in localities:
            raise place.error("locality", f'không có địa phương "{whole["locality"]}".')
        for spot, entry in read_entries(whole["figures"], FIGURE, place):
            put_figure(rows, entry, spot, localities[whole["locality"]], indicators)
    rows.report_unlisted(lambda row: f"{row.indicator.code} {row.year}, {row.source}")


def put_figure(
    rows: Rows, entry: dict[str, Any], place: Place, locality: Locality, indicators: dict[str, Indicator]
) -> None:
    indicator = indicators.get(entry["indicator"])
    if indicator is None or indicator.formula == Formula.QUALITATIVE:
        raise place.error("indicator", f'không có chỉ tiêu bằng số "{entry["indicator"]}".')
    check_figure(entry, place, indicator)
    key = (indicator.pk, locality.pk, *(entry[name] for name in KEY[2:]))
    if rows.has(*key):
        raise place.error("value", "số này đã có ở trên, cùng năm, loại và nguồn.")
    rows.put(*key, **{name: entry[name] for name in OPTIONAL_COLUMNS})


def check_figure(entry: dict[str, Any], place: Place, indicator: Indicator) -> None:
    """Refuse an entry that breaks a rule of published figures."""
    for field, message in faults(entry, indicator):
        raise place.error(field, message)
