"""The open data hold every number of the dataset, say what each column and code means, and name no official."""

import csv
import io
import json
from dataclasses import replace
from decimal import Decimal

from reports.issued.content.schema import Dataset
from reports.issued.files.open_data import dataset_json, dictionary_csv, figures_csv
from reports.issued.files.open_data_dictionary import CODES, FIELDS, OPEN_DATA_COLUMNS, field_words, paths_of
from tests.reports.issued import datasets


def rows(data: bytes) -> list[dict[str, str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def cells(**columns) -> Dataset:
    """One agency's figure of the element `trained`."""
    return datasets.dataset(elements=(datasets.element(),), figures=(datasets.figure(1, **columns),))


def test_every_number_of_the_dataset_is_a_line_of_the_file():
    made = datasets.whole()
    found = rows(figures_csv(made))
    assert tuple(found[0]) == tuple(OPEN_DATA_COLUMNS)
    counts = [sum(row["record"] == kind for row in found) for kind in ("indicator", "target", "figure")]
    assert counts == [
        sum(len(result.values) for result in made.indicators),
        sum(len(result.targets) for result in made.indicators),
        len(made.figures),
    ]
    assert {row["as_of"] for row in found} == {"2024-12-14"} and {row["plan"] for row in found} == {"KH-CL2239"}


def test_numbers_are_whole_plain_and_carry_no_zeros_that_say_nothing():
    values = {"9210.5000": "9210.5", "0": "0", "1E+3": "1000", "0.333333333333": "0.333333333333"}
    assert {text: rows(figures_csv(cells(amount=text)))[0]["value"] for text in values} == values


def test_a_negative_gap_stays_a_number():
    made = datasets.dataset(indicators=(datasets.result(targets=(datasets.lagging(),)),))
    assert rows(figures_csv(made))[0]["gap"] == "-1.05"


def test_a_cell_without_a_number_says_which_kind_of_nothing_it_is():
    row = rows(figures_csv(cells(amount=None, entry="missing")))[0]
    assert (row["value"], row["status"]) == ("", "missing")


def test_text_cannot_run_as_a_formula():
    for name in ("=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\tx"):
        row = rows(figures_csv(cells(agency_name=name)))[0]
        assert row["agency_name"].startswith("'") or not row["agency_name"].startswith(tuple("=+-@\t"))


def test_names_of_officials_stay_inside():
    made = cells(entered_by="Nguyễn Thị Bình", accepted_by="Trần Văn An")
    for data in (figures_csv(made), dataset_json(made), dictionary_csv(made)):
        assert "Nguyễn Thị Bình" not in data.decode() and "Trần Văn An" not in data.decode()
        assert b"entered_by" not in data and b"accepted_by" not in data


def test_the_json_holds_exact_numbers_under_the_names_of_the_dataset():
    made = datasets.whole()
    found = json.loads(dataset_json(made), parse_float=Decimal)
    assert set(found) == {path for path in paths_of(Dataset) if "[]" not in path}
    values = [value["value"] for result in found["indicators"] for value in result["values"]]
    assert values == [value.value for result in made.indicators for value in result.values]
    assert found["computed_at"] == "2024-12-16T08:30:00+07:00"


def test_the_dictionary_explains_every_column_field_and_code():
    found = rows(dictionary_csv(datasets.whole()))
    by_kind = {kind: [row["code"] for row in found if row["kind"] == kind] for kind in {row["kind"] for row in found}}
    assert by_kind["column"] == list(OPEN_DATA_COLUMNS)
    assert by_kind["field"] == [
        path for path in paths_of(Dataset) if not path.endswith((".entered_by", ".accepted_by"))
    ]
    assert all(row["definition"] for row in found if row["kind"] in ("column", "field"))
    assert {kind for kind in by_kind if kind.startswith("code of ")} == {f"code of {name}" for name in CODES}
    assert all(row["name"] for row in found if row["kind"].startswith("code of "))


def test_the_dictionary_describes_no_field_that_is_not_there():
    assert set(FIELDS) <= set(paths_of(Dataset))
    assert field_words("indicators[].values[].year") == "Năm"


def test_the_dictionary_names_indicators_elements_and_agencies_with_their_units():
    made = replace(cells(), indicators=(datasets.result(definition="Tính trên lực lượng lao động."),))
    found = {(row["kind"], row["code"]): row for row in rows(dictionary_csv(made))}
    rate, element = found["indicator", "trained_labour_rate"], found["data_element", "trained"]
    assert (rate["unit"], rate["decimals"], rate["definition"], rate["source"]) == (
        "%", "2", "Tính trên lực lượng lao động.", "Niên giám",
    )  # fmt: skip
    assert (element["unit"], element["decimals"]) == ("lượt người", "0")
    assert found["agency", "quan-1"]["name"] == "UBND quận số 1"


def test_every_code_in_the_files_has_its_words():
    known = {code for codes in CODES.values() for code in codes}
    for row in rows(figures_csv(datasets.whole())):
        used = {row[name].removeprefix("'") for name in ("basis", "comparator", "status", "source", "kind", "view")}
        assert used - {""} <= known
