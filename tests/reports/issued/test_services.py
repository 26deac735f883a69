"""From the draft to the issued report and its replacement: who may what, in which order, and what stays as it is."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from agencies import clock
from agencies.access import Role
from agencies.models import User
from reports.issued import editing, services
from reports.issued.differences import report_differences, reworded_passages, since_then
from reports.issued.frozen import from_json
from reports.issued.number import give_number
from reports.issued.services import NotTheSecond, ReportError, ReportMoved
from reports.models import (
    AuditEvent,
    BuildState,
    IssuedReport,
    ReportFormat,
    ReportKind,
    ReportPassage,
    ReportState,
    Verb,
)
from tests import factories
from tests.reports.issued.office import Office, files, now_there, passage_of

pytestmark = pytest.mark.slow


def who(user) -> dict:
    return {"by": user, "now": clock.now()}


def check(report: IssuedReport, user, **changes) -> IssuedReport:
    seen = {"seen_version": report.version, "seen_dataset": report.dataset_sha256, **changes}
    return services.check(report=report, **seen, **who(user))


def test_a_draft_starts_with_the_letterhead_that_can_be_known(office: Office):
    report = office.draft(built=False)
    assert (report.parent_body, report.issuing_body) == ("UBND thành phố Hà Nội", "Sở Lao động")
    assert (report.symbol, report.place, report.position) == ("BC-SLĐ", "Hà Nội", "GIÁM ĐỐC")
    assert report.subject == "Kết quả năm 2024 thực hiện Kế hoạch số 10/KH-UBND ngày 14/01/2021 của UBND"
    assert (report.addressees, report.signer) == ("UBND thành phố Hà Nội", "")
    assert (report.state, report.build_state) == (ReportState.DRAFT, BuildState.WAITING)


def test_the_report_of_one_agency_is_in_its_name(office: Office):
    report = office.draft(kind=ReportKind.AGENCY, agency=office.submission.agency)
    assert (report.issuing_body, report.symbol) == ("UBND quận 1", "BC-")
    assert (report.addressees, report.build_state) == ("Sở Lao động", BuildState.DONE)


@pytest.mark.once
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"year": 2020, "first_year": 2020}, "year"),
        ({"year": 2099, "first_year": 2099}, "year"),
        ({"first_year": 2023}, "first_year"),
        ({"kind": ReportKind.INTERIM}, "first_year"),
        ({"kind": ReportKind.INTERIM, "first_year": 2019}, "first_year"),
        ({"kind": ReportKind.AGENCY}, "agency"),
        ({"as_of": clock.today() + timedelta(days=1)}, "as_of"),
        ({"as_of": clock.today().replace(year=2023)}, "as_of"),
    ],
)
def test_what_cannot_be_told_is_refused_by_field(office: Office, changes: dict, field: str):
    with pytest.raises(ReportError) as refused:
        office.draft(**changes)
    assert refused.value.field == field
    assert not IssuedReport.objects.exists()


def test_who_wrote_or_edited_last_does_not_check(office: Office):
    report = office.draft()
    with pytest.raises(NotTheSecond):
        check(report, office.author)
    values = {name: getattr(report, name) for name in services.EDITABLE} | {"signer": "Nguyễn Văn A"}
    services.edit_letterhead(report=report, values=values, seen_version=report.version, **who(office.second))
    with pytest.raises(NotTheSecond):
        check(office.built(report), office.second)


@pytest.mark.once
def test_whoever_set_an_official_part_does_not_check_even_if_another_edited_later(office: Office):
    report, third = office.draft(), factories.make_user(Role.STAFF, office.author.memberships.get().agency)
    for person, signer in ((office.second, "Nguyễn Văn A"), (third, "Nguyễn Văn B")):
        values = {name: getattr(report, name) for name in services.EDITABLE} | {"signer": signer}
        services.edit_letterhead(report=report, values=values, seen_version=report.version, **who(person))
        report = office.built(report)
    passage = passage_of(report, "")
    editing.edit_passage(passage=passage, words="Lời khác.", seen_version=passage.version, **who(office.author))
    report = office.built(report)
    for person in (office.second, third):
        with pytest.raises(NotTheSecond):
            check(report, person)
    assert check(report, factories.make_user(Role.STAFF, office.author.memberships.get().agency)).checked_by_id


def test_nobody_checks_words_of_the_own_that_still_stand(office: Office):
    report = office.draft()
    passage = report.passages.first()

    def edit(words: str, by: User) -> None:
        seen = ReportPassage.objects.select_related("report__plan").get(pk=passage.pk)
        editing.edit_passage(passage=seen, words=words, seen_version=seen.version, **who(by))

    edit("Lời của người thứ hai.", office.second)
    values = {name: getattr(report, name) for name in services.EDITABLE} | {"signer": "Nguyễn Văn A"}
    services.edit_letterhead(report=report, values=values, seen_version=now_there(report).version, **who(office.author))
    with pytest.raises(NotTheSecond):
        check(office.built(report), office.second)
    edit("Lời mà người soạn nhận làm của mình.", office.author)
    assert check(office.built(report), office.second).state == ReportState.CHECKED


def test_the_database_itself_refuses_an_author_who_checks(office: Office):
    report = office.draft()
    own = {"state": ReportState.CHECKED, "checked_by": office.author, "checked_at": clock.now()}
    with pytest.raises(IntegrityError, match="not_checked_by_its_author"), transaction.atomic():
        IssuedReport.objects.filter(pk=report.pk).update(**own)


def test_only_what_was_seen_is_checked(office: Office):
    report = office.draft()
    with pytest.raises(ReportMoved):
        check(report, office.second, seen_version=report.version - 1)
    with pytest.raises(ReportMoved):
        check(report, office.second, seen_dataset="0" * 64)
    services.ask_build(report=report, **who(office.author))
    with pytest.raises(ReportError):
        check(now_there(report), office.second)
    assert now_there(report).state == ReportState.DRAFT


def test_a_symbol_that_nobody_completed_is_told_before_the_check(office: Office):
    report = office.draft(kind=ReportKind.AGENCY, agency=office.submission.agency)
    with pytest.raises(ReportError, match="ký hiệu"):
        check(report, office.second)


def test_a_checked_report_keeps_its_data_and_tells_what_has_changed_since(office: Office):
    report = office.checked()
    office.accept("2.000")
    final = office.numbered(report)
    assert final.dataset_sha256 == report.dataset_sha256
    [value, *_] = since_then(final, from_json(final.dataset))
    assert (value.before, value.after) == ("1.234\u00a0lượt người", "2.000\u00a0lượt người")


@pytest.mark.once
def test_a_draft_that_was_sent_back_reads_the_data_anew_and_frees_its_number(office: Office):
    report = office.numbered()
    office.accept("2.000")
    sent = services.send_back(report=report, reason="Thiếu ý.", seen_version=report.version, **who(office.second))
    assert (sent.state, sent.number, sent.checked_by) == (ReportState.DRAFT, None, None)
    assert from_json(office.built(sent).dataset).indicators[0].value(2024).value == 2000
    assert office.issued(number=5).number == 5


def test_the_files_that_are_issued_carry_number_and_date(office: Office):
    draft = office.draft()
    report = office.issued()
    assert files(report)[ReportFormat.DOCX] != files(draft)[ReportFormat.DOCX]
    assert set(files(report)) == set(ReportFormat)
    assert (report.state, report.number_year, report.issued_by) == (
        ReportState.ISSUED, clock.today().year, office.author,
    )  # fmt: skip


@pytest.mark.once
def test_a_number_is_given_once_for_a_symbol_and_year(office: Office):
    office.issued(number=5)
    with pytest.raises(ReportError, match="Số 05/BC-SLĐ"):
        office.numbered(number=5)
    assert office.issued(number=6).number == 6


@pytest.mark.once
@pytest.mark.parametrize("number", [0, 100_000])
def test_odd_numbers_are_refused(office: Office, number: int):
    with pytest.raises(ReportError):
        office.numbered(number=number)


def test_a_day_before_the_data_or_after_today_is_no_day_of_issue(office: Office):
    report = office.checked()
    for day in (clock.today() + timedelta(days=1), report.as_of - timedelta(days=1)):
        with pytest.raises(ReportError) as refused:
            give_number(report=report, number=1, issued_on=day, seen_version=report.version, **who(office.author))
        assert refused.value.field == "issued_on"


def test_nothing_is_issued_without_number_files_or_pdf(office: Office, printer):
    report = office.checked()
    said = {"without_pdf": False, **who(office.author)}
    with pytest.raises(ReportError, match="số và ngày"):
        services.issue(report=report, seen_version=report.version, **said)
    printer("exit 1")
    report = office.numbered(report)
    assert "LibreOffice" in report.build_error and report.build_state == BuildState.DONE
    with pytest.raises(ReportError, match="không có PDF"):
        services.issue(report=report, seen_version=report.version, **said)
    services.issue(report=report, seen_version=report.version, **{**said, "without_pdf": True})
    assert set(files(report)) == set(ReportFormat) - {ReportFormat.PDF}


@pytest.mark.once
@pytest.mark.parametrize("move", ["check", "issue", "send_back"])
def test_an_issued_report_does_not_move(office: Office, move: str):
    report = office.issued()
    seen = {"report": report, "seen_version": report.version, **who(office.second)}
    more = {
        "check": {"seen_dataset": report.dataset_sha256},
        "issue": {"without_pdf": False},
        "send_back": {"reason": "x"},
    }
    report.edited_by_id = None
    with pytest.raises(ReportMoved):
        getattr(services, move)(**seen, **more[move])


@pytest.mark.once
def test_a_corrected_number_makes_a_new_revision_and_leaves_the_old_files_byte_for_byte(office: Office):
    old = office.issued()
    before = files(old), old.dataset_sha256
    office.accept("2.000")
    new = office.replacement(old)
    assert (new.supersedes, new.revision, new.reason) == (old, 2, "Quận 1 sửa số.")
    found = report_differences(from_json(old.dataset), from_json(new.dataset))
    assert ("1.234\u00a0lượt người", "2.000\u00a0lượt người") in [(one.before, one.after) for one in found]
    checked = check(new, office.second)
    office.issued(checked, number=6)
    assert (files(now_there(old)), now_there(old).dataset_sha256) == before


def test_a_replacement_keeps_edited_words_and_is_started_once(office: Office):
    report = office.draft()
    row = report.passages.first()
    row.text = f"{row.words} Thêm một câu."
    row.save()
    seen = {"seen_version": report.version, "seen_dataset": report.dataset_sha256}
    old = office.issued(services.check(report=report, **seen, **who(office.second)))
    new = office.replacement(old)
    assert new.passages.get(key=row.key).text == row.text
    assert [
        one for one in reworded_passages(old.passages.all(), new.passages.all()) if one.before.endswith("một câu.")
    ] == []
    with pytest.raises(ReportError, match="Đã có bản thay thế"):
        office.replacement(old)


def test_a_draft_can_be_dropped_and_stays_on_record(office: Office):
    report = office.draft()
    with pytest.raises(ReportMoved):
        services.drop_draft(report=report, seen_version=report.version + 1, **who(office.author))
    services.drop_draft(report=report, seen_version=report.version, **who(office.author))
    assert not IssuedReport.objects.exists()
    verbs = AuditEvent.objects.filter(subject=f"report:{report.pk}").values_list("verb", flat=True)
    assert list(verbs) == [Verb.REPORT_DRAFTED, Verb.REPORT_DROPPED]


def test_issuing_puts_the_hash_of_every_file_on_record(office: Office):
    report = office.issued()
    event = AuditEvent.objects.get(subject=f"report:{report.pk}", verb=Verb.REPORT_ISSUED)
    assert event.after["files"] == dict(report.files.values_list("format", "sha256"))
    assert event.after["dataset"] == report.dataset_sha256


@pytest.mark.once
def test_of_two_that_issue_different_reports_under_one_number_one_wins(office: Office):
    first, second = office.checked(), office.checked()
    office.numbered(first, number=7)
    with pytest.raises(ReportError) as refused:
        office.numbered(second, number=7)
    assert refused.value.field == "number"
    assert now_there(second).number is None
    assert now_there(second).year == factories.YEAR


def test_the_history_of_a_draft_is_the_staff_s_that_of_its_issue_everybody_s_who_reads_it(office: Office):
    report = office.issued()
    of_it = AuditEvent.objects.filter(subject=f"report:{report.pk}")
    assert of_it.visible_to(office.author).count() == of_it.count() > 2
    assert [event.verb for event in of_it.visible_to(office.leader)] == [Verb.REPORT_ISSUED]
    assert not of_it.visible_to(office.reporter).exists() and not of_it.visible_to(office.stranger).exists()
