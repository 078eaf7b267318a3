"""What the page says by itself: the line is down, something has changed. Quietly, and to screen readers too."""

import reflex as rx
from reflex_components_core.core.banner import has_too_many_connection_errors

from portal_app.ui.i18n import t
from portal_app.ui.icons import icon
from portal_app.ui.text import Text


def connection_banner() -> rx.Component:
    """Return the banner that stands while the server can't be reached; give it to the app in place of Reflex's own."""
    shown = rx.el.div(
        icon("offline"),
        t("No connection. What you see may be out of date; it comes back by itself."),
        class_name="banner",
    )
    return rx.el.div(rx.cond(has_too_many_connection_errors, shown), role="status")


def live_region(text: Text) -> rx.Component:
    """Return words for screen readers only, read out when they change."""
    return rx.el.p(text, role="status", class_name="only-heard")
