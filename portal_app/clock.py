"""The one source of the present moment.

Nothing else in the portal reads the wall clock, so a test, a demonstration or a support call can pin it with
`PORTAL_TODAY`. A pinned date keeps the real time of day running; a pinned date and time stands still.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from portal_app.settings import settings


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    pinned = settings().today
    if pinned is None:
        return datetime.now(UTC)
    if isinstance(pinned, datetime):
        return pinned.replace(tzinfo=zone()).astimezone(UTC)
    real = datetime.now(zone())
    return (real + timedelta(days=(pinned - real.date()).days)).astimezone(UTC)


def today() -> date:
    """Return the date of the present moment where the district is."""
    return local(now()).date()


def zone() -> ZoneInfo:
    """Return the district's time zone."""
    return ZoneInfo(settings().time_zone)


def local(moment: datetime) -> datetime:
    """Return `moment` (aware) as the district's wall clock shows it."""
    return moment.astimezone(zone())
