import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection

from targets.plan_text.bodies import BodyNames
from targets.plan_text.catalogue import body_names, indicator_names
from targets.plan_text.documents.files import UnreadableFile, read_plan_file
from targets.plan_text.indicators import IndicatorNames
from targets.plan_text.reading import read_plan_text


class Command(BaseCommand):
    help = (
        "Đọc văn bản kế hoạch (DOCX, PDF có lớp chữ, TXT) và in đề nghị ra đầu ra chuẩn dạng JSON; không ghi gì vào hệ "
        "thống. Với --batch: đọc từ đầu vào chuẩn một danh sách JSON {text, heading, year}, in một danh sách đề nghị."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="tệp văn bản; “-” là chữ ở đầu vào chuẩn")
        parser.add_argument("--batch", action="store_true", help="danh sách JSON {text, heading, year} ở đầu vào chuẩn")
        parser.add_argument("--locality", help="mã địa phương: chỉ khớp với cơ quan của địa phương này")

    def handle(self, *args: Any, file: Path | None, batch: bool, locality: str | None, **options: Any) -> None:
        if batch == (file is not None):
            raise CommandError("Cho một tệp, hoặc --batch")
        names, indicators = known_names(locality)
        try:
            if batch:
                pieces = json.load(sys.stdin)
                answer: Any = [
                    read_plan_text(
                        piece["text"],
                        heading=piece.get("heading"),
                        year=piece.get("year"),
                        names=names,
                        indicators=indicators,
                    ).as_json()
                    for piece in pieces
                ]
            else:
                answer = read_plan_text(file_text(file), names=names, indicators=indicators).as_json()
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise CommandError(f"Đầu vào không phải danh sách JSON {{text, heading, year}}: {error}") from error
        except UnreadableFile as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=None if batch else 2, default=shortest_number))


def known_names(locality: str | None) -> tuple[BodyNames, IndicatorNames]:
    """The names of the catalogue; none where no database has been set up yet, a text can be read all the same."""
    try:
        if "agencies_agency" in connection.introspection.table_names():
            return body_names(locality), indicator_names()
    except DatabaseError:
        pass
    return BodyNames(), IndicatorNames()


def file_text(file: Path) -> str:
    if str(file) == "-":
        return sys.stdin.read()
    try:
        return read_plan_file(file.read_bytes()).text
    except OSError as error:
        raise CommandError(f"Không mở được tệp {file}: {error.strerror}") from error


def shortest_number(value: Any) -> Any:
    """A number as JSON writes it shortest, whole where it is whole."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(f"{type(value).__name__} is no JSON")
