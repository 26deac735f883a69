"""Whatever stands in the address of a page: a page or a refusal, never a server error."""

import io
import re
from collections.abc import Iterator

import pytest
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from agencies.vietnamese_text import search_key
from tests.api.conftest import World, world  # noqa: F401  (a fixture)
from vocplan.handler import utf8_application

WORDS = (
    "%00", "%ff", "x", "0", "-1", "9" * 40, "NaN", "1e999", "9999-12-31", "31/12/9999", "01/01/0001",
    "9999-12-31T23:59:59-23:00", "%F0%9F%98%80", "' OR 1=1 --", "..%2f..",
)  # fmt: skip
PEOPLE = ("staff", "reporter", "administrator")


def addresses_without_key() -> list[str]:
    """Every address that needs no key."""
    return [
        f"{prefix}{pattern.pattern}"
        for prefix, pattern in leaf_patterns(get_resolver().url_patterns, "/")
        if "<" not in f"{prefix}{pattern.pattern}" and not f"{prefix}{pattern.pattern}".startswith(("/admin", "/api"))
    ]


def leaf_patterns(found: list, prefix: str) -> Iterator[tuple[str, URLPattern]]:
    for one in found:
        if isinstance(one, URLResolver):
            yield from leaf_patterns(one.url_patterns, f"{prefix}{one.pattern}")
        else:
            yield prefix, one


NUMBER_IN_PATH = re.compile(r"<int:\w+>")
HUGE = ("9" * 18, "9" * 40)


def addresses_with_a_huge_number(known: int) -> list[str]:
    """Every address with numbers in it: one of them huge, the others those of rows that are there."""
    found = []
    for prefix, pattern in leaf_patterns(get_resolver().url_patterns, "/"):
        path = f"{prefix}{pattern.pattern}"
        for place in range(len(NUMBER_IN_PATH.findall(path))):
            for huge in HUGE:
                numbers = iter([huge if here == place else str(known) for here in range(9)])
                filled = NUMBER_IN_PATH.sub(lambda _, numbers=numbers: next(numbers), path)
                found.append(re.sub(r"<\w+:\w+>|<\w+>", "x", filled))
    return found


def names_in(page: str) -> set[str]:
    """What the page's own forms and links put into an address."""
    return {*re.findall(r'name="([\w-]+)"', page), *re.findall(r"[?&;](\w+)=", page), "q", "page", "year"}


@pytest.mark.deep
@pytest.mark.parametrize("who", PEOPLE)
def test_no_word_in_an_address_makes_a_server_error(world: World, who: str):  # noqa: F811
    world.accept()
    client = Client(raise_request_exception=False)
    client.force_login(world.people[who])
    failed = []
    for path in addresses_without_key():
        first = client.get(path)
        for name in names_in(first.content.decode()) if first.status_code == 200 else ():
            failed += [(path, name, word) for word in WORDS if client.get(f"{path}?{name}={word}").status_code >= 500]
    assert failed == []


@pytest.mark.slow
def test_no_number_in_an_address_is_too_large_for_an_answer(world: World):  # noqa: F811
    client = Client(raise_request_exception=False)
    client.force_login(world.people["staff"])
    paths = addresses_with_a_huge_number(next(iter(world.submissions.values())).period_id)
    assert len(paths) > 60 and "/reviews/board/" in " ".join(paths)
    failed = [path for path in paths for ask in (client.get, client.post) if ask(path).status_code >= 500]
    assert failed == []


@pytest.mark.parametrize("path", ["/reviews/periods/open/%00/", "/plans/%00/", "/indicators/%00/", "/%00"])
def test_nul_in_a_path_is_no_request(world: World, path: str):  # noqa: F811
    client = Client(raise_request_exception=False)
    client.force_login(world.people["staff"])
    answer = client.get(path)
    assert answer.status_code == 400
    assert "Yêu cầu này không đọc được" in answer.content.decode()


@pytest.mark.parametrize(("path", "status"), [("/indicators/?q=%00", 200), ("/history/?text=%00", 422)])
def test_nul_in_a_query_is_text_that_somebody_typed(world: World, path: str, status: int):  # noqa: F811
    client = Client(raise_request_exception=False)
    client.force_login(world.people["staff"])
    assert client.get(path).status_code == status


def test_nul_beside_a_word_hides_nothing_from_a_search():
    assert search_key("Đào\0 tạo") == search_key("đào tạo")


PART = b'--x\r\nContent-Disposition: form-data; name="username"\r\n\r\n\xc3\xa0\r\n--x--\r\n'
FORM, TEXT = "multipart/form-data; boundary=x; charset=", "text/plain; charset="


def asked_of_the_server(path: str, query: str = "", *, content_type: str, body: bytes = b"", **headers: str) -> int:
    """The status of the web server's own application, which reads a request as the test client does not."""
    environ = RequestFactory().generic("POST" if body else "GET", path, body, content_type, **headers).environ
    environ = {**environ, "QUERY_STRING": query, "CONTENT_TYPE": content_type, "wsgi.input": io.BytesIO(body)}
    server = utf8_application()
    return server.get_response(server.request_class(environ)).status_code


@pytest.mark.django_db
@pytest.mark.parametrize("charset", ["hex", "rot13", "idna", "undefined", "utf-16", "latin-1"])
@pytest.mark.parametrize("path", ["/accounts/login/", "/api/v1/plans/"])
def test_what_is_declared_in_another_encoding_is_no_request(charset: str, path: str):
    assert asked_of_the_server(path, "q=%ff", content_type=TEXT + charset) == 400
    assert asked_of_the_server(path, content_type=FORM + charset, body=PART) == 400


@pytest.mark.django_db
@pytest.mark.parametrize("charset", ["utf-8", "UTF8", "no-such-encoding"])
def test_utf_8_by_any_of_its_names_is_taken_and_a_name_of_nothing_says_nothing(charset: str):
    assert asked_of_the_server("/accounts/login/", "q=%C3%A0", content_type=TEXT + charset) == 200
    assert asked_of_the_server("/accounts/login/", "q&" * 2100, content_type=TEXT + charset) == 400


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["vocplan-sessionid", "sessionid", "csrftoken", "x"])
def test_nul_in_a_cookie_is_no_request(name: str):
    cookie = rf'{name}="\000aaaaaaaaaaaaaaaa"'
    assert asked_of_the_server("/accounts/login/", content_type="text/plain", HTTP_COOKIE=cookie) == 400


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/forgotten/"])
def test_nul_in_a_name_to_sign_in_by_is_nobodys(path: str):
    client = Client(raise_request_exception=False)
    assert client.post(path, {"username": "a\0b", "password": "x"}).status_code in (200, 422)


def test_half_a_letter_is_nobodys_name(world: World):  # noqa: F811
    body = r'{"username": "\ud800", "password": "x"}'
    answer = Client().post("/api/v1/token/", body, content_type="application/json")
    assert answer.status_code == 400
