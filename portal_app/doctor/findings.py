"""The findings of `portal doctor`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How serious a finding is: as it should be, worth a look, or wrong."""

    GOOD = "good"
    WARNING = "warning"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found; `fix` says what to do about it, and is empty when nothing is wrong."""

    about: str
    verdict: Verdict
    found: str
    fix: str = ""


Check = Callable[[], Iterator[Finding]]


def good(about: str, found: str) -> Finding:
    """Return that something is as it should be."""
    return Finding(about, Verdict.GOOD, found)


def warning(about: str, found: str, fix: str) -> Finding:
    """Return that something may be wrong or intended."""
    return Finding(about, Verdict.WARNING, found, fix)


def wrong(about: str, found: str, fix: str) -> Finding:
    """Return that something has to be fixed."""
    return Finding(about, Verdict.WRONG, found, fix)
