"""The map of the portal: every place that the navigation leads to, in the guide's order and words."""

from dataclasses import dataclass

from portal_app.infrastructure.translation import gettext_noop
from portal_app.ui.icons import IconName


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A page. `right` (a value of `domain.access.Right`) must be granted for it to be offered; the door asks again."""

    key: str
    name: str
    icon: IconName
    path: str
    right: str = ""


HOME = Place(key="home", name=gettext_noop("Home"), icon="home", path="/home/")

FAMILY = (
    Place(key="messages", name=gettext_noop("Messages"), icon="messages", path="/messages/"),
    Place(key="household", name=gettext_noop("Household Information"), icon="household", path="/household/"),
    Place(key="family", name=gettext_noop("Family Members"), icon="family", path="/family/"),
    Place(key="family-calendar", name=gettext_noop("Calendar"), icon="calendar", path="/family-calendar/"),
)

CHILD = (
    Place(key="calendar", name=gettext_noop("Calendar"), icon="calendar", path="/calendar/", right="calendar"),
    Place(key="schedule", name=gettext_noop("Schedule"), icon="schedule", path="/schedule/", right="schedule"),
    Place(
        key="attendance", name=gettext_noop("Attendance"), icon="attendance", path="/attendance/", right="attendance"
    ),
    Place(key="grades", name=gettext_noop("Grades"), icon="grades", path="/grades/", right="grades"),
    Place(key="todo", name=gettext_noop("To Do List"), icon="todo", path="/todo/", right="grades"),
    Place(key="reports", name=gettext_noop("Reports"), icon="reports", path="/reports/", right="reports"),
)

ACCOUNT = (
    Place(key="access-log", name=gettext_noop("Access Log"), icon="access_log", path="/access-log/"),
    Place(key="account", name=gettext_noop("Account"), icon="account", path="/account/"),
)

OPEN = {
    "home",
    "messages",
    "household",
    "family",
    "family-calendar",
    "access-log",
    "account",
    "calendar",
    "schedule",
    "attendance",
    "grades",
    "todo",
    "reports",
}
"""The keys of the places that have a page; the navigation leads nowhere else."""

_TABS = ("home", "calendar", "grades", "attendance", "schedule")


def open_places(places: tuple[Place, ...]) -> list[Place]:
    """Return those of the `places` that have a page."""
    return [place for place in places if place.key in OPEN]


def tabs() -> list[Place]:
    """Return the places of the bottom bar on a phone, four at most."""
    by_key = {place.key: place for place in (HOME, *CHILD)}
    return open_places(tuple(by_key[key] for key in _TABS))[:4]
