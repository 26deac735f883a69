"""One agency's row of the board and its HTML, written out here: for hundreds of rows a template costs as much again as
all the rest of the page.

What comes from people or from the catalogue passes through `escape`; the page places the finished rows.
"""

from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString

from reports.charts.marks import icon

MUST, SHOULD = icon("must"), icon("should")
PICKED = ' class="is-picked"'
NOBODY = '\n<small class="unsaved">chưa có người nhập</small>'


@dataclass(frozen=True)
class BoardRow:
    """One agency. `filled` of `required` cells and duties, told apart by `counts`.

    `stairs` are its columns, one for each state, with the pill in the column of its own; `ticks`: whether the reader
    can choose the row, to do something with many at once.
    """

    pk: int
    agency: str
    kind: str
    contact: str
    nobody: bool
    ticks: bool
    picked: bool
    stairs: SafeString
    filled: int
    required: int
    counts: str
    hard: int
    soft: int
    activity: str
    reminded: str
    mail_faults: int
    due: str
    extended: str
    late: str
    verb: str
    href: str
    page: str

    @property
    def html(self) -> SafeString:
        """The line of the table."""
        name = escape(self.agency)
        return SafeString(
            f"<tr{PICKED if self.picked else ''}>{tick_html(self, name)}\n"
            f'<th scope="row"><a href="{self.page}">{name}</a>{who_html(self)}</th>\n{self.stairs}\n'
            f'<td class="stair-end filled">{filled_html(self)}</td>\n<td class="rank-2">{checks_html(self)}</td>\n'
            f'<td class="rank-2">{self.activity}</td>\n<td class="rank-3">{self.reminded}{faults_html(self)}</td>\n'
            f'<td class="due">{due_html(self)}</td>\n<td class="next">{next_html(self, name)}</td>\n</tr>\n'
        )


def tick_html(row: BoardRow, name: str) -> str:
    if not row.ticks:
        return ""
    return (
        f'\n<td class="tick"><input type="checkbox" name="pick" value="{row.pk}" data-name="{name}" '
        f'aria-label="Chọn {name}"{" checked" if row.picked else ""}></td>'
    )


def who_html(row: BoardRow) -> str:
    """What the name stands for, whom to call, and that nobody can be reminded."""
    kind = f' <span class="muted">{escape(row.kind)}</span>' if row.kind else ""
    contact = f"\n<small>{escape(row.contact)}</small>" if row.contact else ""
    return f"{kind}{contact}{NOBODY if row.nobody else ''}"


def filled_html(row: BoardRow) -> str:
    # A meter of zero is invalid HTML, and there is nothing to fill in.
    if not row.required:
        return ""
    full = " meter--full" if row.filled == row.required else ""
    return (
        f'<progress class="meter meter--small{full}" value="{row.filled}" max="{row.required}" aria-label="Đã xong">'
        f"</progress> {row.counts}"
    )


def checks_html(row: BoardRow) -> str:
    """What its checks found, as it stands on the form."""
    hard = f'<span class="nowrap">{MUST} {row.hard} lỗi</span> ' if row.hard else ""
    return f'{hard}<span class="nowrap">{SHOULD} {row.soft} cần giải thích</span>' if row.soft else hard


def faults_html(row: BoardRow) -> str:
    return f'\n<small class="unsaved">{row.mail_faults} thư chưa tới</small>' if row.mail_faults else ""


def due_html(row: BoardRow) -> str:
    """The last day; a later one opens to who gave it, and why."""
    late = f'\n<small class="unsaved">{escape(row.late)}</small>' if row.late else ""
    if not row.extended:
        return f'<span class="phone-only">hạn </span>{row.due}{late}'
    return (
        f'<details><summary aria-label="Hạn {row.due}, đã gia hạn">{row.due}</summary>'
        f'<p class="given">{escape(row.extended)}</p></details>{late}'
    )


def next_html(row: BoardRow, name: str) -> str:
    """What comes next: a way to somewhere, or the button that reminds of this report alone."""
    if row.href:
        return f'<a href="{row.href}">{row.verb}<span class="sr-only"> {name}</span></a>'
    return (
        f'<button class="button button--link" type="submit" name="one" value="{row.pk}">'
        f'{row.verb} <span class="sr-only">{name}</span></button>'
    )
