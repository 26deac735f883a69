from django.core.management.base import BaseCommand

from agencies import clock
from agencies.models import Instance, Locality
from reports.progress.services import recalculate_all


class Command(BaseCommand):
    help = "Tính lại toàn bộ giá trị chỉ tiêu và tiến độ từ số liệu đã duyệt."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--locality", help="chỉ một địa phương, theo mã (01, 68)")

    def handle(self, *, locality: str | None, **options) -> None:
        clock.set_shift(Instance.current().demo_shift)
        chosen = Locality.objects.named(locality, clock.today()) if locality else Locality.objects.all()
        names = {str(row.pk): row.name for row in chosen}
        recalculate_all(locality_ids=[row.pk for row in chosen], report=lambda key: self.stdout.write(names[key]))
