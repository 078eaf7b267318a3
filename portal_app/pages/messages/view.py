"""The messages page: notices of the district and of the schools, and links to write to each teacher."""

from typing import Any

import reflex as rx

from portal_app.pages.base import PortalState
from portal_app.pages.layout import page
from portal_app.pages.messages.state import MessagesState
from portal_app.ui.badges import child_chip, child_color
from portal_app.ui.cards import card, page_header
from portal_app.ui.contact import mail_link
from portal_app.ui.i18n import list_text, t
from portal_app.ui.notices import notice_list

STATE: Any = MessagesState


def messages_page() -> rx.Component:
    """Return the page at `/messages`."""
    summary = rx.cond(
        PortalState.unread > 0,
        t("You have {n} new message.", "You have {n} new messages.", n=PortalState.unread),
        t("You have read everything."),
    )
    board = STATE.notices
    return page(
        page_header(title=t("Messages"), summary=summary),
        notice_list(
            heading=t("District notices"), notices=board.district, new=board.new_district, on_open=STATE.read_notice
        ),
        notice_list(heading=t("School notices"), notices=board.school, new=board.new_school, on_open=STATE.read_notice),
        rx.foreach(STATE.children, _teachers),
        active="messages",
    )


def _teachers(child: Any) -> rx.Component:
    none = rx.el.p(t("No classes at the moment, so there are no teachers to write to."), class_name="text-soft")
    return card(
        child_chip(name=child.full_name, initials=child.initials, color=child.color, detail=t("Write to a teacher")),
        rx.cond(
            child.teachers.length() > 0,
            rx.el.ul(rx.foreach(child.teachers, lambda one: _teacher(one, child)), class_name="list"),
            none,
        ),
        data_child=child_color(child.color),
        aria_label=t("Teachers of {name}", name=child.full_name),
    )


def _teacher(one: Any, child: Any) -> rx.Component:
    classes = list_text(one.classes)
    subject = child.full_name + ", " + classes
    return rx.el.li(
        rx.el.span(mail_link(name=one.name, email=one.email, subject=subject), rx.el.span(classes, class_name="detail"))
    )
