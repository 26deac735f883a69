"""Words are edited passage by passage; the numbers in them follow the data, and nobody's words are lost."""

import pytest
from django.urls import reverse

from agencies import clock
from reports.issued import editing, services
from reports.issued.editing import PassageMoved
from reports.issued.services import ReportError, ReportMoved
from reports.models import BuildState, ReportPassage
from tests.reports.issued.office import Office, now_there, passage_of

pytestmark = pytest.mark.slow

FIELD = "[[trained_total.actual]]"


def edit(passage, words: str, by, version: int | None = None):
    seen = version or passage.version
    return editing.edit_passage(passage=passage, words=words, seen_version=seen, by=by, now=clock.now())


@pytest.fixture
def passage(office: Office):
    """The passage about the indicator of a draft that is built."""
    return passage_of(office.draft(), FIELD)


@pytest.mark.once
def test_the_number_of_an_edited_passage_follows_the_data(office: Office, passage, client):
    edit(passage, f"Cả năm đào tạo được {FIELD}, theo báo cáo các quận.", office.author)
    report = office.built(passage.report)
    office.accept("2.000")
    services.ask_build(report=report, by=office.author, now=clock.now())
    office.built(report)
    client.force_login(office.author)
    page = client.get(report.get_absolute_url()).content.decode()
    assert "Cả năm đào tạo được 2.000" in page.replace("\u00a0", " ")


@pytest.mark.once
def test_beside_edited_words_stands_what_the_data_would_say_now(office: Office, passage, client):
    client.force_login(office.author)
    address = passage.report.get_absolute_url()
    assert "Lời sinh sẵn" not in client.get(address).content.decode()
    edited = edit(passage, "Cả năm chưa đào tạo được ai.", office.author)
    report = office.built(passage.report)
    office.accept("2.000")
    services.ask_build(report=report, by=office.author, now=clock.now())
    office.built(report)
    page = client.get(address).content.decode().replace("\u00a0", " ")
    beside = page.partition("Lời sinh sẵn theo số liệu đang dùng:")[2].partition("</form>")[0]
    assert "Cả năm chưa đào tạo được ai." in page
    assert "2.000 lượt người" in beside and "[[" not in beside
    reset = {"reset": "1", "version": edited.version}
    assert client.post(reverse("issued-report-passage", args=[report.pk, passage.pk]), reset).status_code == 302
    assert "Lời sinh sẵn" not in client.get(address).content.decode()


def test_edited_words_that_the_data_no_longer_give_rise_to_have_nothing_beside_them(office: Office, passage, client):
    edit(passage, "Câu khác.", office.author)
    ReportPassage.objects.filter(pk=passage.pk).update(template="Đã có [[gone.actual]].")
    client.force_login(office.author)
    page = client.get(passage.report.get_absolute_url()).content.decode()
    assert "Lời sinh sẵn theo" not in page and "Về lời sinh sẵn" in page


def test_an_edit_has_the_files_built_anew(office: Office, passage):
    edit(passage, "Câu khác.", office.author)
    assert now_there(passage.report).build_state == BuildState.WAITING


@pytest.mark.once
@pytest.mark.parametrize("words", ["", " \u200b ", "x" * 10_001])
def test_words_that_are_none_or_too_many_are_refused(office: Office, passage, words: str):
    with pytest.raises(ReportError):
        edit(passage, words, office.author)


def test_a_field_that_the_report_does_not_have_is_named(office: Office, passage):
    with pytest.raises(ReportError, match=r"\[\[trained.nothing\]\]"):
        edit(passage, "Số [[trained.nothing]].", office.author)


def test_words_as_generated_follow_the_data_as_a_whole_again(office: Office, passage):
    changed = edit(passage, "Câu khác.", office.author)
    assert editing.reset_passage(
        passage=changed, seen_version=changed.version, by=office.author, now=clock.now()
    ).text is None  # fmt: skip
    changed.refresh_from_db()
    assert edit(changed, changed.template, office.author).text is None


def test_the_second_writer_is_told_and_nothing_is_lost(office: Office, passage, client):
    edit(passage, "Lời của người thứ nhất.", office.author)
    with pytest.raises(PassageMoved):
        edit(passage, "Lời của người thứ hai.", office.second, version=passage.version)
    client.force_login(office.second)
    address = reverse("issued-report-passage", args=[passage.report_id, passage.pk])
    answer = client.post(address, {"words": "Lời của người thứ hai.", "version": passage.version})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Lời của người thứ nhất." in page and "Lời của người thứ hai.</textarea>" in page
    again = client.post(address, {"words": "Lời của cả hai.", "version": passage.version + 1})
    assert again.status_code == 302


def test_a_refused_edit_stays_typed_beside_its_reason(office: Office, passage, client):
    client.force_login(office.author)
    address = reverse("issued-report-passage", args=[passage.report_id, passage.pk])
    answer = client.post(address, {"words": "Số [[khong.co]]. <b>", "version": passage.version})
    assert answer.status_code == 422
    assert "Số [[khong.co]]. &lt;b&gt;</textarea>" in answer.content.decode()
    assert "Báo cáo không có trường [[khong.co]]" in answer.content.decode()


def test_a_checked_report_takes_no_more_words(office: Office):
    report = office.checked()
    with pytest.raises(ReportMoved):
        edit(passage_of(report, FIELD), "Câu khác.", office.author)


def test_another_person_s_letterhead_is_shown_beside_one_s_own(office: Office, client):
    report = office.draft()
    address = reverse("issued-report-letterhead", args=[report.pk])
    typed = {name: getattr(report, name) for name in services.EDITABLE}
    client.force_login(office.author)
    assert client.post(address, {**typed, "signer": "Người A", "version": report.version}).status_code == 302
    late = client.post(address, {**typed, "signer": "Người B", "version": report.version})
    assert late.status_code == 409
    assert "Người A" in late.content.decode() and 'value="Người B"' in late.content.decode()
