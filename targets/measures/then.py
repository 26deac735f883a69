"""What the catalogue's entries said on a day, where somebody has changed them since."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from targets.catalogue import ELEMENT, INDICATOR
from targets.measures.content import MeasureKey
from targets.models import DataElement, ElementKind, Indicator, IndicatorInput, MeasureEdition, MeasureKind, Side
from targets.plans.content import Content, content_from_json

LINKS = ("code", "kinds", "part_of", *Side.values)


@dataclass(frozen=True)
class MeasuresThen:
    """The entries that say something else today, as they were; all others are as they are.

    Rows are changed in memory only, and are nobody else's.
    """

    said: Mapping[MeasureKey, Content] = field(default_factory=dict)

    def put_indicators_back(self, rows: Iterable[Indicator]) -> None:
        """Give rows the words and settings of then; their inputs are `put_inputs_back`'s."""
        for row in rows:
            if entry := self.said.get((MeasureKind.INDICATOR.value, row.code)):
                for name in INDICATOR:
                    if name not in LINKS:
                        setattr(row, name, entry[name])

    def put_elements_back(self, rows: Iterable[DataElement]) -> None:
        """Give rows, their kinds prefetched, the words, settings and kinds of then."""
        for row in rows:
            if entry := self.said.get((MeasureKind.ELEMENT.value, row.code)):
                for name in ELEMENT:
                    if name not in LINKS:
                        setattr(row, name, entry[name] or "" if name == "part_rule" else entry[name])
                kinds = [ElementKind(element=row, kind=kind) for kind in entry["kinds"]]
                # Whoever asks for them later gets these and sends no query.
                row._prefetched_objects_cache["kinds"] = kinds

    def kinds_of(self, element: DataElement, now: Iterable[str]) -> Iterable[str]:
        """Which kinds of agencies reported an element then; `now`: which do today."""
        entry = self.said.get((MeasureKind.ELEMENT.value, element.code))
        return now if entry is None else entry["kinds"]

    def put_inputs_back(self, rows: Iterable[Indicator]) -> None:
        """Give rows, their inputs prefetched, what they were made of; two queries, none where nothing has changed."""
        if not self.said:
            return
        elements = {row.code: row for row in DataElement.objects.prefetch_related("kinds")}
        self.put_elements_back(elements.values())
        for row in rows:
            entry = self.said.get((MeasureKind.INDICATOR.value, row.code))
            sides = [(one.side, one.element.code) for one in row.inputs.all()]
            if entry is not None:
                sides = [(side, code) for side in Side.values for code in entry[side]]
            inputs = [IndicatorInput(indicator=row, element=elements[code], side=side) for side, code in sides]
            row._prefetched_objects_cache["inputs"] = inputs


NOTHING_SINCE = MeasuresThen()


def measures_on(day: date) -> MeasuresThen:
    """The entries that have been changed since a day, as they were on it; one query."""
    found: dict[MeasureKey, Content] = {}
    changed: set[MeasureKey] = set()
    # By number: the last one in force by the day is what stood then; one of a later day makes it differ from today's.
    for edition in MeasureEdition.objects.order_by("kind", "code", "number"):
        key = (edition.kind, edition.code)
        if edition.in_force_from is None or edition.in_force_from <= day:
            found[key] = content_from_json(edition.content)
        else:
            changed.add(key)
    return MeasuresThen({key: entry for key, entry in found.items() if key in changed})
