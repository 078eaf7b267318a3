"""Native dialogs: the browser handles focus, Escape and the rest of the page."""

from typing import Any

import reflex as rx

from portal_app.ui.client import ModalDialog, SessionWarning, handler
from portal_app.ui.forms import button, icon_button
from portal_app.ui.i18n import t
from portal_app.ui.text import Text

WARN_SECONDS = 120


def sheet(*children: Any, id: str, title: Text, open: rx.Var[bool] | bool, on_close: Any) -> rx.Component:
    """Return a sheet: from below on a phone, at the side on a desktop. `on_close` must make `open` false."""
    return ModalDialog.create(
        rx.el.div(
            rx.el.h2(title, id=f"{id}-title"),
            icon_button(t("Close"), icon_name="close", custom_attrs=handler("closeDialog")),
            class_name="sheet-head",
        ),
        rx.el.div(*children, class_name="sheet-body"),
        id=id,
        open=open,
        on_close=on_close,
        class_name="sheet",
        custom_attrs={"aria-labelledby": f"{id}-title"},
    )


def session_warning_dialog(
    *,
    idle_until: rx.Var[str] | str,
    ends_at: rx.Var[str] | str,
    on_keep_session: Any,
    server_now: rx.Var[str] | str = "",
    afterwards: str = "/sign-in/?ended=idle",
) -> rx.Component:
    """Return the warning two minutes before a session ends; when it is over the page goes to `afterwards`.

    Moments are ISO with a zone, "" while nobody is signed in. `idle_until` can be moved on (`on_stay` is an event,
    which counts as an action); `ends_at` can't, and when that one comes first there is no staying.
    """
    return rx.fragment(
        _warning(
            "session-idle",
            t("Are you still there?"),
            t(
                "You will be signed out in 2 minutes, because there was no activity for a while. "
                "This keeps your family's information safe."
            ),
            idle_until,
            server_now,
            afterwards,
            button(t("Stay signed in"), kind="primary", on_click=on_keep_session, auto_focus=True),
        ),
        _warning(
            "session-over",
            t("Time to sign in again"),
            t(
                "You have been signed in for a long time, so you will be signed out in 2 minutes. "
                "Sign in again to go on."
            ),
            ends_at,
            server_now,
            afterwards,
            button(t("OK"), kind="primary", custom_attrs=handler("closeDialog"), auto_focus=True),
        ),
    )


def _warning(
    id: str, title: Text, text: Text, moment: Text, server_now: Text, afterwards: str, action: rx.Component
) -> rx.Component:
    return SessionWarning.create(
        rx.el.h2(title, id=f"{id}-title"),
        rx.el.p(text, id=f"{id}-text", class_name="mt-2"),
        rx.el.div(action, class_name="dialog-actions"),
        ends_at=moment,
        server_now=server_now,
        warn_seconds=WARN_SECONDS,
        afterwards=afterwards,
        id=id,
        class_name="dialog",
        custom_attrs={"aria-labelledby": f"{id}-title", "aria-describedby": f"{id}-text"},
    )
