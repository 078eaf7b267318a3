"""Messages of the page itself: the connection is down, something has changed; for screen readers, too."""

import reflex as rx

from portal_app.domain.accounts.form_errors import SENTENCES, Problem
from portal_app.reflex_adapter.components import has_too_many_connection_errors
from portal_app.reflex_adapter.events import EventSpec
from portal_app.ui.i18n import t
from portal_app.ui.icons import icon
from portal_app.ui.installed import new_version_banner
from portal_app.ui.text import Text


class _ErrorBanner(rx.Component):
    library = "$/utils/portal/banner"
    tag = "ErrorBanner"


def overlay() -> rx.Component:
    """Return what lies over every page, for the app to use in place of Reflex's own: trouble, a new version.

    The app puts its pages inside of it, hence a fragment: no page may lie within a live region.
    """
    return rx.fragment(
        connection_banner(), rx.el.div(new_version_banner(), role="status"), rx.el.div(error_banner(), role="status")
    )


def error_banner() -> rx.Component:
    """Return the banner that is shown after `request_failed` until the next action."""
    return _ErrorBanner.create(icon("offline"), t(SENTENCES[Problem.NOT_NOW]), class_name="banner")


def request_failed() -> EventSpec:
    """Return the event with which the server makes a page say that a request failed."""
    return rx.set_focus("error_banner")


def connection_banner() -> rx.Component:
    """Return the banner that is shown while the server can't be reached."""
    shown = rx.el.div(
        icon("offline"),
        t("No connection. What you see may be out of date; it comes back by itself."),
        class_name="banner",
    )
    return rx.el.div(rx.cond(has_too_many_connection_errors, shown), role="status")


def live_region(text: Text, *, turn: rx.Var[int]) -> rx.Component:
    """Return words for screen readers only, read out whenever `turn` grows, the same words too."""
    return rx.el.p(rx.el.span(text, key=turn.to_string()), role="status", class_name="visually-hidden")
