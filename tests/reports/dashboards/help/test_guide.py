"""The guide inside the product: the text of docs/huong-dan.md, whole, for everybody, from the form and the menu."""

import re
from html import unescape

from django.test import Client
from django.urls import reverse

from reports.dashboards.help.guide import GUIDE, guide_html, guide_part, guide_parts
from tests.reports.collection.scene import make_scene

MARKS = re.compile(r"[*`#]|^\d+\. ", re.MULTILINE)


def plain(text: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", text)).split())


def test_nothing_of_the_file_is_lost():
    read = [line for part in guide_parts() for line in (part.title, *part.before, *part.steps)]
    _, _, body = GUIDE.read_text(encoding="utf-8").partition("\n## ")
    assert sorted(plain(" ".join(read)).split()) == sorted(plain(MARKS.sub("", body)).split())


def test_words_are_set_apart_and_markup_stays_text():
    line = guide_html("Bấm **Nộp**, *xem* `[[ ]]` <b>")
    assert line == "Bấm <strong>Nộp</strong>, <em>xem</em> <code>[[ ]]</code> &lt;b&gt;"


def test_a_step_goes_on_in_the_line_below():
    part = guide_part("Cán bộ nhập liệu\n\nTrước hết:\n\n1. Mở\n   biểu.\n2. Gõ.\n")
    assert (part.anchor, part.before, part.steps) == ("can-bo-nhap-lieu", ["Trước hết:"], ["Mở biểu.", "Gõ."])


def test_it_is_reached_from_the_menu_and_the_form(db, django_assert_max_num_queries):
    scene, client = make_scene(), Client()
    client.force_login(scene.reporter)
    form = client.get(reverse("submission", args=[scene.form.pk])).content.decode()
    assert f'href="{reverse("help")}#can-bo-nhap-lieu"' in form
    menu = form.partition("<main")[0]
    assert re.search(rf'href="{reverse("help")}"\s*>Hướng dẫn</a>', menu)
    with django_assert_max_num_queries(8):
        page = client.get(reverse("help")).content.decode()
    assert 'id="can-bo-nhap-lieu"' in page and "<h1>Hướng dẫn sử dụng</h1>" in page
