"""One cell of the entry form and its HTML, written out here: forty includes cost a page more than all its queries.

What comes from people or from the catalogue passes through `escape`; the page places the finished rows.
"""

from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString

from reports.models import Entry

KIND_LABELS = {
    "final": "Số chính thức",
    "estimate": "Số ước",
    "not_applicable": "Không phát sinh",
    "missing": "Chưa có số liệu",
}
INVALID = ' aria-invalid="true"'
OPTIONS = {
    chosen: "".join(
        f'<option value="{kind}"{" selected" if kind == chosen else ""}>{label}</option>'
        for kind, label in KIND_LABELS.items()
    )
    for chosen in KIND_LABELS
}


@dataclass(frozen=True)
class FormRow:
    """One cell of the form, ready to print. `css` and `icon` name its look, `kind` the chosen option of the cell."""

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
    def html(self) -> SafeString:
        """The two lines of the table: the cell, and below it what is said of it."""
        code = escape(self.code)
        return SafeString(
            f'<tr class="cell cell--{self.css}" id="cell-{code}" data-code="{code}">\n'
            f'<td class="no">{self.number}</td>\n'
            f'<th scope="row" class="name{" part" if self.is_part else ""}">'
            f'<label for="v-{code}">{escape(self.name)}</label></th>\n'
            f'<td class="unit rank-3">{escape(self.unit)}</td>\n'
            f'<td class="last num"><span class="phone-only">Năm trước: </span>{escape(self.last)}</td>\n'
            f'<td class="now">{value_html(self, code)}</td>\n'
            f'<td class="change num rank-2">{escape(self.change)}</td>\n'
            f'<td class="state" aria-live="polite">{state_html(self)}</td>\n'
            f'<td class="note">{note_html(self, code)}</td>\n'
            f'</tr>\n<tr class="cell-say" id="say-{code}"><td class="no"></td>'
            f'<td colspan="7">{say_html(self)}</td></tr>\n'
        )


def value_html(row: FormRow, code: str) -> str:
    """The number as a field, or as text where it cannot be changed here."""
    if not row.editable:
        return f'<span class="cell-input cell-shown">{escape(row.text or row.placeholder or "—")}</span>'
    return (
        f'<span class="field"><span class="field-mark" aria-hidden="true">{row.mark}</span>'
        f'<input class="cell-input" id="v-{code}" name="v-{code}" value="{escape(row.text)}" '
        f'placeholder="{row.placeholder}" inputmode="decimal" autocomplete="off" enterkeyhint="next" '
        f'aria-describedby="say-{code}"{INVALID if row.css == "must" else ""}></span>'
        f'<input type="hidden" name="s-{code}" value="{row.version}">'
    )


def note_html(row: FormRow, code: str) -> str:
    """Kind and note as fields, the way to the form that holds the number, or the note as text."""
    if row.editable:
        return (
            f'<span class="note-fields"><select class="kind" name="k-{code}" aria-label="Loại số ô {row.number}">'
            f'{OPTIONS[row.kind]}</select><input class="note-input" name="n-{code}" '
            f'value="{escape(row.note)}" placeholder="Ghi chú, giải thích" aria-label="Ghi chú ô {row.number}" '
            'maxlength="2000" autocomplete="off"></span>'
        )
    if row.linked_url:
        return f'{escape(row.linked_text)} <a href="{escape(row.linked_url)}">Xem hoặc sửa một lần cho cả hai</a>'
    return escape(row.note)


def state_html(row: FormRow) -> str:
    """Icon and word of the cell's state, with the way to its history where it has one; the script places it, too."""
    icon, label = f'<svg class="icon" aria-hidden="true"><use href="#i-{row.icon}"/></svg>', escape(row.label)
    if not row.history_url:
        return f"{icon} {label}"
    return (
        f'{icon} <a class="quiet" href="{escape(row.history_url)}" data-history title="Lịch sử ô (F4)">{label}'
        f'<span class="sr-only">, xem lịch sử ô {row.number}</span></a>'
    )


def say_html(row: FormRow) -> str:
    """What is said of the cell: why it came back, a colleague's number, what to mend; the script places it, too."""
    back = said = ""
    if row.returned:
        back = f'<div class="say say--should"><span class="back">Sở trả lại:</span> “{escape(row.returned)}”</div>'
    code = escape(row.code)
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
