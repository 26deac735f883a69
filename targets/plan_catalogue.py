"""Load plans from fixtures/plans/*.yaml: baselines, targets, groups of tasks, duties. One file is one plan."""

from collections.abc import Collection
from dataclasses import dataclass
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
    many,
    maybe,
    number,
    one_of,
    read_entries,
    read_file,
    read_record,
    text,
    text_for,
    whole,
    year,
)
from agencies.catalogue_files.rows import Rows, Tally
from agencies.models import Agency, AgencyKind, Locality
from targets.calculations.statuses import Comparator, GrowthBasis
from targets.models import (
    Ambition,
    Baseline,
    Basis,
    BodyTarget,
    Duty,
    DutyParty,
    Frequency,
    Indicator,
    Milestone,
    PartyRole,
    Plan,
    PlannedValue,
    Target,
    TaskGroup,
)
from targets.models.target import MILESTONE
from targets.plan_checks import (
    check_baseline,
    check_body_target,
    check_interims,
    check_planned,
    check_reporting,
    check_target,
    check_years,
)

PLAN: Fields = {
    "code": Field(code_for(Plan)),
    "locality": Field(text()),
    "title": Field(text_for(Plan, "title")),
    "short_title": Field(text_for(Plan, "short_title")),
    "number": Field(text_for(Plan, "number")),
    "issued_on": Field(day),
    "issuer": Field(text_for(Plan, "issuer")),
    "signer": Field(text_for(Plan, "signer")),
    "first_year": Field(year()),
    "last_year": Field(year()),
    "party_document": Field(flag),
    # Names the text that the entries were read from, for the next person who compares; not kept in the database.
    "source_file": Field(text()),
    "corrections": Field(many(text())),
    "reporting": Field(as_is),
    "baselines": Field(as_is),
    "targets": Field(as_is),
    "task_groups": Field(as_is),
    "duties": Field(as_is),
    "body_targets": Field(as_is, []),
}
REPORTING: Fields = {
    "frequency": Field(one_of(Frequency.values)),
    "due_month": Field(maybe(whole(1, 12))),
    "due_day": Field(maybe(whole(1, 31))),
    "due_next_year": Field(flag, False),
    "first_year": Field(maybe(year())),
    "last_year": Field(maybe(year())),
    "opens_month": Field(maybe(whole(1, 12))),
    "opens_day": Field(maybe(whole(1, 31))),
    "recipient": Field(maybe(code_for(Agency))),
    "citation": Field(text_for(Plan, "report_citation")),
    # The reports within the year, before the one on the whole year.
    "interim": Field(as_is, []),
}
INTERIM: Fields = {
    "due_month": Field(whole(1, 12)),
    "due_day": Field(whole(1, 31)),
    "data_month": Field(maybe(whole(1, 12)), None),
    "data_day": Field(maybe(whole(1, 31)), None),
}
BASELINE: Fields = {
    "indicator": Field(code_for(Indicator)),
    "year": Field(year()),
    "value": Field(number),
    "citation": Field(text_for(Baseline, "citation")),
}
TARGET: Fields = {
    "indicator": Field(code_for(Indicator)),
    "year": Field(year()),
    "comparator": Field(one_of([*[comparator.value for comparator in Comparator], MILESTONE])),
    "low": Field(maybe(number), None),
    "high": Field(maybe(number), None),
    "basis": Field(one_of(Basis.values)),
    "from_year": Field(maybe(year()), None),
    "base_year": Field(maybe(year()), None),
    "ambition": Field(one_of(Ambition.values), Ambition.COMMITTED.value),
    "citation": Field(text_for(Target, "citation")),
    "note": Field(text_for(Target, "note"), ""),
    "wording_percent": Field(maybe(one_of([basis.value for basis in GrowthBasis])), None),
    "yearly_plan": Field(as_is, []),
    "milestones": Field(as_is, []),
}
PLANNED: Fields = {
    "year": Field(year()),
    "value": Field(number),
    "citation": Field(text_for(PlannedValue, "citation")),
}
MILESTONES: Fields = {
    "code": Field(code_for(Milestone)),
    "name": Field(text_for(Milestone, "name")),
    "citation": Field(text_for(Milestone, "citation")),
}
BODY_TARGET: Fields = {
    "indicator": Field(code_for(Indicator)),
    # An agency's code, or "kind:" and a kind of agency, as a duty names whom it is given to.
    "body": Field(text()),
    **{name: TARGET[name] for name in ("year", "comparator", "low", "high", "basis", "from_year")},
    "citation": Field(text_for(BodyTarget, "citation")),
}
TASK_GROUP: Fields = {
    "number": Field(text_for(TaskGroup, "number")),
    "title": Field(text_for(TaskGroup, "title")),
    "citation": Field(text_for(TaskGroup, "citation")),
}
DUTY: Fields = {
    "number": Field(text_for(Duty, "number")),
    "title": Field(text_for(Duty, "title")),
    "lead": Field(many(text())),
    "cooperating": Field(many(text())),
    "citation": Field(text_for(Duty, "citation")),
}
BODY_TARGET_KEY = ["plan_id", "indicator_id", "agency_id", "kind", "year", "basis"]
TARGET_KEY = ["plan_id", "indicator_id", "year", "basis", "ambition"]
KIND = "kind:"
LISTS = ("reporting", "baselines", "targets", "task_groups", "duties", "body_targets")


@dataclass(frozen=True)
class Loading:
    """What the loading of one plan needs at hand."""

    tally: Tally
    indicators: dict[str, Indicator]
    agencies: dict[str, Agency]
    entry: dict[str, Any]
    place: Place


@transaction.atomic
def load_plans(
    directory: Path, tally: Tally, indicators: dict[str, Indicator], wanted: Collection[str] | None = None
) -> dict[str, Plan]:
    """Plans of the `wanted` localities (None: of all) by code, with everything below them. Raises CatalogueError.

    `directory` is the fixtures folder. Agencies and localities are looked up in the database, so they are loaded first.
    """
    rows = Rows(tally, Plan.objects.all(), ["code"])
    agencies = {agency.code: agency for agency in Agency.objects.all()}
    localities = {locality.key: locality for locality in Locality.objects.all()}
    for name in file_names(directory, "plans"):
        raw, place = read_file(directory, name)
        entry = read_record(raw, PLAN, place)
        if wanted is not None and entry["locality"] not in wanted:
            continue
        if Path(name).stem != entry["code"]:
            raise place.error("code", f'tệp phải mang tên của kế hoạch: "{entry["code"]}.yaml".')
        if entry["locality"] not in localities:
            raise place.error("locality", f'không có địa phương "{entry["locality"]}".')
        locality = localities[entry["locality"]]
        local = {code: agency for code, agency in agencies.items() if agency.locality_id == locality.pk}
        load_plan(rows, Loading(tally, indicators, local, entry, place.under(entry["code"])), locality)
    rows.report_unlisted(lambda row: row.code)
    return {code: rows.held[(code,)] for (code,) in rows.listed}


def load_plan(rows: Rows, loading: Loading, locality: Locality) -> None:
    """One plan and everything below it."""
    entry, place = loading.entry, loading.place
    check_years(entry, place)
    spot = place.under("reporting")
    reporting = read_record(entry["reporting"], REPORTING, spot)
    interims = [one for _, one in read_entries(reporting.pop("interim"), INTERIM, spot, "interim")]
    check_reporting(reporting, entry, spot)
    check_interims(reporting, interims, spot)
    recipient = reporting.pop("recipient")
    if recipient is not None and recipient not in loading.agencies:
        raise spot.error("recipient", f'địa phương không có cơ quan "{recipient}".')
    values = {name: entry[name] for name in PLAN if name not in ("code", "locality", "source_file", *LISTS)}
    plan = rows.put(
        entry["code"],
        locality_id=locality.pk,
        recipient_id=loading.agencies[recipient].pk if recipient else None,
        report_first_year=reporting.pop("first_year"),
        report_last_year=reporting.pop("last_year"),
        report_citation=reporting.pop("citation"),
        interim_reports=interims,
        **reporting,
        **values,
    )
    targets = list(read_entries(entry["targets"], TARGET, place, "targets"))
    load_targets(plan, loading, targets)
    load_baselines(plan, loading, [target for _, target in targets])
    load_task_groups(plan, loading)
    load_duties(plan, loading)
    load_body_targets(plan, loading, {entry["indicator"] for _, entry in targets})


def load_baselines(plan: Plan, loading: Loading, targets: list[dict[str, Any]]) -> None:
    rows = Rows(loading.tally, Baseline.objects.filter(plan=plan), ["plan_id", "indicator_id"])
    for spot, entry in read_entries(loading.entry["baselines"], BASELINE, loading.place, "baselines"):
        indicator = known_indicator(loading, entry, spot)
        check_baseline(entry, spot, targets)
        if rows.has(plan.pk, indicator.pk):
            raise spot.error("indicator", f'"{indicator.code}" đã có giá trị gốc.')
        rows.put(plan.pk, indicator.pk, year=entry["year"], value=entry["value"], citation=entry["citation"])
    rows.report_unlisted(lambda row: f"{plan.code} {row.indicator.code}")


def load_targets(plan: Plan, loading: Loading, targets: list[tuple[Place, dict[str, Any]]]) -> None:
    rows = Rows(loading.tally, Target.objects.filter(plan=plan), TARGET_KEY)
    for spot, entry in targets:
        indicator = known_indicator(loading, entry, spot)
        check_target(entry, spot, loading.entry, indicator)
        key = (plan.pk, indicator.pk, entry["year"], entry["basis"], entry["ambition"])
        if rows.has(*key):
            raise spot.error("indicator", "chỉ tiêu đã có mục tiêu này cho cùng năm và cùng cách tính.")
        columns = ("comparator", "low", "high", "from_year", "base_year", "citation", "note")
        target = rows.put(*key, **{name: entry[name] for name in columns})
        load_yearly_plan(target, loading, entry, spot)
        load_milestones(target, loading, entry, spot)
    rows.report_unlisted(lambda row: f"{plan.code} {row.indicator.code} {row.year}")


def load_yearly_plan(target: Target, loading: Loading, entry: dict[str, Any], place: Place) -> None:
    rows = Rows(loading.tally, PlannedValue.objects.filter(target=target), ["target_id", "year"])
    years: list[int] = []
    for spot, planned in read_entries(entry["yearly_plan"], PLANNED, place, "yearly_plan"):
        check_planned(planned, spot, entry, years)
        years.append(planned["year"])
        rows.put(target.pk, planned["year"], value=planned["value"], citation=planned["citation"])
    rows.report_unlisted(lambda row: f"{loading.entry['code']} {entry['indicator']} {row.year}")


def load_milestones(target: Target, loading: Loading, entry: dict[str, Any], place: Place) -> None:
    rows = Rows(loading.tally, Milestone.objects.filter(target=target), ["target_id", "code"])
    milestones = read_entries(entry["milestones"], MILESTONES, place, "milestones")
    for position, (spot, milestone) in enumerate(milestones):
        code = milestone.pop("code")
        if rows.has(target.pk, code):
            raise spot.error("code", f'"{code}" đã có ở trên.')
        rows.put(target.pk, code, position=position, **milestone)
    rows.report_unlisted(lambda row: f"{loading.entry['code']} {entry['indicator']} {row.code}")


def load_body_targets(plan: Plan, loading: Loading, promised: set[str]) -> None:
    """The levels of single bodies; `promised`: the indicators of which the plan promises something for the locality."""
    rows = Rows(loading.tally, BodyTarget.objects.filter(plan=plan), BODY_TARGET_KEY)
    for spot, entry in read_entries(loading.entry["body_targets"], BODY_TARGET, loading.place, "body_targets"):
        indicator = known_indicator(loading, entry, spot)
        if indicator.code not in promised:
            raise spot.error("indicator", f'kế hoạch không có mục tiêu chung nào cho "{indicator.code}".')
        agency, kind = body_named(entry["body"], loading, spot)
        check_body_target(entry, spot, loading.entry, indicator, kind or agency.kind)
        key = (plan.pk, indicator.pk, agency and agency.pk, kind, entry["year"], entry["basis"])
        if rows.has(*key):
            raise spot.error("body", "đơn vị đã có mức này cho cùng năm và cùng cách tính.")
        rows.put(*key, **{name: entry[name] for name in ("comparator", "low", "high", "from_year", "citation")})
    rows.report_unlisted(lambda row: f"{plan.code} {row.indicator.code} {row.body}")


def body_named(name: str, loading: Loading, place: Place) -> tuple[Agency | None, str]:
    """An agency of the locality, or a kind of agency; the other of the two is None or ""."""
    kind = name.removeprefix(KIND) if name.startswith(KIND) else ""
    if kind and kind not in AgencyKind.values:
        raise place.error("body", f'không có loại đơn vị "{kind}".')
    if not kind and name not in loading.agencies:
        raise place.error("body", f'địa phương không có cơ quan "{name}".')
    return (None, kind) if kind else (loading.agencies[name], "")


def load_task_groups(plan: Plan, loading: Loading) -> None:
    rows = Rows(loading.tally, TaskGroup.objects.filter(plan=plan), ["plan_id", "number"])
    groups = read_entries(loading.entry["task_groups"], TASK_GROUP, loading.place, "task_groups")
    for position, (spot, group) in enumerate(groups):
        name = group.pop("number")
        if rows.has(plan.pk, name):
            raise spot.error("number", f'"{name}" đã có ở trên.')
        rows.put(plan.pk, name, position=position, **group)
    rows.report_unlisted(lambda row: f"{plan.code} {row.number}")


def load_duties(plan: Plan, loading: Loading) -> None:
    rows = Rows(loading.tally, Duty.objects.filter(plan=plan), ["plan_id", "number"])
    wanted: list[tuple[Duty, Place, dict[str, Any]]] = []
    duties = read_entries(loading.entry["duties"], DUTY, loading.place, "duties")
    for position, (spot, entry) in enumerate(duties):
        if rows.has(plan.pk, entry["number"]):
            raise spot.error("number", f'"{entry["number"]}" đã có ở trên.')
        duty = rows.put(plan.pk, entry["number"], position=position, title=entry["title"], citation=entry["citation"])
        wanted.append((duty, spot, entry))
    scope = DutyParty.objects.filter(duty__in=[duty for duty, _, _ in wanted])
    parties = Rows(loading.tally, scope, ["duty_id", "agency_id", "kind"])
    for duty, spot, entry in wanted:
        put_parties(parties, loading, duty, entry, spot)
    parties.drop_unlisted()
    rows.report_unlisted(lambda row: f"{plan.code} {row.number}")


def put_parties(rows: Rows, loading: Loading, duty: Duty, entry: dict[str, Any], place: Place) -> None:
    """Who leads and who cooperates: an agency's code, or `kind:` and a kind of agency addressed as a whole."""
    if not entry["lead"]:
        raise place.error("lead", "cần ít nhất một đơn vị chủ trì.")
    for role in (PartyRole.LEAD, PartyRole.COOPERATING):
        for name in entry[role.value]:
            kind = name.removeprefix(KIND) if name.startswith(KIND) else ""
            if kind and kind not in AgencyKind.values:
                raise place.error(role.value, f'không có loại đơn vị "{kind}".')
            if not kind and name not in loading.agencies:
                raise place.error(role.value, f'địa phương không có cơ quan "{name}".')
            key = (duty.pk, None if kind else loading.agencies[name].pk, kind)
            if rows.has(*key):
                raise place.error(role.value, f'"{name}" vừa chủ trì vừa phối hợp.')
            rows.put(*key, role=role.value)


def known_indicator(loading: Loading, entry: dict[str, Any], place: Place) -> Indicator:
    if entry["indicator"] not in loading.indicators:
        raise place.error("indicator", f'không có chỉ tiêu "{entry["indicator"]}".')
    return loading.indicators[entry["indicator"]]
