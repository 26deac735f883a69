"""Bring the rows of one plan in line with its content: what is new is added, what differs is changed, the rest goes."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError, QuerySet

from agencies.catalogue_files.entries import Place, read_record
from agencies.catalogue_files.rows import Rows, Tally
from agencies.models import Agency, Locality
from targets.models import Duty, Indicator, Plan
from targets.plan_catalogue import PLAN, Loading, load_plan
from targets.plans.content import Content, body_target_content, entry_key, target_content


class PlanRefused(ValueError):
    """The change cannot be made; the message says in Vietnamese why and what to do."""


@transaction.atomic
def apply_content(content: Content, *, locality: Locality, on: date) -> Plan:
    """The plan with exactly this content from a day on. Raises CatalogueError and PlanRefused, then nothing changes.

    A duty on which agencies have reported stays, marked as no longer given; a milestone that was judged cannot go.
    """
    place = Place("kế hoạch")
    entry = read_record(content, PLAN, place)
    # A document says itself whose it is: one that was uploaded at another locality's page goes nowhere.
    if entry["locality"] != locality.key:
        raise PlanRefused(f"Nội dung là của địa phương {entry['locality']}, không phải {locality.key}.")
    rows = Rows(Tally(), Plan.objects.filter(code=entry["code"]), ["code"])
    if any(plan.locality_id != locality.pk for plan in rows.held.values()):
        raise PlanRefused(f"Mã {entry['code']} đã là của kế hoạch ở địa phương khác. Đặt mã khác.")
    indicators = {indicator.code: indicator for indicator in Indicator.objects.all()}
    agencies = {agency.code: agency for agency in Agency.objects.filter(locality=locality)}
    load_plan(rows, Loading(Tally(), indicators, agencies, entry, place), locality)
    plan = rows.held[(entry["code"],)]
    drop_unlisted(plan, content, on)
    return plan


def drop_unlisted(plan: Plan, content: Content, on: date) -> None:
    """Take away what the content no longer holds."""
    targets = {entry_key("targets", entry): entry for entry in content["targets"]}
    for target in plan.targets.select_related("indicator"):
        entry = targets.get(entry_key("targets", target_content(target)))
        if entry is None:
            drop_row(target, f"Mục tiêu {target.indicator.short_name} năm {target.year}")
            continue
        milestones = {one["code"] for one in entry.get("milestones", [])}
        drop_others(target.milestones.all(), "code", milestones, "Mốc")
        years = {one["year"] for one in entry.get("yearly_plan", [])}
        drop_others(target.yearly_plan.all(), "year", years, "Kế hoạch năm")
    based = {entry["indicator"] for entry in content["baselines"]}
    for baseline in plan.baselines.select_related("indicator"):
        if baseline.indicator.code not in based:
            baseline.delete()
    groups = {entry["number"] for entry in content["task_groups"]}
    # Nothing hangs on a group, so that none has to stay.
    plan.task_groups.exclude(number__in=groups).delete()
    levels = {entry_key("body_targets", entry) for entry in content.get("body_targets", [])}
    for level in plan.body_targets.select_related("indicator", "agency"):
        if entry_key("body_targets", body_target_content(level)) not in levels:
            level.delete()
    given = {entry["number"] for entry in content["duties"]}
    for duty in plan.duties.all():
        end_duty(duty, None if duty.number in given else on)


def end_duty(duty: Duty, on: date | None) -> None:
    """A duty given again has no end; one that is given no more ends, or goes where nobody has reported on it."""
    if on is None:
        if duty.ended_on is not None:
            Duty.objects.filter(pk=duty.pk).update(ended_on=None)
        return
    try:
        # A savepoint: a refused deletion would else end the transaction around it on PostgreSQL.
        with transaction.atomic():
            duty.delete()
    except ProtectedError:
        # One that has ended before keeps that day.
        Duty.objects.filter(pk=duty.pk, ended_on__isnull=True).update(ended_on=on)


def drop_others(rows: QuerySet, name: str, kept: set[Any], label: str) -> None:
    for row in rows:
        if getattr(row, name) not in kept:
            drop_row(row, f"{label} “{row}”")


def drop_row(row: Any, label: str) -> None:
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError:
        raise PlanRefused(f"{label} đã có đánh giá dựa vào nên không bỏ được. Giữ lại, hoặc sửa mức.") from None
