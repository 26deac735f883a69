"""The demo's obstacles: made up, labelled so, and each in another state."""

from dataclasses import dataclass
from datetime import timedelta

from agencies import clock
from agencies.models import User
from reports.collection.obstacles.services import raise_obstacle, reply
from reports.models import Decider, ObstacleState
from targets.models import Plan


@dataclass(frozen=True)
class Example:
    """One obstacle; `steps` are (days ago, state, words), days counted back from the demo's day."""

    agency: str
    plan: str
    title: str
    text: str
    asks: Decider
    raised: int
    steps: tuple[tuple[int, ObstacleState, str], ...] = ()


EXAMPLES = (
    Example(
        "017", "KH-CL2239", "Chưa có định mức kinh phí cho lớp dưới 3 tháng",
        "Các xã đã đăng ký 12 lớp nhưng chưa có định mức chi. Đề nghị ban hành định mức trước khi giao dự toán.",
        Decider.LOCALITY, 52,
        ((34, ObstacleState.PASSED_UP, "Vượt thẩm quyền của Sở. Đã trình UBND Thành phố cùng phương án định mức."),),
    ),
    Example(
        "004", "KH-10", "Doanh nghiệp chưa nhận học viên thực tập",
        "Ba doanh nghiệp trên địa bàn từ chối nhận thực tập vì chưa rõ trách nhiệm. Đề nghị có mẫu thỏa thuận ba bên.",
        Decider.LOCALITY, 20,
        (
            (15, ObstacleState.ANSWERED, "Sở đang soạn mẫu thỏa thuận, gửi lấy ý kiến trong tháng."),
            (9, ObstacleState.PASSED_UP, "Mẫu cần Thành phố thống nhất. Đã trình kèm dự thảo."),
        ),
    ),
    Example(
        "008", "KH-CL2239", "Thiếu số liệu lao động có chứng chỉ nghề",
        "Phường không có nguồn thống kê người có chứng chỉ. Đề nghị hướng dẫn nguồn và cách đếm.",
        Decider.DEPARTMENT, 12,
        ((8, ObstacleState.ANSWERED, "Lấy từ báo cáo cấp chứng chỉ của các cơ sở; có phụ lục gửi kèm công văn."),),
    ),
    Example(
        "018", "KH-CL2239", "Phần mềm tuyển sinh của trường không xuất được theo quận",
        "Hai trường chỉ xuất tổng số, không tách theo nơi cư trú. Đề nghị cho dùng số của trường đóng trên địa bàn.",
        Decider.DEPARTMENT, 3,
    ),
)  # fmt: skip
LABEL = "(Nội dung minh họa.)"


def seed_obstacles(users: dict[str, User]) -> None:
    """Let the demo's reporters raise the examples and its staff answer them."""
    now = clock.now()
    plans = {plan.code: plan for plan in Plan.objects.filter(code__in={example.plan for example in EXAMPLES})}
    for example in EXAMPLES:
        reporter = users[f"reporter-{example.agency}"]
        raised_at = now - timedelta(days=example.raised)
        obstacle = raise_obstacle(
            agency=reporter.memberships.select_related("agency").get().agency,
            plan=plans[example.plan],
            title=example.title,
            text=f"{example.text} {LABEL}",
            since=(raised_at - timedelta(days=10)).date(),
            asks=example.asks,
            by=reporter,
            now=raised_at,
        )
        for days, state, words in example.steps:
            obstacle = reply(
                obstacle=obstacle,
                to=state,
                text=f"{words} {LABEL}",
                seen_version=obstacle.version,
                by=users["staff"],
                now=now - timedelta(days=days),
            )
