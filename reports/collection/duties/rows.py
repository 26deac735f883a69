"""The duties of a form: what is said of each now and was said last year, what was typed and not taken, and its look.

What comes from people or from the catalogue passes through `escape`; the script places the same pieces.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape

from reports.collection.duties.asked import LEFT_ADVICE, duties_asked, returned_duties, silence_words, was_left
from reports.models import DutyState, DutyUpdate, Submission
from reports.wording.duty_states import DUTY_WORDS, SILENT
from reports.wording.formats import time_vi
from targets.models import Duty


@dataclass(frozen=True)
class TypedDuty:
    """What was typed of a duty and not taken, and why: a fault of its own, or what a colleague wrote meanwhile."""

    state: str
    text: str
    error: str = ""
    theirs: DutyUpdate | None = None


@dataclass(frozen=True)
class DutyRow:
    """One duty that the agency leads; `state` and `text` as they are to be shown, `version` of what is stored.

    `choices`: (value, label, whether it is chosen); `css`, `icon`, `says`: how it stands.
    """

    pk: int
    number: str
    title: str
    citation: str
    state: str
    label: str
    text: str
    before: str
    choices: list[tuple[str, str, bool]]
    version: int
    css: str
    icon: str
    says: str
    updated_at: datetime | None = None
    returned: str = ""
    error: str = ""
    theirs: str = ""
    advice: str = ""

    @property
    def code(self) -> str:
        """Its name among the fields of the form."""
        return duty_code(self.pk)

    @property
    def done(self) -> bool:
        return self.css != "must" and bool(self.state)

    @property
    def state_html(self) -> str:
        return f'<svg class="icon" aria-hidden="true"><use href="#i-{self.icon}"/></svg> {escape(self.says)}'

    @property
    def say_html(self) -> str:
        if self.theirs:
            return (
                f'<div class="say" role="alert">{escape(self.theirs)}\n<div class="actions">'
                f'<button class="button" type="button" data-keep="theirs" data-code="{self.code}">Giữ của đồng nghiệp'
                "</button> "
                f'<button class="button" type="button" data-keep="mine" data-code="{self.code}">Giữ của tôi</button>'
                "</div></div>"
            )
        if self.error:
            return f'<div class="say" role="alert"><strong>{escape(self.error)}</strong> {escape(self.advice)}</div>'
        return ""


def duty_code(pk: int) -> str:
    return f"duty-{pk}"


def duty_rows(
    submission: Submission, typed: Mapping[int, TypedDuty] | None = None, *, duties: list[Duty] | None = None
) -> list[DutyRow]:
    """The duties that the plan gives this agency to lead; `typed` by primary key overlays what was not taken.

    `duties` are those of the form where the caller has read them already.
    """
    duties = duties_asked(submission) if duties is None else duties
    if not duties:
        return []
    # By body and not by report: what it said last year stands in another form.
    updates = DutyUpdate.objects.filter(submission__agency_id=submission.agency_id)
    now = {update.duty_id: update for update in updates.filter(submission=submission)}
    # Last year's words are those of the same round: of the whole year, or of the same stretch of it.
    period = submission.period
    last_year = updates.said().filter(
        submission__period__year=period.year - 1, submission__period__interim=period.interim
    )
    before = {update.duty_id: update for update in last_year}
    typed, asked = typed or {}, returned_duties(submission)
    left = {pk for pk in asked if pk in now and was_left(now[pk], submission)}
    return [
        duty_row(
            duty,
            now.get(duty.pk),
            before.get(duty.pk),
            typed.get(duty.pk),
            returned=asked.get(duty.pk, ""),
            left=duty.pk in left,
        )
        for duty in duties
    ]


def duty_row(
    duty: Duty,
    update: DutyUpdate | None,
    before: DutyUpdate | None,
    typed: TypedDuty | None,
    *,
    returned: str,
    left: bool,
) -> DutyRow:
    shown = typed or update
    chosen, text = (shown.state, shown.text) if shown else ("", "")
    css, icon, says, error, advice = duty_look(update, typed, has_left=left)
    theirs = typed.theirs if typed else None
    return DutyRow(
        pk=duty.pk,
        number=duty.number,
        title=duty.title,
        citation=duty.citation,
        state=chosen,
        label=DUTY_WORDS[chosen or SILENT].label,
        text=text,
        before=f"{DUTY_WORDS[before.state].label}. {before.text}".strip() if before else "",
        choices=[(value, label, value == chosen) for value, label in DutyState.choices],
        version=update.version if update else 0,
        css=css,
        icon=icon,
        says=says,
        updated_at=update.updated_at if update else None,
        returned=returned,
        error=error,
        theirs=colleague_words(theirs) if theirs else "",
        advice=advice,
    )


def duty_look(update: DutyUpdate | None, typed: TypedDuty | None, *, has_left: bool) -> tuple[str, str, str, str, str]:
    """Class, icon and word of how a duty stands, what is wrong with it, and what to do.

    `has_left`: whether it was sent back and nobody has touched it since.
    """
    if typed is not None:
        # A fault of the words is to be mended, a colleague's words are to be chosen between.
        return "must", "must", "Phải sửa" if typed.error else "Chưa lưu", typed.error, "Chưa ghi nội dung này."
    if update is None:
        return "blank", "not_opened", "Chưa báo cáo", "", ""
    if not update.state:
        return "should", "should", "Đã lưu, chưa chọn tình hình", *silence_words(has_text=True)
    if has_left:
        # The reason itself stands above it.
        return "should", "should", "Sở trả lại, chưa sửa", "Chưa sửa từ khi Sở trả lại.", LEFT_ADVICE
    return "saved", "saved", "Đã lưu", "", ""


def colleague_words(theirs: DutyUpdate) -> str:
    who = theirs.updated_by.full_name if theirs.updated_by else "Đồng nghiệp"
    said = f"{DUTY_WORDS[theirs.state or SILENT].label}. {theirs.text}".strip()
    return f"{who} vừa ghi lúc {time_vi(theirs.updated_at)}: “{said}”. Giữ nội dung nào?"


def duty_update(row: DutyRow) -> dict[str, object]:
    """What the page's script needs to bring one duty up to date, in the words of a cell."""
    return {
        "code": row.code,
        "css": row.css,
        "state": row.state_html,
        "say": row.say_html,
        "text": row.text,
        "kind": row.state,
        "note": "",
        "version": row.version,
        # The script leaves what is typed in such a field alone.
        "unsaved": bool(row.theirs) or (row.css == "must"),
    }
