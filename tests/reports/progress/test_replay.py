"""What the second edition of the rules makes of the real figures, and that switching is a decision on record."""

import json
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from agencies import clock
from agencies.access import Role
from agencies.models import Agency, Instance, Locality
from reports.dashboards.method.rule_decisions import NotForYou, RuleDecisionError, decide_rules
from reports.models import AuditEvent, Progress, RuleDecision, Stale, View
from reports.progress.rules import version_in_force
from reports.progress.services import recalculate_stale
from reports.progress.supposed.replay import replay, sentence_of
from reports.wording.formats import NBSP
from reports.wording.terms import promised
from targets.calculations.rules import Rules, RuleVersion
from targets.calculations.thresholds import DEFAULT
from tests import factories

DAY = date(2024, 11, 22)
FIRST, SECOND = Rules(RuleVersion.FIRST), Rules(RuleVersion.SECOND)
pytestmark = [pytest.mark.usefixtures("published"), pytest.mark.slow]


def client_of(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def replayed(before: Rules, after: Rules) -> dict[tuple[str, str, int, str], object]:
    found = replay(locality=Locality.objects.get(code="01"), before=before, after=after, view=View.ACCEPTED)
    return {(one.target.plan.code, one.target.indicator.code, one.target.year, one.target.basis): one for one in found}


def test_the_second_edition_changes_what_the_record_says_and_nothing_else():
    changed = {key[:3]: one for key, one in replayed(FIRST, SECOND).items() if one.verdict_differs}
    verdicts = {
        key: (getattr(one.before, "display_status", None), one.after.display_status) for key, one in changed.items()
    }
    assert verdicts == {
        ("KH-10", "trained_growth", 2025): ("on_track", "insufficient_data"),
        ("KH-10", "college_intermediate_share", 2025): ("no_data", "insufficient_data"),
        ("KH-10", "trained_labour_rate", 2025): ("on_track", "undetermined"),
        ("KH-10", "certified_labour_rate", 2025): ("lagging", "undetermined"),
        ("KH-CL2239", "trained_total", 2025): (None, "undetermined"),
        ("KH-CL2239", "trained_cumulative", 2025): ("on_track", "undetermined"),
        ("KH-CL2239", "trained_labour_rate", 2025): ("on_track", "undetermined"),
        ("KH-CL2239", "trained_labour_rate", 2030): ("lagging", "undetermined"),
        ("KH-CL2239", "certified_labour_rate", 2025): ("lagging", "undetermined"),
        ("KH-CL2239", "certified_labour_rate", 2030): ("lagging", "undetermined"),
    }
    rounded = changed["KH-10", "trained_labour_rate", 2025]
    assert rounded.why == "nguồn làm tròn đến 1 %: 73 là từ 72,5 đến 73,5"
    assert sentence_of(rounded.after).startswith("Đúng tiến độ hoặc chậm, nguồn làm tròn đến 1 %")
    disputed = changed["KH-CL2239", "trained_cumulative", 2025]
    assert disputed.why == "các nguồn lệch nhau về năm 2021: 143.000 hoặc 220.500"


def test_the_same_rules_change_nothing_and_the_stored_standings_are_those_in_force():
    assert replayed(SECOND, SECOND) == {}
    for one in replayed(FIRST, SECOND).values():
        stored = Progress.objects.get(target=one.target, year=one.year, view=View.ACCEPTED)
        assert (stored.status, stored.display_status) == (one.after.status, one.after.display_status)


def test_another_limit_is_replayed_like_another_edition():
    wide = Rules(RuleVersion.SECOND, replace(DEFAULT, lagging=Decimal("0.99"), on_track=Decimal("0.99")))
    assert replayed(SECOND, wide)
    assert replayed(wide, wide) == {}


@pytest.mark.once
def test_another_line_of_about_is_told_with_its_own_line_and_why():
    wide = Rules(RuleVersion.SECOND, replace(DEFAULT, about_tolerance=Decimal("0")))
    found = replayed(SECOND, wide)
    intermediate = found["KH-72", "trained_intermediate", 2022, "year"]
    assert (intermediate.before.status, intermediate.after.status) == ("achieved", "overdue_no_data")
    assert intermediate.why == "“khoảng” cho phép kém 0% thay cho 5%"
    assert promised(intermediate.after).replace(NBSP, " ") == "khoảng 28.000 lượt người (đạt từ 28.000)"

    hanoi = Locality.objects.get(code="01")
    leader = factories.make_user(Role.LEADER, Agency.objects.get(locality=hanoi, code="so-ldtbxh"))
    reader = client_of(leader)
    answer = reader.get("/method/rules/?before=2&after=2&about=0")
    assert answer.status_code == 200, (answer.headers, answer.content[:2000])
    page = answer.context["page"]
    assert (page.before, page.after) == ("Phiên bản 2", "Phiên bản 2, “khoảng” cho phép kém 0%")
    assert "Đào tạo trung cấp" in {one.name for one in page.verdicts}
    for typed in ("nhiều", "nan", "1e-99999", "inf", "-5", "100", "0,12345"):
        answer = reader.get("/method/rules/", {"before": "2", "after": "2", "about": typed})
        told = answer.content.decode()
        assert "Gõ số phần trăm từ 0 đến dưới 100" in told and f'value="{typed}"' in told
        assert answer.context["page"].verdicts == answer.context["page"].others == []

    told = StringIO()
    call_command("replay_rules", "--before", "2", "--about-tolerance", "0", "--locality", "01", stdout=told)
    assert "Đã đạt → Quá hạn, chưa có số liệu; “khoảng” cho phép kém 0% thay cho 5%" in told.getvalue()


def test_the_command_lists_them_and_gives_them_as_json():
    plain, asked = StringIO(), StringIO()
    # The command takes the clock of the demo; here it is that of the day.
    shift = timezone.now() - timezone.make_aware(datetime.combine(DAY, time(12)))
    Instance.objects.update_or_create(pk=1, defaults={"demo_shift": shift})
    call_command("replay_rules", stdout=plain)
    assert "Đúng tiến độ → Chưa phân định được; nguồn làm tròn đến 1 %" in plain.getvalue()
    assert plain.getvalue().rstrip().endswith("trong đó 10 đổi đánh giá.")
    call_command("replay_rules", "--json", "--locality", "01", stdout=asked)
    rows = {(row["plan"], row["indicator"], row["target_year"]): row for row in json.loads(asked.getvalue())}
    growth = rows["KH-10", "trained_growth", 2025]
    assert (growth["before"]["status"], growth["after"]["status"]) == ("on_track", "insufficient_data")
    assert Decimal(growth["after"]["required_per_year"]) == 5
    with pytest.raises(CommandError):
        call_command("replay_rules", "--locality", "99")
    with pytest.raises(CommandError):
        call_command("replay_rules", "--about-tolerance", "nhiều")


def test_switching_is_a_decision_with_a_day_and_a_person():
    hanoi = Locality.objects.get(code="01")
    office = Agency.objects.get(locality=hanoi, code="so-ldtbxh")
    staff, leader = factories.make_user(Role.STAFF, office), factories.make_user(Role.LEADER, office)
    asked = {"locality": hanoi, "version": RuleVersion.FIRST, "effective_on": DAY, "reason": "Họp ngày 22/11"}
    with pytest.raises(NotForYou):
        decide_rules(**asked, by=leader, now=clock.now())
    for wrong in (
        {"effective_on": DAY - timedelta(days=1)},
        {"reason": " "},
        {"version": RuleVersion.SECOND},
    ):
        with pytest.raises(RuleDecisionError):
            decide_rules(**{**asked, **wrong}, by=staff, now=clock.now())
    decide_rules(**asked, by=staff, now=clock.now())
    decision = RuleDecision.objects.get(locality=hanoi)
    assert (decision.by, decision.version, decision.effective_on) == (staff, 1, DAY)
    assert AuditEvent.objects.filter(verb="rules_decided", subject=f"rule_decision:{decision.pk}").exists()
    assert version_in_force(hanoi.pk, DAY) == 1 and version_in_force(hanoi.pk, DAY - timedelta(days=1)) == 2
    assert Stale.objects.filter(locality=hanoi).exists()
    recalculate_stale()
    rows = Progress.objects.filter(target__plan__locality=hanoi)
    assert set(rows.values_list("rule_version", flat=True)) == {"1"}
    assert not rows.filter(target__basis="average_per_year").exists()
