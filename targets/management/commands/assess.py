import sys
from typing import Any

from django.core.management.base import BaseCommand

from targets.assess.requests import RequestError, dump_json, load_json
from targets.assess.services import answers_to

REFUSED = 2


class Command(BaseCommand):
    help = (
        "Đánh giá tiến độ từ JSON ở đầu vào chuẩn: một yêu cầu {kind, inputs} hoặc một danh sách. Kết quả JSON ở "
        "đầu ra chuẩn; yêu cầu sai thì lỗi JSON ở đầu ra lỗi và mã thoát 2."
    )
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write(answers_to(load_json(sys.stdin.buffer.read())))
        except RequestError as error:
            sys.stderr.write(f"{dump_json(error.body)}\n")
            sys.exit(REFUSED)
