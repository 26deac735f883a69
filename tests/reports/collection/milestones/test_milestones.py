"""Milestones of texts without numbers: judged by staff with date and evidence; nothing overwritten, counted by year."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from agencies import clock
from agencies.access import Role
from reports.collection.milestones.services import JudgementError, NotYourLocality, judge_milestone
from reports.models import AuditEvent, MilestoneJudgement, Progress, Verb
from reports.progress.services import recalculate_all, recalculate_stale
from targets.calculations.statuses import MilestoneState
from targets.models import Formula, Indicator, Milestone, Target
from tests import factories

TYPED = {"state": "done", "judged_on": "14/12/2023", "evidence": "Quyết định thành lập mạng lưới"}


@pytest.fixture
def target(scene) -> Target:
    indicator = factories.make_indicator("vision", formula=Formula.QUALITATIVE)
    text = factories.make_target(scene.plan, indicator, year=2030, comparator="milestone", low=None)
    for number in (1, 2, 3):
        text.milestones.create(code=f"moc-{number}", position=number, name=f"Mốc {number}", citation="KH-10, mục II")
    return text


@pytest.fixture
def first(target) -> Milestone:
    return target.milestones.get(code="moc-1")


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def judge(milestone, by, **changes):
    said = {"state": MilestoneState.DONE, "judged_on": date(2023, 12, 14), "evidence": "Quyết định"}
    return judge_milestone(milestone=milestone, by=by, now=clock.now(), **{**said, **changes})


def counts(target) -> dict[int, int]:
    rows = Progress.objects.filter(target=target, view="accepted")
    return dict(rows.values_list("year", "milestones_done"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "title"),
    [("Chất lượng đến năm 2030", "Chất lượng đến năm 2030"), ("Chất lượng", "Chất lượng, năm 2030")],
)
def test_a_text_is_named_with_its_year_once(scene, target, first, name: str, title: str):
    Indicator.objects.filter(pk=target.indicator_id).update(name=name)
    client = client_of(scene.staff)
    assert f"<h2>{title}</h2>" in client.get(reverse("milestone-list", args=[scene.plan.code])).content.decode()
    assert f"{title} ·" in client.get(reverse("milestone-judge", args=[first.pk])).content.decode()


@pytest.mark.slow
def test_staff_say_how_far_a_milestone_is_and_the_plan_shows_it(scene, target, first):
    client = client_of(scene.staff)
    answer = client.post(reverse("milestone-judge", args=[first.pk]), TYPED)
    assert answer.headers["Location"] == reverse("milestone-list", args=[scene.plan.code])
    recalculate_all(locality_ids=[scene.plan.locality_id])
    for address in (reverse("plan", args=[scene.plan.code]), reverse("indicator", args=["vision"])):
        text = client.get(address).content.decode()
        assert "hoàn thành, tính đến 14/12/2023" in text
        assert text.count("chưa đánh giá") == 2


@pytest.mark.slow
def test_a_year_counts_what_was_said_of_its_days_and_a_later_setback_counts_later(scene, target, first):
    recalculate_all(locality_ids=[scene.plan.locality_id])
    judge(first, scene.staff)
    judge(first, scene.staff, state=MilestoneState.DOING, judged_on=date(2024, 3, 1), evidence="Phải làm lại")
    recalculate_stale()
    found = counts(target)
    assert (found[2022], found[2023], found[2024]) == (0, 1, 0)


@pytest.mark.slow
def test_what_was_said_before_stays(scene, first):
    judge(first, scene.staff, state=MilestoneState.DOING, judged_on=date(2023, 1, 5), evidence="Đang soạn thảo")
    judge(first, scene.staff)
    text = client_of(scene.staff).get(reverse("milestone-list", args=[scene.plan.code])).content.decode()
    assert "1 lần đánh giá trước" in text
    assert "Đang soạn thảo" in text
    assert MilestoneJudgement.objects.count() == 2


def test_it_goes_on_record_with_what_was_said_before(scene, first):
    judge(first, scene.staff, state=MilestoneState.DOING, judged_on=date(2023, 1, 5), evidence="Đang soạn thảo")
    judge(first, scene.staff)
    event = AuditEvent.objects.filter(verb=Verb.MILESTONE_JUDGED).order_by("-pk").first()
    assert event.before == {"state": "doing", "evidence": "Đang soạn thảo"}
    assert event.after == {"state": "done", "evidence": "Quyết định", "judged_on": "2023-12-14"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"evidence": " \u200b"}, "Ghi căn cứ"),
        ({"judged_on": "31/12/2999"}, "Ngày này chưa tới"),
        ({"judged_on": "31/12/2000"}, "Kế hoạch ban hành ngày"),
        ({"judged_on": "12/31/2023"}, "Gõ ngày như 15/12/2024"),
        ({"state": "perhaps"}, "Chọn một dòng trong danh sách"),
    ],
)
def test_what_cannot_be_taken_is_said_beside_the_field_and_stays_typed(scene, first, changes, words):
    answer = client_of(scene.staff).post(reverse("milestone-judge", args=[first.pk]), {**TYPED, **changes})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert words in text
    assert changes.get("judged_on", TYPED["judged_on"]) in text
    assert not MilestoneJudgement.objects.exists()


def test_the_same_thing_said_twice_is_one_row(scene, first):
    judge(first, scene.staff)
    with pytest.raises(JudgementError):
        judge(first, scene.staff)
    assert MilestoneJudgement.objects.count() == 1


def test_only_staff_of_the_locality_judge(scene, first):
    away = factories.make_department("68-so", locality=factories.make_locality("68"))
    stranger = factories.make_user(Role.STAFF, away)
    for user, status in ((scene.reporter, 403), (stranger, 404)):
        assert client_of(user).post(reverse("milestone-judge", args=[first.pk]), TYPED).status_code == status
        with pytest.raises(NotYourLocality):
            judge(first, user)
    assert not MilestoneJudgement.objects.exists()


@pytest.mark.slow
def test_the_list_costs_the_same_however_many_there_are(scene, target, first, django_assert_max_num_queries):
    judge(first, scene.staff)
    client = client_of(scene.staff)
    client.get(reverse("milestone-list", args=[scene.plan.code]))
    with django_assert_max_num_queries(10):
        client.get(reverse("milestone-list", args=[scene.plan.code]))


def test_what_a_demo_account_says_is_marked_as_made_up(scene, first):
    assert not judge(first, scene.staff).illustrative
    scene.staff.is_demo = True
    assert judge(first, scene.staff, evidence="Quyết định thử").illustrative
