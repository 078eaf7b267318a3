"""Does a flood on the live socket slow the others down? Their 95th percentile may at most double.

Run `python -m benchmarks.flood`. Guardians turn pages; meanwhile two flooders send as fast as they can and come back as
soon as they are cut off, one without a session and one with a session of its own, from the very same address. Attackers
bring machines of their own: here they get the time of the processors that nobody else wants.
"""

import os
import sys
import tempfile
import threading
import time
from contextlib import suppress
from multiprocessing import Event, Process
from multiprocessing.synchronize import Event as Flag
from pathlib import Path
from statistics import quantiles
from uuid import uuid4

from websocket import create_connection

from portal_app.demo.cast import PARENTS
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


def rounds(url: str, cookies: list[str]) -> list[float]:
    """Return the seconds that the guardians waited, all of them at once."""
    waited: list[float] = []
    threads = [threading.Thread(target=guardian, args=(url, cookie, waited)) for cookie in cookies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return waited


def flooded(url: str, cookies: list[str]) -> list[float]:
    """Return the same under a flood."""
    stop = Event()
    attackers = [Process(target=flooder, args=(url, cookie, stop)) for cookie in ("", sign_in(url, *GUARDIANS[0]))]
    for attacker in attackers:
        attacker.start()
    try:
        return rounds(url, cookies)
    finally:
        stop.set()
        for attacker in attackers:
            attacker.join(timeout=10)


def middle_and_late(waited: list[float]) -> tuple[float, float]:
    """Return the median and the 95th percentile in milliseconds."""
    cuts = quantiles(waited, n=20)
    return cuts[9] * 1000, cuts[18] * 1000


def main() -> int:
    """Measure and print; return 1 when the others were slowed down too much."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        for command in ("migrate", "demo"):
            command_in(data, command, TODAY=TODAY).check_returncode()
        with running_portal(data, TODAY=TODAY) as portal:
            cookies = [sign_in(portal.url, *one) for one in GUARDIANS]
            rounds(portal.url, cookies[:1])  # warm
            quiet, flood = middle_and_late(rounds(portal.url, cookies)), middle_and_late(flooded(portal.url, cookies))
    print(f"{len(GUARDIANS)} guardians turn {TURNS} pages each, milliseconds until the answer:")
    for name, (median, late) in (("quiet", quiet), ("two flooders", flood)):
        print(f"  {name:<13} median {median:6.1f}   95th percentile {late:6.1f}")
    ratio = flood[1] / quiet[1]
    print(f"  the 95th percentile is {ratio:.2f} times as long under the flood (at most {MOST:.0f})")
    return int(ratio > MOST)


if __name__ == "__main__":
    sys.exit(main())
