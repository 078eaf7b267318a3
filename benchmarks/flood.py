"""Does a flood by one account, address or network slow the others down? Their times may at most double.

Run `python -m benchmarks.flood`. Guardians turn pages and sign in; meanwhile others send as fast as they can:

    network        events over a socket without a session, from the guardians' own address
    account        one account with 12 sessions, which opens as many sockets as it can, and loads pages in all of them
    calendar       32 connections that ask for one calendar address in a loop
    sign-ins       64 sign-ins at a time with one account's valid password

Attackers bring machines of their own: here they get the time of the processors that nobody else wants.
"""

import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import Event, Process
from multiprocessing.synchronize import Event as Flag
from pathlib import Path
from statistics import median, quantiles
from uuid import uuid4

import requests
from sqlmodel import Session, select
from websocket import create_connection

from portal_app.database import make_engine
from portal_app.demo.cast import PARENTS
from portal_app.domain.access import Right, Viewer, accessible_students
from portal_app.domain.calendar.subscriptions import create_subscription
from portal_app.models import Account
from portal_app.pages.home.state import HomeState
from portal_app.pages.schedule.state import ScheduleState
from tests.running import command_in, running_portal
from tests.socket_client import SocketClient, sign_in

TODAY = "2026-10-06T10:15"
GUARDIANS = [(one.user_name, one.password) for one in PARENTS if one.user_name and not one.is_disabled][:8]
TURNS, THINKS = 40, 0.15  # pages that each guardian opens, and seconds between them
MOST = 2.0


def guardian(url: str, cookie: str, waited: list[float]) -> None:
    """Turn pages like a person in a hurry, and note the seconds until each answer."""
    tab = SocketClient(url, cookie=cookie)
    for turn in range(TURNS):
        state, place = ((ScheduleState, "schedule"), (HomeState, "home"))[turn % 2]
        began = time.perf_counter()
        tab.send(f"{state.get_full_name()}.load", path=f"/{place}")
        tab.hear(until=f'"{place}"', seconds=60)
        waited.append(time.perf_counter() - began)
        time.sleep(THINKS)
    tab.close()


def flooder(url: str, cookie: str, stop: Flag) -> None:
    """Send events without end; come back whenever the server has hung up."""
    os.nice(19)
    where = url.replace("http://", "ws://") + f"/_event/?EIO=4&transport=websocket&token={uuid4()}"
    event = f'42/_event,["event",{{"name":"{ScheduleState.get_full_name()}.load","payload":{{}},"router_data":{{}}}}]'
    while not stop.is_set():
        with suppress(Exception):
            socket = create_connection(where, cookie=cookie, origin=url, timeout=5)
            socket.send("40/_event")
            while not stop.is_set():
                socket.send(event)


def account(url: str, cookies: list[str], stop: Flag) -> None:
    """Load pages in as many sockets as one account's sessions may open."""
    threads = [threading.Thread(target=flooder, args=(url, cookie, stop)) for cookie in cookies for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def in_a_loop(connections: int, send: Callable[[requests.Session], object], stop: Flag) -> None:
    """Send a request again and again over so many connections."""
    os.nice(19)

    def loop() -> None:
        with requests.Session() as browser:
            while not stop.is_set():
                with suppress(requests.RequestException):
                    send(browser)

    threads = [threading.Thread(target=loop) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def calendar(url: str, address: str, stop: Flag) -> None:
    """Ask for a calendar address in a loop."""
    in_a_loop(32, lambda browser: browser.get(url + address, timeout=30), stop)


def sign_ins(url: str, user_name: str, password: str, stop: Flag) -> None:
    """Sign in again and again with a valid password."""
    form = {"user_name": user_name, "password": password}
    headers = {"Origin": url}
    in_a_loop(
        64,
        lambda browser: browser.post(
            f"{url}/auth/sign-in", data=form, headers=headers, allow_redirects=False, timeout=60
        ),
        stop,
    )


def rounds(url: str, cookies: list[str]) -> tuple[list[float], list[float]]:
    """Return the seconds that the guardians waited for pages, all of them at once, and for signing in meanwhile."""
    waited: list[float] = []
    signed_in: list[float] = []
    threads = [threading.Thread(target=guardian, args=(url, cookie, waited)) for cookie in cookies]
    for thread in threads:
        thread.start()
    for user_name, password in GUARDIANS[1:] * 2:
        began = time.perf_counter()
        sign_in(url, user_name, password)
        signed_in.append(time.perf_counter() - began)
    for thread in threads:
        thread.join()
    return waited, signed_in


def flooded(url: str, cookies: list[str], attack: Callable[..., None], *of: object) -> tuple[list[float], list[float]]:
    """Return the same under an attack."""
    stop = Event()
    attacker = Process(target=attack, args=(url, *of, stop))
    attacker.start()
    time.sleep(2)  # until it is in full swing
    try:
        return rounds(url, cookies)
    finally:
        stop.set()
        attacker.join(timeout=60)


def figures(waited: list[float], signed_in: list[float]) -> tuple[float, float, float]:
    """Return the pages' median and 95th percentile and the sign-ins' median, in milliseconds."""
    cuts = quantiles(waited, n=20)
    return cuts[9] * 1000, cuts[18] * 1000, median(signed_in) * 1000


def calendar_address(data: Path, url: str) -> str:
    """Return the path of a calendar address of the account that floods."""
    engine = make_engine(f"sqlite:///{data / 'portal.db'}")
    with Session(engine) as session, session.begin():
        account = session.exec(select(Account).where(Account.user_name == GUARDIANS[0][0])).one()
        viewer = Viewer(guardian_id=account.guardian_id, account_id=account.id or 0, sign_in_id=0)
        students = accessible_students(session, viewer, to=Right.CALENDAR)
        made = create_subscription(session, viewer, [student.id or 0 for student in students])
    engine.dispose()
    return f"/calendar/{made.secret}.ics"


def main() -> int:
    """Measure and print; return 1 when the others were slowed down too much."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        for command in ("migrate", "demo"):
            command_in(data, command, TODAY=TODAY).check_returncode()
        with running_portal(data, TODAY=TODAY) as portal:
            url = portal.url
            cookies = [sign_in(url, *one) for one in GUARDIANS[1:]]
            sessions = [sign_in(url, *GUARDIANS[0]) for _ in range(12)]
            rounds(url, cookies[:1])  # warm
            found["quiet"] = figures(*rounds(url, cookies))
            found["network"] = figures(*flooded(url, cookies, flooder, ""))
            found["account"] = figures(*flooded(url, cookies, account, sessions))
            found["calendar"] = figures(*flooded(url, cookies, calendar, calendar_address(data, url)))
            found["sign-ins"] = figures(*flooded(url, cookies, sign_ins, *GUARDIANS[0]))
    print(f"{len(cookies)} guardians turn {TURNS} pages each and sign in, milliseconds:")
    worst = 0.0
    for name, (middle, late, sign_in_time) in found.items():
        ratios = late / found["quiet"][1], sign_in_time / found["quiet"][2]
        worst = max(worst, *ratios)
        print(
            f"  {name:<10} page median {middle:6.1f}   page p95 {late:6.1f} ({ratios[0]:.2f} x)   "
            f"sign-in median {sign_in_time:6.1f} ({ratios[1]:.2f} x)"
        )
    print(f"  at most {MOST:.0f} x: {'kept' if worst <= MOST else 'MISSED'}")
    return int(worst > MOST)


if __name__ == "__main__":
    sys.exit(main())
