"""Filters and pages of a list that live in its address, as templates/_components/ places them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet

Row = TypeVar("Row")


@dataclass(frozen=True)
class FilterChoice:
    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class FilterBar:
    label: str
    choices: tuple[FilterChoice, ...]

    @property
    def current(self) -> str:
        return next((choice.label for choice in self.choices if choice.current), "")


@dataclass(frozen=True)
class Pager:
    """Where one is in a long list, and the addresses of the pages beside it, empty at the ends."""

    number: int
    count: int
    newer: str
    older: str


def chosen(name: str, options: Iterable[tuple[str, str]], query: Mapping[str, str]) -> str:
    """The value that the address asks for; the first one where it asks for none or for one that does not exist."""
    values = [value for value, _ in options]
    # An address is typed, shortened and kept for years: what no longer fits shows the usual list instead of a fault.
    wanted = query.get(name, "")
    return wanted if wanted in values else values[0]


def links(
    label: str, name: str, options: Iterable[tuple[str, str]], *, path: str, state: Mapping[str, str]
) -> FilterBar:
    """One filter. `state` holds what the page shows now, by name; empty values stay out of the address."""
    current = state.get(name, "")
    choices = (
        FilterChoice(text, filter_url(path, {**state, name: value}), value == current) for value, text in options
    )
    return FilterBar(label, tuple(choices))


def filter_url(path: str, state: Mapping[str, str]) -> str:
    query = urlencode({name: value for name, value in state.items() if value})
    return f"{path}?{query}" if query else path


def one_page(
    rows: Sequence[Row] | QuerySet, size: int, query: Mapping[str, str], *, path: str, state: Mapping[str, str]
) -> tuple[list[Row], Pager]:
    """The rows of the page that the address asks for, the nearest one where there is no such page."""
    page = Paginator(rows, size).get_page(query.get("page"))
    newer, older = (
        filter_url(path, {**state, "page": str(number)}) if 1 <= number <= page.paginator.num_pages else ""
        for number in (page.number - 1, page.number + 1)
    )
    return list(page.object_list), Pager(page.number, page.paginator.num_pages, newer, older)
