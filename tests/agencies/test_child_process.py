"""Files of strangers are read a few at a time: whoever sends more of them keeps no thread from the others."""

import os
import threading
import time
from contextlib import ExitStack

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from agencies.access import Role
from agencies.child_process import FILES_AT_ONCE, ChildEnded, ManyFilesAtOnce, read_in_child
from tests import factories

READER = "reports.collection.workbook.reader_process"


@pytest.mark.slow
def test_a_file_beyond_the_few_that_are_read_is_told_to_come_back(db):
    reporter = factories.make_user(Role.REPORTER, factories.make_agency())
    form = factories.make_submission(factories.make_period(factories.make_plan()), reporter.memberships.get().agency)
    page, client = reverse("submission-workbook-upload", args=[form.pk]), Client()
    client.force_login(reporter)
    with ExitStack() as reading:
        for _ in range(2):
            reading.enter_context(FILES_AT_ONCE)
        begun = time.monotonic()
        told = client.post(page, {"file": SimpleUploadedFile("a.xlsx", b"PK no workbook")})
        assert time.monotonic() - begun < 5
        assert (told.status_code, 5 <= int(told["Retry-After"]) <= 15) == (503, True)
        assert client.get(reverse("submission", args=[form.pk])).status_code == 200
    assert client.post(page, {"file": SimpleUploadedFile("a.xlsx", b"PK no workbook")}).status_code == 422


@pytest.mark.slow
def test_a_turn_is_given_back_whatever_becomes_of_the_file():
    for _ in range(5):
        assert "refused" in read_in_child(READER, b"nothing")
        with pytest.raises(ChildEnded, match="ended with 1"):
            read_in_child("reports.no_such_reader", b"")
    with FILES_AT_ONCE:
        assert "refused" in read_in_child(READER, b"nothing")


@pytest.mark.slow
def test_who_waits_for_a_turn_gets_it_when_a_file_is_done():
    with ExitStack() as reading:
        for _ in range(2):
            reading.enter_context(FILES_AT_ONCE)
        done = threading.Timer(0.3, FILES_AT_ONCE.release)
        reading.callback(FILES_AT_ONCE.acquire)
        done.start()
        assert "refused" in read_in_child(READER, b"nothing")
        done.join()
    with pytest.raises(ManyFilesAtOnce), FILES_AT_ONCE, FILES_AT_ONCE:
        read_in_child(READER, b"nothing")


def test_a_file_that_is_read_gives_way_to_pages():
    answer = read_in_child("tests.agencies.says_its_priority", b"")
    assert answer == {"priority": os.nice(0) + 10}
