"""Addresses of the pages of many rows."""

from collections.abc import Callable

from django.urls import reverse

# A number that stands nowhere else in an address, so that cutting it out leaves the pattern.
EXAMPLE = 9_876_543_210


def pages_of(name: str) -> Callable[[int], str]:
    """What `reverse(name, args=[pk])` gives, for the rows of a list: the pattern is looked up once, not a row."""
    before, after = reverse(name, args=[EXAMPLE]).rsplit(str(EXAMPLE), 1)
    return lambda pk: f"{before}{pk}{after}"
