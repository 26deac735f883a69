"""save_cells: what is typed is kept cell by cell, once per agency and year, and never over a colleague's head."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from agencies.access import Role
from reports.collection.entry.services import MAX_NOTE, Change
from reports.collection.entry.versions import StaleForm, entry_version
from reports.collection.transitions import WrongState
from reports.models import AuditEvent, Entry, Figure, FigureRevision, Quality, Stale, Submission, Via
from tests import factories
from tests.reports.collection.scene import YEAR, number

NOW = datetime(2024, 11, 22, 8, 12, tzinfo=UTC)


def test_a_typed_number_is_kept_with_who_when_and_how(scene):
    (outcome,) = scene.save(number("total", "1.150"), now=NOW, via=Via.PASTE)
    assert (outcome.code, outcome.saved, outcome.error, outcome.theirs) == ("total", True, "", None)
    figure = scene.figure()
    assert (figure.entry, figure.value, figure.quality) == (Entry.NUMBER, 1150, Quality.FINAL)
    assert (figure.submission, figure.version) == (scene.form, 1)
    assert (figure.updated_by, figure.updated_at) == (scene.reporter, NOW)
    revision = FigureRevision.objects.get()
    assert (revision.figure, revision.version, revision.value, revision.entry) == (figure, 1, 1150, Entry.NUMBER)
    assert (revision.via, revision.by, revision.at, revision.accepted) == (Via.PASTE, scene.reporter, NOW, False)


def test_a_saved_draft_counts_nowhere(scene):
    scene.save(number("total", "1.150"))
    assert scene.figure().accepted_entry == ""
    assert not Stale.objects.exists()


def test_the_four_states_of_a_cell_are_four_different_rows(scene):
    scene.save(
        number("total", "0"),
        Change("college", entry=Entry.NOT_APPLICABLE),
        Change("rest", entry=Entry.MISSING, note="chờ kết quả điều tra"),
        number("labour", ""),
    )
    states = Figure.objects.values_list("element__code", "entry", "value")
    assert sorted(states) == [
        ("college", Entry.NOT_APPLICABLE, None),
        ("rest", Entry.MISSING, None),
        ("total", Entry.NUMBER, 0),
    ]


def test_a_blank_sent_for_a_cell_nobody_has_touched_leaves_no_trace(scene):
    (outcome,) = scene.save(number("total", "", seen_version=0))
    assert (outcome.saved, outcome.error, outcome.theirs) == (False, "", None)
    assert not Figure.objects.exists()
    (typed,) = scene.save(number("total", "5", seen_version=0))
    assert typed.saved


def test_an_emptied_cell_is_blank_and_not_zero(scene):
    scene.save(number("total", "5"))
    scene.save(number("total", "  "))
    assert (scene.figure().entry, scene.figure().value) == (Entry.BLANK, None)
    assert list(FigureRevision.objects.values_list("entry", "value")) == [(Entry.NUMBER, 5), (Entry.BLANK, None)]


def test_not_known_wants_a_reason(scene):
    (outcome,) = scene.save(Change("total", entry=Entry.MISSING, note=" \u200b "))
    assert not outcome.saved
    assert "lý do" in outcome.error
    assert not Figure.objects.exists()


def test_a_number_sent_as_a_number_is_taken_to_the_last_digit(scene):
    scene.elements["total"].decimals = 4
    scene.elements["total"].save()
    scene.save(Change("total", value=Decimal("12345678901.2345")))
    assert scene.figure().value == Decimal("12345678901.2345")


def test_the_same_once_more_writes_nothing(scene):
    scene.save(number("total", "1150"))
    (outcome,) = scene.save(number("total", "1.150", seen_version=0))
    assert (outcome.saved, outcome.error, outcome.theirs) == (False, "", None)
    assert (scene.figure().version, FigureRevision.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    "change",
    [
        number("total", "72.23"),
        number("total", "1.2.3"),
        number("total", "-1"),
        number("total", "NaN"),
        number("total", "9" * 21),
        number("total", "5", note="x" * (MAX_NOTE + 1)),
        Change("total", entry="accepted"),
        number("total", "5", quality="guess"),
        number("nothing", "5"),
        number("teachers", "5"),
    ],
    ids=lambda change: f"{change.code} {change.text[:5]} {change.entry} {change.quality} {len(change.note)}",
)
def test_a_refused_cell_says_why_and_changes_nothing_while_the_others_are_saved(scene, change):
    scene.save(number("total", "7"))
    refused, taken = scene.save(change, number("college", "40"))
    assert refused.error
    assert not refused.saved
    assert taken.saved
    assert scene.figure().value == 7
    assert scene.figure("college").value == 40
    assert Figure.objects.count() == 2


def test_with_whole_one_refused_cell_holds_back_all(scene):
    outcomes = scene.save(number("total", "1.2.3"), number("college", "40"), whole=True)
    assert [outcome.saved for outcome in outcomes] == [False, False]
    assert not Figure.objects.exists()
    assert not FigureRevision.objects.exists()


def test_a_cell_sent_twice_at_once_is_taken_from_neither(scene):
    outcomes = scene.save(number("total", "5"), number("college", "2"), number("total", "6"))
    assert [bool(outcome.error) for outcome in outcomes] == [True, False, True]
    assert list(Figure.objects.values_list("element__code", flat=True)) == ["college"]


def test_a_note_is_kept_whole_in_one_form_and_without_what_no_screen_shows(scene):
    scene.save(number("total", "5", note=" Mơ\u0309\u200b thêm\x00 hai lớp\u202e,\n“Ứng dụng” \ud800 "))
    assert scene.figure().note == "Mở thêm hai lớp,\n“Ứng dụng”"


def test_the_longest_note_is_kept_to_the_last_letter(scene):
    scene.save(number("total", "5", note="ệ" * MAX_NOTE))
    assert scene.figure().note == "ệ" * MAX_NOTE


def test_the_second_writer_is_told_and_both_values_are_kept(scene):
    colleague = factories.make_user(agency=scene.district, username="colleague")
    scene.save(number("total", "1.150", seen_version=0), by=colleague)
    (outcome,) = scene.save(number("total", "1.105", seen_version=0))
    assert not outcome.saved
    assert outcome.theirs is not None
    assert (outcome.theirs.value, outcome.theirs.updated_by) == (1150, colleague)
    assert scene.figure().value == 1150
    assert FigureRevision.objects.count() == 1


def test_who_has_seen_the_colleagues_number_may_replace_it(scene):
    scene.save(number("total", "1.150", seen_version=0))
    scene.save(number("total", "1.105", seen_version=1))
    assert (scene.figure().value, scene.figure().version) == (1105, 2)
    assert list(FigureRevision.objects.values_list("version", "value")) == [(1, 1150), (2, 1105)]


def test_a_stale_cell_does_not_hold_back_the_others(scene):
    scene.save(number("total", "1.150"))
    stale, fresh = scene.save(number("total", "5", seen_version=0), number("college", "2", seen_version=0))
    assert stale.theirs is not None
    assert fresh.saved


def test_an_estimate_and_the_final_figure_after_it_both_stay_in_the_history(scene):
    scene.save(number("total", "1.100", quality=Quality.ESTIMATE))
    scene.save(number("total", "1.150", quality=Quality.FINAL))
    assert (scene.figure().quality, scene.figure().value) == (Quality.FINAL, 1150)
    history = FigureRevision.objects.values_list("quality", "value")
    assert list(history) == [(Quality.ESTIMATE, 1100), (Quality.FINAL, 1150)]


def test_a_final_figure_equal_to_its_estimate_is_a_change(scene):
    scene.save(number("total", "1.150", quality=Quality.ESTIMATE))
    (outcome,) = scene.save(number("total", "1.150", quality=Quality.FINAL))
    assert outcome.saved
    assert scene.figure().quality == Quality.FINAL


def test_a_figure_of_another_plans_form_is_shown_there_and_not_written_here(scene):
    scene.save(number("total", "1.150"))
    (outcome,) = scene.save(number("total", "9"), form=scene.other)
    assert "KH-10" in outcome.error
    assert outcome.theirs == scene.figure()
    assert (scene.figure().value, scene.figure().submission) == (1150, scene.form)


def test_a_cell_left_blank_in_one_plans_form_is_taken_over_by_the_other(scene):
    scene.save(number("total", "1.150"))
    scene.save(number("total", ""))
    (outcome,) = scene.save(number("total", "1.200"), form=scene.other)
    assert outcome.saved
    assert (scene.figure().value, scene.figure().submission) == (1200, scene.other)
    (refused,) = scene.save(number("total", "7"))
    assert "KH-CL2239" in refused.error
    assert Figure.objects.count() == 1


@pytest.mark.parametrize("state", ["sent", "accepted"])
def test_a_form_that_is_no_longer_open_takes_nothing(scene, state):
    moved = getattr(scene, state)()
    with pytest.raises(WrongState) as refused:
        scene.save(number("total", "999"))
    assert refused.value.submission.state == moved.state
    assert scene.figure().value == 100


@pytest.mark.slow
def test_a_returned_form_is_open_again(scene):
    scene.returned()
    scene.save(number("total", "101"))
    assert scene.figure().value == 101


@pytest.mark.slow
def test_what_was_accepted_stays_while_its_form_is_mended(scene):
    figure_before = scene.accepted() and scene.figure()
    Submission.objects.filter(pk=scene.form.pk).update(state="returned")
    scene.save(number("total", "555"))
    figure = scene.figure()
    assert (figure.value, figure.accepted_value, figure.accepted_at) == (555, 100, figure_before.accepted_at)


def test_with_the_version_of_the_form_nothing_is_written_over_what_was_not_seen(scene):
    seen = entry_version(scene.form)
    scene.save(number("college", "2"))
    with pytest.raises(StaleForm) as refused:
        scene.save(number("total", "5"), seen_form=seen)
    assert [figure.element.code for figure in refused.value.changed] == ["college"]
    assert Figure.objects.count() == 1
    scene.save(number("total", "5"), seen_form=entry_version(scene.form))
    assert scene.figure().value == 5


def test_the_form_remembers_when_it_was_first_opened(scene):
    scene.save(number("total", "5"), now=NOW)
    scene.save(number("total", "6"))
    scene.form.refresh_from_db()
    assert scene.form.first_opened_at == NOW


def test_only_cells_of_the_agencys_kind_are_in_its_form(scene):
    factories.make_element("colleges", kinds=["department"], coordinator_only=True)
    indicator = factories.make_indicator("colleges", numerator=[factories.make_element("c2", kinds=["department"])])
    factories.make_target(scene.plan, indicator, low="4")
    (outcome,) = scene.save(number("c2", "5"))
    assert "không có trong biểu" in outcome.error


def test_what_a_demo_account_types_is_made_up(scene):
    demo = factories.make_user(agency=scene.district, username="demo", is_demo=True)
    scene.save(number("total", "5"), by=demo)
    assert scene.figure().illustrative


def test_a_demo_account_does_not_write_over_a_real_number(scene):
    demo = factories.make_user(agency=scene.district, username="demo", is_demo=True)
    scene.save(number("total", "5"))
    (outcome,) = scene.save(number("total", "6"), by=demo)
    assert "số thật" in outcome.error
    assert (scene.figure().value, scene.figure().illustrative) == (5, False)


def test_a_made_up_number_stops_counting_when_a_real_one_is_entered(scene):
    scene.accepted()
    Figure.objects.update(illustrative=True)
    Submission.objects.filter(pk=scene.form.pk).update(state="returned")
    Stale.objects.all().delete()
    scene.save(number("total", "6"))
    figure = scene.figure()
    assert (figure.value, figure.illustrative) == (6, False)
    assert (figure.accepted_entry, figure.accepted_value, figure.accepted_by) == ("", None, None)
    assert Stale.objects.filter(indicator__code="trained_total", year=YEAR).exists()


def test_the_same_element_of_another_agency_is_another_figure(scene):
    neighbour = factories.make_agency("002")
    form = factories.make_submission(scene.form.period, neighbour)
    scene.save(number("total", "5"))
    scene.save(number("total", "7"), form=form, by=factories.make_user(Role.REPORTER, neighbour, username="next"))
    assert sorted(Figure.objects.values_list("agency__code", "value")) == [("001", 5), ("002", 7)]


def test_many_cells_cost_no_more_queries_than_one(scene, django_assert_max_num_queries):
    with django_assert_max_num_queries(11):
        scene.save(number("total", "5"))
    with django_assert_max_num_queries(11):
        scene.save(*(number(code, "50") for code in ("total", "college", "rest", "labour", "labour_trained")))


@pytest.mark.parametrize("kind", [Entry.MISSING, Entry.NOT_APPLICABLE])
@pytest.mark.parametrize("quality", Quality.values)
def test_a_cell_without_a_number_that_nobody_touched_leaves_no_line(scene, kind, quality):
    scene.fill()
    note = "Chờ kết quả điều tra"
    scene.save(Change("total", entry=kind, note=note))
    Figure.objects.filter(element__code="total").update(quality=quality, note=f"{note} ")
    before = AuditEvent.objects.count(), FigureRevision.objects.count()
    (outcome,) = scene.save(Change("total", entry=kind, quality=Quality.FINAL, note=note))
    assert not outcome.saved
    assert (AuditEvent.objects.count(), FigureRevision.objects.count()) == before
