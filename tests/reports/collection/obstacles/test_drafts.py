"""What is typed of an obstacle and not sent: kept as typed, for the own side alone, until it is sent or emptied."""

import pytest
from django.urls import reverse

from agencies import clock
from reports.collection.obstacles.drafts import DraftWrittenMeanwhile, keep_draft
from reports.models import Obstacle, ObstacleDraft, ObstacleState
from tests import factories

NEW = {"title": "Thiếu xưởng", "since": "hôm qua", "plan": "KH-10"}


def keep(world, who: str = "reporter", **posted):
    data = {"by": world.people[who].pk, "agency": world.district.pk, "seen": 0, **NEW, **posted}
    return world.client(who).post(reverse("obstacle-draft"), data)


def page(world, who: str = "reporter", address: str = "/obstacles/new/") -> str:
    return " ".join(world.client(who).get(address).content.decode().split())


@pytest.mark.slow
def test_a_new_one_is_kept_as_it_is_typed_and_changed_in_its_place(world):
    first = keep(world).json()
    assert first["saved"].startswith("Đã lưu lúc") and first["version"] == 1
    again = keep(world, draft=first["draft"], seen=1, text="Đề nghị cấp đất.").json()
    assert (again["draft"], again["version"]) == (first["draft"], 2)
    row = ObstacleDraft.objects.get()
    assert row.fields == {**NEW, "text": "Đề nghị cấp đất."}
    assert row.agency == world.district and not Obstacle.objects.exists()


@pytest.mark.slow
def test_it_comes_back_to_its_writer_and_can_be_gone_on_with_by_a_colleague(world):
    draft = keep(world).json()["draft"]
    own = page(world)
    assert 'value="Thiếu xưởng"' in own and 'value="hôm qua"' in own and f'name="draft" value="{draft}"' in own
    world.people["colleague"] = factories.make_user(agency=world.district)
    first = page(world, "colleague")
    assert 'value="Thiếu xưởng"' not in first and f'href="/obstacles/new/?draft={draft}"' in first
    opened = page(world, "colleague", f"/obstacles/new/?draft={draft}")
    assert 'value="Thiếu xưởng"' in opened and "chưa gửi" in opened
    assert f"?draft={draft}" in page(world, "colleague", "/obstacles/")
    assert 'value="Thiếu xưởng"' not in page(world, address="/obstacles/new/?draft=new")


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize("who", ["neighbour", "staff", "leader", "stranger"])
def test_nobody_else_sees_or_changes_it(world, who):
    draft = keep(world).json()["draft"]
    for address in ("/obstacles/", "/obstacles/new/", f"/obstacles/new/?draft={draft}"):
        assert "Thiếu xưởng" not in page(world, who, address)
    assert keep(world, who, draft=draft, seen=1, title="Khác").status_code in (403, 404)
    assert ObstacleDraft.objects.get().fields == NEW


def test_what_a_colleague_wrote_meanwhile_is_not_overwritten_and_both_are_there(world):
    world.people["colleague"] = factories.make_user(agency=world.district, last_name="Trần", first_name="Bình")
    draft = keep(world).json()["draft"]
    keep(world, "colleague", draft=draft, seen=1, text="Của Bình")
    mine = keep(world, draft=draft, seen=1, text="Của tôi")
    assert mine.status_code == 409 and mine.json()["theirs"]["text"] == "Của Bình"
    assert "Trần Bình vừa viết khác" in mine.json()["error"] and mine.json()["version"] == 2
    assert keep(world, draft=draft, seen=2, text="Của tôi").status_code == 200
    same = keep(world, "colleague", draft=draft, seen=2, text="Của tôi")
    assert same.status_code == 200 and same.json()["version"] == 3


def test_emptied_it_goes_and_sent_it_becomes_the_obstacle(world):
    draft = keep(world).json()["draft"]
    assert keep(world, draft=draft, seen=1, title="", since="").json()["draft"] == ""
    assert not ObstacleDraft.objects.exists()
    draft = keep(world).json()["draft"]
    sent = {"agency": world.district.pk, "plan": "KH-10", "title": "Thiếu xưởng", "since": "01/09/2024"}
    sent |= {"text": "Đề nghị.", "asks": "locality", "draft": draft, "seen": 1}
    assert world.client("reporter").post("/obstacles/new/", sent).status_code == 302
    assert Obstacle.objects.get().title == "Thiếu xưởng" and not ObstacleDraft.objects.exists()
    gone = keep(world, draft=draft, seen=1, title="Viết tiếp")
    assert gone.status_code == 409 and gone.json()["theirs"] is None and gone.json()["version"] == 0


def test_what_is_refused_keeps_its_draft(world):
    draft = keep(world).json()["draft"]
    answer = world.client("reporter").post("/obstacles/new/", {**NEW, "draft": draft, "seen": 1})
    assert answer.status_code == 422 and f'name="draft" value="{draft}"' in answer.content.decode()
    assert ObstacleDraft.objects.filter(pk=draft).exists()


@pytest.mark.slow
def test_each_side_keeps_its_own_answer_until_it_is_sent(world):
    row = world.raised()
    keep(world, "staff", obstacle=row.pk, text="Sở đang xem", to="answered")
    address = reverse("obstacle", args=[row.pk])
    assert "Sở đang xem" in page(world, "staff", address)
    assert "Sở đang xem" not in page(world, "reporter", address) + page(world, "leader", address)
    assert keep(world, "leader", obstacle=row.pk, text="x").status_code == 403
    world.moved(row, ObstacleState.ANSWERED)
    assert not ObstacleDraft.objects.exists()
    keep(world, obstacle=row.pk, text="Hỏi thêm", to="open")
    assert "Hỏi thêm" in page(world, "reporter", address)
    assert "Hỏi thêm" not in page(world, "staff", address)
    world.moved(row, ObstacleState.OPEN, by="reporter", text="Hỏi thêm")
    assert not ObstacleDraft.objects.exists()


def test_two_who_begin_the_same_answer_at_once_keep_one(world):
    row = world.raised()
    said = {"draft": None, "agency": None, "obstacle": row, "by": world.people["staff"], "now": clock.now()}
    keep_draft(fields={"text": "một"}, seen_version=0, **said)
    with pytest.raises(DraftWrittenMeanwhile) as error:
        keep_draft(fields={"text": "hai"}, seen_version=0, **said)
    assert error.value.theirs.fields == {"text": "một"}


def test_another_account_on_the_machine_keeps_nothing(world):
    answer = world.client("reporter").post(reverse("obstacle-draft"), {**NEW, "by": world.people["staff"].pk})
    assert answer.status_code == 409 and "tài khoản khác" in answer.json()["error"]
    assert not ObstacleDraft.objects.exists()


@pytest.mark.slow
def test_a_report_shows_what_is_being_written_and_keeps_it_once_sent(world):
    form = factories.make_submission(factories.make_period(world.plan), world.district)
    keep(world)
    for state in ("draft", "submitted"):
        sent = {"submitted_at": clock.now(), "submitted_by": world.people["reporter"]} if state == "submitted" else {}
        type(form).objects.filter(pk=form.pk).update(state=state, **sent)
        address = reverse("submission", args=[form.pk])
        assert "Thiếu xưởng" in page(world, "reporter", address)
        assert "Thiếu xưởng" not in page(world, "staff", address)
