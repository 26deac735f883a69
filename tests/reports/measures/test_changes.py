"""An indicator, a data element or who reports it, changed on screen: effect first, a second person, kept on record."""

import pytest

from agencies import clock
from agencies.access import Role
from agencies.models import AgencyKind
from reports.collection.measure_meaning import MeasureRefused
from reports.collection.periods.services import open_period
from reports.measures import services
from reports.measures.effects import change_effect
from reports.models import AuditEvent, Figure, Stale, Submission, Verb
from reports.progress.moved_standings import standings_now
from reports.progress.services import recalculate_all
from reports.waiting import measures_to_check
from targets.measures.content import measure_content
from targets.models import DataElement, ElementKind, Indicator, MeasureEdition
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """Hà Nội with two districts, two communes, a count that districts report, a share of it, and a plan with both."""
    department = factories.make_department()
    first, second = (factories.make_user(Role.STAFF, department) for _ in range(2))
    districts = [factories.make_agency(f"00{n}", name=f"Quận {n}") for n in (1, 2)]
    communes = [factories.make_agency(f"x{n}", name=f"Xã {n}", kind=AgencyKind.COMMUNE) for n in (1, 2)]
    total = factories.make_element("total")
    women = factories.make_element("women", part_of=total, part_rule="at_most")
    share = factories.make_indicator("share", numerator=[women], denominator=[total])
    plan = factories.make_plan(last_year=2030, report_last_year=2030)
    factories.make_target(plan, share, year=2030, low=50)
    return {
        "first": first, "second": second, "districts": districts, "communes": communes, "plan": plan,
        "locality": plan.locality, "share": share,
    }  # fmt: skip


def change(world, kind, code, by="first", *, same_meaning=False, **fields):
    now_says = measure_content(kind, code)
    said = {**now_says, **fields}
    return services.save_change(
        kind=kind,
        said=said,
        same_meaning=same_meaning,
        reason="theo văn bản mới",
        locality=world["locality"],
        seen=services.seen_token(services.open_change(kind, code), now_says),
        by=world[by],
        now=clock.now(),
    )


def put_in_force(world, made, by="second"):
    sent = services.send_change(change=made, seen_version=made.version, by=world["first"], now=clock.now())
    return services.put_change_in_force(change=sent, seen_version=sent.version, by=world[by], now=clock.now())


def effect(world, made):
    return change_effect(made, localities={world["locality"].pk}, today=clock.today())


def fill_in(world, **values):
    """An accepted report of the first district."""
    period = open_period(plan=world["plan"], year=2024, by=None)
    submission = Submission.objects.get(period=period, agency=world["districts"][0])
    reporter = factories.make_user(Role.REPORTER, world["districts"][0])
    factories.fill(submission, reporter, **values)
    factories.send(submission, reporter)
    factories.take(submission, world["second"])
    recalculate_all(locality_ids=[world["locality"].pk])
    return submission


@pytest.mark.slow
def test_bodies_that_will_report_an_element_are_named_before_and_get_their_forms_after(world):
    period = open_period(plan=world["plan"], year=clock.today().year, by=None)
    kinds = ["commune", "district"]
    made = change(world, "element", "total", kinds=kinds)
    told = effect(world, made)
    assert [(one.name, one.gained, one.bodies) for one in told.forms] == [("Số liệu total", True, ["Xã 1", "Xã 2"])]
    assert [code for code, _ in told.plans] == [world["plan"].code]
    # Nothing is kept by looking.
    assert measure_content("element", "total")["kinds"] == ["district"]
    assert not period.submissions.filter(agency__kind="commune").exists()
    put_in_force(world, made)
    assert measure_content("element", "total")["kinds"] == kinds
    assert period.submissions.filter(agency__kind="commune").count() == 2


@pytest.mark.slow
def test_figures_that_nobody_would_be_asked_for_are_counted_before(world):
    fill_in(world, total="100", women="60")
    factories.make_element("men")
    made = change(world, "indicator", "share", numerator=["total"], denominator=["total", "men"])
    told = effect(world, made)
    assert {(one.name, one.gained) for one in told.forms} == {("Số liệu men", True), ("Số liệu women", False)}
    [left] = told.left
    assert (left.name, left.count, left.accepted, left.first_year, left.bodies) == ("Số liệu women", 1, 1, 2024, 1)


@pytest.mark.slow
def test_standings_that_would_move_are_told_from_and_to(world):
    fill_in(world, total="100", women="60")
    made = change(world, "indicator", "share", denominator=["total", "women"])
    [moved] = effect(world, made).standings
    assert "60,0%" in moved.before and "37,5%" in moved.after
    assert not Stale.objects.exists()
    put_in_force(world, made)
    recalculate_all(locality_ids=[world["locality"].pk])
    assert value_now(world) == "37,5%"


def value_now(world):
    [standing] = standings_now([world["locality"].pk], values=True).values()
    return standing.value


def test_who_drafted_or_saved_a_change_does_not_put_it_in_force(world):
    made = change(world, "indicator", "share", short_name="Tỷ lệ nữ")
    with pytest.raises(MeasureRefused, match="không tự kiểm tra"):
        put_in_force(world, made, by="first")
    assert Indicator.objects.get(code="share").short_name != "Tỷ lệ nữ"


def test_a_change_is_not_put_in_force_before_it_is_sent(world):
    made = change(world, "indicator", "share", short_name="Tỷ lệ nữ")
    with pytest.raises(MeasureRefused, match="chưa được gửi"):
        services.put_change_in_force(change=made, seen_version=made.version, by=world["second"], now=clock.now())


def test_every_step_is_on_record_and_the_change_with_before_and_after(world):
    made = change(world, "indicator", "share", short_name="Tỷ lệ nữ")
    put_in_force(world, made)
    verbs = list(AuditEvent.objects.filter(subject="indicator:share").order_by("pk").values_list("verb", flat=True))
    assert verbs == [Verb.MEASURE_DRAFTED, Verb.MEASURE_SENT, Verb.MEASURE_CHANGED]
    event = AuditEvent.objects.get(verb=Verb.MEASURE_CHANGED)
    assert event.before == {"changed": [["short_name", "Chỉ tiêu share"]]}
    assert event.after == {"changed": [["short_name", "Tỷ lệ nữ"]], "reason": "theo văn bản mới"}


def test_two_at_once_do_not_overwrite_each_other(world):
    seen = services.seen_token(None, measure_content("indicator", "share"))
    change(world, "indicator", "share", short_name="Tỷ lệ nữ")
    with pytest.raises(services.StaleChange):
        services.save_change(
            kind="indicator",
            said={**measure_content("indicator", "share"), "short_name": "Tỷ lệ khác"},
            same_meaning=False,
            reason="khác",
            locality=world["locality"],
            seen=seen,
            by=world["second"],
            now=clock.now(),
        )


def test_an_entry_that_moved_meanwhile_is_not_overwritten_by_a_change_drafted_before(world):
    made = change(world, "indicator", "share", short_name="Tỷ lệ nữ")
    Indicator.objects.filter(code="share").update(source="Nguồn khác")
    with pytest.raises(services.StaleChange):
        put_in_force(world, made)
    assert Indicator.objects.get(code="share").short_name == "Chỉ tiêu share"


@pytest.mark.parametrize(("field", "value"), [("unit", "người"), ("aggregation", "stock")])
def test_unit_and_way_of_adding_stay_where_figures_are_there(world, field, value):
    fill_in(world, total="100", women="60")
    with pytest.raises(MeasureRefused, match=r"1 số đã duyệt.*Lập số liệu mới") as refused:
        change(world, "element", "women", **{field: value})
    assert refused.value.field == field


def test_unit_of_an_element_without_figures_may_change(world):
    made = change(world, "element", "women", unit="người")
    put_in_force(world, made)
    assert DataElement.objects.get(code="women").unit == "người"


@pytest.mark.slow
def test_fewer_digits_are_refused_where_figures_have_more(world):
    DataElement.objects.filter(code="women").update(decimals=2)
    fill_in(world, total="100", women="60,25")
    with pytest.raises(MeasureRefused) as refused:
        change(world, "element", "women", decimals=1)
    assert refused.value.field == "decimals"
    Figure.every.filter(element__code="women").update(value=60, accepted_value=60)
    change(world, "element", "women", decimals=1)


def test_another_definition_under_accepted_figures_wants_to_be_called_clearer(world):
    fill_in(world, total="100", women="60")
    with pytest.raises(MeasureRefused, match="Lập số liệu mới") as refused:
        change(world, "element", "women", definition="Chỉ tính người học chính quy")
    assert refused.value.field == "same_meaning"
    change(world, "element", "women", definition="Số nữ vào học trong năm", same_meaning=True)


def test_unit_of_an_indicator_stays_where_plans_have_levels_in_it(world):
    with pytest.raises(MeasureRefused, match="mức của kế hoạch") as refused:
        change(world, "indicator", "share", unit="phần nghìn")
    assert refused.value.field == "unit"


def test_what_a_plan_could_not_be_judged_by_is_refused_in_words_of_the_page(world):
    with pytest.raises(MeasureRefused, match=rf"kế hoạch {world['plan'].code}") as refused:
        change(world, "indicator", "share", direction="down")
    assert "Tệp" not in str(refused.value)


def test_a_part_that_nobody_reports_the_whole_of_is_refused_at_its_field(world):
    with pytest.raises(MeasureRefused) as refused:
        change(world, "element", "women", kinds=["commune", "district"])
    assert refused.value.field == "kinds"
    assert str(refused.value) == "Có loại đơn vị không báo cáo số tổng “Số liệu total”."


def test_what_was_in_force_is_kept_with_its_day(world):
    made = change(world, "indicator", "share", short_name="Tỷ lệ nữ")
    put_in_force(world, made)
    kept = MeasureEdition.objects.filter(kind="indicator", code="share").order_by("number")
    assert [(one.in_force_from, one.content["short_name"]) for one in kept] == [
        (None, "Chỉ tiêu share"),
        (clock.today(), "Tỷ lệ nữ"),
    ]


def test_a_new_element_and_an_indicator_made_of_it_enter_on_screen(world):
    element = {**measure_content("element", "total"), "code": "total_2", "short_name": "Tổng mới", "unit": "người"}
    seen = services.seen_token(None, None)
    told = {"same_meaning": False, "reason": "nghĩa mới", "locality": world["locality"], "seen": seen}
    made = services.save_change(kind="element", said=element, by=world["first"], now=clock.now(), **told)
    put_in_force(world, made)
    assert DataElement.objects.get(code="total_2").unit == "người"
    assert ElementKind.objects.get(element__code="total_2").kind == "district"


@pytest.mark.slow
def test_a_change_that_concerns_another_place_wants_somebody_of_that_place(world):
    other = factories.make_locality("68")
    there = factories.make_agency("68-so", locality=other, kind=AgencyKind.DEPARTMENT)
    world["other"] = factories.make_user(Role.STAFF, there)
    plan = factories.make_plan("KH-68", locality=other)
    factories.make_target(plan, world["share"], year=2025, low=50)
    made = change(world, "indicator", "share", short_name="Tỷ lệ nữ")
    assert effect(world, made).elsewhere == [other.short_name]
    with pytest.raises(MeasureRefused, match=f"Còn dùng ở {other.short_name}"):
        put_in_force(world, made)
    made.refresh_from_db()
    services.put_change_in_force(change=made, seen_version=made.version, by=world["other"], now=clock.now())
    places = AuditEvent.objects.filter(verb=Verb.MEASURE_CHANGED).values_list("locality__code", flat=True)
    assert sorted(places) == ["01", "68"]


def test_staff_of_a_place_that_a_change_does_not_concern_neither_see_it_waiting_nor_keep_it(world):
    other = factories.make_locality("68")
    there = factories.make_agency("68-so", locality=other, kind=AgencyKind.DEPARTMENT)
    stranger = factories.make_user(Role.STAFF, there)
    made = change(world, "indicator", "share", short_name="Tỷ lệ nữ")
    sent = services.send_change(change=made, seen_version=1, by=world["first"], now=clock.now())
    assert [list(measures_to_check(one)) for one in (world["second"], stranger)] == [[sent], []]
    with pytest.raises(MeasureRefused, match="Còn dùng ở Hà Nội"):
        services.put_change_in_force(change=sent, seen_version=2, by=stranger, now=clock.now())
    plan = factories.make_plan("KH-68", locality=other)
    factories.make_target(plan, world["share"], year=2025, low=50)
    assert list(measures_to_check(stranger)) == [sent]


def test_what_was_sent_comes_back_with_a_reason(world):
    made = change(world, "indicator", "share", short_name="Tỷ lệ nữ")
    sent = services.send_change(change=made, seen_version=made.version, by=world["first"], now=clock.now())
    told = {"change": sent, "seen_version": sent.version, "by": world["second"], "now": clock.now()}
    back = services.send_change_back(reply="Ghi rõ năm học", **told)
    assert (back.sent_at, back.reply) == (None, "Ghi rõ năm học")
    with pytest.raises(MeasureRefused):
        services.put_change_in_force(**{**told, "seen_version": back.version})


@pytest.mark.slow
def test_a_form_that_nobody_opened_and_that_asks_for_nothing_goes(world):
    period = open_period(plan=world["plan"], year=clock.today().year, by=None)
    wide = change(world, "element", "total", kinds=["commune", "district"])
    put_in_force(world, wide)
    begun = period.submissions.get(agency=world["communes"][0])
    factories.fill(begun, factories.make_user(Role.REPORTER, world["communes"][0]), total="5")
    narrow = change(world, "element", "total", kinds=["district"])
    assert [one.count for one in effect(world, narrow).left] == [1]
    put_in_force(world, narrow)
    assert [one.agency for one in period.submissions.filter(agency__kind="commune")] == [world["communes"][0]]


def test_a_round_that_is_due_keeps_its_forms_and_gains_none(world):
    period = open_period(plan=world["plan"], year=2024, by=None)
    assert period.due_at < clock.now()
    owed = set(period.submissions.values_list("agency_id", flat=True))
    made = change(world, "element", "women", kinds=["commune"], part_of=None, part_rule=None)
    put_in_force(world, made)
    put_in_force(world, change(world, "element", "total", kinds=["commune"]))
    assert set(period.submissions.values_list("agency_id", flat=True)) == owed


@pytest.mark.slow
def test_a_form_for_which_more_time_was_given_stays(world):
    period = open_period(plan=world["plan"], year=clock.today().year, by=None)
    first, second = world["districts"]
    given = {"by": world["first"], "at": clock.now(), "reason": "Bão"}
    period.submissions.get(agency=first).extensions.create(due_at=period.due_at, **given)
    put_in_force(world, change(world, "element", "women", kinds=["commune"], part_of=None, part_rule=None))
    put_in_force(world, change(world, "element", "total", kinds=["commune"]))
    left = set(period.submissions.values_list("agency_id", flat=True))
    assert first.pk in left and second.pk not in left


def test_a_reporter_changes_nothing(world):
    world["reporter"] = factories.make_user(Role.REPORTER, world["districts"][0])
    with pytest.raises(services.NotStaffAnywhere):
        change(world, "indicator", "share", by="reporter", short_name="Tỷ lệ nữ")
