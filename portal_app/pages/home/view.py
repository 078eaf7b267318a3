"""Home, drawn: what is new in a sentence, the children, then the notices of the district and of the schools."""

from typing import Any

import reflex as rx

from portal_app.pages.base import PortalState
from portal_app.pages.frame import page
from portal_app.pages.home.children import children
from portal_app.pages.home.state import HomeState
from portal_app.ui.alarm import alarm
from portal_app.ui.badges import badge, new_mark
from portal_app.ui.cards import card, empty_state, page_header
from portal_app.ui.i18n import date_text, moment_text, t

STATE: Any = HomeState
"""The state as its view sees it: every field a Var."""


def home_page() -> rx.Component:
    """Return the home page."""
    nobody = empty_state(
        title=t("No students to show"),
        text=t("Students with a place at a school this year or next appear here. Please ask the school's office."),
    )
    return page(
        page_header(title=t("Home"), answer=_answer()),
        rx.cond(STATE.students.length() > 0, children(), nobody),
        _notices(t("District notices"), STATE.notices.district, STATE.notices.new_district),
        _notices(t("School notices"), STATE.notices.school, STATE.notices.new_school),
        alarm(moment=STATE.holds_until, server_now=STATE.as_of, on_time=STATE.load),
        active="home",
    )


def _answer() -> rx.Var[str]:
    name, count = PortalState.guardian_name, STATE.count
    since = moment_text(STATE.since, "short", today=STATE.today)
    first = rx.cond(
        count > 0,
        t("Welcome, {name}. Scores, grades and attendance: {n} new in the last week.", name=name, n=count),
        t("Welcome, {name}.", name=name),
    )
    again = rx.cond(
        count > 0,
        t("Welcome, {name}. Scores, grades and attendance: {n} new since your last visit, {moment}.",
          name=name, n=count, moment=since),
        t("Welcome, {name}. No new scores, grades or attendance since your last visit, {moment}.",
          name=name, moment=since),
    )  # fmt: skip
    return rx.cond(STATE.since == "", first, again)


def _notices(heading: Any, notices: Any, new: Any) -> rx.Component:
    count = rx.el.span(t("{n} message", "{n} messages", n=notices.length()), class_name="meta")
    news = rx.cond(new > 0, badge(t("{n} new", "{n} new", n=new), tone="info"))
    none = rx.el.p(t("Nothing at the moment. What the school tells all parents appears here."), class_name="hint")
    return card(
        rx.cond(notices.length() > 0, rx.foreach(notices, _notice), none),
        heading=heading,
        aside=rx.el.span(count, " ", news),
    )


def _notice(notice: Any) -> rx.Component:
    """Return one `NoticeView`, folded; opening it makes it read."""
    return rx.el.details(
        rx.el.summary(
            rx.el.span(
                new_mark(notice.is_new),
                rx.el.span(date_text(notice.published_on, "medium")),
                rx.el.span(notice.sender),
                class_name="meta",
            ),
            rx.el.span(notice.title, class_name="title"),
            on_click=STATE.open_notice(notice.id),
        ),
        rx.el.p(notice.body, class_name="body"),
        class_name="notice",
        key=notice.id.to_string(),
    )
