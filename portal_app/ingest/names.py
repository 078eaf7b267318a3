"""What every format needs: a source id of several values, a district's code, a posting's time, a task's meaning."""

import hashlib
from datetime import date, datetime, time

from portal_app import clock

_LONGEST = 120
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without letters and digits that look alike
_AFTER_SCHOOL = time(16)
_PROGRESS = ("progress", "interim", "midterm", "mid-term", "4.5 weeks", "4 1/2 weeks")


def source_id(*parts: str) -> str:
    """Return one source id for several values; one that would be too long for its column ends in a digest instead."""
    joined = "|".join(parts)
    if len(joined) <= _LONGEST:
        return joined
    return joined[: _LONGEST - 33] + "|" + hashlib.sha256(joined.encode()).hexdigest()[:32]


def district_code(district: str) -> str:
    """Return the six letters or digits by which parents find a district: always the same for the same district."""
    number = int.from_bytes(hashlib.sha256(district.encode()).digest()[:8])
    return "".join(_LETTERS[(number >> 5 * position) & 31] for position in range(6))


def after_school(day: date) -> datetime:
    """Return the moment of a posting of which only the day is known: that afternoon, where the district is."""
    return datetime.combine(day, _AFTER_SCHOOL, tzinfo=clock.zone())


def is_progress_name(task: str) -> bool:
    """Return whether a grading task's name says that it is a progress report, where the source states nothing."""
    name = task.casefold()
    return "exam" not in name and any(word in name for word in _PROGRESS)
