from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.test import Client

from agencies import clock
from agencies.access import Role
from agencies.models import Agency, User
from reports.collection.obstacles.services import raise_obstacle, reply
from reports.models import Decider, Obstacle, ObstacleState
from targets.models import Plan
from tests import factories


@dataclass
class World:
    """Two districts and a department of Hà Nội, staff of another locality, and people on all sides."""

    plan: Plan
    district: Agency
    people: dict[str, User]

    def raised(self, title: str = "Thiếu giáo viên tiếng Anh", **details) -> Obstacle:
        """An obstacle of the district, raised by its reporter."""
        now = details.pop("now", None) or clock.now()
        values = {
            "agency": self.district,
            "plan": self.plan,
            "text": "Đề nghị bổ sung 3 biên chế.",
            "since": (now - timedelta(days=30)).date(),
            "asks": Decider.LOCALITY,
            "by": self.people["reporter"],
        }
        return raise_obstacle(title=title, now=now, **{**values, **details})

    def moved(self, obstacle: Obstacle, to: ObstacleState, *, by: str = "staff", text: str = "Đã rõ.", **details):
        obstacle.refresh_from_db()
        details.setdefault("now", clock.now())
        return reply(
            obstacle=obstacle,
            to=to,
            text=text,
            seen_version=details.pop("seen_version", obstacle.version),
            by=self.people[by],
            **details,
        )

    def client(self, who: str) -> Client:
        client = Client()
        client.force_login(self.people[who])
        return client


@pytest.fixture
def world(db) -> World:
    plan = factories.make_plan("KH-10")
    district, other = factories.make_agency("001", name="UBND quận Ba Đình"), factories.make_agency("002")
    department = factories.make_department()
    away = factories.make_department("68-so", locality=factories.make_locality("68"))
    people = {
        "reporter": factories.make_user(agency=district, last_name="Nguyễn Thị", first_name="Lan"),
        "neighbour": factories.make_user(agency=other),
        "staff": factories.make_user(Role.STAFF, department, last_name="Trần", first_name="Minh"),
        "leader": factories.make_user(Role.LEADER, department),
        "administrator": factories.make_user(Role.ADMINISTRATOR, department),
        "stranger": factories.make_user(Role.STAFF, away),
        "nobody": factories.make_user(None),
    }
    people["both"] = factories.make_user(Role.STAFF, department)
    factories.join(people["both"], Role.REPORTER, district)
    return World(plan=plan, district=district, people=people)
