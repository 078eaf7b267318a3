"""The part of the account page where two-step sign-in is turned on."""

from typing import Any

import reflex as rx

from portal_app.pages.account.state import AccountState
from portal_app.ui.cards import card
from portal_app.ui.client import handler
from portal_app.ui.forms import base_form, button, document_button, hidden_field, password_field, text_field
from portal_app.ui.i18n import t

STATE: Any = AccountState
_COPY = "$/utils/portal/copy"


def mfa_card() -> rx.Component:
    """Return the card: on, off, or being set up."""
    return card(
        rx.cond(
            STATE.account.has_mfa,
            _is_on(),
            rx.cond(STATE.setup.salt != "", _setup(), _is_off()),
        ),
        heading=t("Two-step sign-in"),
        id="mfa",
    )


def copy_button(words: Any, target: str) -> rx.Component:
    """Return a button that copies what the element with the id `target` shows."""
    return button(
        rx.el.span(
            rx.el.span(words, class_name="if-not"),
            rx.el.span(t("Copied"), class_name="if-copied", role="status"),
        ),
        data_copy=target,
        custom_attrs=handler("copyText", library=_COPY),
    )


def _is_on() -> rx.Component:
    left = STATE.account.recovery_codes_left
    return rx.fragment(
        rx.el.p(t("It is on: after your password the portal asks for a code from your authenticator app.")),
        rx.el.p(
            t("You have {n} recovery code left.", "You have {n} recovery codes left.", n=left), class_name="text-soft"
        ),
        rx.el.p(t("If you lose your phone and the codes, the school can reset it."), class_name="text-soft"),
    )


def _is_off() -> rx.Component:
    return rx.fragment(
        rx.el.p(
            t(
                "With an authenticator app on your phone, nobody gets in with your password alone. After the password "
                "the portal then asks for a code that the app shows."
            ),
            class_name="max-w-prose",
        ),
        button(t("Set it up"), icon_name="key", on_click=AccountState.begin_mfa_setup),
    )


def _setup() -> rx.Component:
    return rx.el.ol(_scan(), _keep_codes(), _confirm(), class_name="steps")


def _step(*content: Any) -> rx.Component:
    return rx.el.li(rx.el.div(*content))


def _scan() -> rx.Component:
    return _step(
        rx.el.p(t("Scan this picture with your authenticator app.")),
        rx.el.img(src=STATE.qr, alt=t("Picture to scan with the authenticator app"), class_name="qr"),
        document_button(t("Open the app on this device"), href=STATE.setup.address, icon_name="key"),
        rx.el.p(
            t("Or type this key into it:"),
            " ",
            rx.el.span(STATE.setup.secret, class_name="secret"),
            class_name="text-soft",
        ),
    )


def _keep_codes() -> rx.Component:
    return _step(
        rx.el.p(
            t(
                "Keep these recovery codes in a safe place, not on the phone. Each opens your account once, should the "
                "phone be lost. They are never shown again."
            )
        ),
        rx.el.ul(
            rx.foreach(STATE.setup.recovery_codes, lambda code: rx.el.li(code)),
            id="recovery-codes",
            class_name="codes",
        ),
        copy_button(t("Copy the codes"), "recovery-codes"),
    )


def _confirm() -> rx.Component:
    return _step(
        rx.el.p(t("Enter the code that the app shows now, and your password.")),
        base_form(
            hidden_field("salt", STATE.setup.salt),
            text_field(
                t("Code from the app"), "code", input_mode="numeric", autocomplete="one-time-code", max_length=10
            ),
            password_field(t("Password"), "present_password"),
            rx.el.label(
                rx.el.input(type="checkbox", name="kept", required=True),
                rx.el.span(t("I have saved the recovery codes.")),
                class_name="check-field",
            ),
            button(t("Turn it on"), kind="primary", type="submit"),
            action="/auth/mfa",
        ),
    )
