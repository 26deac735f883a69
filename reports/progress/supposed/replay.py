"""What another edition of the rules, or another limit, would make of every standing of a locality; nothing stored."""

from collections.abc import Iterable
from dataclasses import dataclass

from agencies import clock
from agencies.models import Locality
from reports.models import IndicatorValue, View
from reports.progress.judging import is_judged, judge
from reports.progress.milestones import histories_of
from reports.progress.queries import published_by_indicator, recipes
from reports.progress.rollup_data import RollupData, by_indicator
from reports.progress.services import baselines_of, case_of, targets_of
from reports.wording.formats import published_number
from reports.wording.sentences import standing_sentence
from reports.wording.standing import Standing, standing_of
from reports.wording.terms import sentence_text
from reports.wording.uncertain import why_undetermined
from targets.calculations.rules import Rules
from targets.calculations.statuses import Flag
from targets.calculations.uncertainty import UNDETERMINED
from targets.models import Basis, Indicator, Target

# A standing differs when a reader is told something else: the verdict, whether it is final, what is needed.
TOLD = ("status", "display_status", "met", "final", "required_per_year")


@dataclass(frozen=True)
class Replayed:
    """One target whose standing differs, as seen at the end of `year`; None where an edition gives no standing.

    `since`: the first year of looking from which on it has differed.
    """

    target: Target
    year: int
    since: int
    before: Standing | None
    after: Standing | None

    @property
    def verdict_differs(self) -> bool:
        return shown(self.before) != shown(self.after)

    @property
    def why(self) -> str:
        return why_it_differs(self.before, self.after)


def replay(*, locality: Locality, before: Rules, after: Rules, view: View, last: int | None = None) -> list[Replayed]:
    """Every target of a locality that two rules judge differently, at the end of the last year that differs."""
    everything = list(Indicator.objects.values_list("pk", flat=True))
    targets, known = targets_of(locality.pk, everything), recipes()
    values = list(IndicatorValue.objects.filter(locality=locality, view=view))
    baselines, public = baselines_of(locality.pk), published_by_indicator(locality_id=locality.pk, on=clock.today())
    judged: list[dict[tuple[int, int], Standing]] = []
    for rules in (before, after):
        ground = RollupData(
            locality_id=locality.pk,
            view=view,
            recipes=known,
            pooled={},
            published=public,
            rules=rules,
            values=by_indicator(values),
        )
        found = {}
        for target in (one for one in targets if is_judged(one, rules.version)):
            case = case_of(ground, target, targets, baselines, milestones=histories_of(target))
            for year in years_of_looking(target, last):
                found[target.pk, year] = standing_of(judge(case, year), target, rules.thresholds)
        judged.append(found)
    return list(differing_standings(targets, judged[0], judged[1], last))


def years_of_looking(target: Target, last: int | None) -> range:
    end = clock.today().year
    return range(max(target.plan.first_year, target.from_year or 0), min(end, last or end) + 1)


def differing_standings(
    targets: Iterable[Target],
    old: dict[tuple[int, int], Standing],
    new: dict[tuple[int, int], Standing],
    last: int | None,
) -> Iterable[Replayed]:
    ordered = sorted(targets, key=lambda one: (one.plan.code, one.indicator.position, one.year, one.basis))
    for target in ordered:
        years = years_of_looking(target, last)
        apart = [year for year in years if told(old.get((target.pk, year))) != told(new.get((target.pk, year)))]
        if apart and apart[-1] == years[-1]:
            same = [year for year in years if year not in apart]
            since = max(same, default=years[0] - 1) + 1
            yield Replayed(target, apart[-1], since, old.get((target.pk, apart[-1])), new.get((target.pk, apart[-1])))


def told(row: Standing | None) -> tuple[object, ...] | None:
    return None if row is None else tuple(getattr(row, name) for name in TOLD)


def shown(row: Standing | None) -> str:
    return "" if row is None else row.display_status


def why_it_differs(before: Standing | None, after: Standing | None) -> str:
    """In words: what the one edition looks at that the other does not."""
    if before is None or after is None:
        return "một bản quy tắc không xét loại mục tiêu này"
    later = after if after.display_status == UNDETERMINED else before
    if later.display_status == UNDETERMINED:
        return why_undetermined(later)
    if Flag.LOW_COVERAGE in (*before.flags, *after.flags):
        return "số của ít đơn vị nay được nêu, nhưng không dùng để kết luận"
    if after.target.basis == Basis.EVERY_YEAR:
        return "lời hứa cho mỗi năm: năm nào xét năm ấy, thiếu số một năm thì chưa kết luận"
    before_share, after_share = (f"{published_number(100 * row.limits.about_tolerance)}%" for row in (before, after))
    if before_share != after_share:
        return f"“khoảng” cho phép kém {after_share} thay cho {before_share}"
    return "giới hạn khác nhau"


def sentence_of(row: Standing | None) -> str:
    return "" if row is None else sentence_text(standing_sentence(row))
