"""Two at once beside the figures: obstacles, evidence, published figures. And what of them goes on record."""

import io
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest

from agencies import clock
from agencies.access import Role
from reports.collection.entry.services import submit
from reports.collection.evidence.checks import MAX_FILES, FileRefused
from reports.collection.evidence.services import add_evidence, remove_evidence
from reports.collection.obstacles.services import ObstacleMoved, raise_obstacle, reply
from reports.collection.official_figures.services import Published, PublishedError, enter_official_figure
from reports.collection.transitions import WrongState
from reports.models import (
    AuditEvent,
    Decider,
    Evidence,
    FigureKind,
    Notice,
    Obstacle,
    ObstacleReply,
    ObstacleState,
    OfficialFigure,
    State,
    Submission,
    Verb,
)
from targets.models import Indicator
from tests import factories
from tests.race import failures, race
from tests.reports.collection.evidence.files import PDF
from tests.reports.collection.scene import Scene, make_scene


@pytest.fixture
def scene(transactional_db) -> Scene:
    return make_scene()


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


def on_disk(media: Path) -> list[Path]:
    return [path for path in media.rglob("*") if path.is_file()]


def attach(scene: Scene, content: bytes, name: str = "a.pdf"):
    return add_evidence(
        submission=scene.form,
        name=name,
        size=len(content),
        content=io.BytesIO(content),
        by=scene.reporter,
        now=clock.now(),
    )


def test_two_who_answer_an_obstacle_at_once_give_one_answer_and_one_notice(scene):
    obstacle = raise_obstacle(
        agency=scene.district,
        plan=scene.plan,
        title="Thiếu giáo viên",
        text="Đề nghị bổ sung.",
        since=clock.today(),
        asks=Decider.LOCALITY,
        by=scene.reporter,
        now=clock.now(),
    )
    second = factories.make_user(Role.STAFF, scene.department, username="second")
    answer = partial(reply, obstacle=obstacle, to=ObstacleState.ANSWERED, seen_version=1, now=clock.now())
    results = race(partial(answer, by=scene.staff, text="Một."), partial(answer, by=second, text="Hai."))
    (lost,) = failures(results)
    assert isinstance(lost, ObstacleMoved)
    assert Obstacle.objects.get().version == 2
    assert ObstacleReply.objects.count() == Notice.objects.count() == 1
    assert AuditEvent.objects.filter(verb=Verb.OBSTACLE_MOVED).count() == 1


def test_the_same_file_sent_twice_at_once_is_one_row_one_file_and_one_event(scene, media):
    results = race(*[partial(attach, scene, PDF)] * 3)
    assert failures(results) == []
    assert sorted(is_new for _, is_new in results) == [False, False, True]
    assert Evidence.objects.count() == len(on_disk(media)) == 1
    assert AuditEvent.objects.filter(verb=Verb.EVIDENCE_ADDED).count() == 1


def test_two_at_once_for_the_last_place_leave_as_many_files_as_are_allowed(scene, media):
    for place in range(MAX_FILES - 1):
        attach(scene, PDF + bytes([place]))
    results = race(partial(attach, scene, PDF + b"x"), partial(attach, scene, PDF + b"y"))
    (lost,) = failures(results)
    assert isinstance(lost, FileRefused)
    assert Evidence.objects.count() == len(on_disk(media)) == MAX_FILES


def test_a_file_sent_while_the_report_is_sent_is_either_in_it_or_refused(scene, media):
    scene.fill()
    send = partial(submit, submission=scene.form, seen_version=1, by=scene.reporter, now=clock.now())
    sent, added = race(send, partial(attach, scene, PDF))
    assert Submission.objects.get(pk=scene.form.pk).state == State.SUBMITTED
    assert not isinstance(sent, Exception)
    assert Evidence.objects.count() == len(on_disk(media)) == (0 if isinstance(added, WrongState) else 1)


def test_a_file_taken_off_twice_at_once_is_one_event(scene):
    row, _ = attach(scene, PDF)
    remove = partial(remove_evidence, evidence=row, by=scene.reporter, now=clock.now())
    assert failures(race(remove, remove)) == []
    assert AuditEvent.objects.filter(verb=Verb.EVIDENCE_REMOVED).count() == 1


def test_a_file_on_record_is_known_by_name_digest_and_size_never_by_content(scene):
    row, _ = attach(scene, PDF, "biên bản.pdf")
    remove_evidence(evidence=row, by=scene.reporter, now=clock.now())
    added, removed = AuditEvent.objects.order_by("pk")
    assert (added.verb, removed.verb) == (Verb.EVIDENCE_ADDED, Verb.EVIDENCE_REMOVED)
    assert added.after == removed.after == {"name": "biên bản.pdf", "sha256": row.sha256, "size": len(PDF)}
    assert {event.subject for event in (added, removed)} == {f"submission:{scene.form.pk}"}
    assert {event.agency for event in (added, removed)} == {scene.district}


def published(scene: Scene, value: int, source: str = "Niên giám 2023") -> Published:
    return Published(
        indicator=Indicator.objects.get(code="trained_total"),
        locality=scene.district.locality,
        from_year=2023,
        year=2023,
        value=Decimal(value),
        kind=FigureKind.ACTUAL,
        source=source,
        published_on=clock.today(),
    )


def test_a_published_figure_and_its_revision_are_on_record_with_what_was(scene):
    enter = partial(enter_official_figure, by=scene.staff, now=clock.now())
    first = enter(figure=published(scene, 1200))
    enter(figure=published(scene, 1250, "Niên giám 2024"), revises=first)
    entered, revised = AuditEvent.objects.filter(verb=Verb.OFFICIAL_FIGURE_ENTERED).order_by("pk")
    assert (entered.actor, entered.locality, entered.before) == (scene.staff, scene.district.locality, None)
    assert (entered.after["value"], entered.after["source"]) == ("1200", "Niên giám 2023")
    assert revised.before == {"value": "1200", "source": "Niên giám 2023"}
    assert (revised.after["value"], revised.summary.split(":")[0]) == ("1250", "Công bố lại")


def test_a_refused_published_figure_leaves_no_event(scene):
    enter = partial(enter_official_figure, figure=published(scene, 1200), by=scene.staff, now=clock.now())
    enter()
    with pytest.raises(PublishedError):
        enter()
    assert AuditEvent.objects.filter(verb=Verb.OFFICIAL_FIGURE_ENTERED).count() == 1


def test_the_same_published_figure_entered_by_two_at_once_is_one_row(scene):
    enter = partial(enter_official_figure, figure=published(scene, 1200), by=scene.staff, now=clock.now())
    (lost,) = failures(race(enter, enter))
    assert isinstance(lost, PublishedError)
    assert OfficialFigure.objects.count() == 1
