"""A plan as one document, the same as its file under fixtures/plans: out of the database, as YAML, and back."""

from datetime import date
from decimal import Decimal
from typing import Any

import yaml
from django.db.models import Prefetch

from agencies.catalogue_files.entries import CatalogueError, Place, parse
from targets.models import BodyTarget, Formula, Indicator, IndicatorInput, PartyRole, Plan

Content = dict[str, Any]
HEAD = (
    "code", "title", "short_title", "number", "issued_on", "issuer", "signer", "first_year", "last_year",
    "party_document", "corrections",
)  # fmt: skip
REPORTING_FIELDS = ("frequency", "due_month", "due_day", "due_next_year", "opens_month", "opens_day")
TARGET = ("year", "comparator", "low", "high", "basis", "from_year", "base_year", "ambition", "citation", "note")
BODY_TARGET = ("year", "comparator", "low", "high", "basis", "from_year", "citation")
KIND_PREFIX = "kind:"


def plan_content(plan: Plan) -> Content:
    """Everything a plan says, in the order of its file. Decimals and dates are kept as such."""
    return {
        **{name: getattr(plan, name) for name in HEAD},
        "locality": plan.locality.key,
        # Files of the catalogue name one, so an exported plan has one to be read by the same reader.
        "source_file": f"{plan.code}.txt",
        "reporting": reporting_content(plan),
        **promised_content(plan),
        # Left out where there is none, as in files written before plans could say it: the same content, the same bytes.
        **({"body_targets": levels} if (levels := body_targets_content(plan)) else {}),
    }


def promised_content(plan: Plan) -> Content:
    """What a plan promises for its locality and whom it gives its work; eight queries, however much that is."""
    return {
        "baselines": [
            {
                "indicator": row.indicator.code,
                "year": row.year,
                "value": trimmed_number(row.value),
                "citation": row.citation,
            }
            for row in plan.baselines.select_related("indicator").order_by("indicator__position", "indicator__code")
        ],
        "targets": [target_content(row) for row in targets_in_order(plan)],
        "task_groups": [
            {"number": row.number, "title": row.title, "citation": row.citation} for row in plan.task_groups.all()
        ],
        "duties": [duty_content(row) for row in plan.duties.current().prefetch_related("parties__agency")],
    }


def reporting_content(plan: Plan) -> Content:
    return {
        **{name: getattr(plan, name) for name in REPORTING_FIELDS},
        "first_year": plan.report_first_year,
        "last_year": plan.report_last_year,
        "recipient": plan.recipient.code if plan.recipient else None,
        "citation": plan.report_citation,
        **({"interim": plan.interim_reports} if plan.interim_reports else {}),
    }


def targets_in_order(plan: Plan) -> Any:
    rows = plan.targets.select_related("indicator").prefetch_related(
        "yearly_plan",
        "milestones",
        Prefetch("indicator__inputs", IndicatorInput.objects.select_related("element")),
    )
    return rows.order_by("year", "indicator__position", "indicator__code", "basis", "pk")


def target_content(row: Any) -> Content:
    entry: Content = {"indicator": row.indicator.code}
    # Not kept in a column: only growth relative to the level is taken in, so that "percent" is what it was.
    if row.indicator.formula == Formula.GROWTH and grows_share(row.indicator):
        entry["wording_percent"] = "percent"
    for name in TARGET:
        value = getattr(row, name, None)
        if value not in (None, "") and (name, value) != ("ambition", "committed"):
            entry[name] = trimmed_number(value) if isinstance(value, Decimal) else value
    if planned := [
        {"year": one.year, "value": trimmed_number(one.value), "citation": one.citation}
        for one in row.yearly_plan.all()
    ]:
        entry["yearly_plan"] = planned
    if milestones := [{"code": one.code, "name": one.name, "citation": one.citation} for one in row.milestones.all()]:
        entry["milestones"] = milestones
    return entry


def body_targets_content(plan: Plan) -> list[Content]:
    """The levels of single bodies; most plans have none, and say nothing of them."""
    rows = plan.body_targets.select_related("indicator", "agency")
    ordered = rows.order_by("year", "indicator__position", "indicator__code", "kind", "agency__code", "basis")
    return [body_target_content(row) for row in ordered]


def body_target_content(row: BodyTarget) -> Content:
    entry: Content = {"indicator": row.indicator.code, "body": row.body}
    for name in BODY_TARGET:
        if (value := getattr(row, name)) is not None:
            entry[name] = trimmed_number(value) if isinstance(value, Decimal) else value
    return entry


def grows_share(indicator: Indicator) -> bool:
    return any(one.element.unit == "%" for one in indicator.inputs.all())


def duty_content(row: Any) -> Content:
    named = {role: [] for role in PartyRole.values}
    for party in sorted(row.parties.all(), key=lambda one: one.pk):
        named[party.role].append(f"{KIND_PREFIX}{party.kind}" if party.kind else party.agency.code)
    return {"number": row.number, "title": row.title, **named, "citation": row.citation}


def trimmed_number(value: Decimal) -> Decimal | int:
    """A number without zeros that say nothing; whole where it is whole."""
    whole = value.to_integral_value()
    return int(whole) if value == whole else value.normalize()


def content_to_json(value: Any) -> Any:
    """The content as JSON keeps it: numbers with a fraction and days as {"decimal": ...} and {"day": ...}."""
    match value:
        case bool() | None | int() | str():
            return value
        case Decimal():
            return {"decimal": f"{value:f}"}
        case date():
            return {"day": value.isoformat()}
        case dict():
            return {key: content_to_json(item) for key, item in value.items()}
        case list() | tuple():
            return [content_to_json(item) for item in value]
    raise TypeError(f"{type(value).__name__} is no content of a plan")


def content_from_json(value: Any) -> Any:
    """The content that `as_json` has put away."""
    match value:
        # No entry of a plan is a record of this one key, so that none is mistaken for a number.
        case {"decimal": str(text)} if len(value) == 1:
            return Decimal(text)
        case {"day": str(text)} if len(value) == 1:
            return date.fromisoformat(text)
        case dict():
            return {key: content_from_json(item) for key, item in value.items()}
        case list():
            return [content_from_json(item) for item in value]
    return value


class PlanDumper(yaml.SafeDumper):
    """YAML that the catalogue reads back to the same content."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        # A list is set in below its key, as the catalogue's own files have it.
        return super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        """Everything is written out where it stands: the catalogue refuses a file that points elsewhere in itself."""
        return True


def plain_decimal(dumper: yaml.SafeDumper, value: Decimal) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:float", f"{value:f}")


def quoted_text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    """Text that could be read as a number or a day stands in quotes, with the catalogue's few types."""
    ambiguous = not value or value[0] in "0123456789-~" or value in ("true", "false", "null")
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style='"' if ambiguous else None)


PlanDumper.add_representer(Decimal, plain_decimal)
PlanDumper.add_representer(str, quoted_text)


def as_yaml(content: Content) -> str:
    """The content as a file of the catalogue; the same content gives the same bytes."""
    return yaml.dump(content, Dumper=PlanDumper, allow_unicode=True, sort_keys=False, width=118)


def from_yaml(text: str, name: str = "kế hoạch.yaml") -> Content:
    """The content of a plan's file. Raises CatalogueError where it is no plan."""
    raw = parse(text.encode(), Place(name))
    if not isinstance(raw, dict):
        raise CatalogueError(name, "", "", "tệp không phải một kế hoạch.")
    return raw


def content_differences(before: Content, after: Content) -> list[tuple[str, Any, Any]]:
    """What differs, as (place, before, after): a field of the head, or an entry of a list by what names it."""
    found: list[tuple[str, Any, Any]] = []
    for name in dict.fromkeys([*before, *after]):
        old, new = before.get(name), after.get(name)
        # Which text a file was read from says nothing that a plan promises.
        if name == "source_file" or old == new:
            continue
        if isinstance(old or new, list) and name != "corrections":
            found += entry_differences(name, old or [], new or [])
        elif isinstance(old or new, dict):
            found += [
                (f"{name}.{key}", (old or {}).get(key), (new or {}).get(key))
                for key in dict.fromkeys([*(old or {}), *(new or {})])
                if (old or {}).get(key) != (new or {}).get(key)
            ]
        else:
            found.append((name, old, new))
    return found


def entry_differences(name: str, old: list[Content], new: list[Content]) -> list[tuple[str, Any, Any]]:
    before = {entry_key(name, entry): entry for entry in old}
    after = {entry_key(name, entry): entry for entry in new}
    return [
        (f"{name}: {key}", before.get(key), after.get(key))
        for key in dict.fromkeys([*before, *after])
        if before.get(key) != after.get(key)
    ]


def entry_key(name: str, entry: Content) -> str:
    """What an entry is called: a duty by its number, a target by indicator, year, basis and level."""
    if name == "targets":
        parts = (entry["indicator"], entry["year"], entry["basis"], entry.get("ambition", "committed"))
        return " ".join(str(part) for part in parts)
    if name == "body_targets":
        return " ".join(str(entry[part]) for part in ("indicator", "body", "year", "basis"))
    return str(entry.get("number") or entry.get("indicator"))
