"""Does the time of an answer tell whether a user name, a student or a key exists? Medians should lie within a tenth.

Run `python -m benchmarks.enumeration`. Each pair of questions takes turns, so that whatever else the machine does falls
on both alike. Every question comes from an address of its own, as from a botnet: limits by network are not measured.
"""

import sys
import tempfile
from collections.abc import Callable
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter
from uuid import uuid4

import requests

from portal_app.demo.cast import CHILDREN, PARENTS
from tests.running import RunningPortal, command_in, running_portal

TODAY = "2026-10-06T10:15"
ROUNDS, WITHIN = 40, 0.10
WRONG = "quite-another-password-77"
_networks = count(1)


def ask(http: requests.Session, portal: RunningPortal, path: str, **fields: str) -> float:
    """Return the seconds until the answer to a form."""
    number = next(_networks)
    headers = {"Origin": portal.url, "X-Forwarded-For": f"2001:db8:{number >> 16:x}:{number & 0xFFFF:x}::1"}
    began = perf_counter()
    http.post(portal.url + path, data=fields, headers=headers, allow_redirects=False, timeout=60)
    return perf_counter() - began


def compare(name: str, one: Callable[[], float], other: Callable[[], float]) -> bool:
    """Print the medians of two questions, and return whether they lie close together."""
    known_times: list[float] = []
    unknown_times: list[float] = []
    for turn in range(ROUNDS):  # each is first every other time: what follows an answer falls on both alike, too
        for question, times in ((one, known_times), (other, unknown_times))[:: 1 if turn % 2 else -1]:
            times.append(question())
    known, unknown = median(known_times) * 1000, median(unknown_times) * 1000
    apart = abs(known - unknown) / max(known, unknown)
    print(f"  {name:<48} {known:7.2f} ms {unknown:7.2f} ms   {apart:5.1%} apart")
    return apart <= WITHIN


def main() -> int:
    """Measure and print; return 1 when an answer's time tells something."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        for command in ("migrate", "demo"):
            command_in(data, command, TODAY=TODAY, BCRYPT_COST="12").check_returncode()
        settings = {"TODAY": TODAY, "BCRYPT_COST": "12", "TRUSTED_PROXY_HOPS": "1"}
        with running_portal(data, **settings) as portal, requests.Session() as http:
            return int(not all(measured(http, portal)))


def measured(http: requests.Session, portal: RunningPortal) -> list[bool]:
    """Compare what exists with what does not, at each form before sign-in."""
    names = [one.user_name for one in PARENTS if one.user_name]
    turns = count()
    student = next(child for child in CHILDREN if child.number)
    expired = next(one.key for one in PARENTS if one.key_state == "expired")
    asked = {"birth_date": "2013-01-01", "last_name": student.last}
    print(f"Medians of {ROUNDS} answers, what exists and what does not:")
    return [
        compare(
            "sign in: a name with a wrong password, no name",
            lambda: ask(http, portal, "/auth/sign-in", user_name=names[next(turns) % len(names)], password=WRONG),
            lambda: ask(http, portal, "/auth/sign-in", user_name=f"Nobody{next(turns)}", password=WRONG),
        ),
        compare(
            "key request: a student's number, no number",
            lambda: ask(http, portal, "/auth/request-key", student_number=student.number, **asked),
            lambda: ask(http, portal, "/auth/request-key", student_number="999999", **asked),
        ),
        compare(
            "activation: a key of the school, no key",
            lambda: ask(http, portal, "/auth/activate", key=expired),
            lambda: ask(http, portal, "/auth/activate", key=str(uuid4())),
        ),
    ]


if __name__ == "__main__":
    sys.exit(main())
