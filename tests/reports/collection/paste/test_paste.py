"""A block pasted from Excel: each cell matched, nothing written before it is taken, and then as a paste."""

import pytest
from django.test import Client
from django.urls import reverse

from agencies import clock
from reports.collection.paste.clipboard import PasteError
from reports.collection.paste.pasted import Match, PastePreview
from reports.collection.paste.preview import paste_preview
from reports.models import Entry, Figure, FigureRevision, Quality, Via
from tests import factories
from tests.reports.collection.scene import Scene, number


def look(scene: Scene, text: str, start: str = "total", **details) -> PastePreview:
    form = details.pop("form", scene.form)
    return paste_preview(form, text=text, start=start, by=scene.reporter, now=clock.now(), **details)


def matches(preview: PastePreview) -> list[tuple[str, str]]:
    return [(line.code, line.match) for line in preview.lines]


def taken(preview: PastePreview) -> dict[str, int]:
    assert preview.question is None, preview.question
    return {line.code: int(line.value) for line in preview.taken if line.value is not None}


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_column_fills_the_cells_from_the_chosen_one_downwards(scene):
    scene.accepted_last_year(total="90")
    scene.save(number("total", "7"), number("college", "40"))
    preview = look(scene, "1.150\r\n40\r\n72.23\r\n")
    assert preview.heading == "Xem trước: dán 3 dòng từ Excel vào ô 1 đến 3"
    assert matches(preview) == [("total", Match.CHANGED), ("college", Match.SAME), ("rest", Match.REFUSED)]
    first = preview.lines[0]
    assert (first.name, first.last, first.before, first.shown) == ("Số liệu total", "90", "7", "1.150")
    assert first.message == "thay 7. Rồi cần giải thích: Gấp 12,8 lần năm 2023 (90 thành 1.150), có thể gõ thừa chữ số"
    assert "72,23 hay 7.223" in preview.lines[2].message
    assert [line.code for line in preview.taken] == ["total"]


def test_looking_writes_nothing(scene):
    look(scene, "5\n6\n7")
    assert (Figure.objects.count(), FigureRevision.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("52,5", "phần lẻ"), ("1.2.3", "đặt dấu chưa rõ"), ("1,234.5", "đặt dấu chưa rõ"), ("0.500", "0,500 hay 500"),
        ("1e5", "không phải là số"), ("-5", "số âm"), ("１２３", "toàn khổ"), ("55%", "bỏ dấu %"),
        ("#REF!", "không phải là số"),
        ("=1+1", "không phải là số"), ("1" * 21, "chữ số"), ("c", "lý do"), ("10/12/2024", "không phải là số"),
    ],
)  # fmt: skip
def test_a_cell_that_cannot_be_taken_says_why(scene, text, reason):
    (line,) = look(scene, text + "\n").lines
    assert (line.match, reason in line.message) == (Match.REFUSED, True), line.message


def test_more_lines_than_cells_are_asked_about_and_each_answer_means_what_it_says(scene):
    asked = look(scene, "5\n4\n3", start="labour")
    assert asked.lines == []
    assert "3 số, mà từ ô 4 trở xuống biểu chỉ còn 2 ô" in asked.question.text
    assert [one.code for one in asked.question.answers] == ["top", "bottom"]
    top, bottom = (look(scene, "5\n4\n3", start="labour", answer=code) for code in ("top", "bottom"))
    assert taken(top) == {"labour": 5, "labour_trained": 4}
    assert taken(bottom) == {"labour": 4, "labour_trained": 3}
    assert [line.message for line in top.apart] == ["Dưới ô cuối của biểu, không phải ô"]
    assert [line.shown for line in bottom.apart] == ["5"]


def test_a_whole_column_pasted_into_a_later_cell_may_be_the_whole_form(scene):
    column = "100\n40\n60\n1000\n700"
    asked = look(scene, column, start="college")
    assert asked.question.answers[0].code == "whole"
    assert taken(look(scene, column, start="college", answer="whole"))["labour_trained"] == 700


def test_blank_lines_between_all_numbers_are_asked_about(scene):
    column = "100\n\n40\n\n60\n\n1000\n\n700"
    asked = look(scene, column)
    assert asked.question.answers[0].code == "gaps"
    answered = look(scene, column, answer="gaps")
    assert taken(answered) == {"total": 100, "college": 40, "rest": 60, "labour": 1000, "labour_trained": 700}


def test_a_block_carries_kinds_and_notes_beside_its_numbers(scene):
    preview = look(scene, '1.150\tSố ước\t"hai\ndòng"\n\tKhông phát sinh\t\n60\tgần đúng\t')
    assert [(line.match, line.kind) for line in preview.lines] == [
        (Match.TAKEN, "estimate"),
        (Match.TAKEN, "not_applicable"),
        (Match.REFUSED, "final"),
    ]
    assert preview.lines[0].change.note == "hai\ndòng"
    assert "gần đúng" in preview.lines[2].message


def test_keys_and_words_stand_for_what_a_number_cannot_say(scene):
    preview = look(scene, "k\nKhông phát sinh\nK")
    assert {line.kind for line in preview.taken} == {Entry.NOT_APPLICABLE}
    assert len(preview.taken) == 3


def test_an_empty_line_leaves_its_cell_as_it_is(scene):
    scene.save(number("college", "40"))
    preview = look(scene, "100\n\n60")
    assert matches(preview)[1] == ("college", Match.SKIPPED)
    assert "giữ 40" in preview.lines[1].message


def test_an_estimate_stays_one_unless_the_block_says_otherwise(scene):
    scene.save(number("total", "7", quality=Quality.ESTIMATE, note="ước quý IV"))
    (line,) = look(scene, "8").lines
    assert (line.kind, line.change.note, line.change.seen_version) == ("estimate", "ước quý IV", 1)


def test_a_figure_of_another_plans_form_is_refused_by_that_name(scene):
    scene.save(number("total", "1.150"))
    (line,) = look(scene, "9", form=scene.other).lines
    assert (line.match, "KH-10" in line.message) == (Match.REFUSED, True)
    (line,) = look(scene, "1.150", form=scene.other).lines
    assert line.match == Match.SAME


@pytest.mark.parametrize(
    ("text", "start", "reason"),
    [
        ("", "total", "Không có gì"),
        ("\n\n\t\n", "total", "Không có gì"),
        ("1\t2\t3\t4", "total", "4 cột"),
        ("1\n" * 501, "total", "501 dòng"),
        ("x" * 200_001, "total", "quá dài"),
        ("1", "teachers", "Chọn ô đầu tiên"),
        ("1", "", "Chọn ô đầu tiên"),
    ],
    ids=["empty", "blank lines", "wide", "long", "huge", "another form's cell", "no cell"],
)
def test_a_block_of_the_wrong_shape_is_refused_by_name(scene, text, start, reason):
    with pytest.raises(PasteError, match=reason):
        look(scene, text, start=start)


def test_a_long_column_costs_no_more_queries_than_a_short_one(scene, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        look(scene, "5")
    with django_assert_max_num_queries(4):
        look(scene, "5\n6\n7\n8\n9")


@pytest.mark.slow
def test_the_script_gets_a_fragment_and_other_browsers_a_page(scene):
    client, address = signed_in(scene.reporter), reverse("submission-paste", args=[scene.form.pk])
    body = {"text": "1.150\n<b>x</b>", "start": "total"}
    fragment = client.post(address, body, headers={"X-Requested-With": "fetch"}).content.decode()
    assert fragment.strip().startswith('<div class="preview"')
    assert 'data-v="1.150"' in fragment
    assert "&lt;b&gt;" in fragment
    page = client.post(address, body).content.decode()
    assert '<input type="hidden" name="v-total" value="1.150">' in page
    assert client.get(address, {"start": "total"}).status_code == 200
    assert client.post(address, {"text": "1\t2\t3\t4", "start": "total"}).status_code == 422
    assert not Figure.objects.exists()


def test_what_is_taken_without_scripts_is_saved_as_a_paste_and_the_rest_stays(scene):
    scene.save(number("labour", "7"))
    fields = {"v-total": "1.150", "k-total": "final", "n-total": "", "s-total": "0", "via": "paste", "save": "1"}
    answer = signed_in(scene.reporter).post(reverse("submission", args=[scene.form.pk]), fields)
    assert answer.status_code == 200
    assert (scene.figure().value, FigureRevision.objects.get(figure=scene.figure()).via) == (1150, Via.PASTE)
    assert scene.figure("labour").value == 7


@pytest.mark.slow
def test_only_who_reports_for_the_agency_may_paste(scene):
    address = reverse("submission-paste", args=[scene.form.pk])
    neighbour = factories.make_user(agency=factories.make_agency("002"), username="next")
    for user, status in ((scene.reporter, 200), (neighbour, 404), (scene.staff, 403)):
        assert signed_in(user).post(address, {"text": "1", "start": "total"}).status_code == status
    scene.sent()
    assert signed_in(scene.reporter).post(address, {"text": "1", "start": "total"}).status_code == 403
