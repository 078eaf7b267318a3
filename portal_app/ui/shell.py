"""The layout of every page: header with the student in view, navigation, main content; and of the public pages.

    shell(page_header(...), card(...), active="schedule", layout=LAYOUT)

`Layout` holds what every page shows around its content; `pages/layout.py` makes one from the state, once.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import reflex as rx

from portal_app.ui.choices import appearance_choice, language_choice
from portal_app.ui.client import Drawer, OnDesktop, RouteFocus, SchoolAccent
from portal_app.ui.forms import icon_button, native_link, page_link
from portal_app.ui.i18n import page_title, t
from portal_app.ui.icons import icon, logo
from portal_app.ui.installed import head_links, install_hint
from portal_app.ui.nav_items import HOME
from portal_app.ui.navigation import DRAWER, navigation, sign_out_button, tab_bar
from portal_app.ui.picker import student_picker
from portal_app.ui.text import Text, when

MAIN = "main"
_PERSON = "person-menu"


@dataclass(frozen=True, kw_only=True)
class Layout:
    """What surrounds the content of a signed-in page; all but the handlers are Vars of the state."""

    students: Any
    student: Any
    parent_name: Text
    district_name: Text
    accent: Text = ""
    """The school's color, #rrggbb."""
    counts: Mapping[str, Any] = field(default_factory=dict)
    on_language: Callable[[str], Any] | None = None
    on_appearance: Callable[[str], Any] | None = None
    extras: tuple[rx.Component, ...] = ()
    """Further components of every page: the session warning, the account's language."""


def shell(*content: Any, active: str, layout: Layout) -> rx.Component:
    """Return a whole page; `active` is its page key (`ui/nav_items.py`)."""
    links = {"active": active, "students": layout.students, "student": layout.student, "counts": layout.counts}
    return rx.el.div(
        _skip_link(),
        _header(layout),
        rx.el.nav(OnDesktop.create(navigation(**links)), aria_label=t("All pages"), class_name="shell-nav"),
        rx.el.main(
            rx.el.div(*content, *([install_hint(once=True)] if active == HOME.key else []), class_name="page"),
            id=MAIN,
            tab_index=-1,
            class_name="shell-main",
        ),
        tab_bar(active=active),
        _drawer(layout, navigation(**links)),
        SchoolAccent.create(color=layout.accent),
        RouteFocus.create(target=MAIN),
        *layout.extras,
        class_name="shell",
    )


def public_page(
    *content: Any, title: Text, lead: Text = "", district_name: Text = "", footer: Any = None
) -> rx.Component:
    """Return a public page: sign-in, activation, request of a key.

    `footer` is below the content: links to the other public pages.
    """
    return rx.el.div(
        _skip_link(),
        rx.el.header(brand(district_name=district_name), class_name="contents"),
        rx.el.main(
            page_title(text=title),
            rx.el.div(rx.el.h1(title), when(lead, rx.el.p(lead)), class_name="public-heading"),
            *content,
            rx.el.div(footer, class_name="public-ways") if footer else rx.fragment(),
            id=MAIN,
            tab_index=-1,
            class_name="public-main",
        ),
        rx.el.footer(language_choice(), class_name="public-footer"),
        RouteFocus.create(target=MAIN),
        class_name="public",
    )


def brand(*, district_name: Text, href: str = "/sign-in/") -> rx.Component:
    """Return the portal's name with the district's below it."""
    return page_link(
        logo(),
        rx.el.span(t("Parent Portal"), when(district_name, rx.el.small(district_name))),
        href=href,
        class_name="brand",
    )


def head() -> list[rx.Component]:
    """Return the content of every page's head: icons, manifest, and the background color for the browser's bars."""
    # the whole screen: the style sheets keep clear of a phone's notch
    viewport = "width=device-width, initial-scale=1, viewport-fit=cover"
    colors = (("light", "#fbf6ee"), ("dark", "#1a1713"))  # --paper of css/tokens.css
    return [
        rx.el.meta(name="viewport", content=viewport),
        rx.el.link(rel="icon", href="/icon.svg", type="image/svg+xml"),
        rx.el.link(rel="apple-touch-icon", href="/apple-touch-icon.png"),
        *head_links(),
        *[
            rx.el.meta(name="theme-color", content=color, custom_attrs={"media": f"(prefers-color-scheme: {scheme})"})
            for scheme, color in colors
        ],
    ]


def _skip_link() -> rx.Component:
    return native_link(t("Skip to the content"), href=f"#{MAIN}", class_name="skip-link")


def _header(layout: Layout) -> rx.Component:
    return rx.el.header(
        rx.el.div(brand(district_name=layout.district_name, href="/home/"), class_name="place"),
        student_picker(students=layout.students, student=layout.student),
        rx.el.div(_person_menu(layout), class_name="person"),
        class_name="shell-header",
    )


def _person_menu(layout: Layout) -> rx.Component:
    return rx.fragment(
        rx.el.button(
            icon("account"),
            rx.el.span(layout.parent_name),
            rx.el.span(t("your account and settings"), class_name="visually-hidden"),
            icon("chevron", class_name="chevron"),
            type="button",
            class_name="picker",
            custom_attrs={"popoverTarget": _PERSON},
        ),
        rx.el.div(
            _settings(layout),
            rx.el.hr(),
            sign_out_button(),
            id=_PERSON,
            class_name="pop",
            data_side="end",
            custom_attrs={"popover": "auto"},
        ),
    )


def _drawer(layout: Layout, links: rx.Component) -> rx.Component:
    close = icon_button(
        t("Close"), icon_name="close", custom_attrs={"popoverTarget": DRAWER, "popoverTargetAction": "hide"}
    )
    whose = rx.el.p(
        rx.el.span(layout.parent_name, class_name="font-semibold"),
        rx.el.small(layout.district_name, class_name="block text-soft"),
    )
    return Drawer.create(
        rx.el.div(whose, close, class_name="drawer-head"),
        rx.el.nav(links, aria_label=t("All pages")),
        rx.el.div(_settings(layout), install_hint(), class_name="drawer-settings"),
        id=DRAWER,
        class_name="drawer",
    )


def _settings(layout: Layout) -> rx.Component:
    return rx.fragment(
        rx.el.div(
            rx.el.span(t("Language"), class_name="label"),
            language_choice(on_choose=layout.on_language),
            class_name="setting",
        ),
        rx.el.div(
            rx.el.span(t("Appearance"), class_name="label"),
            appearance_choice(on_choose=layout.on_appearance),
            class_name="setting",
        ),
    )
