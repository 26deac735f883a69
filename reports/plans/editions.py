"""What a plan says from which day on: its editions are kept, and brought into its rows when their day comes."""

import logging
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate

from agencies.catalogue_files.entries import CatalogueError
from reports.calling import wake_up
from reports.progress.services import mark_stale
from targets.models import Indicator, Plan, PlanEdition
from targets.plans.applying import PlanRefused, apply_content
from targets.plans.content import Content, content_from_json, content_to_json, plan_content

logger = logging.getLogger(__name__)
FIRST_DOCUMENT = "Bản đầu"


def mark_all_stale(plan: Plan) -> None:
    indicators = list(Indicator.objects.filter(targets__plan=plan).distinct().values_list("pk", flat=True))
    if indicators:
        mark_stale(locality_id=plan.locality_id, year=None, indicator_ids=indicators)
        wake_up()


def keep_first_edition(plan: Plan, now: datetime) -> Content:
    """What the plan says now; kept as its first edition where no edition has been kept yet."""
    content = plan_content(plan)
    # A plan from a file has none until somebody is about to change it.
    if not plan.editions.exists():
        add_edition(
            plan,
            content,
            on=plan.issued_on,
            document=FIRST_DOCUMENT,
            reason="",
            draft=None,
            by=None,
            now=now,
            applied=True,
        )
    return content


def add_edition(plan: Plan, content: Content, *, on: date, now: datetime, applied: bool, **columns: Any) -> PlanEdition:
    last = plan.editions.aggregate(last=Max("number"))["last"] or 0
    return PlanEdition.objects.create(
        plan=plan,
        number=last + 1,
        in_force_from=on,
        content=content_to_json(content),
        at=now,
        applied_at=now if applied else None,
        **columns,
    )


def apply_due_editions(*, now: datetime) -> int:
    """Bring into the rows what has come into force today; returns how many editions.

    One that cannot be any more waits with the later ones of its plan, named in the log: the others go on.
    """
    count, held_up = 0, set[int]()
    due = PlanEdition.objects.filter(applied_at=None, in_force_from__lte=localdate(now))
    for edition in due.order_by("in_force_from", "pk"):
        if edition.plan_id in held_up:
            continue
        try:
            count += apply_edition(edition, now)
        except (CatalogueError, PlanRefused):
            # Checked weeks ago: since then somebody may have judged a milestone that it takes away.
            logger.exception("edition %s of plan %s cannot come into force", edition.number, edition.plan_id)
            held_up.add(edition.plan_id)
    return count


@transaction.atomic
def apply_edition(edition: PlanEdition, now: datetime) -> bool:
    """Bring one edition into the rows; False where another process has. Raises CatalogueError and PlanRefused."""
    # Claimed by the row count: beside the hourly job somebody may run the command.
    if not PlanEdition.objects.filter(pk=edition.pk, applied_at=None).update(applied_at=now):
        return False
    plan = edition.plan
    apply_content(content_from_json(edition.content), locality=plan.locality, on=edition.in_force_from)
    mark_all_stale(plan)
    return True
