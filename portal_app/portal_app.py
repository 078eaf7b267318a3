"""Assembly only: the app, its gate, its pages, its routes and its lifespan task."""

import gc
from collections.abc import Callable
from typing import Any

import reflex as rx
import structlog

from portal_app.database import UNAVAILABLE
from portal_app.domain.access import NotFound
from portal_app.http.app import http_app
from portal_app.logs import configure_logs
from portal_app.metrics import FAILURES
from portal_app.pages.access_log.state import AccessLogState
from portal_app.pages.access_log.view import access_log_page
from portal_app.pages.account.state import AccountState
from portal_app.pages.account.view import account_page
from portal_app.pages.attendance.state import AttendanceState
from portal_app.pages.attendance.view import attendance_page
from portal_app.pages.calendar.state import CalendarState
from portal_app.pages.calendar.view import calendar_page, family_calendar_page
from portal_app.pages.closed_tabs import release_closed_tabs
from portal_app.pages.family.state import FamilyState
from portal_app.pages.family.view import family_page
from portal_app.pages.gate import Gate
from portal_app.pages.grades.class_state import ClassState
from portal_app.pages.grades.class_view import class_page
from portal_app.pages.grades.state import GradesState
from portal_app.pages.grades.view import grades_page
from portal_app.pages.home.state import HomeState
from portal_app.pages.home.view import home_page
from portal_app.pages.household.state import HouseholdState
from portal_app.pages.household.view import household_page
from portal_app.pages.live import follow
from portal_app.pages.messages.state import MessagesState
from portal_app.pages.messages.view import messages_page
from portal_app.pages.public.state import PublicState
from portal_app.pages.public.view import activate_page, not_found_page, request_key_page, sign_in_page
from portal_app.pages.recent.state import RecentState
from portal_app.pages.recent.view import recent_page
from portal_app.pages.reports.state import ReportsState
from portal_app.pages.reports.view import reports_page
from portal_app.pages.schedule.state import ScheduleState
from portal_app.pages.schedule.view import schedule_page
from portal_app.pages.todo.state import TodoState
from portal_app.pages.todo.view import todo_page
from portal_app.reflex_adapter.events import EventSpec
from portal_app.reflex_adapter.shutdown import end_events_first
from portal_app.ui.failure import failure_boundary
from portal_app.ui.feedback import overlay, request_failed
from portal_app.ui.shell import head

TITLE = "Parent Portal"
PAGES: tuple[tuple[str, Callable[[], rx.Component], Any], ...] = (
    ("/sign-in", sign_in_page, PublicState),
    ("/activate", activate_page, PublicState),
    ("/request-key", request_key_page, PublicState),
    ("/home", home_page, HomeState),
    ("/recent", recent_page, RecentState),
    ("/messages", messages_page, MessagesState),
    ("/household", household_page, HouseholdState),
    ("/family", family_page, FamilyState),
    ("/access-log", access_log_page, AccessLogState),
    ("/account", account_page, AccountState),
    ("/schedule", schedule_page, ScheduleState),
    ("/attendance", attendance_page, AttendanceState),
    ("/calendar", calendar_page, CalendarState),
    ("/family-calendar", family_calendar_page, CalendarState),
    ("/reports", reports_page, ReportsState),
    ("/grades", grades_page, GradesState),
    ("/class", class_page, ClassState),
    ("/todo", todo_page, TodoState),
)
"""Every page: its route, its view, and the state whose `load` runs its queries, if it has one."""

log = structlog.get_logger()


def on_error(exception: Exception) -> EventSpec | None:
    """Log an error in a handler, and have the page say so when trying again may help.

    Denied access is no error: it is logged, and the browser gets no message.
    """
    if isinstance(exception, NotFound):
        log.info("door_closed")
        return None
    log.error("handler_failed", exc_info=exception)
    FAILURES.labels("page event").inc()
    return request_failed() if isinstance(exception, UNAVAILABLE) else None


def pass_over_what_stays() -> None:
    """Let garbage collection leave alone what was loaded for good, and look less often at what pages come and go with.

    Measured: a tenth less time for a page or a document, and a quarter less for the slowest of twenty.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


async def follow_the_database() -> None:
    """Keep open tabs up to date while the server runs; on shutdown, let running events end first."""
    pass_over_what_stays()
    end_events_first(app)
    await follow(app)


async def release_states() -> None:
    """Release the states of closed tabs while the server runs."""
    await release_closed_tabs(app)


configure_logs()
app = rx.App(
    api_transformer=http_app,
    backend_exception_handler=on_error,
    head_components=head(),
    toaster=None,
)
app.app_wraps[55, "ErrorBoundary"] = lambda _stateful: failure_boundary()  # ours in place of Reflex's
app.app_wraps[5, "Overlay"] = lambda _stateful: overlay()
app.add_middleware(Gate())
app.add_page(not_found_page, route="404", title=TITLE)
app.register_lifespan_task(follow_the_database)
app.register_lifespan_task(release_states)
for route, view, state in PAGES:
    app.add_page(view, route=route, title=TITLE, on_load=state.load if state else None)
