"""Bring the rows of one indicator or data element in line with its entry, with all that the loader of files checks."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Model, Q

from agencies.catalogue_files.entries import CatalogueError, Place, read_record
from agencies.vietnamese_text import search_key
from targets.catalogue import (
    ELEMENT,
    INDICATOR,
    INDICATOR_KEY_LENGTH,
    check_element,
    check_indicator,
    check_sums,
)
from targets.measures.content import MeasureKey, measure_contents
from targets.models import BodyTarget, DataElement, ElementKind, Indicator, IndicatorInput, MeasureKind, Side, Target
from targets.plan_catalogue import BODY_TARGET, TARGET
from targets.plan_checks import check_body_target, check_target
from targets.plans.applying import PlanRefused
from targets.plans.content import Content, body_target_content, target_content

# The place of an entry that no file holds.
CATALOGUE = "danh mục"


@transaction.atomic
def apply_measure(kind: str, content: Content) -> None:
    """The indicator or data element with exactly this content; made where there is none of its code.

    Raises CatalogueError with the field that cannot be, and PlanRefused where a plan's targets could not be judged so.
    """
    apply_measures({(kind, str(content.get("code", ""))): content})


@transaction.atomic
def apply_measures(contents: Mapping[MeasureKey, Content]) -> None:
    """Several entries at once, held against each other and all others as they will be. Raises as `apply_measure`."""
    read = {key: read_entry(key[0], content) for key, content in contents.items()}
    changed = {kind.value: [entry for (of, _), entry in read.items() if of == kind] for kind in MeasureKind}
    if changed[MeasureKind.ELEMENT]:
        check_elements(changed[MeasureKind.ELEMENT])
    # Elements come first: indicators that change with them are checked against what they then say.
    for entry in changed[MeasureKind.ELEMENT]:
        write_element(entry)
    elements = {one.code: one for one in DataElement.objects.all()}
    for entry in changed[MeasureKind.INDICATOR]:
        check_indicator(entry, Place(CATALOGUE, entry["code"]), elements)
        write_indicator(entry, elements)
    # Indicators made of a changed element as well: its unit and kinds decide what a plan can promise of them.
    made_of = Q(inputs__element__code__in=[entry["code"] for entry in changed[MeasureKind.ELEMENT]])
    own = Q(code__in=[entry["code"] for entry in changed[MeasureKind.INDICATOR]])
    refuse_misfit(list(Indicator.objects.filter(made_of | own).distinct().values_list("pk", flat=True)))


def read_entry(kind: str, content: Content) -> Content:
    """The entry as its file would be read: every field there, words in one clean form. Raises CatalogueError."""
    fields = ELEMENT if kind == MeasureKind.ELEMENT else INDICATOR
    return read_record(content, fields, Place(CATALOGUE, str(content.get("code", ""))))


def check_elements(changed: list[Content]) -> None:
    """What a part must keep is wanted of its whole, too: every element is held against the changed ones."""
    kept = {code: entry for (kind, code), entry in measure_contents().items() if kind == MeasureKind.ELEMENT}
    kept |= {entry["code"]: entry for entry in changed}
    entries = {code: (Place(CATALOGUE, code), entry) for code, entry in kept.items()}
    for place, entry in entries.values():
        check_element(entry, place, entries)
    check_sums(entries)


def write_element(entry: Content) -> None:
    whole = DataElement.objects.get(code=entry["part_of"]).pk if entry["part_of"] else None
    values = {name: value for name, value in entry.items() if name not in ("code", "kinds", "part_of")}
    values |= {"part_rule": entry["part_rule"] or "", "part_of_id": whole}
    row = written(DataElement, entry["code"], values)
    ElementKind.objects.filter(element=row).exclude(kind__in=entry["kinds"]).delete()
    held = set(ElementKind.objects.filter(element=row).values_list("kind", flat=True))
    missing = [kind for kind in entry["kinds"] if kind not in held]
    ElementKind.objects.bulk_create([ElementKind(element=row, kind=kind) for kind in missing])


def write_indicator(entry: Content, elements: Mapping[str, DataElement]) -> None:
    values = {name: value for name, value in entry.items() if name not in ("code", *Side.values)}
    values["search_key"] = search_key(f"{entry['name']} {entry['short_name']}")[:INDICATOR_KEY_LENGTH]
    row = written(Indicator, entry["code"], values)
    wanted = {(elements[code].pk, side) for side in Side.values for code in entry[side]}
    held = {(one.element_id, one.side): one for one in IndicatorInput.objects.filter(indicator=row)}
    for key in held.keys() - wanted:
        held[key].delete()
    for element, side in sorted(wanted - held.keys()):
        IndicatorInput.objects.create(indicator=row, element_id=element, side=side)


def written(model: type[Model], code: str, values: Content) -> Any:
    """The row of a code with these values; a new one stands at the end."""
    last = model.objects.order_by("-position").values_list("position", flat=True).first()
    # A row that is there keeps its place in forms and lists.
    row, made = model.objects.get_or_create(code=code, defaults={**values, "position": (last or 0) + 1})
    if not made:
        model.objects.filter(pk=row.pk).update(**values)
    return row


def refuse_misfit(indicators: list[int]) -> None:
    """Hold what every plan promises of some indicators against them as they are now."""
    asked = {"indicator__in": indicators}
    levels = BodyTarget.objects.filter(**asked).select_related("plan", "indicator", "agency")
    rows: list[Target | BodyTarget] = [*Target.objects.filter(**asked).select_related("plan", "indicator"), *levels]
    for row in rows:
        place, plan = Place("kế hoạch"), {"first_year": row.plan.first_year, "last_year": row.plan.last_year}
        try:
            if isinstance(row, Target):
                entry = read_record(target_content(row), TARGET, place)
                check_target(entry, place, plan, row.indicator)
            else:
                entry = read_record(body_target_content(row), BODY_TARGET, place)
                check_body_target(entry, place, plan, row.indicator, row.kind or row.agency.kind)
        except CatalogueError as error:
            raise PlanRefused(
                f"Mục tiêu năm {row.year} của kế hoạch {row.plan.code} không còn hợp: {error.message} Sửa đổi kế hoạch "
                "trước, hoặc lập chỉ tiêu mới."
            ) from error
