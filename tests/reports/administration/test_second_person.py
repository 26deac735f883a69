"""A reorganisation takes two people, by whatever door its words come, and one leaves what the other wrote."""

from collections.abc import Callable

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from agencies import clock
from agencies.access import Role
from agencies.catalogue_files.entries import Place
from agencies.models import Agency, Reorganisation, ReorganisationState, User
from agencies.reorganisations.services import ReorganisationError
from agencies.reorganisations.steps import Document, document_of
from reports.administration.reorganisations.services import accept_gap, confirm_reorganisation, draft_reorganisation
from reports.models import AuditEvent
from tests import factories

pytestmark = pytest.mark.django_db
ENDS = {"kind": "end", "ends": ["001"], "citation": "x"}


def written(code: str = "01-x", locality: str = "01", **said: object) -> dict[str, object]:
    head = {"code": code, "locality": locality, "title": "Thử", "legal_basis": "x", "effective_on": "2025-07-01"}
    return head | {"steps": [ENDS]} | said


def document(**said: object) -> Document:
    words = yaml.safe_load(yaml.safe_dump(written(**said)))
    return document_of(words | {"effective_on": clock.today()}, Place("x"))


@pytest.fixture
def people(db) -> dict[str, User]:
    factories.make_agency("001")
    office = factories.make_department()
    away = factories.make_department("so-68", locality=factories.make_locality("68"))
    factories.make_agency("681", locality=away.locality)
    return {
        "first": factories.make_user(Role.STAFF, office, username="first"),
        "second": factories.make_user(Role.ADMINISTRATOR, office, username="second"),
        "stranger": factories.make_user(Role.ADMINISTRATOR, away, username="stranger"),
    }


def by_page(person: User, words: dict[str, object]) -> None:
    client = Client()
    client.force_login(person)
    text = yaml.safe_dump(words | {"effective_on": clock.today()}, allow_unicode=True).encode()
    client.post(reverse("reorganisation-draft"), {"file": SimpleUploadedFile("x.yaml", text)})


def by_program(person: User, words: dict[str, object]) -> None:
    client = Client()
    client.force_login(person)
    client.post("/api/v1/reorganisations/", words, content_type="application/json")


@pytest.mark.slow
@pytest.mark.parametrize("send", [by_page, by_program])
def test_what_an_older_version_has_applied_is_added_to_by_no_file_of_ones_own(people, send: Callable[..., None]):
    old = factories.make_reorganisation("01-2025-07-01", inherited=True)
    send(people["first"], written(code=old.code))
    send(people["stranger"], written(code=old.code, locality="68", steps=[ENDS | {"ends": ["681"]}]))
    assert not Agency.objects.exclude(valid_to=None).exists()
    old.refresh_from_db()
    assert (old.inherited, old.steps, old.title) == (True, [], "01-2025-07-01")
    assert not AuditEvent.objects.filter(subject=f"reorganisation:{old.pk}").exists()


def drafted(people: dict[str, User]) -> Reorganisation:
    return draft_reorganisation(document=document(), by=people["first"], now=clock.now())


def explain(row: Reorganisation, gap: str, by: User) -> Reorganisation:
    return accept_gap(reorganisation=row, gap=gap, reason="Có lý do", by=by, now=clock.now())


def test_who_wrote_the_steps_does_not_confirm_them_after_another_has_explained_a_gap(people):
    row = drafted(people)
    with pytest.raises(ReorganisationError, match="Người soạn ghi lý do"):
        explain(row, "element:x", people["second"])
    row.refresh_from_db()
    with pytest.raises(ReorganisationError, match="người thứ hai"):
        confirm_reorganisation(reorganisation=row, version=row.version, by=people["first"], now=clock.now())


@pytest.mark.slow
def test_a_gap_of_a_drafter_who_works_here_no_more_is_explained_by_who_does(people):
    row = drafted(people)
    people["first"].memberships.all().delete()
    assert explain(row, "element:x", people["second"]).drafted_by == people["second"]


def test_two_gaps_explained_from_the_same_page_both_stay(people):
    row = drafted(people)
    seen = [Reorganisation.objects.get(pk=row.pk) for _ in range(2)]
    for one, gap in zip(seen, ("element:x", "element:y"), strict=True):
        explain(one, gap, people["first"])
    row.refresh_from_db()
    assert {one["gap"] for one in row.accepted} == {"element:x", "element:y"}


def test_a_page_left_open_explains_nothing_once_the_draft_is_past(people):
    row = drafted(people)
    confirm_reorganisation(reorganisation=row, version=row.version, by=people["second"], now=clock.now())
    Reorganisation.objects.update(state=ReorganisationState.UNDONE, applied_at=clock.now(), undone_at=clock.now())
    with pytest.raises(ReorganisationError, match="không còn ở bước dự thảo"):
        explain(row, "element:x", people["first"])


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(b"[" * 100_000, id="deep"),
        pytest.param(b"code: " + b"9" * 10_000, id="a long number"),
        pytest.param(b"a: &a [*a]", id="within itself"),
        pytest.param(b'title: "\\0"', id="NUL"),
        pytest.param(b"effective_on: 0001-01-01", id="the first day"),
        pytest.param(b"effective_on: 9999-12-31", id="the last day"),
        pytest.param(b"? [a, b]\n: 1", id="a list for a key"),
        pytest.param(b"? {a: b}\n: 1", id="a table for a key"),
        pytest.param(b"1: 2", id="a number for a key"),
        pytest.param(b"steps: &a [{kind: end, ends: *a, citation: x}]", id="steps within themselves"),
    ],
)
def test_whatever_stands_in_a_file_it_is_refused_or_drafted(people, text: bytes):
    client = Client(raise_request_exception=False)
    client.force_login(people["first"])
    whole = yaml.safe_dump({key: value for key, value in written().items() if f"{key}:".encode() not in text})
    content = text if text.startswith(b"[") else whole.encode() + text
    answer = client.post(reverse("reorganisation-draft"), {"file": SimpleUploadedFile("x.yaml", content)})
    assert answer.status_code in (302, 422)
    for row in Reorganisation.objects.all():
        assert client.get(reverse("reorganisation", args=[row.pk])).status_code == 200
