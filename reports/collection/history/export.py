"""The history as a list to keep: the events that a search finds, newest first, as far as a spreadsheet is of use."""

from agencies import clock
from agencies.models import User
from reports.collection.history.queries import events_found
from reports.list_files import ListFile
from reports.wording.formats import number

HISTORY_COLUMNS = {"Lúc": 18, "Người": 28, "Việc": 24, "Đơn vị": 36, "Nội dung": 70, "Trước và sau": 70}
MOST_EVENTS = 5000


def history_file(user: User, **asked: object) -> ListFile:
    """One line for each event; two queries however many. Past the most that are listed the file says so."""
    page = events_found(user, **asked, most=MOST_EVENTS)
    rows = [
        [row.when, row.who, row.verb, row.agency, row.summary, "\n".join(map(change_words, row.details))]
        for row in page.rows
    ]
    cut = f"Chỉ có {number(MOST_EVENTS)} việc mới nhất. Chọn khoảng ngày ngắn hơn để xem các việc trước đó."
    title = f"Lịch sử, ngày {clock.today():%d-%m-%Y}"
    return ListFile(title, HISTORY_COLUMNS, rows, below=[cut] if page.older else ())


def change_words(detail: tuple[str, str, str]) -> str:
    name, before, after = detail
    return f"{name}: {before} → {after}"
