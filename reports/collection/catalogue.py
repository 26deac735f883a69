"""Load the whole catalogue at once: who, what is measured, what was promised, what was published.

What an officer has changed on screen is never undone in silence: where a file says something else, the load stops and
names each place, until it is told which of the two counts. What a load changes goes on record.
"""

from pathlib import Path

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate

from agencies import clock
from agencies.catalogue import load_agencies
from agencies.catalogue_files.entries import CatalogueError
from agencies.catalogue_files.rows import Tally
from agencies.models import Locality
from reports.audit.services import record
from reports.collection.official_figures.catalogue import load_official_figures
from reports.models import Verb
from reports.progress.services import mark_stale
from targets.catalogue import load_elements, load_indicators
from targets.models import Plan, PlanEdition
from targets.plan_catalogue import load_plans
from targets.plans.applying import apply_content
from targets.plans.content import Content, content_differences, content_to_json, plan_content

FROM_FILE, FROM_SCREEN = "file", "screen"
NAMED_PLACES = 8


@transaction.atomic
def load_catalogue(directory: Path, *, take: str | None = None) -> Tally:
    """Load everything under the fixtures folder, all or nothing; a second time changes nothing. Raises CatalogueError.

    `take` says what counts where a plan that was changed on screen differs from its file: "file" or "screen"; without
    it the load is refused. When anything changed, every indicator is marked for recomputation: a definition reaches
    further than one row.
    """
    before = contents()
    tally = load_agencies(directory)
    elements = load_elements(directory, tally)
    indicators = load_indicators(directory, tally, elements)
    load_plans(directory, tally, indicators)
    load_official_figures(directory, tally, indicators)
    settle(before, take)
    if tally.changed:
        for locality in Locality.objects.all():
            mark_stale(locality_id=locality.pk, year=None, indicator_ids=[row.pk for row in indicators.values()])
    return tally


def contents() -> dict[str, Content]:
    """What each plan says."""
    return {plan.code: plan_content(plan) for plan in Plan.objects.select_related("locality", "recipient")}


def settle(before: dict[str, Content], take: str | None) -> None:
    """Hold what the files have made of the plans against what they said, and put it on record or back."""
    changed = [
        (plan, differences)
        for plan in Plan.objects.filter(code__in=before).select_related("locality", "recipient")
        if (differences := content_differences(before[plan.code], plan_content(plan)))
    ]
    by_screen = set(PlanEdition.objects.values_list("plan_id", flat=True))
    contested = [(plan, differences) for plan, differences in changed if plan.pk in by_screen]
    if contested and take is None:
        places = [f"{plan.code} {place}" for plan, differences in contested for place, _, _ in differences]
        more = f"; và {len(places) - NAMED_PLACES} chỗ khác" if len(places) > NAMED_PLACES else ""
        raise CatalogueError(
            "plans/",
            "",
            "",
            f"màn hình và tệp khác nhau ở {len(places)} chỗ: {'; '.join(places[:NAMED_PLACES])}{more}. Chạy lại với "
            "--take screen để giữ như màn hình, hoặc --take file để lấy theo tệp.",
        )
    for plan, differences in changed:
        if plan.pk in by_screen and take == FROM_SCREEN:
            apply_content(before[plan.code], locality=plan.locality, on=clock.today())
            continue
        if plan.pk in by_screen:
            keep_edition(plan)
        record_load(plan, differences)


def keep_edition(plan: Plan) -> None:
    """The file's content is what the plan says from today on."""
    now = clock.now()
    last = plan.editions.aggregate(last=Max("number"))["last"] or 0
    PlanEdition.objects.create(
        plan=plan,
        number=last + 1,
        in_force_from=localdate(now),
        content=content_to_json(plan_content(plan)),
        document="Tệp danh mục",
        at=now,
        applied_at=now,
    )


def record_load(plan: Plan, differences: list[tuple[str, object, object]]) -> None:
    places = ", ".join(place for place, _, _ in differences[:NAMED_PLACES])
    record(
        verb=Verb.CATALOGUE_LOADED,
        subject=f"plan:{plan.code}",
        summary=f"Nạp tệp đổi {len(differences)} chỗ của {plan.code}: {places}",
        by=None,
        now=clock.now(),
        locality=plan.locality_id,
        before={"changed": content_to_json([[place, old] for place, old, _ in differences])},
        after={"changed": content_to_json([[place, new] for place, _, new in differences])},
    )
