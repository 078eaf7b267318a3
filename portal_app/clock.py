"""The portal's clock: the only module that reads the system time.

So tests, demonstrations and support can pin it with `PORTAL_TODAY`. With a pinned date the time of day goes on; a
pinned date and time does not change.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from portal_app.settings import settings


def now() -> datetime:
    """Return the current time, timezone-aware, in UTC."""
    pinned = settings().today
    if pinned is None:
        return datetime.now(UTC)
    if isinstance(pinned, datetime):
        return pinned.replace(tzinfo=zone()).astimezone(UTC)
    real = datetime.now(zone())
    return (real + timedelta(days=(pinned - real.date()).days)).astimezone(UTC)


def today() -> date:
    """Return the current date in the district's time zone."""
    return local(now()).date()


def zone() -> ZoneInfo:
    """Return the district's time zone."""
    return ZoneInfo(settings().time_zone)


def local(moment: datetime) -> datetime:
    """Return `moment` (timezone-aware) in the district's time zone."""
    return moment.astimezone(zone())
