"""Every target of an indicator with where it stands: one line each on the indicator's page."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString

from reports.dashboards.indicators.explanation import cagr_note
from reports.dashboards.series import IndicatorSeries
from reports.wording import sentences, terms
from reports.wording.formats import status_label
from reports.wording.later import waiting_label, waiting_sentence
from reports.wording.standing import Standing
from targets.models import Basis, Target
from targets.models.target import MILESTONE
from targets.target_bounds import thresholds


@dataclass(frozen=True)
class TargetVerdict:
    """One target of one plan, with its sentence, the ratio of SDG reports beside it, and its citation."""

    status: str
    label: str
    flag: str
    plan: str
    plan_url: str
    promise: str
    sentence: SafeString
    second: SafeString
    citation: str
    lineage_url: str


def verdicts(series: IndicatorSeries) -> list[TargetVerdict]:
    """Every target with a number, by year; a finished one keeps its verdict."""
    found = []
    for target in series.targets:
        row = series.standing(target)
        # What is not judged in this year is left out, but for an average, which stands for reference.
        if target.comparator == MILESTONE or (row is None and target.basis != Basis.AVERAGE):
            continue
        note = f" {target.note}" if target.note else ""
        waiting = waiting_label(row) if row is not None else ""
        found.append(
            TargetVerdict(
                status="" if row is None or waiting else row.display_status,
                label=waiting or (status_label(row.display_status, row.final) if row is not None else "để tham khảo"),
                flag=sentences.flag_words(row) if row is not None and not waiting else "",
                plan=target.plan.code,
                plan_url=reverse("plan", args=[target.plan.code]),
                promise=f"{terms.promise_text(target)} {span(target)}",
                sentence=terms.sentence_html(verdict_sentence(row, waiting)),
                second=terms.sentence_html(cagr_note(row, thresholds()) if row is not None and not waiting else ""),
                citation=f"{target.citation}.{note}",
                lineage_url=reverse("lineage", args=[row.pk]) if row is not None else "",
            )
        )
    return found


def verdict_sentence(row: Standing | None, waiting: str) -> str:
    if row is None:
        return "Mức bình quân."
    return f"{waiting_sentence(row) if waiting else sentences.standing_sentence(row)}."


def span(target: Target) -> str:
    """The time a promise is for: "năm 2025", "mỗi năm 2021–2025"."""
    years = f"{target.from_year}–{target.year}"
    return {
        Basis.YEAR: f"năm {target.year}",
        Basis.CUMULATIVE: f"cộng {years}",
        Basis.EVERY_YEAR: f"mỗi năm {years}",
        Basis.AVERAGE: f"bình quân mỗi năm {years}",
        Basis.CHANGE: f"năm {target.year}",
    }[Basis(target.basis)]
