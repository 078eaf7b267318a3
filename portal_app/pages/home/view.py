"""The home page: how much is unread, the unread activity, the children, then the notices of district and schools."""

from typing import Any

import reflex as rx

from portal_app.pages.base import PortalState
from portal_app.pages.home.children import children
from portal_app.pages.home.state import HomeState
from portal_app.pages.layout import page
from portal_app.ui.activity import activity_lines
from portal_app.ui.alarm import alarm
from portal_app.ui.cards import card, empty_state, page_header
from portal_app.ui.forms import button, page_link
from portal_app.ui.i18n import number_text, t
from portal_app.ui.links import RECENT_PAGE, student_page
from portal_app.ui.notices import notice_list
from portal_app.ui.seen import seen_items

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
        rx.cond(
            STATE.absences.length() > 0, rx.el.div(rx.foreach(STATE.absences, _absences), class_name="home-absences")
        ),
        _recent(),
        rx.cond(STATE.students.length() > 0, children(), nobody),
        notice_list(
            heading=t("District notices"), notices=board.district, new=board.new_district, on_open=STATE.open_notice
        ),
        notice_list(heading=t("School notices"), notices=board.school, new=board.new_school, on_open=STATE.open_notice),
        alarm(moment=STATE.holds_until, server_now=STATE.as_of, on_time=STATE.at_bell),
        seen_items(on_seen=STATE.mark_seen),
        active="home",
    )


def _recent() -> rx.Component:
    """Return the unread activity, above everything else; nothing without any."""
    recent = STATE.recent
    more = t("{n} more, and all recent activity", "{n} more, and all recent activity", n=recent.more)
    words = rx.cond(recent.more > 0, more, t("All recent activity"))
    return rx.cond(
        recent.days.length() > 0,
        card(
            activity_lines(recent.days, students=STATE.students, today=STATE.today),
            rx.el.div(
                page_link(words, href=RECENT_PAGE),
                rx.cond(recent.unread > 0, button(t("Mark all as read"), on_click=STATE.mark_all)),
                class_name="activity-end",
            ),
            heading=t("New activity"),
        ),
    )


def _absences(child: Any) -> rx.Component:
    """Return how many days a child has missed, while the year goes on."""
    words = t(
        "{name} was absent {absent} of {n} school day so far.",
        "{name} was absent {absent} of {n} school days so far.",
        name=child.first_name,
        absent=number_text(child.days_absent),
        n=child.school_days,
    )
    line = rx.el.p(page_link(words, href=student_page("/attendance/", child.student_id)))

    def of(student: Any) -> rx.Component:
        return rx.cond((student.id == child.student_id) & ~student.year_on_record.is_over, line)

    return rx.foreach(STATE.students, of)


def _summary() -> rx.Var[str]:
    """Return how much is unread: activity and notices together."""
    name, unread = (
        PortalState.guardian_name,
        STATE.recent.unread + STATE.notices.new_district + STATE.notices.new_school,
    )
    return rx.cond(
        unread > 0,
        t("Welcome, {name}. {n} new item.", "Welcome, {name}. {n} new items.", name=name, n=unread),
        t("Welcome, {name}. Nothing new.", name=name),
    )
