"""The limits of the live socket, with the test's own clock: who is disconnected, for how long, and who is not."""

from collections.abc import Callable

import pytest
from sqlmodel import Session
from starlette.testclient import TestClient, WebSocketTestSession
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from portal_app.database import in_session
from portal_app.domain.accounts import sessions
from portal_app.http.socket_guard import BLOCKED_FOR, SIGNED_IN, WITHOUT_SESSION, SocketGuard
from tests.unit.account_builders import an_account
from tests.unit.builders import a_guardian, a_school, a_student, an_id

pytestmark = pytest.mark.usefixtures("database_file", "outbox")
HOME, SCHOOL = "203.0.113.7", "198.51.100.24"


class Guarded:
    """A guarded socket that says which token it was opened with, then echoes; `clock` moves when a test says so."""

    def __init__(self) -> None:
        self.clock = 1000.0
        self.app = SocketGuard(self._echo, clock=lambda: self.clock)

    async def _echo(self, scope: Scope, receive: Receive, send: Send) -> None:
        socket = WebSocket(scope, receive, send)
        await socket.accept()
        await socket.send_text(socket.query_params.get("token", ""))
        try:
            while True:
                await socket.send_text(await socket.receive_text())
        except WebSocketDisconnect:
            pass

    def opened(self, *, address: str = HOME, token: str = "tab", **cookies: str) -> WebSocketTestSession:
        """Return a socket, to be entered."""
        browser = TestClient(self.app, client=(address, 1), cookies=cookies)
        return browser.websocket_connect(f"/_event?token={token}")


@pytest.fixture
def guarded() -> Guarded:
    return Guarded()


@pytest.fixture
def cookie(database_file: object) -> Callable[[], str]:
    """Return a function that signs in and returns the session's token."""
    account_id = in_session(lambda session: an_id(an_account(session)))
    return lambda: in_session(sessions.begin, account_id, address=HOME, device="test")


def say(socket: WebSocketTestSession, times: int) -> None:
    for _ in range(times):
        socket.send_text("x")
        assert socket.receive_text() == "x"


def flood(socket: WebSocketTestSession) -> None:
    with pytest.raises(WebSocketDisconnect) as cut:
        say(socket, WITHOUT_SESSION.burst + 1)
    assert cut.value.code == 1008


def name_of(socket: WebSocketTestSession) -> str:
    return socket.receive_text()


def test_who_sends_more_than_a_person_could_is_cut_off_and_kept_out_for_a_moment(guarded, cookie):
    mine = {"portal_session": cookie()}
    with guarded.opened(**mine) as socket:
        name_of(socket)
        flood(socket)
    with pytest.raises(WebSocketDisconnect), guarded.opened(**mine):
        pass
    guarded.clock += BLOCKED_FOR
    with guarded.opened(**mine) as socket:
        name_of(socket)
        say(socket, 10)


def test_a_person_is_never_cut_off(guarded, cookie):
    with guarded.opened(portal_session=cookie()) as socket:
        name_of(socket)
        for _ in range(60):
            guarded.clock += 1
            say(socket, int(SIGNED_IN.per_second))


@pytest.fixture
def another_cookie(database_file: object) -> str:
    """Return the session's token of another account."""
    return in_session(of_another_account)


def of_another_account(session: Session) -> str:
    marcia = a_student(session, at=a_school(session, name="Other"), first_name="Marcia")
    account = an_account(session, user_name="Rosa1", guardian=a_guardian(session, of=marcia, first_name="Rosa"))
    return sessions.begin(session, an_id(account), address=HOME, device="test")


def test_a_flood_of_one_account_does_not_affect_others_behind_the_same_address(guarded, cookie, another_cookie):
    with guarded.opened(address=SCHOOL, portal_session=another_cookie) as other:
        name_of(other)
        with guarded.opened(address=SCHOOL, portal_session=cookie()) as flooder:
            name_of(flooder)
            flood(flooder)
        say(other, 10)


def test_a_flood_without_a_session_shuts_out_no_family_that_is_signed_in_at_the_same_address(guarded, cookie):
    with guarded.opened(address=SCHOOL) as flooder:
        name_of(flooder)
        flood(flooder)
    with pytest.raises(WebSocketDisconnect), guarded.opened(address=SCHOOL):
        pass
    with guarded.opened(address=SCHOOL, portal_session=cookie()) as family:
        name_of(family)
        say(family, 10)


def test_made_up_cookies_buy_no_further_messages(guarded):
    with guarded.opened(portal_session="made up 1") as socket:
        name_of(socket)
        flood(socket)
    with pytest.raises(WebSocketDisconnect), guarded.opened(portal_session="made up 2"):
        pass


def test_reconnecting_costs_as_much_as_many_messages(guarded):
    for _ in range(WITHOUT_SESSION.burst // WITHOUT_SESSION.handshake):
        with guarded.opened() as socket:
            name_of(socket)
    with pytest.raises(WebSocketDisconnect), guarded.opened():
        pass


def test_an_account_has_so_many_sockets_in_all_its_sessions_and_no_more_until_one_closes(guarded, cookie):
    mine = {"portal_session": cookie()}
    open_sockets = []
    for _ in range(SIGNED_IN.sockets):
        guarded.clock += 1
        open_sockets.append(guarded.opened(portal_session=cookie()).__enter__())
    with pytest.raises(WebSocketDisconnect), guarded.opened(**mine):
        pass
    open_sockets.pop().close()
    with guarded.opened(**mine) as socket:
        name_of(socket)
    for socket in open_sockets:
        socket.close()


def test_a_tabs_token_names_another_tab_without_the_cookies_of_its_browser(guarded, cookie):
    mine, other = cookie(), cookie()
    names = []
    for cookies in (
        {"portal_session": mine},
        {"portal_session": mine, "tracking": "of somebody else"},
        {},
        {"portal_session": other},
        {"portal_key": "typed"},
    ):
        with guarded.opened(**cookies) as socket:
            names.append(name_of(socket))
    assert names[0] == names[1]
    assert len(set(names)) == 4
    assert "tab" not in names


def test_visitors_who_have_gone_are_forgotten(guarded, monkeypatch):
    monkeypatch.setattr("portal_app.http.socket_guard._MAX_VISITORS", 3)
    for number in range(1, 10):
        guarded.clock += 60
        with guarded.opened(address=f"203.0.113.{number}") as socket:
            name_of(socket)
    assert len(guarded.app._visitors) <= 3
