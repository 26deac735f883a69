"""One report's row in the list of a round and its HTML, written out here as the board's is: there are hundreds.

What comes from people or from the catalogue passes through `escape`; the page places the finished rows.
"""

from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString

LATE = '\n<span class="unsaved">sau hạn</span>'
FIRST = ' class="button button--primary"'


@dataclass(frozen=True)
class QueueRow:
    """One agency's report in a period, as the list of the round shows it.

    `answered`, `asked`: its cells and duties together; `counts` tells them apart: "14/18 ô · 1/3 nhiệm vụ". `first`:
    the work begins here.
    """

    pk: int
    agency: str
    kind: str
    href: str
    pill: SafeString
    state: str
    answered: int
    asked: int
    counts: str
    sent: str
    late: bool
    action: str
    first: bool

    @property
    def html(self) -> SafeString:
        """The line of the table."""
        name = escape(self.agency)
        return SafeString(
            f'<tr>\n<th scope="row">{name} <span class="muted rank-3">{escape(self.kind)}</span></th>\n'
            f"<td>{self.pill}{LATE if self.late else ''}</td>\n"
            f'<td class="rank-2">{done_html(self)}</td>\n<td class="rank-2">{self.sent}</td>\n'
            f'<td><a href="{self.href}"{FIRST if self.first else ""}>{self.action}'
            f'<span class="sr-only"> {name}</span></a></td>\n</tr>\n'
        )


def done_html(row: QueueRow) -> str:
    if not row.asked:
        return ""
    return (
        f'<progress class="meter meter--small" value="{row.answered}" max="{row.asked}" aria-label="Đã xong">'
        f"</progress> {row.counts}"
    )
