"""The catalogue's reader: strict YAML, every refusal with its place."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from agencies.catalogue_files.entries import (
    CatalogueError,
    Field,
    Place,
    day,
    file_names,
    flag,
    many,
    maybe,
    number,
    one_of,
    read_entries,
    read_file,
    read_record,
    text,
    whole,
    year,
)


def read(tmp_path: Path, content: str):
    (tmp_path / "a.yaml").write_text(content, encoding="utf-8")
    return read_file(tmp_path, "a.yaml")[0]


def refusal(tmp_path: Path, content: str) -> CatalogueError:
    with pytest.raises(CatalogueError) as caught:
        read(tmp_path, content)
    return caught.value


def test_a_decimal_is_read_exactly_and_never_as_a_float(tmp_path):
    value = read(tmp_path, "a: 70.25")["a"]
    assert value == Decimal("70.25")
    assert isinstance(value, Decimal)


@pytest.mark.parametrize("written", ["on", "off", "yes", "no", "017", "1e3", "0x1F", "1_000", "12:30:45", ".5", "+5"])
def test_words_that_older_yaml_would_turn_into_something_else_stay_text(tmp_path, written):
    assert read(tmp_path, f"{written}: {written}") == {written: written}


def test_true_null_whole_numbers_and_dates_are_what_they_look_like(tmp_path):
    held = read(tmp_path, "a: true\nb: null\nc: -12\nd: 2025-06-30\ne: ~\nf:\n")
    assert held == {"a": True, "b": None, "c": -12, "d": date(2025, 6, 30), "e": None, "f": None}


@pytest.mark.parametrize(
    ("content", "entry", "message"),
    [
        ("a: 1\nb: 2\na: 3\n", "dòng 3", 'khóa "a" có hai lần'),
        ("a: {b: 1, b: 2}\n", "dòng 1", 'khóa "b" có hai lần'),
        ("a: [1, 2\nb: 3\n", "dòng 2", "YAML"),
        ("a: 1\nb: 2025-02-30\n", "dòng 2", "không có ngày 2025-02-30"),
        ("a: 1\nb: Ha\u0300 No\u0323\u0302i\n", "dòng 2", "NFC"),
        ("a: !!python/object:os.system x\n", "dòng 1", "YAML"),
    ],
)
def test_a_file_that_cannot_be_read_says_the_line(tmp_path, content, entry, message):
    error = refusal(tmp_path, content)
    assert (error.file, error.entry) == ("a.yaml", entry)
    assert message in error.message


def test_a_missing_file_and_an_empty_folder_are_named(tmp_path):
    with pytest.raises(CatalogueError, match=r"Tệp b\.yaml: không có tệp này"):
        read_file(tmp_path, "b.yaml")
    with pytest.raises(CatalogueError, match=r"plans/"):
        file_names(tmp_path, "plans")


def test_a_file_in_another_encoding_is_refused(tmp_path):
    (tmp_path / "a.yaml").write_bytes("a: Hà Nội".encode("utf-16"))
    with pytest.raises(CatalogueError, match="UTF-8"):
        read_file(tmp_path, "a.yaml")


@pytest.mark.parametrize(
    ("read", "raw"),
    [
        (text(), 12),
        (text(), None),
        (text(), "  "),
        (text(3), "abcd"),
        (text(blank=True), ["a"]),
        (whole(1, 12), 13),
        (whole(1, 12), True),
        (whole(1, 12), "3"),
        (whole(1, 12), Decimal("3.5")),
        (year(), 1850),
        (number, "12"),
        (number, True),
        (number, Decimal("1.23456")),
        (number, 10**16),
        (flag, 1),
        (flag, "true"),
        (day, "2025-06-30"),
        (one_of(["a", "b"]), "c"),
        (one_of(["a", "b"]), ["a"]),
        (many(text()), "a"),
        (many(text()), ["a", "a"]),
        (many(text()), ["a", 3]),
        (maybe(number), "12"),
    ],
)
def test_a_value_of_another_type_or_size_is_refused(read, raw):
    with pytest.raises(ValueError):
        read(raw)


def test_unknown_and_missing_keys_are_refused_by_name():
    fields = {"code": Field(text()), "note": Field(text(blank=True), "")}
    with pytest.raises(CatalogueError) as unknown:
        read_record({"code": "a", "colour": "red"}, fields, Place("a.yaml", "1 (a)"))
    assert (unknown.value.field, unknown.value.entry) == ("colour", "1 (a)")
    with pytest.raises(CatalogueError) as missing:
        read_record({"note": "x"}, fields, Place("a.yaml"))
    assert missing.value.field == "code"
    with pytest.raises(CatalogueError):
        read_record("not a mapping", fields, Place("a.yaml"))
    assert read_record({"code": "a"}, fields, Place("a.yaml")) == {"code": "a", "note": ""}


def test_an_entry_of_a_list_is_named_by_position_and_code():
    fields = {"code": Field(text()), "value": Field(number)}
    with pytest.raises(CatalogueError) as caught:
        list(read_entries([{"code": "a", "value": 1}, {"code": "b", "value": "x"}], fields, Place("f.yaml"), "rows"))
    assert str(caught.value).startswith("Tệp f.yaml, mục rows 2 (b), trường value: ")
    with pytest.raises(CatalogueError, match="danh sách"):
        list(read_entries({"a": 1}, fields, Place("f.yaml"), "rows"))
