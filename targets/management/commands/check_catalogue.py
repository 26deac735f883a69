import json
from argparse import ArgumentParser
from datetime import date

from django.core.management.base import BaseCommand

from agencies import clock
from agencies.models import Locality, LocalityKind
from agencies.reorganisations.standing import standing_on
from targets.carriers import gaps_of


class Command(BaseCommand):
    help = (
        "Kiểm tra danh mục vào một ngày: mỗi địa phương ai làm đầu mối, nhiệm vụ nào chưa ai mang, số liệu nào không "
        "hỏi ai. Mã thoát 1 khi một địa phương có kế hoạch mà thiếu đầu mối, hoặc có số liệu không hỏi ai."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--on", type=date.fromisoformat, default=None, help="ngày, năm-tháng-ngày; mặc định hôm nay"
        )
        parser.add_argument("--json", action="store_true", help="in JSON")

    def handle(self, *args, on: date | None, **options) -> None:
        day = on or clock.today()
        found = {}
        # Of those that have borne a code one bears it on the day, and answers for what the others have left.
        for locality in Locality.objects.exclude(kind=LocalityKind.COUNTRY).existing_on(day).order_by("code"):
            standing = standing_on(locality, day)
            gaps = gaps_of(locality, standing)
            found[locality.code] = {
                "coordinator": standing.coordinator,
                "plans_without_coordinator": [plan.code for plan in gaps.without_coordinator],
                "duties_without_carrier": [f"{duty.plan.code} {duty.number}" for duty in gaps.duties],
                "elements_asked_of_nobody": [element.code for element in gaps.elements],
            }
        if options["json"]:
            self.stdout.write(json.dumps({"on": day.isoformat(), "localities": found}, ensure_ascii=False, indent=1))
        else:
            for code, row in found.items():
                self.stdout.write(f"{code}: đầu mối {row['coordinator'] or 'chưa có'}")
                for name, label in WORDS.items():
                    self.stdout.write(f"  {label}: {', '.join(row[name]) or 'không có'}")
        if any(row["plans_without_coordinator"] or row["elements_asked_of_nobody"] for row in found.values()):
            raise SystemExit(1)


WORDS = {
    "plans_without_coordinator": "kế hoạch chưa có cơ quan đầu mối",
    "duties_without_carrier": "nhiệm vụ chưa ai mang",
    "elements_asked_of_nobody": "số liệu không hỏi ai",
}
