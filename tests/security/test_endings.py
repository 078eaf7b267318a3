"""How a session ends while a socket is open: at once, the screen emptied, and put off by nothing but a person."""

import secrets
from collections.abc import Callable, Iterator
from hashlib import sha256

import pytest
import requests
from engineio.packet import PONG, Packet

from portal_app import models as m
from portal_app.clock import now
from portal_app.pages.base import PortalState
from portal_app.pages.home.state import HomeState
from tests.portal_fixtures import Serves
from tests.running import RunningPortal
from tests.security.district import (
    MINNIE,
    MINNIES_CHILDREN,
    ROSA,
    TOM,
    SignIn,
    account_of,
    post_to_everybody,
    records,
    student_id,
)
from tests.security.visitor import Visitor
from tests.socket_client import HYDRATE, SocketClient, connected, text_of

KEEP_SESSION, LOAD = f"{PortalState.get_full_name()}.keep_session", f"{HomeState.get_full_name()}.load"
NEW_PASSWORD = "eleven-kites-over-a-slow-harbour"
EMPTIED = '"students_rx_state_": []'


def signed_in(portal: RunningPortal, address: str, who: SignIn = MINNIE) -> Visitor:
    """Return a browser with a session."""
    visitor = Visitor(portal, address)
    assert visitor.sign_in(who.user_name, who.password).page == "/home/"
    return visitor


def home_page(portal: RunningPortal, visitor: Visitor, *, until: str = "Marcia") -> SocketClient:
    """Return the visitor's tab with the home page open."""
    tab = SocketClient(portal.url, cookie=visitor.cookie)
    tab.send(LOAD)
    tab.hear(until=until)
    return tab


def assert_dead(tab: SocketClient) -> None:
    """Assert that the server empties the screen by itself, leads out, and answers nothing any more."""
    heard = text_of(tab.hear(until="/sign-in/"))
    assert EMPTIED in heard
    tab.send(LOAD)
    tab.send(HYDRATE, path="/home")
    after = text_of(tab.hear(until="/sign-in/"))
    tab.close()
    assert [name for name in MINNIES_CHILDREN if name in after] == []


def test_signing_out_empties_an_open_socket(portal: RunningPortal, address: str) -> None:
    visitor = signed_in(portal, address)
    tab = home_page(portal, visitor)
    assert visitor.post("/auth/sign-out", any="").query == {"done": "signed-out"}
    assert_dead(tab)


def test_signing_out_everywhere_empties_the_sockets_of_all_devices(portal: RunningPortal, address: str) -> None:
    phone, desk = signed_in(portal, address), signed_in(portal, address)
    tabs = [home_page(portal, phone), home_page(portal, desk)]
    phone.post("/auth/sign-out-everywhere", any="")
    for tab in tabs:
        assert_dead(tab)


def test_a_token_used_after_sign_out_opens_nothing(portal: RunningPortal, address: str) -> None:
    """The shared phone: somebody kept a copy of the cookie."""
    visitor = signed_in(portal, address)
    kept = visitor.cookie
    visitor.post("/auth/sign-out", any="")
    answer = requests.get(
        f"{portal.url}/reports/1/schedule.pdf", headers={"Cookie": kept}, allow_redirects=False, timeout=9
    )
    assert answer.headers["Location"] == "/sign-in/"
    with connected(portal.url, cookie=kept) as tab:
        tab.send(LOAD)
        assert "Marcia" not in text_of(tab.hear(until="/sign-in/"))


def test_signing_out_tells_a_shared_phone_to_forget_and_keeps_nothing_for_the_back_button(
    portal: RunningPortal, address: str
) -> None:
    visitor = signed_in(portal, address)
    pages = [visitor.get(path) for path in ("/home/", "/schedule/", "/reports/1/schedule.pdf")]
    assert all(page.headers["Cache-Control"] in ("no-cache", "no-store") for page in pages)
    assert not any(name in page.text for page in pages[:2] for name in MINNIES_CHILDREN)
    answer = visitor.http.post(f"{portal.url}/auth/sign-out", data={"any": ""}, allow_redirects=False, timeout=9)
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert visitor.session == ""


def test_disabling_an_account_empties_its_open_socket(portal: RunningPortal, address: str) -> None:
    visitor = signed_in(portal, address, TOM)
    tab = home_page(portal, visitor, until="Nadia")
    assert portal.command("account", "disable", TOM.user_name).returncode == 0
    assert_dead(tab)
    assert visitor.get("/reports/1/schedule.pdf").headers["Location"] == "/sign-in/"


def test_five_wrong_passwords_end_the_open_sockets_of_the_account_too(portal: RunningPortal, address: str) -> None:
    """A guardian who was attacked is disabled, and so is whoever may sit in the account already."""
    tab = home_page(portal, signed_in(portal, address))
    for number in range(5):
        Visitor(portal, f"2001:db8:3:{number}::1").sign_in(MINNIE.user_name, "a wrong one")
    assert_dead(tab)
    assert portal.command("account", "enable", MINNIE.user_name).returncode == 0


def test_a_new_password_empties_the_other_devices_sockets_and_spares_this_one(
    portal: RunningPortal, address: str
) -> None:
    here, elsewhere = signed_in(portal, address, ROSA), signed_in(portal, address, ROSA)
    mine, other = (home_page(portal, visitor, until="Nadia") for visitor in (here, elsewhere))
    new = {"old_password": ROSA.password, "password": NEW_PASSWORD, "password_again": NEW_PASSWORD}
    assert here.post("/auth/change-password", **new).query == {"about": "password", "done": "yes"}
    assert_dead(other)
    mine.send(LOAD)
    mine.send(HYDRATE, path="/home")
    assert "Nadia" in text_of(mine.hear(until="Nadia"))
    mine.close()
    assert Visitor(portal, address).sign_in(ROSA.user_name, ROSA.password).error == "wrong"


@pytest.fixture
def calendar_address(portal: RunningPortal) -> str:
    """The path of a calendar address of Minnie for Greg."""
    secret, greg = secrets.token_urlsafe(32), student_id(portal, "Greg")
    with records(portal) as session:
        subscription = m.CalendarSubscription(
            guardian_id=account_of(session, MINNIE).guardian_id,
            secret_hash=sha256(secret.encode()).hexdigest(),
            created_at=now(),
        )
        session.add(subscription)
        session.flush()
        assert subscription.id
        session.add(m.CalendarSubscriptionStudent(subscription_id=subscription.id, student_id=greg))
    return f"/calendar/{secret}.ics"


def is_open(portal: RunningPortal, calendar_address: str) -> bool:
    """Return whether the address gives a calendar to anybody, without a cookie."""
    status = requests.get(portal.url + calendar_address, timeout=60).status_code
    assert status in (200, 404)
    return status == 200


def test_signing_out_everywhere_ends_calendar_addresses_when_that_is_ticked(
    portal: RunningPortal, address: str, calendar_address: str
) -> None:
    signed_in(portal, address).post("/auth/sign-out-everywhere", any="")
    assert is_open(portal, calendar_address)
    signed_in(portal, address).post("/auth/sign-out-everywhere", end_calendar_addresses="on")
    assert not is_open(portal, calendar_address)


def test_a_new_password_ends_calendar_addresses_when_that_is_ticked(
    portal: RunningPortal, address: str, calendar_address: str
) -> None:
    visitor = signed_in(portal, address)
    done = {"about": "password", "done": "yes"}
    new = {"old_password": MINNIE.password, "password": NEW_PASSWORD, "password_again": NEW_PASSWORD}
    assert visitor.post("/auth/change-password", **new).query == done
    assert is_open(portal, calendar_address)
    back = {"old_password": NEW_PASSWORD, "password": MINNIE.password, "password_again": MINNIE.password}
    assert visitor.post("/auth/change-password", **back, end_calendar_addresses="on").query == done
    assert not is_open(portal, calendar_address)


def test_a_refused_new_password_and_a_form_without_a_session_end_no_calendar_address(
    portal: RunningPortal, address: str, calendar_address: str
) -> None:
    wrong = {"old_password": "a wrong one", "password": NEW_PASSWORD, "password_again": NEW_PASSWORD}
    refused = signed_in(portal, address).post("/auth/change-password", **wrong, end_calendar_addresses="on")
    assert refused.error == "password-wrong"
    Visitor(portal, address).post("/auth/sign-out-everywhere", end_calendar_addresses="on")
    assert is_open(portal, calendar_address)


@pytest.mark.parametrize("command", ["disable", "reset-password"])
def test_calendar_addresses_end_for_good_when_staff(portal: RunningPortal, calendar_address: str, command: str) -> None:
    assert portal.command("account", command, MINNIE.user_name).returncode == 0
    assert portal.command("account", "enable", MINNIE.user_name).returncode == 0
    assert not is_open(portal, calendar_address)


@pytest.fixture(scope="module")
def hasty(serves: Serves) -> Iterator[RunningPortal]:
    """Yield a portal whose sessions end after six seconds without an action; its clock runs."""
    with serves(TODAY="2026-10-06", IDLE_MINUTES="0.1", TRUSTED_PROXY_HOPS="1") as running:
        yield running


def nothing(_portal: RunningPortal, _tab: SocketClient) -> None: ...


def live_updates(portal: RunningPortal, tab: SocketClient) -> None:
    for title in ("First notice", "Second notice", "Third notice"):
        post_to_everybody(portal, title)
        tab.hear(until=title)


def pings(_portal: RunningPortal, tab: SocketClient) -> None:
    """What the socket sends by itself: engine.io's pong, and Reflex's own ping event."""
    for _ in range(20):
        tab._socket.emit("ping", namespace="/_event")
        tab._socket.eio._send_packet(Packet(PONG))


def reloads_of_the_same_page(_portal: RunningPortal, tab: SocketClient) -> None:
    """A page's loader runs again by itself, at a bell or when the socket reconnects."""
    for _ in range(5):
        tab.send(LOAD)
        tab.send(HYDRATE, path="/home")


@pytest.mark.parametrize(
    "noise", [nothing, live_updates, pings, reloads_of_the_same_page], ids=lambda one: one.__name__
)
def test_an_idle_session_ends_in_spite_of(
    hasty: RunningPortal, address: str, noise: Callable[[RunningPortal, SocketClient], None]
) -> None:
    visitor = signed_in(hasty, address)
    tab = home_page(hasty, visitor)
    noise(hasty, tab)
    assert EMPTIED in text_of(tab.hear(until="/sign-in/", seconds=20))
    assert visitor.get("/reports/1/schedule.pdf").headers["Location"] == "/sign-in/"
    tab.close()


def test_an_action_of_the_person_keeps_the_session_alive(hasty: RunningPortal, address: str) -> None:
    """So that the test above can't pass because sessions end anyhow: this one outlives the idle time by far."""
    visitor = signed_in(hasty, address)
    tab = home_page(hasty, visitor)
    for number in range(9):  # nine notices, each a second or more after the one before
        tab.send(KEEP_SESSION)
        post_to_everybody(hasty, f"Notice {number}")
        assert "/sign-in/" not in text_of(tab.hear(until=f"Notice {number}"))
    tab.close()
