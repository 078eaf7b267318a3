"""The layout of every signed-in page, filled from `PortalState`."""

from typing import Any

import reflex as rx

from portal_app.pages.base import PortalState
from portal_app.ui.cards import empty_state, page_header, page_skeleton
from portal_app.ui.client import Deferred
from portal_app.ui.dialogs import session_warning_dialog
from portal_app.ui.feedback import live_region
from portal_app.ui.i18n import account_language, t
from portal_app.ui.shell import Layout, shell


def page(*content: Any, active: str, within: str = "") -> rx.Component:
    """Return a whole page around `content`, a skeleton until its results are there.

    `active` is the page key of its nav item (`ui/nav_items.py`), which its state assigns to `shown`. A page without a
    nav item of its own (one class) is `within` another page, which the navigation shows as the current one.
    """
    content_or_skeleton = Deferred.create(page_skeleton(), *content, ready=PortalState.shown == active)
    return shell(content_or_skeleton, active=within or active, layout=_layout())


def about_student(*content: Any, active: str, title: Any, within: str = "") -> rx.Component:
    """Return a page about the student in view: its content, or why there is none."""
    withheld = empty_state(
        title=t("Not shared with you"),
        text=t("The school does not share this with you. If you think it should, please ask the school's office."),
    )
    nobody = empty_state(
        title=t("No students to show"),
        text=t("Students with a place at a school appear here. Please ask the school's office."),
    )
    known = rx.cond(PortalState.is_withheld, _without_content(title, withheld), rx.fragment(*content))
    return page(
        rx.cond(PortalState.student.id == 0, _without_content(title, nobody), known), active=active, within=within
    )


def _without_content(title: Any, why: rx.Component) -> rx.Component:
    """Return why a page is empty below its title, which stays: screen readers announce the title first."""
    return rx.fragment(page_header(title=title), why)


def _layout() -> Layout:
    state: Any = PortalState
    return Layout(
        students=state.students,
        student=state.student,
        parent_name=state.guardian_name,
        district_name=state.district_name,
        accent=state.student.accent,
        counts={"messages": state.unread},
        on_language=lambda code: state.choose_language(code),
        on_appearance=lambda name: state.choose_appearance(name),
        extras=(
            session_warning_dialog(
                idle_until=state.idle_until,
                ends_at=state.ends_at,
                server_now=state.server_now,
                on_keep_session=state.keep_session,
            ),
            account_language(language=state.language),
            live_region(
                rx.cond(state.refresh_count > 0, t("This page was just brought up to date."), ""),
                turn=state.refresh_count,
            ),
        ),
    )
