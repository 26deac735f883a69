"""Every value of the lists that people meet, one by one: on pages, in the API, in a report's tables, words and files.

A new value walks along by itself. What it needs is a word, an order and a place in each table that counts it.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from agencies import clock
from agencies.access import Role
from agencies.models import User
from reports.collection.duties.services import save_duty
from reports.issued.files.open_data_dictionary import CODES
from reports.issued.layout.tables.duties import duty_bullets, duty_tables
from reports.issued.layout.tables.voices import obstacle_tables
from reports.issued.words.duties import duties as duty_passages
from reports.issued.words.fields import fields, with_numbers
from reports.issued.words.next_steps import next_steps
from reports.issued.words.obstacles import obstacles as obstacle_passages
from reports.models import (
    MILESTONE_STATES,
    Decider,
    Delivery,
    DutyState,
    Entry,
    FigureKind,
    FigureRevision,
    MilestoneJudgement,
    Notice,
    NoticeKind,
    Obstacle,
    ObstacleState,
    OfficialFigure,
    Quality,
    Via,
)
from reports.models.submission import State
from reports.wording.duty_states import DUTY_WORDS, SILENT, common_state
from reports.wording.formats import state_label
from targets.models import Formula
from targets.models.target import MILESTONE
from tests import factories
from tests.reports.collection.scene import YEAR, Scene, make_scene
from tests.reports.issued.datasets import dataset, duty, obstacle
from tests.valid_rows import Rows

Page = Callable[[User, str], str]


@pytest.fixture
def scene(db) -> Scene:
    return make_scene()


@pytest.fixture
def page() -> Page:
    def ask(user: User, address: str) -> str:
        client = Client()
        client.force_login(user)
        answer = client.get(address)
        assert answer.status_code == 200
        return answer.content.decode()

    return ask


@pytest.mark.slow
@pytest.mark.parametrize("state", DutyState)
def test_a_state_of_a_duty_shows_on_its_pages_and_in_the_api(scene: Scene, page: Page, state: DutyState):
    one = factories.make_duty(scene.plan, "1", lead=scene.district)
    silent = factories.make_duty(scene.plan, "2", lead=scene.district)
    save_duty(submission=scene.form, duty=one, state=state, text="Đã làm.", by=scene.reporter, now=clock.now())
    listed = page(scene.staff, "/duties/")
    assert f"{state.label}</span>" in listed and f"{DUTY_WORDS[SILENT].label}</span>" in listed
    assert one.title in page(scene.staff, f"/duties/?state={state}")
    assert f'value="{state}" checked' in page(scene.reporter, f"/submissions/{scene.form.pk}/")
    assert state.label in page(scene.staff, "/history/")
    assert f'"state":"{state}"' in page(scene.staff, f"/api/v1/duty-updates/?state={state}").replace(": ", ":")
    assert silent.title in page(scene.staff, f"/duties/?state={SILENT}")


@pytest.mark.parametrize("state", [*DutyState, SILENT])
def test_a_state_of_a_duty_is_counted_and_said_in_a_report(state: str):
    data = dataset(duties=(duty("1", None if state == SILENT else state), duty("2")))
    (table,) = duty_tables(data)
    words = DUTY_WORDS[state].said
    assert words in [cell.text for row in table.rows for cell in row]
    assert words in duty_bullets(data.duties)[0].text
    written = [with_numbers(part.template, fields(data)) for part in (*duty_passages(data), *next_steps(data))]
    assert f"1 {'chưa có đơn vị nào báo cáo' if state == SILENT else words}" in written[0] or state == DutyState.DONE
    left = 0 if DUTY_WORDS[state].settled else 1
    assert fields(data)["duties.left"] == str(left)
    assert state == SILENT or CODES["state (nhiệm vụ)"][state] == DUTY_WORDS[state].label


@pytest.mark.parametrize("state", DutyState)
def test_agencies_that_agree_give_a_duty_their_state(state: DutyState):
    assert common_state([state, state]) == state
    assert common_state([state, DutyState.IN_PROGRESS]) == DutyState.IN_PROGRESS
    assert common_state([]) == SILENT


@pytest.mark.parametrize("state", [state for state in DutyState if state != DutyState.NOT_RELEVANT])
def test_who_no_longer_has_a_duty_says_nothing_of_how_far_the_others_are(state):
    """One that nobody has begun is not under way because another agency need not do it any more."""
    assert common_state([state, DutyState.NOT_RELEVANT]) == state


@pytest.mark.once
@pytest.mark.parametrize("asks", Decider)
@pytest.mark.parametrize("state", ObstacleState)
def test_a_state_of_an_obstacle_shows_wherever_obstacles_do(db, page: Page, state: ObstacleState, asks: Decider):
    rows = Rows()
    row = rows.make(Obstacle, state=state, asks=asks)
    for address in (f"/obstacles/?state={state}", f"/obstacles/{row.pk}/"):
        shown = page(rows.user, address)
        assert state.label in shown and asks.label in shown
    assert f'"asks":"{asks}","state":"{state}"' in page(rows.user, f"/api/v1/obstacles/{row.pk}/").replace(": ", ":")
    data = dataset(obstacles=(obstacle(asks, state),))
    (table,) = obstacle_tables(data)
    assert state.label.lower() in [cell.text for line in table.rows for cell in line]
    assert [with_numbers(part.template, fields(data)) for part in obstacle_passages(data)]
    assert CODES["state (vướng mắc)"][state] == state.label and CODES["asks"][asks] == asks.label


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize("state", ["not_opened", *State])
def test_a_state_of_a_report_shows_on_its_lists(scene: Scene, page: Page, state: str):
    reached = {
        State.DRAFT: lambda: scene.fill(),
        State.SUBMITTED: scene.sent,
        State.ACCEPTED: scene.accepted,
        State.RETURNED: scene.returned,
    }
    reached.get(state, lambda: None)()
    word, board = state_label(state), f"/reviews/board/{scene.form.period_id}/"
    assert word in page(scene.reporter, "/submissions/")
    assert word in page(scene.staff, f"/reviews/?period={scene.form.period_id}")
    assert scene.district.short_name in page(scene.staff, f"{board}?state={state}")
    assert f'"status":"{state}"' in page(scene.staff, f"/api/v1/periods/{scene.form.period_id}/board/").replace(
        ": ", ":"
    )
    assert CODES["state (báo cáo)"][state] == word


@pytest.mark.parametrize("kind", FigureKind)
def test_a_kind_of_published_figure_shows_on_its_list(scene: Scene, page: Page, kind: FigureKind):
    OfficialFigure.objects.create(
        indicator=scene.plan.targets.first().indicator,
        locality=scene.plan.locality,
        **{"from_year": YEAR, "year": YEAR, "kind": kind, "value": Decimal(70), "source": "Niên giám"},
        published_on=date(YEAR, 6, 1),
    )
    assert kind.label in page(scene.staff, "/official-figures/")
    assert f'"kind":"{kind}"' in page(scene.staff, f"/api/v1/official-figures/?kind={kind}").replace(": ", ":")
    assert CODES["kind (số công bố)"][kind] == kind.label


@pytest.mark.parametrize(("state", "word"), MILESTONE_STATES)
def test_a_state_of_a_milestone_shows_on_its_page(scene: Scene, page: Page, state: str, word: str):
    vision = factories.make_indicator("vision", formula=Formula.QUALITATIVE)
    target = factories.make_target(scene.plan, vision, year=2030, comparator=MILESTONE, low=None)
    milestone = target.milestones.create(code="moc-1", position=1, name="Mốc 1", citation="KH-10, mục II")
    said = {"judged_on": date(YEAR, 1, 1), "evidence": "Quyết định", "by": scene.staff, "at": clock.now()}
    MilestoneJudgement.objects.create(milestone=milestone, state=state, **said)
    assert word in page(scene.staff, f"/plans/{scene.plan.code}/milestones/")
    assert CODES["state (mốc)"][state] == word


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize("delivery", Delivery)
@pytest.mark.parametrize("kind", NoticeKind)
def test_a_kind_of_notice_shows_among_the_notices(db, page: Page, kind: NoticeKind, delivery: Delivery):
    rows = Rows()
    rows.make(Notice, kind=kind, delivery=delivery, text="Một dòng")
    assert "Một dòng" in page(rows.user, "/notices/")


@pytest.mark.parametrize(
    ("entry", "via", "quality"),
    [
        *((entry, Via.FORM, Quality.FINAL) for entry in Entry),
        *((Entry.NUMBER, via, Quality.FINAL) for via in Via),
        *((Entry.NUMBER, Via.FORM, quality) for quality in Quality),
    ],
)
def test_every_kind_of_cell_shows_in_its_history(scene: Scene, page: Page, entry: Entry, via: Via, quality: Quality):
    scene.fill()
    figure = scene.figure()
    value = Decimal(7) if entry == Entry.NUMBER else None
    FigureRevision.objects.create(
        **{"figure": figure, "version": 99, "entry": entry, "value": value, "quality": quality},
        **{"via": via, "at": clock.now(), "by": scene.reporter, "note": "Lý do"},
    )
    shown = page(scene.reporter, f"/submissions/{scene.form.pk}/cells/total/history/")
    assert via.label in shown
    answer = page(scene.staff, "/api/v1/history/?version=99").replace(": ", ":")
    assert f'"status":"{entry}"' in answer and f'"quality":"{quality}"' in answer and f'"via":"{via}"' in answer


@pytest.mark.parametrize("role", Role)
def test_every_role_has_a_first_page(scene: Scene, role: Role):
    client = Client()
    client.force_login(factories.make_user(role, scene.department))
    assert client.get("/", follow=True).status_code == 200
