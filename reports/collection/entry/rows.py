"""One cell of the entry form and its HTML, written out here: forty includes cost a page more than all its queries.

What comes from people or from the catalogue passes through `escape`; the page places the finished rows.
"""

from dataclasses import dataclass
from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString

from reports.models import Entry

KIND_LABELS = {
    "final": "Số chính thức",
    "estimate": "Số ước",
    "not_applicable": "Không phát sinh",
    "missing": "Chưa có số liệu",
}
# Of words that come again in every form of everybody; never for what people write.
known_words = lru_cache(maxsize=2000)(escape)
INVALID = ' aria-invalid="true"'
# Only for a browser without scripts, whose keys cannot choose: with scripts nothing of it is read.
OPTIONS = {
    chosen: '<noscript><select name="k-{code}" aria-label="Loại số ô {number}">'
    + "".join(
        f'<option value="{kind}"{" selected" if kind == chosen else ""}>{label}</option>'
        for kind, label in KIND_LABELS.items()
    )
    + "</select></noscript>"
    for chosen in KIND_LABELS
}
# States whose sign alone says enough to who sees it.
QUIET = frozenset({"saved", "none", "missing"})
NOTE_HINTS = {"should": "Ví dụ: từ tháng 8 thêm hai cơ sở tuyển hệ 9+ trên địa bàn"}
MISSING_HINT = "Lý do, ví dụ: chờ kết quả điều tra, dự kiến 10/12"


@dataclass(frozen=True)
class FormRow:
    """One cell of the form, ready to print. `css` and `icon` name its look, `kind` what stands in it.

    `starts`: the work goes on here, so the page opens with this field in hand.
    """

    number: int
    code: str
    name: str
    unit: str
    is_part: bool
    last: str
    text: str
    kind: str
    note: str
    version: int
    css: str
    icon: str
    label: str
    change: str
    say: str
    advice: str
    should: bool
    linked_url: str
    linked_text: str
    reported_before: str
    last_year: int
    starts: bool
    history_url: str
    theirs: str
    returned: str
    editable: bool
    unsaved: bool
    done: bool

    @property
    def placeholder(self) -> str:
        return KIND_LABELS[self.kind] if self.kind in (Entry.NOT_APPLICABLE, Entry.MISSING) else ""

    @property
    def mark(self) -> str:
        return "ước" if self.kind == "estimate" and self.text else ""

    @property
    def asks_note(self) -> bool:
        """Whether the field of the note is open: something is to be explained, or the note itself was not taken."""
        # Shown open so that the reason that is missing can be typed at once.
        return self.should or (self.unsaved and self.kind == Entry.MISSING)

    @property
    def html(self) -> SafeString:
        """The two lines of the table: the cell, and below it what is said of it."""
        code, unit = known_words(self.code), known_words(self.unit)
        return SafeString(
            f'<tr class="cell cell--{self.css}" id="cell-{code}" data-code="{code}" data-place="ô {self.number}">\n'
            f'<td class="no">{self.number}</td>\n'
            f'<th scope="row" class="name{" part" if self.is_part else ""}">'
            f'<label for="v-{code}">{known_words(self.name)}</label> <span class="unit">{unit}</span>'
            f"{before_html(self)}</th>\n"
            f'<td class="last num"><span class="phone-only">{self.last_year}: </span>{escape(self.last)}'
            f'<span class="phone-only"> {unit}</span></td>\n'
            f'<td class="now">{value_html(self, code)}</td>\n'
            f'<td class="change num rank-2">{escape(self.change)}</td>\n'
            f'<td class="state"><span class="says" aria-live="polite">{state_html(self)}</span></td>\n'
            f'</tr>\n<tr class="cell-say{" cell-say--note" if self.asks_note else ""}" id="say-{code}" '
            f'data-code="{code}"><td class="no"></td>'
            f'<td colspan="5"><div class="said">{say_html(self)}</div>{note_html(self, code)}</td></tr>\n'
        )


def before_html(row: FormRow) -> str:
    """What the bodies before reported of their part of the year, where it was cut in two."""
    if not row.reported_before:
        return ""
    return f' <span class="reported-before">Báo cáo kết thúc: {escape(row.reported_before)}</span>'


def value_html(row: FormRow, code: str) -> str:
    """The number as a field, or as text where it cannot be changed here."""
    mark = f'<span class="field-mark" aria-hidden="true">{row.mark}</span>'
    if not row.editable:
        shown = escape(row.text or row.placeholder or "—")
        return (
            f'<span class="field">{mark if row.mark else ""}<span class="cell-input cell-shown">{shown}</span></span>'
        )
    state = f"{INVALID if row.css == 'must' else ''}{' autofocus' if row.starts else ''}"
    return (
        f'<span class="field">{mark}'
        f'<input class="cell-input" id="v-{code}" name="v-{code}" value="{escape(row.text)}" '
        f'placeholder="{row.placeholder}" inputmode="decimal" autocomplete="off" enterkeyhint="next" '
        f'aria-describedby="say-{code}"{state}></span>'
        f'<input type="hidden" name="k-{code}" value="{row.kind}">'
        # The version that is seen goes along, so that a colleague's later number is noticed.
        f'<input type="hidden" name="s-{code}" value="{row.version}">'
        # Last: without scripts both kinds are sent, and QueryDict gives the later one, that of the list.
        f"{OPTIONS[row.kind].format(code=code, number=row.number)}"
    )


def note_html(row: FormRow, code: str) -> str:
    """The note as a field, open only where it is asked for or wanted."""
    if not row.editable:
        return ""
    hint = MISSING_HINT if row.kind == Entry.MISSING else NOTE_HINTS.get(row.css, "Ghi chú cho Sở đọc")
    return (
        f'<div class="note-line"><input class="note-input" id="n-{code}" name="n-{code}" value="{escape(row.note)}" '
        f'placeholder="{hint}" aria-label="Ghi chú ô {row.number}" maxlength="2000" autocomplete="off"></div>'
    )


def state_html(row: FormRow) -> str:
    """Icon and word of the cell's state, its note, and the way to its history; the script places it, too."""
    icon, label = f'<svg class="icon" aria-hidden="true"><use href="#i-{row.icon}"/></svg>', known_words(row.label)
    if row.linked_url:
        where = escape(row.linked_text)
        return (
            f'{icon} <a href="{escape(row.linked_url)}" title="{where} Xem hoặc sửa một lần cho cả hai">{label}'
            f'<span class="sr-only">. {where} Xem hoặc sửa một lần cho cả hai</span></a>'
        )
    note = f'<span class="noted">“{escape(row.note)}”</span>' if row.note and not row.asks_note else ""
    # A tick says it alone; what is to be done stands in words.
    said = f'<span class="sr-only">{label}</span>' if row.css in QUIET else label
    if row.css == "blank":
        return f"{said}{note}"
    if not row.history_url:
        return f"{icon} {said}{note}"
    return (
        f'<a class="quiet" href="{escape(row.history_url)}" data-history title="Lịch sử ô (F4)">{icon} {said}'
        f'<span class="sr-only">, xem lịch sử ô {row.number}</span></a>{note}'
    )


def say_html(row: FormRow) -> str:
    """What is said of the cell: why it came back, a colleague's number, what to mend; the script places it, too."""
    back = said = ""
    if row.returned:
        back = f'<div class="say say--should"><span class="back">Sở trả lại:</span> “{escape(row.returned)}”</div>'
    code = known_words(row.code)
    if row.theirs:
        said = (
            f'<div class="say" role="alert">{escape(row.theirs)}\n<div class="actions">'
            f'<button class="button" type="button" data-keep="theirs" data-code="{code}">Giữ số của đồng nghiệp'
            "</button> "
            f'<button class="button" type="button" data-keep="mine" data-code="{code}">Giữ số của tôi</button>'
            "</div></div>"
        )
    elif row.say:
        said = (
            f'<div class="say{" say--should" if row.should else ""}" id="findings-{code}">'
            f"<strong>{escape(row.say)}</strong> {escape(row.advice)}</div>"
        )
    return back + said
