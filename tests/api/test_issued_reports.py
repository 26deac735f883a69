"""Reports through the API: drafted, read, fetched, verified; the same rights and refusals as on the pages."""

import hashlib
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from knox.models import AuthToken

from reports.models import IssuedReport, ReportFormat
from tests.reports.issued.conftest import office, printer
from tests.reports.issued.office import Office, files

__all__ = ["office", "printer"]
FIELDS = (
    "id kind plan agency first_year year as_of view subject number symbol issued_on state revision supersedes "
    "superseded_by reason build_state build_error rule_version dataset_sha256 illustrative created_at checked_at "
    "issued_at files"
)
DRAFT = {"kind": "yearly", "plan": "KH-10", "year": 2024}


def ask(user, method: str, path: str, body=None, **headers):
    token = AuthToken.objects.create(user=user)[1]
    sent = {"data": json.dumps(body), "content_type": "application/json"} if body is not None else {}
    return Client().generic(method, f"/api/v1/{path}", **sent, HTTP_AUTHORIZATION=f"Token {token}", **headers)


@pytest.mark.slow
def test_a_draft_is_asked_for_and_waits_for_its_worker(office: Office):
    made = ask(office.author, "POST", "issued-reports/", DRAFT)
    assert (made.status_code, made.json()["build_state"], made.json()["files"]) == (201, "waiting", [])
    assert set(made.json()) == set(FIELDS.split())
    built = office.built(IssuedReport.objects.get())
    read = ask(office.author, "GET", f"issued-reports/{built.pk}/").json()
    assert {file["format"] for file in read["files"]} == set(ReportFormat)
    assert read["files"][0]["sha256"] == hashlib.sha256(files(built)["docx"]).hexdigest()


@pytest.mark.once
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"year": 2019}, "year"),
        ({"kind": "novel"}, "kind"),
        ({"kind": "interim", "first_year": 2030}, "first_year"),
        ({"kind": "agency"}, "agency"),
        ({"as_of": "14/12/2024"}, "as_of"),
        ({"as_of": "2099-01-01"}, "as_of"),
    ],
)
def test_what_is_wrong_is_named_by_field(office: Office, changes: dict, field: str):
    answer = ask(office.author, "POST", "issued-reports/", {**DRAFT, **changes})
    assert (answer.status_code, list(answer.json()["error"]["fields"])) == (400, [field])
    assert not IssuedReport.objects.exists()


@pytest.mark.slow
def test_the_list_is_filtered_and_shows_leaders_issued_ones_alone(office: Office):
    draft, issued = office.draft(built=False), office.issued()

    def listed(user, query: str = "") -> list[int]:
        return [row["id"] for row in ask(user, "GET", f"issued-reports/{query}").json()["results"]]

    assert set(listed(office.author)) == {draft.pk, issued.pk}
    filtered = listed(office.author, "?state=issued&plan=KH-10&year=2024&kind=yearly")
    assert listed(office.leader) == filtered == [issued.pk]
    assert listed(office.stranger) == listed(office.author, "?year=2023") == []


@pytest.mark.slow
def test_a_file_is_fetched_whole_whatever_type_is_asked_for(office: Office):
    report = office.issued()
    path = f"issued-reports/{report.pk}/files/pdf/"
    answer = ask(office.leader, "GET", path, HTTP_ACCEPT="application/pdf")
    assert (answer.status_code, answer.content) == (200, files(report)["pdf"])
    assert ask(office.leader, "GET", path, HTTP_IF_NONE_MATCH=answer["ETag"]).status_code == 304


@pytest.mark.slow
def test_a_file_is_verified_by_hash_and_by_upload(office: Office, client):
    report = office.issued()
    content = files(report)["xlsx"]
    by_hash = ask(office.leader, "POST", "verify/", {"sha256": hashlib.sha256(content).hexdigest()}).json()
    assert (by_hash["finding"], by_hash["report"], by_hash["current"]) == ("issued", report.pk, report.pk)
    token = AuthToken.objects.create(user=office.stranger)[1]
    upload = {"file": SimpleUploadedFile("x.xlsx", content)}
    far = client.post("/api/v1/verify/", upload, headers={"Authorization": f"Token {token}"}).json()
    assert (far["finding"], far["report"], far["current"]) == ("issued", None, None)


@pytest.mark.parametrize("body", [{}, {"sha256": "abc"}, {"sha256": ""}])
def test_what_cannot_be_verified_is_refused(office: Office, body: dict):
    answer = ask(office.leader, "POST", "verify/", body)
    assert (answer.status_code, list(answer.json()["error"]["fields"])) == (400, ["sha256"])
