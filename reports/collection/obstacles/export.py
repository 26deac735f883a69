"""Obstacles as a list to keep: those that the filters of the page leave, with the last answer to each."""

from collections.abc import Mapping

from agencies import clock
from agencies.models import User
from reports.collection.obstacles.queries import asked_for, fits, obstacles_of, place
from reports.list_files import ListCell, ListFile
from reports.models import Obstacle
from reports.wording.formats import local_day

OBSTACLE_COLUMNS = {
    "Vướng mắc": 50, "Đơn vị": 36, "Kế hoạch": 14, "Từ ngày": 13, "Mô tả và đề nghị": 60, "Đề nghị ai quyết": 24,
    "Trạng thái": 18, "Nêu ngày": 13, "Bước gần nhất": 13, "Trả lời gần nhất": 60,
}  # fmt: skip


def obstacles_file(user: User, query: Mapping[str, str]) -> ListFile:
    """One line for each obstacle; two queries however many."""
    visible = list(obstacles_of(user).prefetch_related("replies"))
    wanted = asked_for(visible, query)
    shown = sorted((row for row in visible if fits(row, wanted)), key=lambda row: place(row, user))
    return ListFile(
        f"Khó khăn, vướng mắc, ngày {clock.today():%d-%m-%Y}",
        OBSTACLE_COLUMNS,
        [obstacle_cells(row) for row in shown],
        illustrative=any(row.illustrative for row in shown),
    )


def obstacle_cells(row: Obstacle) -> list[ListCell]:
    # The replies are prefetched; an ordered query would ask once for each obstacle.
    last = max(row.replies.all(), key=lambda reply: (reply.at, reply.pk), default=None)
    return [
        row.title,
        row.agency.name,
        row.plan.code,
        row.since,
        row.text,
        row.get_asks_display(),
        row.get_state_display(),
        local_day(row.raised_at),
        local_day(last.at) if last else None,
        last.text if last else "",
    ]
