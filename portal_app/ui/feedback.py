"""What the page says by itself: the line is down, something has changed. Quietly, and to screen readers too."""

import reflex as rx
from reflex_components_core.core.banner import has_too_many_connection_errors

from portal_app.ui.i18n import t
from portal_app.ui.icons import icon
from portal_app.ui.installed import new_version_banner
from portal_app.ui.text import Text


def overlay() -> rx.Component:
    """Return what lies over every page, for the app to use in place of Reflex's own: the line is down, a new version.

    The app puts its pages inside of it, hence a fragment: no page may lie within a live region.
    """
    return rx.fragment(connection_banner(), rx.el.div(new_version_banner(), role="status"))


def connection_banner() -> rx.Component:
    """Return the banner that stands while the server can't be reached."""
    shown = rx.el.div(
        icon("offline"),
        t("No connection. What you see may be out of date; it comes back by itself."),
        class_name="banner",
    )
    return rx.el.div(rx.cond(has_too_many_connection_errors, shown), role="status")


def live_region(text: Text) -> rx.Component:
    """Return words for screen readers only, read out when they change."""
    return rx.el.p(text, role="status", class_name="only-heard")
