"""Load the whole catalogue at once: who, what is measured, what was promised, what was published.

What an officer has changed on screen is never undone in silence: where a file says something else, the load stops and
names each place, until it is told which of the two counts. What a load changes goes on record.
"""

from collections.abc import Collection
from pathlib import Path

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate

from agencies import clock
from agencies.catalogue import load_agencies
from agencies.catalogue_files.entries import CatalogueError, file_names, read_file
from agencies.catalogue_files.rows import Tally
from agencies.models import Locality
from reports.audit.services import record
from reports.collection.measure_files import contested_measures, put_measures_back, settle_measures
from reports.collection.official_figures.catalogue import load_official_figures
from reports.models import AuditEvent, Verb
from reports.progress.services import mark_stale
from targets.catalogue import load_elements, load_indicators
from targets.measures.content import measure_contents
from targets.models import Indicator, Plan, PlanEdition
from targets.plan_catalogue import load_plans
from targets.plans.applying import PlanRefused, apply_content, drop_unlisted
from targets.plans.content import Content, content_differences, content_to_json, plan_content

FROM_FILE, FROM_SCREEN = "file", "screen"
NAMED_PLACES = 8


@transaction.atomic
def load_catalogue(directory: Path, *, take: str | None = None, wanted: Collection[str] | None = None) -> Tally:
    """Load everything under the fixtures folder, all or nothing; a second time changes nothing. Raises CatalogueError.

    `take` says what counts where a plan, an indicator or a data element that was changed on screen differs from its
    file: "file" or "screen"; without it the load is refused. `wanted`: the codes of the only localities to load, beside
    what all share. When anything changed, every indicator is marked for recomputation: a definition reaches further
    than one row.
    """
    before, measured = contents(), measure_contents()
    tally = load_agencies(directory, wanted=wanted)
    elements = load_elements(directory, tally)
    indicators = load_indicators(directory, tally, elements)
    if take == FROM_SCREEN:
        # Plans are held against the entries that will count.
        put_measures_back(measured)
        indicators = {one.code: one for one in Indicator.objects.filter(code__in=indicators)}
    load_plans(directory, tally, indicators, wanted)
    load_official_figures(directory, tally, indicators, wanted)
    if take == FROM_FILE:
        drop_what_files_left_out(directory, tally, wanted)
    contested = contested_measures(measured).items()
    settle(before, take, [f"{code} {name}" for (_, code), fields in contested for name, _, _ in fields])
    settle_measures(measured)
    if tally.changed:
        for locality in Locality.objects.all():
            # Every year: a definition that changed changes the past as well.
            mark_stale(locality_id=locality.pk, year=None, indicator_ids=[row.pk for row in indicators.values()])
    return tally


def contents() -> dict[str, Content]:
    """What each plan says."""
    return {plan.code: plan_content(plan) for plan in Plan.objects.select_related("locality", "recipient")}


def drop_what_files_left_out(directory: Path, tally: Tally, wanted: Collection[str] | None) -> None:
    """Take away the entries that a plan's file no longer has; a whole plan is withdrawn or ended on screen."""
    for name in file_names(directory, "plans"):
        raw, place = read_file(directory, name)
        if wanted is not None and raw["locality"] not in wanted:
            continue
        plan = Plan.objects.get(code=raw["code"])
        was = plan_content(plan)
        try:
            drop_unlisted(plan, raw, clock.today())
        except PlanRefused as error:
            raise place.error("", str(error)) from error
        tally.removed["Mục của kế hoạch"] += len(content_differences(was, plan_content(plan)))
    whole = {f"kế hoạch {code}" for code in Plan.objects.values_list("code", flat=True)}
    # Entries that were just taken away are not left over any more; whole plans stay named.
    kinds = ("kế hoạch từng năm ", "mục tiêu ", "mốc ", "giá trị gốc ", "nhóm nhiệm vụ, giải pháp ", "nhiệm vụ ")
    # In place: the loaders share this list with whoever prints it.
    tally.unlisted[:] = [name for name in tally.unlisted if name in whole or not name.startswith(kinds)]


def settle_returned(before: dict[str, Content], take: str | None) -> None:
    """A plan that is new comes on record; one that was withdrawn on screen comes back only where told so."""
    for plan in Plan.objects.exclude(code__in=before).select_related("locality"):
        withdrawn = AuditEvent.objects.filter(verb=Verb.PLAN_WITHDRAWN, subject=f"plan:{plan.code}").exists()
        if withdrawn and take is None:
            raise CatalogueError(
                f"plans/{plan.code}.yaml",
                "",
                "",
                "kế hoạch này đã được rút trên màn hình. Bỏ tệp đi, hoặc chạy lại với --take screen để vẫn rút, "
                "--take file để nhập lại.",
            )
        if withdrawn and take == FROM_SCREEN:
            plan.delete()
        # The first load of an empty database changes nothing that somebody could have known.
        elif before:
            record(
                verb=Verb.CATALOGUE_LOADED,
                subject=f"plan:{plan.code}",
                summary=f"Nạp kế hoạch mới {plan.code} từ tệp",
                by=None,
                now=clock.now(),
                locality=plan.locality_id,
                after=content_to_json(plan_content(plan)),
            )


def settle(before: dict[str, Content], take: str | None, measured: list[str]) -> None:
    """Hold what the files have made of the plans against what they said, and put it on record or back.

    `measured`: the places of indicators and data elements in which screen and file differ.
    """
    settle_returned(before, take)
    changed = [
        (plan, differences)
        for plan in Plan.objects.filter(code__in=before).select_related("locality", "recipient")
        if (differences := content_differences(before[plan.code], plan_content(plan)))
    ]
    # Only a plan with editions was ever changed on screen; another follows its file without being asked.
    by_screen = set(PlanEdition.objects.values_list("plan_id", flat=True))
    contested = [(plan, differences) for plan, differences in changed if plan.pk in by_screen]
    if (contested or measured) and take is None:
        places = measured + [f"{plan.code} {place}" for plan, differences in contested for place, _, _ in differences]
        more = f"; và {len(places) - NAMED_PLACES} chỗ khác" if len(places) > NAMED_PLACES else ""
        raise CatalogueError(
            "plans/" if contested else "indicators.yaml, data_elements.yaml",
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
