"""How the doctor puts what it found."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How a finding stands: as it should be, worth knowing, or wrong."""

    GOOD = "good"
    MIND = "mind"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found; `cure` says what to do about it, and is empty when all is well."""

    about: str
    verdict: Verdict
    found: str
    fix: str = ""


Check = Callable[[], Iterator[Finding]]


def good(about: str, found: str) -> Finding:
    """Return that something is as it should be."""
    return Finding(about, Verdict.GOOD, found)


def mind(about: str, found: str, fix: str) -> Finding:
    """Return something that may be meant so."""
    return Finding(about, Verdict.MIND, found, fix)


def wrong(about: str, found: str, fix: str) -> Finding:
    """Return something that has to be cured."""
    return Finding(about, Verdict.WRONG, found, fix)
