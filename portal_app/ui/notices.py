"""Notices of one kind, each unfolding when it is opened; new until then."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from portal_app.ui.badges import badge, unread_dot
from portal_app.ui.cards import card
from portal_app.ui.i18n import date_text, t
from portal_app.ui.icons import icon
from portal_app.ui.text import Text


def notice_list(*, heading: Text, notices: Any, new: Any, on_open: Callable[[Any], Any]) -> rx.Component:
    """Return a card of `notices` (`NoticeView`s), `new` of which are new; `on_open(id)` tells that one was opened."""
    count = rx.el.span(t("{n} message", "{n} messages", n=notices.length()), class_name="text-soft text-s")
    new_badge = rx.cond(new > 0, badge(t("{n} new", "{n} new", n=new), tone="info"))
    none = rx.el.p(t("Nothing at the moment. What the school tells all parents appears here."), class_name="text-soft")
    return card(
        rx.cond(notices.length() > 0, rx.foreach(notices, lambda one: notice(one, on_open)), none),
        heading=heading,
        aside=rx.el.span(count, new_badge, class_name="flex items-baseline gap-2"),
    )


def notice(notice: Any, on_open: Callable[[Any], Any]) -> rx.Component:
    """Return a notice (`NoticeView`); `on_open(id)` tells that it was opened."""
    return rx.el.details(
        rx.el.summary(
            rx.el.span(
                unread_dot(notice.is_new),
                rx.el.span(date_text(notice.published_on, "medium")),
                rx.el.span(notice.sender),
                class_name="meta",
            ),
            rx.el.span(notice.title, class_name="title"),
            icon("chevron", class_name="chevron"),
            on_click=rx.cond(notice.is_new, on_open(notice.id), rx.noop()),
        ),
        rx.el.p(notice.body, class_name="body"),
        class_name="notice",
        key=notice.id.to_string(),
    )
