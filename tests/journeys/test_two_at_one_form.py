"""Two colleagues at one form, each in a browser: one sees what the other saves, and nothing being typed is touched."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from reports.models import Figure
from tests.journeys.browser import cell, come_in, expect_saved, open_form, type_into
from tests.journeys.stage import Stage, set_stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LOOK_SECONDS = 20


@pytest.fixture
def stage(transactional_db) -> Stage:
    return set_stage()


@pytest.fixture
def mine(page: Page, stage: Stage) -> Page:
    page.clock.install()
    come_in(page, stage.reporter)
    open_form(page, stage.submission)
    return page


@pytest.fixture
def theirs(chromium, live_server, stage: Stage, mine: Page) -> Iterator[Page]:
    with chromium.new_context(base_url=live_server.url) as context:
        page = context.new_page()
        come_in(page, stage.colleague)
        open_form(page, stage.submission)
        yield page


def wait_for_a_look(page: Page) -> None:
    with page.expect_response(lambda answer: answer.url.endswith("/cells/") and answer.request.method == "GET"):
        page.clock.run_for(LOOK_SECONDS * 1000)


@pytest.mark.both
def test_a_colleagues_cell_appears_beside_what_is_being_typed(mine: Page, theirs: Page, stage: Stage):
    cell(mine, "school_leavers_vocational").click()
    mine.keyboard.type("31")
    type_into(theirs, "school_leavers", "1.150")
    expect_saved(theirs, "school_leavers")
    wait_for_a_look(mine)
    expect(cell(mine, "school_leavers")).to_have_value("1.150")
    expect(mine.locator("#save-status")).to_contain_text("Đồng nghiệp vừa ghi 1 ô")
    expect(mine.locator("#filled-count")).to_have_text("1/2")
    expect(cell(mine, "school_leavers_vocational")).to_have_value("31")
    mine.keyboard.type("0")
    mine.keyboard.press("Enter")
    expect_saved(mine, "school_leavers_vocational")
    assert dict(
        Figure.objects.filter(agency=stage.district, year=stage.year).values_list("element__code", "value")
    ) == {
        "school_leavers": 1150,
        "school_leavers_vocational": 310,
    }


def test_the_cell_one_stands_in_is_left_alone_and_writing_there_tells_of_the_others_number(
    mine: Page, theirs: Page, stage: Stage
):
    cell(mine, "school_leavers").click()
    type_into(theirs, "school_leavers", "1.150")
    expect_saved(theirs, "school_leavers")
    wait_for_a_look(mine)
    expect(cell(mine, "school_leavers")).to_have_value("")
    mine.keyboard.type("1.105")
    mine.keyboard.press("Enter")
    expect(mine.locator("#say-school_leavers")).to_contain_text("vừa ghi 1.150")
    # What was typed and not taken stays, whatever the page asks meanwhile.
    wait_for_a_look(mine)
    expect(cell(mine, "school_leavers")).to_have_value("1.105")
    assert Figure.objects.get(agency=stage.district, year=stage.year).value == 1150


def test_a_number_one_only_looked_at_comes_up_to_date_after_leaving(mine: Page, theirs: Page):
    cell(mine, "school_leavers").click()
    type_into(theirs, "school_leavers", "1.150")
    expect_saved(theirs, "school_leavers")
    wait_for_a_look(mine)
    cell(mine, "school_leavers_vocational").click()
    wait_for_a_look(mine)
    expect(cell(mine, "school_leavers")).to_have_value("1.150")
