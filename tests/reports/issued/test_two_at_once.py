"""Two who move the same report at the same moment: one wins, the other learns that it moved, nothing is half done."""

from collections.abc import Callable
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse

from agencies import clock
from agencies.access import Role
from reports.issued import editing, services
from reports.issued.number import give_number
from reports.issued.services import ReportError, ReportMoved
from reports.models import AuditEvent, BuildState, IssuedReport, ReportPassage, ReportState, Verb
from tests import factories
from tests.race import failures, race
from tests.reports.issued.office import Office, now_there, passage_of

pytestmark = [pytest.mark.slow, pytest.mark.both]


@pytest.fixture
def office(transactional_db, printer) -> Office:
    return Office.furnish()


def checks(report: IssuedReport, by) -> Callable:
    seen = {"seen_version": report.version, "seen_dataset": report.dataset_sha256}
    return partial(services.check, report=report, by=by, now=clock.now(), **seen)


def sends_back(report: IssuedReport, by) -> Callable:
    seen = {"seen_version": report.version}
    return partial(services.send_back, report=report, reason="Sửa lời.", by=by, now=clock.now(), **seen)


def issues(report: IssuedReport, by) -> Callable:
    seen = {"seen_version": report.version, "without_pdf": False}
    return partial(services.issue, report=report, by=by, now=clock.now(), **seen)


def drops(report: IssuedReport, by) -> Callable:
    return partial(services.drop_draft, report=report, seen_version=report.version, by=by, now=clock.now())


def edits(report: IssuedReport, by) -> Callable:
    passage = passage_of(report, "")
    return partial(editing.edit_passage, passage=passage, words="Lời khác.", seen_version=1, by=by, now=clock.now())


def events(verb: Verb) -> int:
    return AuditEvent.objects.filter(verb=verb).count()


def test_two_checks_are_one(office: Office):
    report, third = office.draft(), factories.make_user(Role.STAFF, office.author.memberships.get().agency)
    (lost,) = failures(race(checks(report, office.second), checks(report, third)))
    assert isinstance(lost, ReportMoved)
    assert (events(Verb.REPORT_CHECKED), now_there(report).state) == (1, ReportState.CHECKED)


def test_what_is_checked_is_not_edited_meanwhile(office: Office):
    report = office.draft()
    (lost,) = failures(race(checks(report, office.second), edits(report, office.author)))
    assert isinstance(lost, ReportMoved)
    assert events(Verb.REPORT_CHECKED) + events(Verb.REPORT_EDITED) == 1


def test_a_draft_that_is_checked_is_not_dropped(office: Office):
    report = office.draft()
    (lost,) = failures(race(checks(report, office.second), drops(report, office.author)))
    assert isinstance(lost, ReportMoved | IssuedReport.DoesNotExist)
    there = IssuedReport.objects.filter(pk=report.pk, state=ReportState.CHECKED).exists()
    assert (there, events(Verb.REPORT_CHECKED), events(Verb.REPORT_DROPPED)) in ((True, 1, 0), (False, 0, 1))


@pytest.mark.parametrize("turn", range(4))
def test_words_for_a_draft_that_is_dropped_in_the_same_moment_are_kept_or_given_back(office: Office, turn: int):
    report, words = office.draft(), "Lời gõ dở."
    passages = list(report.passages.all()[:3])

    def saves(passage: ReportPassage) -> Callable:
        client = Client(raise_request_exception=False)
        client.force_login(office.second)
        address = reverse("issued-report-passage", args=[report.pk, passage.pk])
        return partial(client.post, address, {"words": words, "version": passage.version})

    _, *answers = race(drops(report, office.author), *(saves(passage) for passage in passages))
    assert {answer.status_code for answer in answers} <= {302, 404, 409, 410}
    assert [words in answer.content.decode() for answer in answers if answer.status_code != 302].count(False) == 0


def test_words_and_official_parts_for_a_draft_that_was_dropped_before_the_save_are_given_back(office: Office):
    report = office.draft()
    passage, seen = passage_of(report, ""), {"by": office.second, "now": clock.now()}
    drops(report, office.author)()
    with pytest.raises(IssuedReport.DoesNotExist):
        editing.edit_passage(passage=passage, words="Lời gõ dở.", seen_version=1, **seen)
    client = Client()
    client.force_login(office.second)
    to_passage = reverse("issued-report-passage", args=[report.pk, passage.pk])
    to_letterhead = reverse("issued-report-letterhead", args=[report.pk])
    for address, typed in ((to_passage, {"words": "Lời gõ dở."}), (to_letterhead, {"signer": "Lời gõ dở."})):
        answer = client.post(address, typed | {"version": 1})
        assert (answer.status_code, "Lời gõ dở." in answer.content.decode()) == (404, True)


def test_words_for_a_passage_that_new_data_left_out_are_given_back(office: Office):
    report = office.draft()
    passage = passage_of(report, "")
    ReportPassage.objects.filter(pk=passage.pk).delete()
    client = Client()
    client.force_login(office.second)
    address = reverse("issued-report-passage", args=[report.pk, passage.pk])
    answer = client.post(address, {"words": "Lời gõ dở.", "version": 1})
    assert (answer.status_code, "Lời gõ dở." in answer.content.decode()) == (404, True)


def test_a_report_is_issued_or_sent_back_and_issued_once(office: Office):
    report = office.numbered()
    lost = failures(
        race(issues(report, office.author), issues(report, office.second), sends_back(report, office.second))
    )
    assert [type(one) for one in lost] == [ReportMoved, ReportMoved]
    assert events(Verb.REPORT_ISSUED) + events(Verb.REPORT_SENT_BACK) == 1


def test_a_report_that_is_asked_for_anew_is_not_issued_with_the_old_files(office: Office):
    report = office.numbered()
    race(issues(report, office.author), partial(services.ask_build, report=report, by=office.second, now=clock.now()))
    there = now_there(report)
    assert (there.state, there.build_state) in (
        (ReportState.ISSUED, BuildState.DONE),
        (ReportState.CHECKED, BuildState.WAITING),
    )


def test_a_number_goes_to_one_of_two_reports(office: Office):
    first, second = office.checked(), office.checked()
    give = partial(give_number, number=7, issued_on=clock.today(), by=office.author, now=clock.now())
    (lost,) = failures(race(*(partial(give, report=one, seen_version=one.version) for one in (first, second))))
    assert isinstance(lost, ReportError) and lost.field == "number"
    assert IssuedReport.objects.filter(number=7).count() == 1


def test_a_replacement_is_started_once(office: Office):
    old = office.issued()
    start = partial(services.supersede, report=old, reason="Sửa số.", as_of=clock.today(), now=clock.now())
    (lost,) = failures(race(partial(start, by=office.author), partial(start, by=office.second)))
    assert isinstance(lost, ReportError)
    assert IssuedReport.objects.filter(supersedes=old).count() == 1
