"""Datasets made by hand, in every shape that a report can have; no database. Numbers are given as text."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from reports.issued.content.schema import (
    SCHEMA,
    AgencyFigure,
    Dataset,
    DutyReport,
    DutyResult,
    ElementLine,
    Explanation,
    IndicatorResult,
    ObstacleLine,
    SubmissionLine,
    YearValue,
)
from reports.issued.content.target_schema import TargetStanding

DUE = datetime(2024, 12, 14, 17, tzinfo=UTC)  # 15/12/2024 00:00 in Viet Nam: the first late moment
EMPTY = dict.fromkeys(("indicators", "elements", "figures", "submissions", "duties", "explanations", "obstacles"), ())


def number(value: Any) -> Any:
    return Decimal(value) if isinstance(value, str) else value


def value(year: int, amount: str, **columns: Any) -> YearValue:
    """A roll-up of all thirty agencies."""
    whole = {
        "source": "rollup",
        "kind": "",
        "source_text": "",
        "numerator": None,
        "denominator": None,
        "rollup": amount,
        "official": None,
        "units_reporting": 30,
        "units_expected": 30,
        "has_estimate": False,
        "illustrative": False,
        **columns,
    }
    sizes = {name: number(whole[name]) for name in ("numerator", "denominator", "rollup", "official")}
    return YearValue(year=year, value=Decimal(amount), **{**whole, **sizes})


def published(year: int, amount: str, **columns: Any) -> YearValue:
    """A published figure without a roll-up beside it."""
    return value(
        year, amount, **{"source": "official", "kind": "actual", "rollup": None, "official": amount, **columns}
    )


NUMBERS = (
    "low", "high", "actual", "base", "ratio", "expected_value", "gap", "years_ahead", "required_per_year",
    "achieved_per_year",
)  # fmt: skip


def standing(status: str, year: int = 2025, **columns: Any) -> TargetStanding:
    """At least 75 percent in a year; a status and whatever else the case needs."""
    whole = {
        **dict.fromkeys(NUMBERS),
        "basis": "year",
        "from_year": None,
        "comparator": ">=",
        "low": "75",
        "citation": "KH-CL2239, mục II.2.a",
        "current": True,
        "met": None,
        "final": False,
        "flags": (),
        "actual_year": 2024 if "actual" in columns else None,
        "actual_source": "rollup" if "actual" in columns else "",
        "base_year": 2020 if "base" in columns else None,
        "units_reporting": 30,
        "units_expected": 30,
        "provisional": False,
        "illustrative": False,
        "milestones_done": None,
        "milestones": None,
        **columns,
    }
    return TargetStanding(year=year, status=status, **{**whole, **{name: number(whole[name]) for name in NUMBERS}})


def lagging(**columns: Any) -> TargetStanding:
    """73,0 of 75 in 2025, from 70,25 in 2020."""
    return standing(
        "lagging",
        **{
            "comparator": "range",
            "high": "80",
            "actual": "73",
            "base": "70.25",
            "ratio": "0.7237",
            "expected_value": "74.05",
            "gap": "-1.05",
            "years_ahead": "-1.1053",
            "required_per_year": "2",
            "achieved_per_year": "0.6875",
            **columns,
        },
    )


def result(code: str = "trained_labour_rate", **columns: Any) -> IndicatorResult:
    """A rising rate with two decimals."""
    return IndicatorResult(
        **{
            "code": code,
            "name": "Tỷ lệ lao động qua đào tạo",
            "short_name": "Lao động qua đào tạo",
            "unit": "%",
            "decimals": 2,
            "formula": "ratio",
            "direction": "up",
            "definition": "",
            "source": "Niên giám",
            "values": (),
            "targets": (),
            **columns,
        }
    )


def count(code: str = "trained_total", **columns: Any) -> IndicatorResult:
    return result(
        code,
        **{
            "name": "Số lượt người được đào tạo trong năm",
            "short_name": "Số lượt người đào tạo",
            "unit": "lượt người",
            "decimals": 0,
            "formula": "value",
            **columns,
        },
    )


def line(
    position: int, state: str = "accepted", late: bool | None = False, year: int = 2024, **columns: Any
) -> SubmissionLine:
    """The report of agency `position`; `late` None has sent nothing."""
    due = DUE.replace(year=year)
    sent = None if late is None else due + timedelta(days=2 if late else -3)
    return SubmissionLine(
        **{
            "id": 1000 * year + position,
            "year": year,
            "agency_code": f"quan-{position}",
            "agency_name": f"UBND quận số {position}",
            "agency_kind": "district",
            "state": state,
            "version": 3,
            "due_at": due,
            "submitted_at": sent,
            "late": late,
            "required_cells": 20,
            "filled_cells": 0 if late is None else 20,
            **columns,
        }
    )


def duty(number: str, state: str | None = "done", group: str = "Tuyên truyền", **columns: Any) -> DutyResult:
    """A duty that the department leads and has said something of, unless `state` is None."""
    said = DutyReport("so-ldtbxh", "Sở LĐTBXH", 2024, state or "", "Đã ban hành văn bản hướng dẫn.")
    return DutyResult(
        **{
            "number": number,
            "title": f"Nhiệm vụ {number}",
            "group": group,
            "citation": f"KH-CL2239, mục {number}",
            "leads": ("Sở LĐTBXH",),
            "cooperating": ("Sở GD&ĐT",),
            "reports": (said,) if state else (),
            **columns,
        }
    )


def explanation(position: int = 1, entry: str = "number", **columns: Any) -> Explanation:
    return Explanation(
        **{
            "agency_code": f"quan-{position}",
            "agency_name": f"UBND quận số {position}",
            "element_code": "trained",
            "element_name": "Số lượt người được đào tạo",
            "year": 2024,
            "entry": entry,
            "value": None if entry == "missing" else Decimal(4655),
            "previous": Decimal(3318),
            "text": "Mở thêm hai lớp theo đặt hàng của doanh nghiệp.",
            **columns,
        }
    )


def obstacle(asks: str = "locality", state: str = "open", **columns: Any) -> ObstacleLine:
    return ObstacleLine(
        **{
            "agency_code": "quan-1",
            "agency_name": "UBND quận số 1",
            "title": "Thiếu nhà giáo dạy nghề",
            "text": "Đề nghị cho phép hợp đồng nhà giáo thỉnh giảng.",
            "since": date(2024, 3, 4),
            "asks": asks,
            "state": state,
            "answers": ("Đã giao Sở Nội vụ xem xét.",) if state != "open" else (),
            **columns,
        }
    )


def element(code: str = "trained", **columns: Any) -> ElementLine:
    return ElementLine(
        **{
            "code": code,
            "name": "Số lượt người được đào tạo",
            "unit": "lượt người",
            "decimals": 0,
            "aggregation": "flow",
            "definition": "",
            **columns,
        }
    )


def figure(position: int, amount: str | None = "4655", year: int = 2024, **columns: Any) -> AgencyFigure:
    return AgencyFigure(
        **{
            "element_code": "trained",
            "agency_code": f"quan-{position}",
            "agency_name": f"UBND quận số {position}",
            "year": year,
            "entry": "number",
            "value": number(amount),
            "quality": "final",
            "submission": 1000 * year + position,
            "submission_version": 3,
            "entered_by": "Nguyễn Thị Bình",
            "accepted_by": "Trần Văn An",
            "accepted_at": datetime(2024, 12, 16, 3, tzinfo=UTC),
            "illustrative": False,
            **columns,
        }
    )


def dataset(kind: str = "yearly", **columns: Any) -> Dataset:
    """Nothing known of KH-CL2239 in 2024."""
    return Dataset(
        **{
            "schema": SCHEMA,
            "kind": kind,
            "locality_code": "01",
            "locality_name": "Thành phố Hà Nội",
            "plan_code": "KH-CL2239",
            "plan_title": "Kế hoạch thực hiện Chiến lược phát triển giáo dục nghề nghiệp thành phố Hà Nội đến năm 2025",
            "plan_short_title": "Chiến lược phát triển GDNN",
            "plan_number": "177/KH-UBND",
            "plan_issued_on": date(2022, 6, 28),
            "plan_issuer": "UBND thành phố Hà Nội",
            "party_document": False,
            "agency_code": "quan-1" if kind == "agency" else "",
            "agency_name": "UBND quận số 1" if kind == "agency" else "",
            "first_year": 2024,
            "year": 2024,
            "as_of": date(2024, 12, 14),
            "view": "accepted",
            "rule_version": "1",
            "about_tolerance": Decimal("0.05"),
            "generation": 3,
            "computed_at": datetime(2024, 12, 16, 8, 30, tzinfo=timezone(timedelta(hours=7))),
            "illustrative": False,
            **EMPTY,
            **columns,
        }
    )


RATES = (published(2022, "72.23"), value(2023, "72.2"), value(2024, "73", units_reporting=28))
COUNTS = (value(2022, "224500"), value(2023, "230000"), value(2024, "235000", has_estimate=True))


def every_indicator() -> tuple[IndicatorResult, ...]:
    """One indicator for each status and each kind of target."""
    total = standing(
        "on_track", basis="cumulative", from_year=2021, low="1150000", actual="971861", base="0", ratio="1.068",
        expected_value="910000", gap="61861", required_per_year="178139", achieved_per_year="242965.25",
    )  # fmt: skip
    growth = standing(
        "far_behind", basis="every_year", from_year=2021, low="5", comparator="about", actual="2.14", base="0",
        base_year=2021, gap="-2.86", required_per_year="14.1", achieved_per_year="2.14",
    )  # fmt: skip
    away = standing(
        "wrong_way", low="30", actual="24.1", base="25.07", base_year=2022, ratio="-0.4", gap="-2.6",
        years_ahead="-3.1", required_per_year="5.9", achieved_per_year="-0.485",
    )  # fmt: skip
    early = standing("achieved", low="55", actual="55.5", base="50.2", met=True, gap="1.2", required_per_year="0")
    failed = standing("not_met", 2024, low="45", actual="42.8", base="40", met=False, final=True)
    return (
        result(values=RATES, targets=(lagging(), standing("lagging", 2030, low="80", current=False))),
        count(values=COUNTS, targets=()),
        count("trained_cumulative", name="Số lượt người được đào tạo cộng dồn từ năm 2021", formula="cumulative",
              values=(published(2023, "720493"), published(2024, "971861")), targets=(total,)),
        result("trained_growth", name="Tốc độ tăng số lượt người được đào tạo", formula="growth",
               values=(value(2023, "2.45"), value(2024, "2.17")), targets=(growth,)),
        result("college_share", name="Tỷ trọng cao đẳng, trung cấp", values=(value(2024, "24.1"),), targets=(away,)),
        result("certified_labour_rate", name="Tỷ lệ lao động có bằng cấp, chứng chỉ", targets=(early,),
               values=(published(2023, "55.5", kind="estimate"),
                       published(2024, "55.5", rollup="54.2", units_reporting=30))),
        result("leaver_rate", name="Tỷ lệ học sinh vào học nghề", values=(value(2024, "42.8"),), targets=(failed,)),
        result("it_rate", name="Tỷ lệ lao động có kỹ năng tin học", targets=(standing("no_data", low="80"),)),
        count("colleges", name="Số trường chất lượng cao", unit="trường", values=(published(2022, "3"),), targets=(
            standing("insufficient_data", low="4", actual="3", actual_year=2022, required_per_year="0.333333"),)),
        count("past", name="Số cuộc đối thoại", unit="cuộc", targets=(standing("overdue_no_data", 2023, low="4"),)),
        count("quality", name="Chất lượng giáo dục nghề nghiệp", unit="mốc", formula="qualitative", targets=(
            standing("not_assessed", comparator="milestone", low=None, milestones_done=1, milestones=3),)),
    )  # fmt: skip


def whole(kind: str = "yearly", **columns: Any) -> Dataset:
    """A year of thirty agencies: 26 on time, two late, two with nothing; and everything else a report can say."""
    lines = [*(line(position) for position in range(1, 27)), line(27, late=True), line(28, "submitted", late=True)]
    lines += [line(29, "draft", late=None), line(30, "draft", late=None)]
    return dataset(
        kind,
        **{
            "indicators": every_indicator(),
            "elements": (element(), element("female", name="Trong đó: nữ")),
            "figures": tuple(
                figure(position, str(3000 + position + year - 2023), year)
                for position in range(1, 29)
                for year in (2023, 2024)
            ),
            "submissions": tuple(lines),
            "duties": (
                duty("V.1.1"),
                duty("V.1.2", "in_progress"),
                duty("V.2.1", "not_started", "Đội ngũ nhà giáo"),
                duty("V.2.2", None, "Đội ngũ nhà giáo"),
            ),
            "explanations": (
                explanation(1),
                explanation(2, "missing", text="Sổ sách còn ở đơn vị cũ."),
                explanation(3),
            ),
            "obstacles": (obstacle(), obstacle("ministry", "passed_up"), obstacle("department", "closed")),
            **columns,
        },
    )


def many_agencies(count_of: int = 126, **columns: Any) -> Dataset:
    """A year after the merger of 2025: so many communes, half of which have sent nothing."""
    lines = tuple(
        line(position, late=None if position % 2 else False, state="draft" if position % 2 else "accepted")
        for position in range(1, count_of + 1)
    )
    figures = tuple(figure(position) for position in range(1, count_of + 1))
    return whole(**{"submissions": lines, "figures": figures, **columns})


def several_years(kind: str = "interim", **columns: Any) -> Dataset:
    """2021 to 2025, two of the years with a period; the target of 2025 has its verdict."""
    verdict = standing(
        "achieved", 2025, actual="75.2", actual_year=2025, base="70.25", met=True, final=True, current=True
    )
    rate = result(
        values=tuple(published(year, amount) for year, amount in ((2021, "71.1"), (2022, "72.23"), (2025, "75.2"))),
        targets=(verdict, standing("no_data", 2030, low="80", current=False)),
    )
    return whole(
        kind,
        **{
            "first_year": 2021,
            "year": 2025,
            "as_of": date(2025, 12, 14),
            "indicators": (rate, count(values=(value(2021, "220500"), value(2025, "240000")))),
            "submissions": tuple(line(position, year=year) for position in range(1, 4) for year in (2024, 2025)),
            **columns,
        },
    )
