"""The navigation: a list at the left on a desktop and in a phone's drawer, and a phone's tabs."""

from collections.abc import Mapping
from typing import Any

import reflex as rx

from portal_app.ui.badges import badge, child_chip, child_color
from portal_app.ui.client import handler
from portal_app.ui.forms import base_form, page_link
from portal_app.ui.i18n import t
from portal_app.ui.icons import icon
from portal_app.ui.links import student_page
from portal_app.ui.nav_items import ACCOUNT, CHILD, FAMILY, HOME, NavItem, tabs

DRAWER = "more"
Counts = Mapping[str, Any]


def navigation(*, active: str, students: Any, student: Any, counts: Counts) -> rx.Component:
    """Return the whole list: home and family, each child, the account. `counts`: new things by page key."""
    family = [_link(item, active, counts) for item in (HOME, *FAMILY)]
    account = [_link(item, active, counts) for item in ACCOUNT]
    return rx.el.div(
        _group(t("Family"), *family),
        rx.el.div(rx.foreach(students, lambda one: _child(one, active, student)), class_name="nav-group"),
        _group(t("Your account"), *account, sign_out_button()),
    )


def tab_bar(*, active: str) -> rx.Component:
    """Return a phone's tab bar; pages without a tab open from "More"."""
    links = [_tab(item, active) for item in tabs()]
    is_elsewhere = active not in {item.key for item in tabs()}
    more = rx.el.button(
        icon("more", size=22),
        rx.el.span(t("More")),
        type="button",
        class_name="tab",
        custom_attrs={"popoverTarget": DRAWER, **({"aria-current": "page"} if is_elsewhere else {})},
    )
    return rx.el.nav(*links, more, aria_label=t("Main pages"), class_name="tabs")


def sign_out_button() -> rx.Component:
    """Return the sign-out button: a native form, so that it works while the socket is down."""
    return base_form(
        rx.el.button(icon("sign_out"), t("Sign Out"), type="submit", class_name="nav-link"),
        action="/auth/sign-out",
        class_name="contents",
    )


def _group(heading: Any, *links: Any) -> rx.Component:
    return rx.el.div(rx.el.p(heading, class_name="nav-heading"), *links, class_name="nav-group")


def _link(item: NavItem, active: str, counts: Counts) -> rx.Component:
    return page_link(
        icon(item.icon),
        t(item.name),
        _count(counts[item.key]) if item.key in counts else rx.fragment(),
        href=item.path,
        class_name="nav-link",
        custom_attrs={**_current(item.key == active), **handler("closePopover")},
    )


def _count(count: Any) -> rx.Component:
    return rx.cond(count > 0, rx.el.span(badge(t("{n} new", "{n} new", n=count), tone="info"), class_name="count"))


def _child(one: Any, active: str, student: Any) -> rx.Component:
    is_shown = one.id == student.id
    return rx.el.details(
        rx.el.summary(
            child_chip(name=one.first_name, initials=one.initials, color=one.color, small=True),
            icon("chevron", class_name="chevron"),
        ),
        rx.el.div(*[_child_link(item, one, active, is_shown) for item in CHILD], class_name="links"),
        open=is_shown,
        class_name="nav-child",
        data_child=child_color(one.color),
    )


def _child_link(item: NavItem, one: Any, active: str, is_shown: Any) -> rx.Component:
    current = rx.cond(is_shown, "page", "false") if item.key == active else "false"
    link = page_link(
        icon(item.icon),
        t(item.name),
        href=student_page(item.path, one.id),
        class_name="nav-link",
        aria_current=current,
        custom_attrs=handler("closePopover"),
    )
    return rx.cond(one.rights.contains(item.right), link) if item.right else link


def _tab(item: NavItem, active: str) -> rx.Component:
    return page_link(
        icon(item.icon, size=22),
        rx.el.span(t(item.name)),
        href=item.path,
        class_name="tab",
        custom_attrs=_current(item.key == active),
    )


def _current(is_here: bool) -> dict[str, str]:
    return {"aria-current": "page"} if is_here else {}
