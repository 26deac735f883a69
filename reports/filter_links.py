"""Filters of a list that live in its address, as templates/_components/filter_bar.html places them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode


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


def chosen(name: str, options: Iterable[tuple[str, str]], query: Mapping[str, str]) -> str:
    """The value that the address asks for; the first one where it asks for none or for one that does not exist."""
    values = [value for value, _ in options]
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
