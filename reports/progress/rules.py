"""Which rules are in force in a locality on a day: the edition it has decided for, with the installation's limits."""

from datetime import date

from agencies.prepared_queries import Prepared
from reports.models import RuleDecision
from reports.wording.standing import Standing
from targets.calculations.rules import LATEST, Rules, RuleVersion
from targets.target_bounds import thresholds

DECIDED = Prepared(
    int,
    date,
    build=lambda locality, on: (
        RuleDecision.objects.filter(locality_id=locality, effective_on__lte=on)
        .order_by("-effective_on", "-pk")
        .values_list("version")[:1]
    ),
)


def rules_in_force(locality_id: int, on: date) -> Rules:
    """The last decision that has begun by a day; a locality that never decided judges by the latest edition."""
    return Rules(version_in_force(locality_id, on), thresholds())


def version_in_force(locality_id: int, on: date) -> RuleVersion:
    decided = DECIDED.rows(locality_id, on)
    return RuleVersion(decided[0][0]) if decided else LATEST


def rules_of(row: Standing | None) -> Rules:
    """The rules by which a standing was judged; the latest where there is none yet."""
    return Rules(RuleVersion(int(row.rule_version)) if row is not None else LATEST, thresholds())
