"""Content drawn for one reader is shown to the next one with the same rights, and to nobody once it has changed."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from agencies import clock
from agencies.access import Role
from agencies.models import Agency, User
from reports.collection.obstacles.services import raise_obstacle, reply
from reports.models import Decider, Delivery, Generation, Notice, NoticeKind, ObstacleState, ReportingPeriod, Submission
from tests import factories

pytestmark = pytest.mark.django_db
CEILING_OF_A_REMEMBERED_PAGE = 7


@pytest.fixture
def department() -> Agency:
    return factories.make_department()


@pytest.fixture
def leader(department: Agency) -> User:
    return factories.make_user(Role.LEADER, department, username="leader")


@pytest.fixture
def period(department: Agency) -> ReportingPeriod:
    """A plan with one target and a round of this year, in which one district has begun."""
    plan = factories.make_plan("KH-10", last_year=clock.today().year + 3)
    factories.make_target(plan, factories.make_indicator(headline=True), year=clock.today().year + 1)
    period = factories.make_period(plan, clock.today().year, due_at=clock.now() + timedelta(days=9))
    factories.make_submission(period, factories.make_agency("001"))
    Generation.objects.create(locality=department.locality, number=1, computed_at=clock.now())
    return period


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def is_drawn_anew(client: Client, address: str = "/") -> bool:
    """Whether an answer was drawn for this request: only then the template was given a page."""
    response = client.get(address)
    assert response.status_code == 200
    return "page" in response.context


def test_the_second_reader_with_the_same_rights_gets_what_was_drawn_for_the_first(leader, department, period):
    other = factories.make_user(Role.LEADER, department, username="other", last_name="Trần Thị", first_name="Khác")
    first, second = signed_in(leader), signed_in(other)
    assert is_drawn_anew(first)
    assert not is_drawn_anew(first)
    assert not is_drawn_anew(second)
    assert "KH-10" in second.get("/").content.decode()


def test_a_remembered_page_reads_only_what_decides_it(leader, period, django_assert_max_num_queries):
    client = signed_in(leader)
    assert is_drawn_anew(client)
    with django_assert_max_num_queries(CEILING_OF_A_REMEMBERED_PAGE):
        client.get("/")


def test_each_reader_gets_a_token_of_the_own(leader, department, period):
    other = factories.make_user(Role.LEADER, department, username="other")
    for user in (leader, other):
        client = Client(enforce_csrf_checks=True)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        page = client.get("/").content.decode()
        [token] = re.findall('name="csrfmiddlewaretoken" value="(.*?)"', page)[:1]
        assert client.post("/accounts/logout/", {"csrfmiddlewaretoken": token}).status_code == 302


def reviewer(department: Agency) -> User:
    """Sees all that a leader sees, and the links to the reviews."""
    return factories.make_user(Role.STAFF, department, username="other")


def reporter(department: Agency) -> User:
    """Sees neither the rounds nor figures under review."""
    return factories.make_user(Role.REPORTER, Agency.objects.get(code="001"), username="other")


def leader_of_two(department: Agency) -> User:
    """Has a second locality to choose."""
    other = factories.make_user(Role.LEADER, department, username="other")
    locality = factories.make_locality("68")
    factories.join(other, Role.LEADER, factories.make_department("so-68", locality=locality))
    return other


@pytest.mark.parametrize("other", [reviewer, reporter, leader_of_two])
@pytest.mark.parametrize("with_rounds", [True, False], ids=["in a round", "without rounds"])
def test_other_rights_get_other_content_at_the_same_address(leader, department, period, other, with_rounds):
    if not with_rounds:
        period.submissions.all().delete()
        period.delete()
    first, second = signed_in(leader), signed_in(other(department))
    assert is_drawn_anew(first, "/standing/")
    own = second.get("/standing/")
    assert "page" in own.context
    assert own.context["content"].body != first.get("/standing/").context["content"].body


@pytest.mark.parametrize("query", ["locality=68", "year=2021", "plan=KH-10", "view=provisional"])
def test_every_choice_has_a_page_of_its_own(department, period, query):
    client = signed_in(leader_of_two(department))
    plain = client.get("/standing/").context["content"].body
    response = client.get(f"/standing/?{query}")
    assert "page" in response.context
    assert response.context["content"].body != plain


def test_the_same_content_at_another_address_leads_on_from_there(leader, period):
    client = signed_in(leader)
    assert is_drawn_anew(client, "/")
    assert is_drawn_anew(client, "/standing/")
    assert "/standing/?" in client.get("/standing/").content.decode()


def test_a_right_taken_away_holds_at_once(leader, department, period):
    client = signed_in(leader)
    response = client.get("/")
    membership = leader.memberships.get()
    membership.valid_to = clock.today() - timedelta(days=1)
    membership.save()
    assert client.get("/", headers={"If-None-Match": response.headers["ETag"]}).status_code == 403
    assert client.get("/").status_code == 403


def pass_up(period: ReportingPeriod) -> None:
    now = clock.now()
    reporter = factories.make_user(agency=Agency.objects.get(code="001"))
    staff = factories.make_user(Role.STAFF, Agency.objects.get(code="so-ldtbxh"))
    row = raise_obstacle(
        agency=Agency.objects.get(code="001"),
        plan=period.plan,
        title="x",
        text="x",
        since=clock.today(),
        asks=Decider.LOCALITY,
        by=reporter,
        now=now,
    )
    reply(obstacle=row, to=ObstacleState.PASSED_UP, text="x", seen_version=1, by=staff, now=now)


def send(period: ReportingPeriod) -> None:
    sender = factories.make_user(agency=Agency.objects.get(code="001"))
    period.submissions.update(
        state="submitted", first_opened_at=clock.now(), submitted_at=clock.now(), submitted_by=sender
    )


CHANGES: dict[str, Callable[[ReportingPeriod], object]] = {
    "a recalculation": lambda period: Generation.objects.update(number=2),
    "a form opened for the first time": lambda period: period.submissions.update(first_opened_at=clock.now()),
    "a report sent": send,
    "one more agency": lambda period: factories.make_submission(period, factories.make_agency("002")),
    "a deadline moved": lambda period: ReportingPeriod.objects.update(due_at=clock.now() + timedelta(days=20)),
    "a period closed": lambda period: ReportingPeriod.objects.update(closed_at=clock.now()),
    "an obstacle passed up": pass_up,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whatever_the_page_shows_has_it_drawn_anew(leader, period, change):
    client = signed_in(leader)
    tag = client.get("/").headers["ETag"]
    assert client.get("/", headers={"If-None-Match": tag}).status_code == 304
    change(period)
    assert client.get("/", headers={"If-None-Match": tag}).status_code == 200
    assert not is_drawn_anew(client)


def test_a_year_before_the_first_is_drawn_anew_when_the_round_that_is_shown_in_its_place_moves(leader, department):
    year = clock.today().year - 1
    plan = factories.make_plan("KH-10", first_year=year, last_year=year + 4)
    factories.make_target(plan, factories.make_indicator(headline=True), year=year + 2)
    shown = factories.make_period(plan, year)
    factories.make_submission(shown, factories.make_agency("001"))
    client = signed_in(leader)
    address = f"/?year={year - 5}"
    tag = client.get(address).headers["ETag"]
    shown.submissions.update(first_opened_at=clock.now())
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_a_name_changed_shows_in_the_frame_at_once(leader, period):
    client = signed_in(leader)
    tag = client.get("/").headers["ETag"]
    User.objects.filter(pk=leader.pk).update(last_name="Lê Văn")
    assert client.get("/", headers={"If-None-Match": tag}).status_code == 200


def test_the_next_day_is_drawn_anew(leader, period, monkeypatch):
    client = signed_in(leader)
    assert is_drawn_anew(client)
    tomorrow = clock.today() + timedelta(days=1)
    monkeypatch.setattr(clock, "today", lambda: tomorrow)
    assert is_drawn_anew(client)


def test_a_reporter_s_browser_does_not_keep_the_number_of_notices_that_were_read(period):
    form = period.submissions.get()
    reporter = factories.make_user(agency=form.agency)
    notice = Notice.objects.create(
        user=reporter, submission=form, kind=NoticeKind.OPENED, text="Kỳ đã mở.", created_at=clock.now(),
        delivery=Delivery.NO_ADDRESS,
    )  # fmt: skip
    client = signed_in(reporter)
    first = client.get("/standing/")
    assert "Thông báo (1)" in first.content.decode()
    seen = {"If-None-Match": first["ETag"]}
    assert client.get("/standing/", headers=seen).status_code == 304
    Notice.objects.filter(pk=notice.pk).update(read_at=clock.now())
    assert "Thông báo (1)" not in client.get("/standing/", headers=seen).content.decode()
    assert client.get("/standing/", headers=seen).status_code == 200


def test_the_browser_of_staff_does_not_keep_the_number_of_reports_that_wait(period):
    form = period.submissions.get()
    staff = factories.make_user(Role.STAFF, Agency.objects.get(code="so-ldtbxh"), username="counts")
    client = signed_in(staff)
    send(period)
    first = client.get("/")
    assert first.context["nav"][0].count == 1
    seen = {"If-None-Match": first["ETag"]}
    assert client.get("/", headers=seen).status_code == 304
    Submission.objects.filter(pk=form.pk).update(submitted_by=staff)  # what she sent herself waits for another
    answer = client.get("/", headers=seen)
    assert (answer.status_code, answer.context["nav"][0].count) == (200, 0)
