"""Attacks on the live socket: other people's tabs, other people's vars, other sites, and too much of everything."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from uuid import uuid4

import pytest
import requests
import socketio
from reflex_base.registry import RegistrationContext
from websocket import WebSocket, WebSocketException, WebSocketTimeoutException, create_connection

from portal_app.http.socket_guard import SIGNED_IN, WITHOUT_SESSION
from portal_app.pages.base import PortalState
from portal_app.pages.home.state import HomeState
from portal_app.pages.public.state import PublicState
from portal_app.pages.schedule.state import ScheduleState
from tests.running import RunningPortal
from tests.security.district import MINNIE, MINNIES, ROSA, post_to_everybody, student_id
from tests.socket_client import HYDRATE, NAMESPACE, SocketClient, connected, sign_in, text_of

PORTAL, HOME, SCHEDULE = (state.get_full_name() for state in (PortalState, HomeState, ScheduleState))
SETTERS = sorted(name for name in RegistrationContext.get().event_handlers if name.endswith(".setvar"))
INTERNAL = "reflex___state____state.reflex___state____update_vars_internal_state.update_vars_internal"


@pytest.fixture
def hers(portal: RunningPortal, address: str) -> str:
    """Return the cookie of Minnie's browser."""
    return sign_in(portal.url, *vars(MINNIE).values(), address=address)


@pytest.fixture
def rosas(portal: RunningPortal, address: str) -> str:
    """Return the cookie of Rosa's browser: another family."""
    return sign_in(portal.url, *vars(ROSA).values(), address=address)


@contextmanager
def her_page(portal: RunningPortal, cookie: str, handler: str = f"{HOME}.load") -> Iterator[SocketClient]:
    """Yield Minnie's tab with a page open."""
    with connected(portal.url, cookie=cookie) as tab:
        tab.send(handler)
        tab.hear(until="Marcia")
        yield tab


def all_that(socket: SocketClient, *, after: str = "_redirect") -> str:
    """Return the text of all that the server says up to the answer `after` to the last event."""
    return text_of(socket.hear(until=after))


def gives_away(heard: str) -> list[str]:
    """Return the names of Minnie's family in what the server said."""
    return [name for name in MINNIES if name in heard]


def test_another_browsers_tab_token_without_its_cookie_shows_an_empty_tab(
    portal: RunningPortal, hers: str, address: str
) -> None:
    with her_page(portal, hers) as tab:
        token = tab.token
    with connected(portal.url, token=token, address=address) as thief:
        thief.send(HYDRATE, path="/home")
        heard = all_that(thief)
        assert "is_hydrated" in heard
        assert gives_away(heard) == []


def test_another_browsers_tab_token_beside_its_open_tab_shows_an_empty_tab(
    portal: RunningPortal, hers: str, address: str
) -> None:
    with her_page(portal, hers) as tab, connected(portal.url, token=tab.token, address=address) as thief:
        thief.send(HYDRATE, path="/home")
        assert gives_away(all_that(thief)) == []


def test_another_familys_tab_token_with_ones_own_cookie_shows_ones_own_family(
    portal: RunningPortal, hers: str, rosas: str
) -> None:
    with her_page(portal, hers, f"{SCHEDULE}.load") as tab:
        token = tab.token
    with connected(portal.url, token=token, cookie=rosas) as thief:
        thief.send(HYDRATE, path="/schedule")
        thief.send(f"{SCHEDULE}.load", path="/schedule")
        heard = all_that(thief, after="Nadia")
        assert gives_away(heard) == []


def test_a_tab_token_linked_to_another_socket_gets_no_live_update(
    portal: RunningPortal, hers: str, address: str
) -> None:
    with her_page(portal, hers) as tab:
        token = tab.token
    with (
        connected(portal.url, token=token, address=address) as thief,
        her_page(portal, hers) as witness,
    ):
        for title in ("Boiler repaired", "Buses are late"):
            post_to_everybody(portal, title)
            witness.hear(until=title)
        thief.send(f"{PORTAL}.keep_session")
        heard = all_that(thief)
        assert "Boiler" not in heard
        assert "Buses" not in heard
        assert gives_away(heard) == []


def test_an_activation_key_typed_in_one_browser_is_in_no_other_ones_tab(portal: RunningPortal, address: str) -> None:
    """The form shows a mistyped key again, from the cookie of that browser."""
    typed = "portal_key=ABAD1DEA-0000"
    with connected(portal.url, cookie=typed, address=address) as tab:
        tab.send(f"{PublicState.get_full_name()}.load", path="/activate")
        tab.hear(until="ABAD1DEA-0000")
        token = tab.token
    with connected(portal.url, token=token, address=address) as thief:
        thief.send(HYDRATE, path="/home")
        assert "ABAD1DEA" not in all_that(thief)


def test_a_session_in_an_events_own_headers_counts_for_nothing(portal: RunningPortal, hers: str, address: str) -> None:
    with connected(portal.url, address=address) as thief:
        headers = {"headers": {"cookie": hers}, "pathname": "/home"}
        event = {"name": f"{HOME}.load", "payload": {}, "router_data": headers}
        thief._socket.emit("event", event, namespace=NAMESPACE)
        heard = all_that(thief)
        assert "/sign-in/" in heard
        assert gives_away(heard) == []


def test_an_event_in_the_handshake_passes_the_gate_too(portal: RunningPortal, address: str) -> None:
    """A browser may send its first event with the socket.io CONNECT packet."""
    socket = raw_socket(portal.url, address=address)
    event = f'{{"name": "{HOME}.load", "payload": {{}}, "router_data": {{"pathname": "/home"}}}}'
    socket.recv()
    socket.send(f'40{NAMESPACE},{{"event": {event}}}')
    heard = ""
    while "_redirect" not in heard:
        heard += str(socket.recv())
    socket.close()
    assert "/sign-in/" in heard
    assert gives_away(heard) == []


@pytest.mark.parametrize("setter", SETTERS)
def test_setvar_changes_nothing_and_leaks_nothing(portal: RunningPortal, hers: str, rosas: str, setter: str) -> None:
    """Asked about the delta as it went over the wire: neither a planted value nor another family's name is in it."""
    greg = {"id": student_id(portal, "Greg"), "first_name": "Planted"}
    with her_page(portal, hers), connected(portal.url, cookie=rosas) as thief:
        thief.send(f"{HOME}.load")
        thief.hear(until="Nadia")
        for var in ("student", "students", "_bound_to", "guardian_name", "is_hydrated", "router_data", "typed_key"):
            thief.send(setter, {"var_name": var, "value": [greg] if var == "students" else greg})
        thief.send(f"{SCHEDULE}.load", path="/schedule")
        heard = all_that(thief, after='"schedule"')
        assert "Planted" not in heard
        assert gives_away(heard) == []


def test_client_storage_writes_no_var_of_the_portal(portal: RunningPortal, rosas: str) -> None:
    planted = {"id": student_id(portal, "Greg"), "first_name": "Planted"}
    names = [f"{PORTAL}.{var}" for var in ("student", "student_rx_state_", "guardian_name", "_bound_to")]
    with connected(portal.url, cookie=rosas) as thief:
        thief.send(INTERNAL, {"vars": dict.fromkeys(names, planted)})
        thief.send(HYDRATE, {"vars": dict.fromkeys(names, planted)}, path="/schedule")
        thief.send(f"{SCHEDULE}.load", path="/schedule")
        heard = all_that(thief, after='"schedule"')
        assert "Planted" not in heard
        assert gives_away(heard) == []


@pytest.mark.parametrize("path", ["/home", "/schedule", "/grades", "/class"])
def test_hydrating_with_another_familys_child_in_the_address_shows_ones_own(
    portal: RunningPortal, rosas: str, path: str
) -> None:
    with connected(portal.url, cookie=rosas) as thief:
        thief.send(HYDRATE, path=path, query=f"?student={student_id(portal, 'Greg')}&section=1")
        heard = all_that(thief, after="Nadia")
        assert gives_away(heard) == []


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost", "{url}.evil.example"])
def test_a_page_of_another_origin_can_not_open_the_socket(portal: RunningPortal, hers: str, origin: str) -> None:
    """The browser would send the cookie along, so the handshake itself has to be refused."""
    with pytest.raises(socketio.exceptions.ConnectionError):
        SocketClient(portal.url, cookie=hers, origin=origin.format(url=portal.url))


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_socket_speaks_no_long_polling(portal: RunningPortal, hers: str, method: str) -> None:
    """Polling would be ordinary requests, past the guard of the socket."""
    address = f"{portal.url}/_event/?EIO=4&transport=polling"
    answer = requests.request(method, address, headers={"Cookie": hers}, timeout=10)
    assert answer.status_code == 400
    assert "sid" not in answer.text


def test_an_oversized_message_closes_its_socket_and_the_others_go_on(
    portal: RunningPortal, hers: str, address: str
) -> None:
    socket = raw_socket(portal.url, address=address)
    with her_page(portal, hers) as other:
        socket.recv()
        socket.send(f"40{NAMESPACE}")
        socket.send(f'42{NAMESPACE},["event",{{"name":"{"x" * 70_000}"}}]')
        assert_closed(socket)
        other.send(f"{SCHEDULE}.load", path="/schedule")
        other.hear(until='"schedule"')


def test_a_flooding_socket_is_cut_off_and_kept_out_and_the_others_go_on(
    portal: RunningPortal, hers: str, address: str
) -> None:
    """Even those who are signed in at the very same address."""
    flooder = raw_socket(portal.url, address=address)
    with connected(portal.url, cookie=hers, address=address) as other:
        flooder.recv()
        flooder.send(f"40{NAMESPACE}")
        flood(flooder, f'42{NAMESPACE},["event",{{"name":"{HOME}.load"}}]')
        assert_closed(flooder)
        assert_kept_out(portal, address=address)
        other.send(f"{SCHEDULE}.load", path="/schedule")
        other.hear(until="Marcia")


def test_a_flood_with_a_session_shuts_out_that_session_alone(
    portal: RunningPortal, hers: str, rosas: str, address: str
) -> None:
    flooder = raw_socket(portal.url, cookie=rosas, address=address)
    with her_page(portal, hers) as other:
        flooder.recv()
        flooder.send(f"40{NAMESPACE}")
        flood(flooder, "3")
        assert_closed(flooder)
        assert_kept_out(portal, cookie=rosas, address=address)
        other.send(f"{SCHEDULE}.load", path="/schedule")
        other.hear(until='"schedule"')


def test_nobody_holds_sockets_without_end(portal: RunningPortal, rosas: str, address: str) -> None:
    """Each worker counts its own, so one more than all may take together is refused for certain."""
    most, opened = SIGNED_IN.sockets * len(portal.workers()), 0
    with ExitStack() as open_sockets, suppress(WebSocketException):
        for _ in range(most + 1):
            open_sockets.callback(raw_socket(portal.url, cookie=rosas, address=address).close)
            opened += 1
    assert SIGNED_IN.sockets <= opened <= most


def raw_socket(url: str, *, address: str, cookie: str = "") -> WebSocket:
    """Return a bare websocket, which says whatever a test likes."""
    where = url.replace("http://", "ws://") + f"/_event/?EIO=4&transport=websocket&token={uuid4()}"
    return create_connection(where, cookie=cookie, origin=url, header={"X-Forwarded-For": address}, timeout=10)


def assert_kept_out(portal: RunningPortal, *, address: str, cookie: str = "") -> None:
    """Assert that a worker that was flooded takes no further socket; whether the next reaches that one is chance."""
    tries = 12 * len(portal.workers()) - 11  # with one worker the very first
    assert any(is_refused(portal.url, address=address, cookie=cookie) for _ in range(tries))


def is_refused(url: str, *, address: str, cookie: str) -> bool:
    """Return whether no socket can be opened."""
    try:
        raw_socket(url, address=address, cookie=cookie).close()
    except WebSocketException:
        return True
    return False


def flood(socket: WebSocket, message: str) -> None:
    """Send much more than a person could, also when the server has hung up meanwhile."""
    with suppress(WebSocketException, OSError):
        for _ in range(2 * WITHOUT_SESSION.burst):
            socket.send(message)


def assert_closed(socket: WebSocket) -> None:
    """Assert that the server has hung up, or does before long."""
    try:
        for _ in range(2 * WITHOUT_SESSION.burst):
            socket.recv()
    except WebSocketTimeoutException:
        raise AssertionError("the socket was never closed") from None
    except (WebSocketException, OSError):
        return
    raise AssertionError("the socket goes on answering")
