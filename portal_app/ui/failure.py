"""The page that replaces one that failed to render; the error is reported to the server."""

import reflex as rx

from portal_app.reflex_adapter.components import ErrorBoundary
from portal_app.ui.forms import native_link
from portal_app.ui.i18n import t


def failure_boundary() -> rx.Component:
    """Return the error boundary of every page, in place of Reflex's own, which addresses developers."""
    return ErrorBoundary.create(
        fallback_render=rx.el.main(
            rx.el.section(
                rx.el.h1(t("This page can't be shown")),
                rx.el.p(t("Something went wrong here, and we have been told. What you have sent before is safe.")),
                native_link(t("Load the page again"), href="", class_name="button", data_kind="primary"),
                native_link(t("Go to the home page"), href="/home/"),
            ),
            class_name="offline",
        )
    )
