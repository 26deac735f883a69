"""Duties as a list to keep: a line for each duty and each agency that leads it."""

from collections.abc import Mapping

from agencies import clock
from agencies.access import Right
from agencies.models import User
from reports.collection.duties.queries import STATE_OPTIONS, agencies_seen, is_followed, latest_updates, leads
from reports.filter_links import chosen
from reports.list_files import ListCell, ListFile
from reports.models import DutyUpdate
from reports.wording.duty_states import DUTY_WORDS, SILENT
from reports.wording.formats import local_day
from targets.models import Duty

DUTY_COLUMNS = {
    "Kế hoạch": 14, "Số": 8, "Nhiệm vụ": 60, "Đơn vị chủ trì": 36, "Tình hình": 18, "Kết quả": 60, "Báo cáo năm": 10,
    "Sửa ngày": 13, "Căn cứ": 30,
}  # fmt: skip


def duties_file(user: User, query: Mapping[str, str]) -> ListFile:
    """What the page's filters leave, whole; four queries however many duties."""
    agencies = agencies_seen(user)
    state = chosen("state", STATE_OPTIONS, query)
    body = chosen("agency", [("", ""), *((one.code, one.name) for one in agencies)], query)
    shown = [one for one in agencies if body in ("", one.code)]
    duties = Duty.objects.filter(plan__locality__in={one.locality_id for one in agencies})
    codes = set(duties.values_list("plan__code", flat=True))
    plan = chosen("plan", [("", ""), *((code, code) for code in codes)], query)
    if plan:
        duties = duties.filter(plan__code=plan)
    updates = latest_updates(shown)
    everywhere = user.access.localities_with(Right.SEE_SUBMISSIONS)
    rows: list[list[ListCell]] = []
    for duty in (
        duties.select_related("plan").prefetch_related("parties").order_by("-plan__issued_on", "position", "pk")
    ):
        bodies = leads(duty, shown)
        for one in bodies:
            said = updates.get((duty.pk, one.pk))
            if state in ("", said.state if said else SILENT):
                rows.append(duty_cells(duty, one.name, said))
        if not bodies and not body and not state and is_followed(duty, everywhere):
            rows.append(duty_cells(duty, "chưa có đơn vị nào", None))
    made_up = any(update.submission.illustrative for update in updates.values())
    return ListFile(f"Nhiệm vụ, ngày {clock.today():%d-%m-%Y}", DUTY_COLUMNS, rows, illustrative=made_up)


def duty_cells(duty: Duty, body: str, said: DutyUpdate | None) -> list[ListCell]:
    return [
        duty.plan.code,
        duty.number,
        duty.title,
        body,
        DUTY_WORDS[said.state if said else SILENT].label,
        said.text if said else "",
        said.submission.period.year if said else None,
        local_day(said.updated_at) if said else None,
        duty.citation,
    ]
