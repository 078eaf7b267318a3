"""The page of the recent activity: what is unread in a sentence, the filters, then a card for each day."""

from typing import Any

import reflex as rx

from portal_app.domain.recent import Since
from portal_app.pages.layout import page
from portal_app.pages.recent.state import RecentState
from portal_app.ui.activity import activity_days
from portal_app.ui.cards import empty_state, page_header
from portal_app.ui.forms import button, page_link
from portal_app.ui.i18n import t
from portal_app.ui.links import recent_page as address
from portal_app.ui.seen import seen_items

STATE: Any = RecentState
"""The state as its view sees it: every field a Var."""


def recent_page() -> rx.Component:
    """Return the page at `/recent`."""
    recent = STATE.recent
    is_whole = (STATE.since == "") & (STATE.child == 0)
    unread = recent.unread + rx.cond(is_whole, STATE.unread, 0)
    summary = rx.cond(
        unread > 0,
        t("{n} new item.", "{n} new items.", n=unread),
        rx.cond(is_whole, t("You have read everything."), t("Nothing new here.")),
    )
    nothing = empty_state(
        title=t("Nothing was posted in this time"),
        text=t("Grades, scores, attendance and notices of the last 30 days appear here as the school posts them."),
    )
    read_all = rx.cond(unread > 0, button(t("Mark all as read"), on_click=STATE.mark_all))
    return page(
        page_header(title=t("Recent Activity"), summary=summary, actions=(read_all,)),
        _periods(),
        rx.cond(STATE.students.length() > 1, _children()),
        activity_days(recent.days, students=STATE.students, today=recent.today, on_open=STATE.open_notice),
        rx.cond(recent.days.length() == 0, nothing),
        seen_items(on_seen=STATE.mark_seen),
        active="recent",
    )


def _periods() -> rx.Component:
    choices = (
        (Since.MONTH, t("Last 30 days")),
        (Since.WEEK, t("This week")),
        (Since.YESTERDAY, t("Since yesterday")),
    )
    links = [_choice(words, address(since=since.value, student_id=STATE.child), STATE.since == since.value)
             for since, words in choices]  # fmt: skip
    return rx.el.nav(*links, aria_label=t("From when on"), class_name="choice")


def _children() -> rx.Component:
    def one(child: Any) -> rx.Component:
        return _choice(child.first_name, address(since=STATE.since, student_id=child.id), STATE.child == child.id)

    everybody = _choice(t("All children"), address(since=STATE.since, student_id=0), STATE.child == 0)
    return rx.el.nav(everybody, rx.foreach(STATE.students, one), aria_label=t("Whose activity"), class_name="choice")


def _choice(words: Any, href: Any, is_current: Any) -> rx.Component:
    return page_link(words, href=href, aria_current=rx.cond(is_current, "true", "false"))
