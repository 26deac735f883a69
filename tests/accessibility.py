"""What axe-core, kept under tests/vendor, finds on a page in the browser."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parent / "vendor" / "axe-core" / "axe.min.js"
AXE_RUN = """async ([options, only]) => {
    const kind = (each) => each.tagName + ' ' + each.getAttribute('class');
    const where = [...document.querySelectorAll('body *')].filter((each) => only?.includes(kind(each)));
    return (await axe.run(only ? { include: where } : document, options)).violations;
}"""
LAYOUT_RULES = ["target-size", "scrollable-region-focusable", "color-contrast"]


def found_by_axe(page: Page, *, only_layout: bool = False, only: set[str] | None = None) -> list[str]:
    """The serious and critical faults of a page: "rule: element".

    The size of targets is looked at as well, which WCAG 2.2 asks for and axe-core leaves out by default. With
    `only_layout` nothing but the rules whose answer depends on the width of the screen: a third of the time. `only`:
    kinds of element ("TAG class") that are looked at with what is in them, in the place of the whole page.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    options: dict[str, Any] = {"resultTypes": ["violations"], "preload": False}
    if only_layout:
        options["runOnly"] = {"type": "rule", "values": LAYOUT_RULES}
    else:
        options["rules"] = {"target-size": {"enabled": True}}
    found = page.evaluate(AXE_RUN, [options, None if only is None else list(only)])
    return [
        f"{fault['id']}: {node['html']}"
        for fault in found
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"]
    ]
