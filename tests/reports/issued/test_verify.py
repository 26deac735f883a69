"""A file and its hash: which report it is told to be, and at what cost."""

import hashlib

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies import clock
from reports.issued import services
from reports.issued.verify import Finding, verify
from reports.models import ReportFormat
from tests.reports.issued.office import Office, files, now_there

pytestmark = pytest.mark.slow


@pytest.mark.once
def test_a_file_that_the_replacement_has_unchanged_still_counts(office: Office):
    old = office.issued()
    replacement = office.replacement(old)
    services.check(
        report=replacement, seen_version=replacement.version, seen_dataset=replacement.dataset_sha256,
        by=office.second, now=clock.now(),
    )  # fmt: skip
    new = office.issued(now_there(replacement), number=6)
    same = files(old)[ReportFormat.DICTIONARY]
    assert same == files(new)[ReportFormat.DICTIONARY]
    found = verify(hashlib.sha256(same).hexdigest(), office.leader)
    assert (found.finding, found.report) == (Finding.ISSUED, new)


def test_a_verification_reads_no_dataset(office: Office):
    content = files(office.issued())[ReportFormat.PDF]
    with CaptureQueriesContext(connection) as asked:
        assert verify(hashlib.sha256(content).hexdigest(), office.reporter).finding == Finding.ISSUED
    assert not any('"dataset",' in query["sql"] for query in asked)
