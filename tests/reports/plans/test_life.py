"""A plan from its document into force, changed, taken back and ended: who may, what stays, what goes on record."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from agencies import clock
from agencies.access import Role
from agencies.models import AgencyKind
from reports.collection.catalogue import load_catalogue
from reports.collection.periods.services import open_period
from reports.models import AuditEvent, MilestoneJudgement, ReportingPeriod, Submission, Verb
from reports.plans import drafting, editions, services
from reports.plans.services import NotStaffHere, StaleDraft
from targets.models import DraftState, Indicator, Milestone, Plan, PlanDraft, Target
from targets.plans.applying import PlanRefused
from targets.plans.content import as_yaml, content_from_json, from_yaml, plan_content
from targets.plans.gaps import gaps
from targets.plans.then import content_on
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

TEXT = (Path(__file__).parents[2] / "cases/plans/made-up-87.txt").read_text(encoding="utf-8")
DEPARTMENTS = (
    "Sở Giáo dục và Đào tạo", "Sở Nội vụ", "Sở Tài chính", "Sở Công Thương", "Sở Nông nghiệp và Môi trường",
    "Sở Khoa học và Công nghệ", "Sở Văn hóa, Thể thao và Du lịch", "Liên đoàn Lao động tỉnh", "Hội Nông dân tỉnh",
    "Ban Quản lý các khu công nghiệp tỉnh", "Hiệp hội Doanh nghiệp tỉnh", "Liên minh Hợp tác xã tỉnh",
    "Báo và Phát thanh, Truyền hình tỉnh",
)  # fmt: skip


@pytest.fixture
def place():
    return make_place()


def make_place():
    """A new province with its departments and two communes, and two of its staff."""
    locality = factories.make_locality("75")
    bodies = [
        factories.make_agency(f"75-{n}", locality=locality, name=name, short_name=name, kind=AgencyKind.DEPARTMENT)
        for n, name in enumerate(DEPARTMENTS)
    ]
    for n in range(2):
        factories.make_agency(f"75-xa-{n}", locality=locality, name=f"UBND xã {n}", kind=AgencyKind.COMMUNE)
    first = factories.make_user(Role.STAFF, bodies[0])
    second = factories.make_user(Role.STAFF, bodies[0])
    return locality, first, second


def taken_work(draft):
    """The work when an officer has taken everything that was read, and says who reports it."""
    work = draft.work
    for name in ("targets", "milestones", "duties"):
        for row in work[name]:
            row["state"] = "taken"
    for row in work["numbers"]:
        row["state"] = "refused"
    for row in work["targets"]:
        row["ambition"] = "committed"
        row["kinds"] = ["commune"]
        row["indicator"] = ""
        if row["basis"] in ("every_year", "average_per_year") and row["from_year"] is None:
            row["from_year"] = 2026
        if row["unit"].startswith("%") and row["basis"] not in ("year", "change"):
            row["state"] = "refused"
    work["targets"] = [row for row in work["targets"] if row["low"] != "55"]
    work["reporting"]["recipient"] = "75-0"
    return work


def drafted(place, code="KH-87"):
    locality, first, _ = place
    return drafting.draft_plan(locality=locality, code=code, text=TEXT, by=first, now=clock.now())


def in_force(place, code="KH-87"):
    _, first, second = place
    draft = drafted(place, code)
    draft = services.save_work(draft=draft, work=taken_work(draft), seen_version=1, by=first, now=clock.now())
    draft = services.check_draft(draft=draft, by=second, now=clock.now())
    return services.put_in_force(draft=draft, on=date(2026, 4, 1), by=first, now=clock.now())


def test_a_document_becomes_a_plan_in_force(place):
    plan = in_force(place)
    assert (plan.number, plan.issued_on, plan.first_year, plan.last_year) == (
        "87/KH-UBND",
        date(2026, 3, 12),
        2026,
        2035,
    )
    assert (plan.due_day, plan.due_month, plan.due_next_year) == (10, 12, False)
    assert plan.targets.exclude(comparator="milestone").count() == 20
    assert plan.targets.filter(comparator="milestone").count() == 2
    assert plan.duties.count() == 22
    assert plan.duties.get(number="VI.5.2").parties.filter(role="cooperating").count() == 2
    assert set(AuditEvent.objects.values_list("verb", flat=True)) >= {
        Verb.PLAN_DRAFTED, Verb.PLAN_CHECKED, Verb.PLAN_IN_FORCE,
    }  # fmt: skip


def test_nothing_is_there_before_it_is_in_force(place):
    draft = drafted(place)
    assert not Plan.objects.exists()
    assert not Indicator.objects.exists()
    assert gaps(draft.work)


def test_a_draft_with_rows_not_yet_seen_is_not_checked(place):
    _, _, second = place
    draft = drafted(place)
    with pytest.raises(PlanRefused, match="chưa xem"):
        services.check_draft(draft=draft, by=second, now=clock.now())


def test_whoever_drafts_does_not_check(place):
    _, first, _ = place
    draft = drafted(place)
    draft = services.save_work(draft=draft, work=taken_work(draft), seen_version=1, by=first, now=clock.now())
    with pytest.raises(PlanRefused, match="không tự kiểm tra"):
        services.check_draft(draft=draft, by=first, now=clock.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanDraft.objects.update(state=DraftState.CHECKED, checked_by=first, checked_at=clock.now())


@pytest.mark.once
def test_checking_keeps_nothing_of_the_plan(place):
    _, first, second = place
    draft = drafted(place)
    draft = services.save_work(draft=draft, work=taken_work(draft), seen_version=1, by=first, now=clock.now())
    services.check_draft(draft=draft, by=second, now=clock.now())
    assert not Plan.objects.exists()
    assert not Indicator.objects.exists()


@pytest.mark.once
def test_a_draft_changed_after_its_check_has_to_be_checked_again(place):
    _, first, second = place
    draft = drafted(place)
    draft = services.save_work(draft=draft, work=taken_work(draft), seen_version=1, by=first, now=clock.now())
    draft = services.check_draft(draft=draft, by=second, now=clock.now())
    draft = services.save_work(draft=draft, work=draft.work, seen_version=draft.version, by=first, now=clock.now())
    assert (draft.state, draft.checked_by) == (DraftState.DRAFT, None)
    with pytest.raises(PlanRefused, match="vừa được sửa nên phải kiểm tra lại"):
        services.put_in_force(draft=draft, on=date(2026, 4, 1), by=first, now=clock.now())


def test_the_second_of_two_writers_is_told(place):
    _, first, _ = place
    draft = drafted(place)
    services.save_work(draft=draft, work=draft.work, seen_version=1, by=first, now=clock.now())
    with pytest.raises(StaleDraft):
        services.save_work(draft=draft, work=draft.work, seen_version=1, by=first, now=clock.now())


def test_staff_of_another_province_and_reporters_have_no_part(place):
    draft = drafted(place)
    stranger = factories.make_user(Role.STAFF, factories.make_agency("68-a", locality=factories.make_locality("68")))
    reporter = factories.make_user(Role.REPORTER, draft.locality.agencies.first())
    leader = factories.make_user(Role.LEADER, draft.locality.agencies.first())
    for person in (stranger, reporter, leader):
        assert not PlanDraft.objects.visible_to(person).exists()
        with pytest.raises(NotStaffHere):
            services.check_draft(draft=draft, by=person, now=clock.now())


def amended(place, plan, change, on):
    _, first, second = place
    draft = drafting.amend_plan(
        plan=plan, document="Quyết định 212/QĐ-UBND", on=on, reason="nâng mức", by=first, now=clock.now()
    )
    work = draft.work
    change(work)
    draft = services.save_work(draft=draft, work=work, seen_version=draft.version, by=first, now=clock.now())
    draft = services.check_draft(draft=draft, by=second, now=clock.now())
    return services.put_in_force(draft=draft, on=on, by=first, now=clock.now())


def raise_level(work):
    [row] = [row for row in work["targets"] if row["year"] == 2030 and row["low"] == "36"]
    row["low"] = "38"


def citations(plan):
    return {(row.indicator.code, row.year, row.basis): row.citation for row in plan.targets.select_related("indicator")}


@pytest.mark.once
def test_what_an_amendment_changes_is_cited_by_it_and_nothing_else(place):
    plan = in_force(place)
    first = citations(plan)

    def change(work):
        raise_level(work)
        rows = [row for row in work["targets"] if row["state"] == "taken" and row["low"] != "38"]
        # Moved to another year, and a level whose place in the new document somebody has typed.
        rows[0]["year"] += 1
        rows[1] |= {"low": "1", "citation": "Quyết định 212/QĐ-UBND, Điều 2"}
        work["duties"][0]["title"] = "Nhiệm vụ đã sửa"

    amended(place, plan, change, clock.today())
    cited = citations(plan)
    document = "Quyết định 212/QĐ-UBND"
    changed = {key: value for key, value in cited.items() if first.get(key) != value}
    assert sorted(changed.values()) == [document, document, f"{document}, Điều 2"]
    assert plan.targets.get(year=2030, low=38).citation == document
    duties = dict(plan.duties.current().values_list("title", "citation"))
    assert [title for title, citation in duties.items() if citation == document] == ["Nhiệm vụ đã sửa"]


@pytest.mark.once
def test_what_is_read_in_an_amending_document_is_cited_by_its_name(place):
    plan = in_force(place)
    document = "212/QĐ-UBND"
    draft = drafting.amend_plan(
        plan=plan,
        document=document,
        on=clock.today(),
        reason="nâng mức",
        text="I. MỤC TIÊU\n1. Đến năm 2031, đào tạo nghề cho 1.200 lao động nông thôn.",
        by=place[1],
        now=clock.now(),
    )
    read = [row for row in draft.work["targets"] if row["state"] != "taken"]
    assert [row["citation"].startswith(f"{document}, mục ") for row in read] == [True]
    draft.work["targets"][-1]["state"] = "taken"
    [entry] = [one for one in services.draft_content(draft)["targets"] if one["year"] == 2031]
    assert entry["citation"] == read[0]["citation"]


def test_an_amendment_says_who_changed_what_from_when_by_which_document(place):
    plan = in_force(place)
    today = clock.today()
    amended(place, plan, raise_level, today)
    assert plan.targets.filter(year=2030, low=38).count() == 1
    assert not plan.targets.filter(year=2030, low=36).exists()
    event = AuditEvent.objects.get(verb=Verb.PLAN_AMENDED)
    assert event.after["document"] == "Quyết định 212/QĐ-UBND"
    [[place_before, before]] = event.before["changed"]
    [[place_after, after]] = event.after["changed"]
    assert place_before == place_after
    assert (before["low"], after["low"]) == (36, 38)


@pytest.mark.once
def test_what_was_in_force_on_a_day_can_still_be_told(place):
    plan = in_force(place)
    today = clock.today()
    amended(place, plan, raise_level, today)
    levels = {
        day: {entry.get("low") for entry in content_on(plan, day)["targets"] if entry["year"] == 2030}
        for day in (today - timedelta(days=1), today)
    }
    assert 36 in levels[today - timedelta(days=1)] and 38 not in levels[today - timedelta(days=1)]
    assert 38 in levels[today] and 36 not in levels[today]
    assert content_on(plan, date(2026, 3, 31)) is None


def test_an_amendment_of_a_day_to_come_waits_for_its_day(place):
    plan = in_force(place)
    tomorrow = clock.today() + timedelta(days=1)
    amended(place, plan, raise_level, tomorrow)
    assert plan.targets.filter(year=2030, low=36).exists()
    assert editions.apply_due_editions(now=clock.now()) == 0
    assert editions.apply_due_editions(now=clock.now() + timedelta(days=1)) == 1
    assert plan.targets.filter(year=2030, low=38).exists()
    assert editions.apply_due_editions(now=clock.now() + timedelta(days=1)) == 0


def test_an_amendment_that_cannot_be_on_its_day_waits_and_holds_up_no_other(place):
    _, first, _ = place
    blocked, other = in_force(place), in_force(place, "KH-88")
    tomorrow = clock.now() + timedelta(days=1)

    def drop_milestones(work):
        work["milestones"] = []

    amended(place, blocked, drop_milestones, localdate(tomorrow))
    amended(place, blocked, raise_level, localdate(tomorrow))
    amended(place, other, raise_level, localdate(tomorrow))
    milestone = Milestone.objects.filter(target__plan=blocked).first()
    MilestoneJudgement.objects.create(
        milestone=milestone, state="done", judged_on=clock.today(), evidence="QĐ", by=first, at=clock.now()
    )
    assert editions.apply_due_editions(now=tomorrow) == 1
    assert other.targets.filter(year=2030, low=38).exists()
    assert blocked.targets.filter(year=2030, low=36).exists()
    assert blocked.editions.filter(applied_at=None).count() == 2


def test_a_target_and_a_duty_can_be_taken_away(place):
    plan = in_force(place)
    number = plan.targets.count()

    def take_away(work):
        work["targets"] = work["targets"][1:]
        work["duties"] = [row for row in work["duties"] if row["number"] != "VI.1.3"]

    amended(place, plan, take_away, clock.today())
    assert plan.targets.count() == number - 1
    assert not plan.duties.filter(number="VI.1.3").exists()


@pytest.mark.once
def test_there_is_one_amendment_at_a_time(place):
    _, first, _ = place
    plan = in_force(place)
    rest = {"document": "QĐ 1", "on": clock.today(), "reason": "", "by": first, "now": clock.now()}
    drafting.amend_plan(plan=plan, **rest)
    with pytest.raises(PlanRefused, match="chưa xong"):
        drafting.amend_plan(plan=plan, **rest)


def test_a_plan_entered_by_mistake_is_withdrawn_and_stays_on_record(place):
    _, first, _ = place
    plan = in_force(place)
    services.withdraw_plan(plan=plan, reason="nhập nhầm tỉnh", by=first, now=clock.now())
    assert not Plan.objects.exists()
    assert not Target.objects.exists()
    event = AuditEvent.objects.get(verb=Verb.PLAN_WITHDRAWN)
    assert event.before["code"] == "KH-87"


@pytest.mark.once
def test_a_plan_whose_round_nobody_has_begun_is_withdrawn_with_it(place):
    _, first, _ = place
    plan = in_force(place)
    period = open_period(plan=plan, year=2026, by=first)
    assert period.submissions.count() == 10
    services.withdraw_plan(plan=plan, reason="nhập nhầm tỉnh", by=first, now=clock.now())
    assert not Plan.objects.exists()
    assert not ReportingPeriod.objects.exists()


def test_a_plan_with_a_round_is_ended_instead(place):
    _, first, _ = place
    plan = in_force(place)
    form = factories.make_submission(factories.make_period(plan, 2026), plan.locality.agencies.last())
    Submission.objects.filter(pk=form.pk).update(first_opened_at=clock.now())
    with pytest.raises(PlanRefused, match="Kết thúc"):
        services.withdraw_plan(plan=plan, reason="nhầm", by=first, now=clock.now())
    ended = services.end_plan(
        plan=plan, document="QĐ 5", on=date(2028, 6, 30), reason="thay bằng kế hoạch mới", by=first, now=clock.now()
    )
    assert ended.asks_for_report(2028)
    assert not ended.asks_for_report(2029)
    with pytest.raises(PlanRefused, match="đã kết thúc"):
        services.end_plan(plan=plan, document="", on=date(2028, 7, 1), reason="", by=first, now=clock.now())


@pytest.mark.once
def test_a_plan_goes_out_as_yaml_and_comes_in_as_the_same(place):
    plan = in_force(place)
    content = plan_content(plan)
    text = as_yaml(content)
    assert from_yaml(text) == content
    assert as_yaml(from_yaml(text)) == text


@pytest.mark.once
def test_the_catalogue_of_the_four_plans_goes_round_too(settings):
    load_catalogue(settings.BASE_DIR / "fixtures")
    for plan in Plan.objects.select_related("locality", "recipient"):
        content = plan_content(plan)
        assert from_yaml(as_yaml(content)) == content


def test_an_edition_keeps_numbers_and_days_exactly(place):
    plan = in_force(place)
    edition = plan.editions.get()
    assert content_from_json(edition.content) == plan_content(plan)
