"""The items of the navigation, in their order. An item's `key` is the page key, as in `PortalState.shown`."""

from dataclasses import dataclass

from portal_app.infrastructure.translation import gettext_noop
from portal_app.ui.icons import IconName


@dataclass(frozen=True, slots=True, kw_only=True)
class NavItem:
    """A link to a page. It is offered to those who have `right` (a `domain.access.Right`); the page checks access."""

    key: str
    name: str
    icon: IconName
    path: str
    right: str = ""


HOME = NavItem(key="home", name=gettext_noop("Home"), icon="home", path="/home/")

FAMILY = (
    NavItem(key="recent", name=gettext_noop("Recent Activity"), icon="clock", path="/recent/"),
    NavItem(key="messages", name=gettext_noop("Messages"), icon="messages", path="/messages/"),
    NavItem(key="household", name=gettext_noop("Household Information"), icon="household", path="/household/"),
    NavItem(key="family", name=gettext_noop("Family Members"), icon="family", path="/family/"),
    NavItem(key="family-calendar", name=gettext_noop("Calendar"), icon="calendar", path="/family-calendar/"),
)

CHILD = (
    NavItem(key="calendar", name=gettext_noop("Calendar"), icon="calendar", path="/calendar/", right="calendar"),
    NavItem(key="schedule", name=gettext_noop("Schedule"), icon="schedule", path="/schedule/", right="schedule"),
    NavItem(
        key="attendance", name=gettext_noop("Attendance"), icon="attendance", path="/attendance/", right="attendance"
    ),
    NavItem(key="grades", name=gettext_noop("Grades"), icon="grades", path="/grades/", right="grades"),
    NavItem(key="todo", name=gettext_noop("To Do List"), icon="todo", path="/todo/", right="grades"),
    NavItem(key="reports", name=gettext_noop("Reports"), icon="reports", path="/reports/", right="reports"),
)

ACCOUNT = (
    NavItem(key="access-log", name=gettext_noop("Access Log"), icon="access_log", path="/access-log/"),
    NavItem(key="account", name=gettext_noop("Account"), icon="account", path="/account/"),
)

_TABS = ("home", "calendar", "grades", "attendance")


def tabs() -> list[NavItem]:
    """Return the items of the bottom bar on a phone."""
    by_key = {item.key: item for item in (HOME, *CHILD)}
    return [by_key[key] for key in _TABS]
