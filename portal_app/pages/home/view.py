"""The home page: what is new in a sentence, the children, then the notices of the district and of the schools."""

from typing import Any

import reflex as rx

from portal_app.pages.base import PortalState
from portal_app.pages.home.children import children
from portal_app.pages.home.state import HomeState
from portal_app.pages.layout import page
from portal_app.ui.alarm import alarm
from portal_app.ui.cards import empty_state, page_header
from portal_app.ui.i18n import moment_text, t
from portal_app.ui.notices import notice_list

STATE: Any = HomeState
"""The state as its view sees it: every field a Var."""


def home_page() -> rx.Component:
    """Return the home page."""
    nobody = empty_state(
        title=t("No students to show"),
        text=t("Students with a place at a school appear here. Please ask the school's office."),
    )
    board = STATE.notices
    return page(
        page_header(title=t("Home"), summary=_summary()),
        rx.cond(STATE.students.length() > 0, children(), nobody),
        notice_list(
            heading=t("District notices"), notices=board.district, new=board.new_district, on_open=STATE.open_notice
        ),
        notice_list(heading=t("School notices"), notices=board.school, new=board.new_school, on_open=STATE.open_notice),
        alarm(moment=STATE.holds_until, server_now=STATE.as_of, on_time=STATE.load),
        active="home",
    )


def _summary() -> rx.Var[str]:
    """Return what is new: the entries, then the notices. Without either it says so."""
    name, count, notices = PortalState.guardian_name, STATE.count, STATE.notices.new_district + STATE.notices.new_school
    since = moment_text(STATE.since, "short", today=STATE.today)
    welcome = t("Welcome, {name}.", name=name)
    first = rx.cond(
        count > 0,
        t(
            "Welcome, {name}. {n} new entry in the last week.",
            "Welcome, {name}. {n} new entries in the last week.",
            name=name,
            n=count,
        ),
        welcome,
    )
    nothing = t("Welcome, {name}. Nothing new since {moment}.", name=name, moment=since)
    again = rx.cond(
        count > 0,
        t("Welcome, {name}. {n} new entry since {moment}.", "Welcome, {name}. {n} new entries since {moment}.",
          name=name, n=count, moment=since),
        rx.cond(notices > 0, welcome, nothing),
    )  # fmt: skip
    entries = rx.cond(STATE.since == "", first, again)
    with_notices = t("{entries} {n} new notice.", "{entries} {n} new notices.", entries=entries, n=notices)
    return rx.cond(notices > 0, with_notices, entries)
