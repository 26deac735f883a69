"""The guide for the people who use vocplan, `docs/huong-dan.md`, as parts of a page: one text, read where it is needed.

Of Markdown it takes what the guide is written in: headings, numbered steps, and bold, slanted and typed words.
"""

import re
from dataclasses import dataclass
from functools import cache
from html import escape

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.text import slugify

from agencies.vietnamese_text import search_key

GUIDE = settings.BASE_DIR / "docs" / "huong-dan.md"
STEP = re.compile(r"\d+\. ")
# The two stars first: a single one would match within them.
INLINE = [(re.compile(r"\*\*(.+?)\*\*"), "strong"), (re.compile(r"\*(.+?)\*"), "em"), (re.compile(r"`(.+?)`"), "code")]


@dataclass(frozen=True)
class GuidePart:
    """What one kind of reader does: `anchor` is its place on the page; each of `lines` a step, or a sentence before."""

    title: str
    anchor: str
    before: list[SafeString]
    steps: list[SafeString]


@cache
def guide_parts() -> list[GuidePart]:
    """The guide in the order of its file, read once."""
    _, *parts = re.split(r"^## ", GUIDE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return [guide_part(part) for part in parts]


def guide_part(text: str) -> GuidePart:
    title, _, body = text.partition("\n")
    blocks: list[str] = []
    for line in body.splitlines():
        # A step may end its line wherever it likes: what is set in goes on with it.
        if line.startswith("   ") and blocks:
            blocks[-1] += f" {line.strip()}"
        elif line.strip():
            blocks.append(line.strip())
    steps = [STEP.sub("", block, count=1) for block in blocks if STEP.match(block)]
    before = [block for block in blocks if not STEP.match(block)]
    anchor = slugify(search_key(title))
    return GuidePart(title, anchor, [guide_html(line) for line in before], [guide_html(line) for line in steps])


def guide_html(text: str) -> SafeString:
    """A line of the guide with its words set apart."""
    words = escape(text, quote=False)
    for pattern, tag in INLINE:
        words = pattern.sub(rf"<{tag}>\1</{tag}>", words)
    return SafeString(words)
