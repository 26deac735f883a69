"""What a change of rules changes: two editions side by side, and the decisions that are on record."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.safestring import SafeString

from agencies import clock
from agencies.models import Locality
from reports.dashboards.filters import Chosen
from reports.dashboards.method.forms import ReplayForm, replay_form
from reports.models import RuleDecision
from reports.progress.rules import version_in_force
from reports.progress.supposed.replay import Replayed, replay, sentence_of
from reports.wording import terms
from reports.wording.formats import date_vi, published_number, status_label
from reports.wording.standing import Standing
from targets.calculations.rules import LATEST, Rules
from targets.target_bounds import thresholds


@dataclass(frozen=True)
class ReplayedLine:
    """One target that the two editions judge differently; finished texts."""

    plan: str
    name: str
    url: str
    promise: str
    since: int
    before: str
    before_label: str
    after: str
    after_label: str
    why: str
    sentence: SafeString


@dataclass(frozen=True)
class DecisionLine:
    version: int
    since: str
    by: str
    reason: str


@dataclass(frozen=True)
class ReplayPage:
    """`before`, `after`: what is held against what, in words."""

    form: ReplayForm
    before: str
    after: str
    in_force: int
    verdicts: list[ReplayedLine]
    others: list[ReplayedLine]
    decisions: list[DecisionLine]
    locality: Locality


def replay_page(chosen: Chosen, query: Mapping[str, str]) -> ReplayPage:
    """The editions and the limit asked for; where they cannot be read, nothing is listed and the form says why."""
    limits = thresholds()
    form = replay_form(query, limits.about_tolerance)
    # What cannot be read holds the latest edition against itself, of which nothing differs.
    asked = form.cleaned_data if form.is_valid() else {}
    before, after = (Rules(asked.get(side, LATEST), limits) for side in ("before", "after"))
    if asked.get("about") is not None:
        # On the second side alone: the question is what another limit would change.
        after = replace(after, thresholds=replace(limits, about_tolerance=asked["about"]))
    found = replay(locality=chosen.locality, before=before, after=after, view=chosen.view)
    return ReplayPage(
        form=form,
        before=rules_text(before),
        after=rules_text(after),
        in_force=int(version_in_force(chosen.locality.pk, clock.today())),
        verdicts=[replayed_line(one) for one in found if one.verdict_differs],
        others=[replayed_line(one) for one in found if not one.verdict_differs],
        decisions=[decision_line(row) for row in decisions_of(chosen.locality)],
        locality=chosen.locality,
    )


def rules_text(rules: Rules) -> str:
    """ "Phiên bản 2", "Phiên bản 2, “khoảng” cho phép kém 10%"."""
    text, share = f"Phiên bản {int(rules.version)}", rules.thresholds.about_tolerance
    if share == thresholds().about_tolerance:
        return text
    return f"{text}, “khoảng” cho phép kém {published_number(100 * share)}%"


def decisions_of(locality: Locality) -> list[RuleDecision]:
    rows = RuleDecision.objects.filter(locality=locality).select_related("by")
    return list(rows.order_by("-effective_on", "-pk"))


def decision_line(row: RuleDecision) -> DecisionLine:
    person = row.by.full_name or row.by.username if row.by is not None else "khi nâng cấp hệ thống"
    return DecisionLine(row.version, date_vi(row.effective_on), person, row.reason)


def replayed_line(one: Replayed) -> ReplayedLine:
    target = one.target
    return ReplayedLine(
        plan=target.plan.code,
        name=target.indicator.short_name,
        url=reverse("indicator", args=[target.indicator.code]),
        promise=f"{terms.promised(one.after or one.before)} ({target.year})",
        since=one.since,
        before="" if one.before is None else one.before.display_status,
        before_label=edition_label(one.before),
        after="" if one.after is None else one.after.display_status,
        after_label=edition_label(one.after),
        why=one.why,
        sentence=terms.sentence_html(f"{sentence_of(one.after) or sentence_of(one.before)}."),
    )


def edition_label(row: Standing | None) -> str:
    return "không xét" if row is None else status_label(row.display_status, row.final)
