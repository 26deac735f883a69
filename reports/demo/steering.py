"""What the demo's staff did about the open round: reminders, and more time for one agency. Made up, and says so."""

from datetime import date, timedelta

from agencies import clock
from agencies.models import User
from reports.collection.board.services import remind
from reports.collection.extensions.services import extend
from reports.models import State, Submission

PLAN = "KH-CL2239"
REMINDED_DAYS_AGO, EXTENDED_DAYS_AGO = 4, 2
EXTENDED, UNTIL = "271", date(2024, 12, 20)
REASON = "Đang gộp số liệu của các xã sau mưa bão, phòng chuyên môn đề nghị thêm vài ngày. (Nội dung minh họa.)"


def seed_steering(users: dict[str, User]) -> None:
    """Remind the agencies that have not opened the form, and give one of them more time."""
    today, staff = clock.today(), users["staff"]
    # Ten past nine in Viet Nam: this clock is UTC.
    morning = clock.now().replace(hour=2, minute=10, second=0, microsecond=0)
    waiting = Submission.objects.filter(
        period__plan__code=PLAN, period__year=today.year, state=State.DRAFT, first_opened_at__isnull=True
    )
    remind(submissions=waiting, by=staff, now=morning - timedelta(days=REMINDED_DAYS_AGO))
    # After the reminder, as it happened; until a day that lies behind the usual deadline.
    extend(
        submissions=waiting.filter(agency__code=EXTENDED),
        until=UNTIL,
        reason=REASON,
        by=staff,
        now=morning - timedelta(days=EXTENDED_DAYS_AGO),
    )
