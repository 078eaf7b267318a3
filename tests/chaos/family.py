"""Families of the demonstration district, and how one of their browsers opens pages while things go wrong."""

from dataclasses import dataclass

import requests

from portal_app.pages.home.state import HomeState
from portal_app.pages.schedule.state import ScheduleState
from tests.running import RunningPortal
from tests.socket_client import SocketClient, connected, text_of

HOME, SCHEDULE = f"{HomeState.get_full_name()}.load", f"{ScheduleState.get_full_name()}.load"


@dataclass(frozen=True)
class Family:
    """A guardian's user name and password, a child whose name the pages show, and the names of the family."""

    user_name: str
    password: str
    child: str
    names: tuple[str, ...]


MINNIE = Family("MinnieC", "violet-otter-climbs-9-stairs", "Marcia", ("Greg", "Marcia", "Minnie"))
TOM = Family("TomH", "slow-tractor-hums-in-4-fields", "Nadia", ("Nadia",))
DELLA = Family("DellaC", "nine-kettles-hum-at-dawn-63", "Ferdinand", ("Daffy", "Ferdinand"))


def try_to_sign_in(portal: RunningPortal, family: Family, *, password: str = "") -> requests.Response:
    """Return the answer to a sign-in form, a redirect not followed."""
    return requests.post(
        f"{portal.url}/auth/sign-in",
        data={"user_name": family.user_name, "password": password or family.password},
        headers={"Origin": portal.url},
        allow_redirects=False,
        timeout=60,
    )


def cookie_in(answer: requests.Response) -> str:
    """Return the session's cookie of an answer, as a browser sends it; empty when there is none."""
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in answer.cookies if "session" in cookie.name)


def shows_the_schedule(tab: SocketClient, family: Family, *, seconds: float = 30) -> str:
    """Open the schedule in a tab, and return all that was said until it showed the family's child."""
    tab.send(SCHEDULE, path="/schedule")
    return text_of(tab.hear(until=family.child, seconds=seconds))


def opens_the_schedule(portal: RunningPortal, cookie: str, family: Family) -> str:
    """Open the schedule in a tab of its own; the same answer."""
    with connected(portal.url, cookie=cookie) as tab:
        return shows_the_schedule(tab, family)
