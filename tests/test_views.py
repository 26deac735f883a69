"""The pages that belong to no room."""

import json
import sqlite3

import pytest
from django.db import InterfaceError, OperationalError
from django.test import RequestFactory

from vocplan import faults
from vocplan.views import bad_request, server_error, too_many


@pytest.fixture(autouse=True)
def no_disk_was_full(monkeypatch):
    monkeypatch.setattr(faults.LastDiskFull, "at", float("-inf"))


def answer_to(error: Exception, path: str = "/"):
    try:
        raise error
    except type(error):
        return server_error(RequestFactory().get(path))


def disk_full() -> OperationalError:
    error, cause = OperationalError("database or disk is full"), sqlite3.OperationalError()
    cause.sqlite_errorcode = sqlite3.SQLITE_FULL
    error.__cause__ = cause
    return error


@pytest.mark.parametrize("error", [OperationalError("connection refused"), InterfaceError("connection already closed")])
def test_a_database_that_cannot_be_reached_is_told_with_the_time_to_wait(error):
    answer = answer_to(error)
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert "chưa vào được cơ sở dữ liệu" in answer.content.decode()
    told = answer_to(error, "/api/v1/plans/")
    assert (told.status_code, told["Retry-After"]) == (503, "10")
    assert json.loads(told.content)["error"]["code"] == "unavailable"


@pytest.mark.parametrize(("method", "offered"), [("GET", True), ("POST", False)])
def test_a_page_can_be_asked_for_again_from_where_one_is_and_a_form_is_kept(method: str, offered: bool):
    try:
        raise OperationalError("connection refused")
    except OperationalError:
        away = server_error(RequestFactory().generic(method, "/"))
    busy = too_many(RequestFactory().generic(method, "/"), seconds=7)
    for answer in (away, busy):
        assert ('<a class="button" href="">Tải lại trang này</a>' in answer.content.decode()) is offered


def test_a_full_disk_is_told_as_such():
    assert not faults.disk_was_full_lately()
    assert "Đĩa của máy chủ đã đầy" in answer_to(disk_full()).content.decode()
    assert json.loads(answer_to(disk_full(), "/api/v1/x/").content)["error"]["code"] == "disk_full"
    assert faults.disk_was_full_lately()


def test_any_other_fault_is_a_plain_server_error():
    answer = answer_to(ValueError("secret detail"))
    assert answer.status_code == 500
    assert "secret detail" not in answer.content.decode()
    told = answer_to(ValueError("secret detail"), "/api/v1/plans/")
    assert (told.status_code, json.loads(told.content)["error"]["code"]) == (500, "server_error")
    assert "secret detail" not in told.content.decode()


def test_what_is_no_request_is_told_in_vietnamese_or_in_the_shape_of_the_api():
    assert "Yêu cầu này không đọc được" in bad_request(RequestFactory().get("/")).content.decode()
    assert json.loads(bad_request(RequestFactory().get("/api/v1/")).content)["error"]["code"] == "invalid"
