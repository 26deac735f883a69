"""Guessing, forging and reaching for what is another's, on the real server: many at once, with a proxy and without."""

import json
import os
import re
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults.office import PASSWORD, Answer, Office, Visitor, ask, ask_for_token, open_form, token_of
from tests.faults.proxy import proxy_before

pytestmark = [pytest.mark.deep, pytest.mark.own]
WRONG = "sai-mat-khau"
GUESSER, OFFICE, ELSEWHERE = "127.0.0.66", "127.0.0.9", "127.0.0.50"
AT_ONCE, NAMES, OFFICES = 12, 20, 45
# What nobody who is refused may change.
KEPT = (
    "reports_figure", "reports_figurerevision", "reports_submission", "reports_evidence", "reports_dutyupdate",
    "reports_issuedreport", "agencies_user", "agencies_membership",
)  # fmt: skip
MOST_ON_RECORD = 20
LOOKED_AT = "SELECT failures FROM agencies_signintries WHERE source <> 'everywhere'"


@pytest.fixture
def serving(office: Office) -> Office:
    office.serve()
    return office


@pytest.fixture(params=[0, 1], ids=["no proxy", "one proxy"])
def door(request: pytest.FixtureRequest, office: Office) -> Iterator[tuple[Office, int]]:
    """The office and the port that its clients reach."""
    office.extra["TRUSTED_PROXIES"] = str(request.param)
    office.serve()
    if not request.param:
        yield office, office.port
        return
    with proxy_before(office.port) as port:
        yield office, port


def at_once(*calls: Callable[[], Answer]) -> list[Answer]:
    with ThreadPoolExecutor(len(calls)) as pool:
        return [one.result() for one in [pool.submit(again_and_again, call) for call in calls]]


def again_and_again(call: Callable[[], Answer]) -> Answer:
    """The answer as soon as there is time for one: nothing was done for who is told to come back."""
    while (answer := call()).status == 503:
        pass
    return answer


def guess(port: int, name: str, password: str = WRONG, source: str = GUESSER, **headers: str) -> Answer:
    return Visitor(port, source=source).try_to_sign_in(name, password, **headers)


def words(answer: Answer) -> str:
    """The page without what is each visitor's own."""
    return re.sub(r'value="[^"]*"', "", answer.text)


def events(office: Office, verb: str) -> list[tuple]:
    return office.sql(
        "SELECT subject, summary, actor_id, after->>'ip' FROM reports_auditevent WHERE verb = %s ORDER BY id", verb
    )


def test_fault_3_one_client_shuts_nobody_elses_door(door: tuple[Office, int]):
    """The 20 made-up names that shut every door of an office behind a proxy: forged anew for each try."""
    office, port = door
    for place in range(NAMES):
        guess(port, f"made-up-{place}", X_Forwarded_For=f"198.51.100.{place}")
    assert guess(port, "leader", PASSWORD, OFFICE).status == 302
    assert ask_for_token(port, "leader", OFFICE).status == 200
    for place in range(5):
        tried = guess(port, "leader", X_Forwarded_For=f"198.51.100.{place}, 203.0.113.{place}")
    assert tried.status == 429
    locked = guess(port, "leader", PASSWORD, X_Forwarded_For="203.0.113.7")
    assert (locked.status, 0 < int(locked.headers["Retry-After"]) <= 900) == (429, True)
    assert guess(port, "leader", PASSWORD, ELSEWHERE).status == 302
    assert {place for _, _, _, place in events(office, "locked_out")} == {GUESSER}


def test_fault_3_forty_five_offices_behind_one_address_get_in_within_a_minute(door: tuple[Office, int]):
    office, port = door
    names = [name for (name,) in office.sql(
        "SELECT username FROM agencies_user WHERE username LIKE 'reporter-%%' ORDER BY 1 LIMIT %s", OFFICES
    )]  # fmt: skip
    for name in names[::9]:
        guess(port, name, source=OFFICE)
    assert {ask_for_token(port, name, OFFICE).status for name in names} == {200}
    assert {guess(port, name, PASSWORD, OFFICE).status for name in names[:10]} == {302}


def test_fault_1_many_guesses_at_once_are_five_and_the_lock_outlives_the_server(serving: Office):
    for name in ("leader", "khong-co-ai"):
        tried = at_once(*[lambda name=name: guess(serving.port, name)] * AT_ONCE)
        # No more than five are looked at; who of them comes back after the fifth has begun is told of the lock.
        assert {answer.status for answer in tried} <= {200, 429}
        assert [answer.status for answer in tried].count(429) >= AT_ONCE - 4
    assert {failures for (failures,) in serving.sql(LOOKED_AT)} == {5}
    known, unknown = (guess(serving.port, name, PASSWORD) for name in ("leader", "khong-co-ai"))
    assert (known.status, unknown.status) == (429, 429)
    assert words(known) == words(unknown)
    assert "Tạm khóa đăng nhập" in known.text
    assert len(events(serving, "locked_out")) == 1
    os.killpg(serving.processes["web"].pid, signal.SIGKILL)
    serving.processes["web"].wait()
    serving.serve()
    assert guess(serving.port, "leader", PASSWORD).status == 429
    serving.sql(
        "UPDATE agencies_signintries SET until = until - interval '15 min', tried_at = tried_at - interval '15 min'"
    )
    assert guess(serving.port, "leader", PASSWORD).status == 302


def test_fault_1_an_administrator_lets_a_locked_person_in(serving: Office):
    administrator = Visitor(serving.port).sign_in("administrator")
    for _ in range(5):
        guess(serving.port, "leader")
    assert guess(serving.port, "leader", PASSWORD).status == 429
    page = administrator.get("/administration/sign-in/").text
    (address,) = re.findall(r'action="(/administration/sign-in/\d+/unlock/)"', page)
    at_once(*[lambda: administrator.post(address)] * 4)
    assert len(events(serving, "unlocked")) == 1
    assert guess(serving.port, "leader", PASSWORD).status == 302


def kept(office: Office) -> dict[str, str]:
    whole = "SELECT md5(string_agg(row::text, '|' ORDER BY row::text)) FROM {} AS row"
    return {table: office.sql(whole.format(table))[0][0] for table in KEPT}


def test_fault_9_all_doors_to_another_office_at_once_change_nothing_and_are_on_record(serving: Office):
    reporter = Visitor(serving.port).sign_in("reporter-017")
    token, own = token_of(serving.port, "reporter-017"), open_form(reporter)
    others = [pk for (pk,) in serving.sql(
        "SELECT s.id FROM reports_submission s JOIN agencies_agency a ON a.id = s.agency_id WHERE a.code <> '017' "
        "AND s.state = 'draft' ORDER BY 1 LIMIT 10"
    )]  # fmt: skip
    assert own
    before, header = kept(serving), {"Authorization": f"Token {token}", "Content_Type": "application/json"}
    change = json.dumps({"version": 1, "figures": [{"data_element": own[1][0], "value": 7}]}).encode()
    cell = {f"v-{own[1][0]}": "7"}

    def reach(pk: int) -> list[Callable[[], Answer]]:
        page, api = f"/submissions/{pk}/", f"/api/v1/submissions/{pk}/"
        return [
            lambda: reporter.get(page),
            lambda: reporter.post(f"{page}cells/", cell),
            lambda: reporter.post(f"{page}submit/"),
            lambda: reporter.get(f"{page}workbook/"),
            lambda: ask(serving.port, api, **header),
            lambda: ask(serving.port, f"{api}figures/", method="PATCH", body=change, **header),
            lambda: ask(serving.port, f"{api}submit/", method="POST", body=b"{}", **header),
        ]

    # The same door eight times at one moment is one try.
    assert {answer.status for answer in at_once(*reach(others[0])[:1] * 8)} == {404}
    assert [summary for _, summary, _, _ in events(serving, "refused")] == [
        f"GET /submissions/{others[0]}/: không có, hoặc của đơn vị khác"
    ]
    answers = [answer for pk in others for answer in at_once(*reach(pk))]
    assert {answer.status for answer in answers} <= {403, 404}
    assert kept(serving) == before
    (person,) = serving.sql("SELECT id FROM agencies_user WHERE username = 'reporter-017'")[0]
    tries = events(serving, "refused")
    assert len(tries) == len({summary for _, summary, _, _ in tries}) == MOST_ON_RECORD
    assert {(subject, actor) for subject, _, actor, _ in tries} == {(f"user:{person}", person)}


@pytest.mark.parametrize("end", ["disabled", "revoked", "expired"])
def test_fault_13_no_request_gets_through_that_began_after_the_token_ended(serving: Office, end: str):
    token = token_of(serving.port, "reporter-017")
    administrator, owner = Visitor(serving.port).sign_in("administrator"), Visitor(serving.port).sign_in("reporter-017")
    header, ended, late = {"Authorization": f"Token {token}"}, threading.Event(), []

    def hammer() -> None:
        while True:
            was_over = ended.is_set()
            status = again_and_again(lambda: ask(serving.port, "/api/v1/submissions/", **header)).status
            if was_over:
                late.append(status)
                return
            assert status in (200, 401)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        running = [pool.submit(hammer) for _ in range(AT_ONCE)]
        try:
            ENDS[end](serving, administrator, owner)
        finally:
            ended.set()
        for one in running:
            one.result()
    assert late == [401] * AT_ONCE


def disable(office: Office, administrator: Visitor, owner: Visitor) -> None:
    (person,) = office.sql("SELECT id FROM agencies_user WHERE username = 'reporter-017'")[0]
    kept = {"full_name": "Cán bộ nhập liệu", "username": "reporter-017"}
    done = again_and_again(lambda: administrator.post(f"/administration/people/{person}/", kept))
    assert done.status == 302, done.text[:3000]
    assert office.sql("SELECT is_active FROM agencies_user WHERE id = %s", person) == [(False,)]


def revoke(office: Office, administrator: Visitor, owner: Visitor) -> None:
    page = again_and_again(lambda: owner.get("/accounts/access/")).text
    (address,) = re.findall(r'action="(/accounts/access/tokens/[\w-]+/end/)"', page)
    assert again_and_again(lambda: owner.post(address)).status == 302


def expire(office: Office, administrator: Visitor, owner: Visitor) -> None:
    office.sql("UPDATE knox_authtoken SET expiry = now() - interval '1 second'")


ENDS = {"disabled": disable, "revoked": revoke, "expired": expire}


def test_fault_13_a_token_to_read_writes_nothing(serving: Office):
    form, (code, *_) = open_form(Visitor(serving.port).sign_in("reporter-017"))
    number = form.strip("/").rpartition("/")[2]
    path, before = f"/api/v1/submissions/{number}/", kept(serving)
    answers = {}
    for scope in ("read", "write"):
        token = token_of(serving.port, "reporter-017", scope=scope)
        header = {"Authorization": f"Token {token}", "Content_Type": "application/json"}
        seen = ask(serving.port, path, **header)
        assert seen.status == 200
        change = {"version": seen.json["version"], "figures": [{"data_element": code, "value": 7}]}
        body = json.dumps(change).encode()
        answers[scope] = ask(serving.port, f"{path}figures/", method="PATCH", body=body, **header)
        if scope == "read":
            assert (answers[scope].status, answers[scope].json["error"]["code"]) == (403, "read_only_token")
            assert kept(serving) == before
    assert answers["write"].status == 200
