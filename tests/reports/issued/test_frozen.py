"""A dataset survives being stored, to the last digit, and its hash names it."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.issued.content.schema import SCHEMA, AgencyFigure, Dataset
from reports.issued.frozen import FrozenError, canonical_bytes, digest, from_json, to_json
from tests.reports.issued.datasets import result

DECIMALS = st.decimals(allow_nan=False, allow_infinity=False) | st.decimals(
    places=12, min_value=-(10**15), max_value=10**15
)
MOMENTS = st.datetimes(timezones=st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m))))
st.register_type_strategy(Decimal, DECIMALS)
st.register_type_strategy(datetime, MOMENTS)


def dataset(**columns: Any) -> Dataset:
    """An empty dataset of KH-10."""
    return Dataset(
        **{
            "schema": SCHEMA,
            "kind": "yearly",
            "locality_code": "01",
            "locality_name": "Hà Nội",
            "plan_code": "KH-10",
            "plan_title": "Kế hoạch",
            "plan_short_title": "KH-10",
            "plan_number": "10/KH-UBND",
            "plan_issued_on": date(2021, 1, 14),
            "plan_issuer": "UBND",
            "party_document": False,
            "agency_code": "",
            "agency_name": "",
            "first_year": 2024,
            "year": 2024,
            "as_of": date(2024, 12, 14),
            "view": "accepted",
            "rule_version": "1",
            "about_tolerance": Decimal("0.05"),
            "generation": 3,
            "computed_at": datetime(2024, 12, 15, 8, 30, 1, 5, tzinfo=timezone(timedelta(hours=7))),
            "illustrative": False,
            **dict.fromkeys(
                ("indicators", "elements", "figures", "submissions", "duties", "explanations", "obstacles"), ()
            ),
            **columns,
        }
    )


def cell(**columns: Any) -> AgencyFigure:
    return AgencyFigure(
        **{
            "element_code": "total",
            "agency_code": "001",
            "agency_name": "UBND quận",
            "year": 2024,
            "entry": "number",
            "value": Decimal("9210.5000"),
            "quality": "final",
            "submission": 7,
            "submission_version": 3,
            "entered_by": "Lan",
            "accepted_by": "Hùng",
            "accepted_at": datetime(2024, 12, 12, 3, tzinfo=UTC),
            "illustrative": False,
            **columns,
        }
    )


@pytest.mark.slow
@settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    # Each is a whole report with rows of every kind: a few of the usual examples, all of the deep ones.
    max_examples={25: 5}.get(settings.default.max_examples, settings.default.max_examples),
)
@given(st.from_type(Dataset))
def test_storing_and_reading_back_is_the_identity(made):
    made = replace(made, schema=SCHEMA)
    again = from_json(json.loads(json.dumps(to_json(made))))
    assert again == made
    # Equal numbers may differ in their zeros; nothing may be lost, so the spelling is the same, too.
    assert canonical_bytes(again) == canonical_bytes(made)


@given(DECIMALS)
def test_a_number_keeps_every_digit_and_has_no_exponent(value):
    text = to_json(dataset(about_tolerance=value))["about_tolerance"]
    assert "E" not in text and Decimal(text) == value


def test_the_canonical_bytes_are_what_they_have_always_been():
    made = dataset(figures=(cell(agency_name="Quận “Đống Đa” 🙂"),))
    text = canonical_bytes(made).decode()
    assert text.startswith('{"about_tolerance":"0.05","agency_code":"","agency_name":"","as_of":"2024-12-14",')
    assert '"computed_at":"2024-12-15T08:30:01.000005+07:00"' in text
    assert '"value":"9210.5000"' in text and "Quận “Đống Đa” 🙂" in text
    assert " " not in text.replace("Quận “Đống Đa” 🙂", "").replace("Kế hoạch", "").replace("Hà Nội", "")
    assert digest(made) == hashlib.sha256(text.encode()).hexdigest()


def test_another_number_has_another_hash():
    one, other = (dataset(figures=(cell(value=Decimal(text)),)) for text in ("9210.5", "9210.6"))
    assert digest(one) != digest(other)


def test_what_was_stored_before_a_field_existed_is_still_read():
    made = dataset(indicators=(result(),))
    data = to_json(made)
    del data["limits"], data["indicators"][0]["plans"]
    assert from_json(data) == made


@pytest.mark.parametrize("schema", [SCHEMA + 1, 0, None, "1"])
def test_a_dataset_of_another_schema_is_refused_by_its_number(schema):
    data = to_json(dataset()) | {"schema": schema}
    with pytest.raises(FrozenError, match=f"schema {schema!r}"):
        from_json(data)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"year": "2024"}, "dataset.year"),
        ({"year": True}, "dataset.year"),
        ({"as_of": "14/12/2024"}, "dataset.as_of"),
        ({"about_tolerance": 0.05}, "dataset.about_tolerance"),
        ({"about_tolerance": "năm"}, "dataset.about_tolerance"),
        ({"about_tolerance": "NaN"}, "dataset.about_tolerance"),
        ({"computed_at": "2024-12-15T08:30:01"}, "dataset.computed_at"),
        ({"figures": [{}]}, r"dataset.figures\[0\]"),
        ({"figures": None}, "dataset.figures"),
        ({"extra": 1}, "extra"),
    ],
)
def test_what_is_no_dataset_is_refused_with_its_place(change, place):
    with pytest.raises(FrozenError, match=place):
        from_json(to_json(dataset()) | change)


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity")])
def test_what_is_no_number_is_not_stored(value):
    with pytest.raises(FrozenError, match="about_tolerance"):
        to_json(dataset(about_tolerance=value))


def test_a_moment_without_offset_is_not_stored():
    with pytest.raises(FrozenError, match="computed_at"):
        to_json(dataset(computed_at=datetime(2024, 12, 15)))
