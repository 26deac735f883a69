"""The pages that belong to no room."""

from django.db import OperationalError
from django.test import RequestFactory

from vocplan.views import server_error


def answer_to(error: Exception):
    try:
        raise error
    except type(error):
        return server_error(RequestFactory().get("/"))


def test_a_database_that_cannot_be_reached_is_told_with_the_time_to_wait():
    answer = answer_to(OperationalError("connection refused"))
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert "chưa vào được cơ sở dữ liệu" in answer.content.decode()


def test_any_other_fault_is_a_plain_server_error():
    answer = answer_to(ValueError("secret detail"))
    assert answer.status_code == 500
    assert "secret detail" not in answer.content.decode()
