"""Reads a chart back: parses it as XML and refuses what the content security policy would refuse."""

import re
from xml.etree import ElementTree

NUMERIC = ("x", "x1", "x2", "width", "cx")


def parse(chart: str) -> ElementTree.Element:
    """The chart as a tree, under one root because some functions give several elements."""
    assert not re.search(r"\sstyle=|<style|\son\w+=|<script|javascript:", str(chart))
    return ElementTree.fromstring(f"<root>{chart}</root>")  # noqa: S314


def every(chart: str, look: str) -> list[ElementTree.Element]:
    """All elements that carry the class `look`."""
    return [node for node in parse(chart).iter() if look in node.get("class", "").split()]


def one(chart: str, look: str) -> ElementTree.Element:
    found = every(chart, look)
    assert len(found) == 1, f"{len(found)} elements with class {look}"
    return found[0]


def percent(node: ElementTree.Element, name: str) -> float:
    return float(node.get(name).removesuffix("%"))


def words(chart: str) -> list[str]:
    return ["".join(node.itertext()) for node in parse(chart).iter("text")]


def inside(chart: str, margin: float = 1) -> bool:
    """No mark leaves the drawing by more than `margin` percent."""
    for node in parse(chart).iter():
        for name in NUMERIC:
            value = node.get(name, "")
            if value.endswith("%") and not -margin <= float(value[:-1]) <= 100 + margin:
                return False
    return True
