import json
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from agencies import clock
from agencies.models import Instance, Locality
from reports.models import View
from reports.progress.supposed.replay import Replayed, replay, sentence_of
from reports.wording.formats import status_label
from reports.wording.standing import Standing
from reports.wording.terms import promised
from targets.calculations.rules import LATEST, Rules, RuleVersion
from targets.calculations.thresholds import Thresholds
from targets.target_bounds import thresholds


class Command(BaseCommand):
    help = (
        "So hai phiên bản quy tắc đánh giá (hoặc một giới hạn khác): liệt kê từng mục tiêu được đánh giá khác đi, "
        "trước và sau, từ năm nào, vì sao. Không ghi gì vào cơ sở dữ liệu."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        versions = [int(version) for version in RuleVersion]
        parser.add_argument("--before", type=int, choices=versions, default=int(RuleVersion.FIRST))
        parser.add_argument("--after", type=int, choices=versions, default=int(LATEST))
        parser.add_argument("--about-tolerance", help="mức lệch của “khoảng” ở vế sau, ví dụ 0.1")
        parser.add_argument("--locality", help="mã địa phương; để trống: mọi địa phương")
        parser.add_argument("--view", choices=View.values, default=View.ACCEPTED)
        parser.add_argument("--year", type=int, help="nhìn từ cuối năm này; để trống: năm nay")
        parser.add_argument("--json", action="store_true", help="in JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        clock.set_shift(Instance.current().demo_shift)
        localities = Locality.objects.order_by("code")
        if options["locality"]:
            localities = localities.named(options["locality"], clock.today())
            if not localities:
                raise CommandError(f'Không có địa phương "{options["locality"]}".')
        before = Rules(RuleVersion(options["before"]), thresholds())
        after = Rules(RuleVersion(options["after"]), limits_after(options["about_tolerance"]))
        found = [
            (locality, one)
            for locality in localities
            for one in replay(
                locality=locality, before=before, after=after, view=View(options["view"]), last=options["year"]
            )
        ]
        if options["json"]:
            self.stdout.write(json.dumps([change_record(*pair) for pair in found], ensure_ascii=False, indent=1))
            return
        for _, one in found:
            self.stdout.write(as_line(one))
        verdicts = sum(one.verdict_differs for _, one in found)
        self.stdout.write(f"{len(found)} mục tiêu khác đi, trong đó {verdicts} đổi đánh giá.")


def limits_after(tolerance: str | None) -> Thresholds:
    if tolerance is None:
        return thresholds()
    try:
        share = Decimal(tolerance)
    except InvalidOperation:
        raise CommandError(f'"{tolerance}" không phải là số; ví dụ 0.05 cho 5%.') from None
    # At 1 everything would be met.
    if not 0 <= share < 1:
        raise CommandError("Mức lệch của “khoảng” nằm từ 0 đến dưới 1, ví dụ 0.05 cho 5%.")
    return Thresholds(about_tolerance=share)


def as_line(one: Replayed) -> str:
    was, now = (label(row) for row in (one.before, one.after))
    target = one.target
    told = promised(one.after or one.before)
    head = f"{target.plan.code} · {target.indicator.short_name} · {told} ({target.year})"
    sentence = sentence_of(one.after) or sentence_of(one.before)
    return f"{head}\n  từ năm {one.since}: {was} → {now}; {one.why}\n  {sentence}"


def label(row: Standing | None) -> str:
    return "không xét" if row is None else status_label(row.display_status, row.final)


def change_record(locality: Locality, one: Replayed) -> dict[str, Any]:
    return {
        "locality": locality.key,
        "plan": one.target.plan.code,
        "indicator": one.target.indicator.code,
        "target_year": one.target.year,
        "basis": one.target.basis,
        "year": one.year,
        "since": one.since,
        "why": one.why,
        "before": edition_record(one.before),
        "after": edition_record(one.after),
    }


def edition_record(row: Standing | None) -> dict[str, Any] | None:
    """One edition's standing; numbers as text, exactly as they are stored."""
    if row is None:
        return None
    return {
        "rule_version": int(row.rule_version),
        "status": str(row.status),
        "display_status": str(row.display_status),
        "final": row.final,
        "met": row.met,
        "required_per_year": exact_text(row.required_per_year),
        "required_to_decided": exact_text(row.required_to_decided),
        "sentence": sentence_of(row),
    }


def exact_text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"
