"""The pages of the catalogue: typed, its effect seen, kept by a second person; nothing typed is lost."""

from html import unescape

import pytest
from django.urls import reverse

from agencies import clock
from agencies.access import Role
from reports.measures import services
from targets.measures.content import measure_content
from targets.models import DataElement, Indicator, MeasureChange
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    department = factories.make_department()
    factories.make_agency("001", name="Quận 1")
    first, second = (factories.make_user(Role.STAFF, department) for _ in range(2))
    total = factories.make_element("total")
    share = factories.make_indicator("share", numerator=[factories.make_element("women")], denominator=[total])
    factories.make_target(factories.make_plan(last_year=2030, report_last_year=2030), share, year=2030, low=50)
    client.force_login(first)
    return first, second


def typed(kind, code, **fields):
    """What the browser sends of the form as it is shown, with some fields typed anew."""
    said = measure_content(kind, code)
    sent = {name: "" if value is None else value for name, value in said.items() if value is not False}
    seen = services.seen_token(services.open_change(kind, code), said)
    return {**sent, "seen": seen, "reason": "theo Thông tư 5", **fields}


def page_of(answer):
    return " ".join(unescape(answer.content.decode()).split())


@pytest.mark.slow
def test_what_is_typed_leads_to_its_effect_and_is_kept_by_the_second_person(client, staff):
    _, second = staff
    address = reverse("measure-edit", args=["element", "total"])
    answer = client.post(address, typed("element", "total", kinds=["district", "department"]))
    change = MeasureChange.objects.get()
    assert answer["Location"] == reverse("measure-change", args=[change.pk])
    page = page_of(client.get(answer["Location"]))
    assert "Thêm dòng" in page and "1 đơn vị" in page and "KH-10" in page
    assert client.post(answer["Location"], {"step": "send", "version": 1}).status_code == 302
    assert "Đã kiểm tra, đưa vào dùng" not in page_of(client.get(answer["Location"]))
    client.force_login(second)
    assert "Đã kiểm tra, đưa vào dùng" in page_of(client.get(answer["Location"]))
    assert client.post(answer["Location"], {"step": "keep", "version": 2}).status_code == 302
    assert measure_content("element", "total")["kinds"] == ["department", "district"]
    assert "có hiệu lực từ" in page_of(client.get(answer["Location"]))
    assert "theo Thông tư 5" in page_of(client.get(address))


@pytest.mark.slow
def test_an_untouched_form_changes_nothing(client, staff):
    for kind, code in (("element", "total"), ("indicator", "share")):
        answer = client.post(reverse("measure-edit", args=[kind, code]), typed(kind, code))
        assert answer.status_code == 422
        assert "Chưa đổi gì so với danh mục đang dùng." in page_of(answer)


@pytest.mark.slow
def test_what_somebody_else_saved_meanwhile_answers_409_with_what_was_typed(client, staff):
    address = reverse("measure-edit", args=["indicator", "share"])
    mine = typed("indicator", "share", short_name="Tỷ lệ của tôi")
    client.post(address, typed("indicator", "share", short_name="Tỷ lệ của người khác"))
    answer = client.post(address, mine)
    page = page_of(answer)
    assert answer.status_code == 409
    assert "Tỷ lệ của tôi" in page and "Tỷ lệ của người khác" in page
    assert MeasureChange.objects.get().said["short_name"] == "Tỷ lệ của người khác"
    seen = answer.context["seen"]
    assert client.post(address, {**mine, "seen": seen}).status_code == 302
    assert MeasureChange.objects.get().said["short_name"] == "Tỷ lệ của tôi"


def test_a_refusal_stands_beside_its_field(client, staff):
    answer = client.post(
        reverse("measure-edit", args=["indicator", "share"]), typed("indicator", "share", unit="phần nghìn")
    )
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"unit"}
    assert 'id="id_unit_error"' in answer.content.decode()


@pytest.mark.slow
@pytest.mark.parametrize("step", ["send", "keep", "return", "drop"])
def test_a_step_on_what_has_moved_answers_409(client, staff, step):
    client.post(
        reverse("measure-edit", args=["indicator", "share"]), typed("indicator", "share", short_name="Tỷ lệ mới")
    )
    change = MeasureChange.objects.get()
    MeasureChange.objects.filter(pk=change.pk).update(version=7, sent_at=clock.now())
    client.force_login(staff[1])
    answer = client.post(reverse("measure-change", args=[change.pk]), {"step": step, "version": 1, "reply": "Ghi rõ"})
    assert answer.status_code == 409
    assert Indicator.objects.get(code="share").short_name == "Chỉ tiêu share"


def test_a_new_entry_begins_like_another_and_takes_no_code_that_is_used(client, staff):
    address = reverse("measure-new", args=["element"])
    page = page_of(client.get(f"{address}?like=total"))
    assert 'value="Số liệu total"' in page
    new = {**typed("element", "total"), "seen": services.seen_token(None, None)}
    answer = client.post(address, new)
    assert answer.context["form"].errors["code"] == ["Mã này đã dùng. Đặt mã khác."]
    assert client.post(address, {**new, "code": "total_2"}).status_code == 302
    assert not DataElement.objects.filter(code="total_2").exists()


def test_a_change_that_was_given_up_says_so(client, staff):
    client.post(
        reverse("measure-edit", args=["indicator", "share"]), typed("indicator", "share", short_name="Tỷ lệ mới")
    )
    change = MeasureChange.objects.get()
    client.post(reverse("measure-change", args=[change.pk]), {"step": "drop", "version": 1})
    assert "đã bỏ" in page_of(client.get(reverse("measure-change", args=[change.pk])))


def test_the_list_shows_what_is_being_changed_and_finds_names_without_marks(client, staff):
    client.post(
        reverse("measure-edit", args=["indicator", "share"]), typed("indicator", "share", short_name="Tỷ lệ mới")
    )
    page = page_of(client.get(reverse("measure-list")))
    assert "Tỷ lệ mới" in page and "đang soạn" in page and "KH-10" in page
    found = page_of(client.get(reverse("measure-list"), {"q": "so lieu total"}))
    assert "Số liệu total" in found and "Số liệu women" not in found


def test_the_pages_ask_no_query_more_for_more_entries(client, staff, django_assert_max_num_queries):
    for number in range(5):
        extra = factories.make_indicator(f"i{number}", numerator=[factories.make_element(f"e{number}")])
        factories.make_target(factories.make_plan(f"KH-{number}"), extra)
    with django_assert_max_num_queries(16):
        client.get(reverse("measure-list"))
    with django_assert_max_num_queries(16):
        client.get(reverse("measure-edit", args=["indicator", "share"]))
