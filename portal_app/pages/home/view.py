"""Home, drawn: the children, then the notices of the district and of the schools."""

from typing import Any

import reflex as rx

from portal_app.pages.base import PortalState
from portal_app.pages.frame import page
from portal_app.pages.home.state import HomeState
from portal_app.ui.badges import badge, child_chip, new_mark
from portal_app.ui.cards import card, page_header
from portal_app.ui.forms import page_link
from portal_app.ui.i18n import date_text, t


STATE: Any = HomeState
"""The state as its view sees it: every field a Var."""


def home_page() -> rx.Component:
    """Return the home page."""
    return page(
        page_header(title=t("Home"), answer=t("Welcome, {name}.", name=PortalState.guardian_name)),
        _children(),
        _notices(t("District notices"), HomeState.notices.district, HomeState.notices.new_district),
        _notices(t("School notices"), HomeState.notices.school, HomeState.notices.new_school),
        active="home",
    )


def _children() -> rx.Component:
    return card(rx.el.ul(rx.foreach(PortalState.students, _child), class_name="rows"), heading=t("Your children"))


def _child(one: Any) -> rx.Component:
    chip = child_chip(
        name=one.full_name,
        initials=one.initials,
        colour=one.colour,
        detail=t("{school}, grade {grade}", school=one.school, grade=one.grade_level),
    )
    return rx.el.li(page_link(chip, href="/schedule/?student=" + one.id.to_string(), class_name="row"))


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
