"""The account page, drawn: password, two-step sign-in, devices, calendar addresses, language and appearance."""

from typing import Any

import reflex as rx

from portal_app.pages.account.mfa import copy_button, mfa_card
from portal_app.pages.account.state import AccountState
from portal_app.pages.layout import page
from portal_app.ui.address import query
from portal_app.ui.badges import badge
from portal_app.ui.cards import alert, card, page_header
from portal_app.ui.choices import appearance_choice, language_choice
from portal_app.ui.devices import device_name
from portal_app.ui.forms import base_form, button, page_link, password_field
from portal_app.ui.i18n import date_text, list_text, moment_text, t
from portal_app.ui.refusals import refusal

STATE: Any = AccountState


def account_page() -> rx.Component:
    """Return the page at `/account`."""
    return page(
        page_header(
            title=t("Account"), summary=t("You are signed in as {user_name}.", user_name=STATE.account.user_name)
        ),
        alert(_done(), tone="good"),
        alert(refusal(query("error")), tone="bad"),
        _password(),
        mfa_card(),
        _devices(),
        _calendar_addresses(),
        _choices(),
        active="account",
    )


def _done() -> rx.Var[str]:
    """Return what a form of this page has just done; the redirect from it says so in the address."""
    what = rx.match(
        query("about"),
        ("password", t("Your password is changed. Other devices are signed out.")),
        ("mfa", t("Two-step sign-in is on. Other devices are signed out.")),
        "",
    )
    return rx.cond(query("done") != "", what, "")


def _password() -> rx.Component:
    return card(
        base_form(
            # for password managers: whose password this is
            rx.el.input(
                type="text",
                name="user_name",
                value=STATE.account.user_name,
                auto_complete="username",
                read_only=True,
                hidden=True,
            ),
            password_field(t("Current password"), "old_password"),
            password_field(
                t("New password"), "password", hint=t("At least 8 characters; a few words in a row are good."), new=True
            ),
            password_field(t("The new password again"), "password_again", new=True),
            _end_addresses(),
            rx.el.div(button(t("Change the password"), kind="primary", type="submit")),
            action="/auth/change-password",
            class_name="form narrow",
        ),
        heading=t("Password"),
        id="password-card",
    )


def _devices() -> rx.Component:
    everywhere = base_form(
        _end_addresses(),
        rx.el.div(button(t("Sign out everywhere"), kind="danger", icon_name="sign_out", type="submit")),
        action="/auth/sign-out-everywhere",
        class_name="form",
    )
    return card(
        rx.el.ul(rx.foreach(STATE.account.devices, _device), class_name="list"),
        everywhere,
        heading=t("My devices"),
        aside=page_link(t("Access Log"), href="/access-log/"),
        id="devices",
    )


def _end_addresses() -> rx.Component:
    """Return the offer to end the calendar addresses, which need no sign-in, so no password or session ends them."""
    box = rx.el.label(
        rx.el.input(type="checkbox", name="end_calendar_addresses"),
        rx.el.span(t("End my calendar addresses as well")),
        class_name="check-field",
    )
    return rx.cond(STATE.account.subscriptions.length() > 0, box)


def _device(one: Any) -> rx.Component:
    end = button(
        t("Sign out"),
        on_click=STATE.end_device(one.id),
        aria_label=t("Sign out {device}", device=device_name(browser=one.browser, system=one.system)),
    )
    return rx.el.li(
        rx.el.span(
            rx.el.span(device_name(browser=one.browser, system=one.system), class_name="strong"),
            rx.el.span(
                t(
                    "{address}, signed in {since}, last used {last}",
                    address=one.address,
                    since=moment_text(one.signed_in_at, "short"),
                    last=moment_text(one.last_action_at, "short"),
                ),
                class_name="detail",
            ),
        ),
        rx.cond(one.is_this, badge(t("This device"), tone="info"), end),
        key=one.id.to_string(),
    )


def _calendar_addresses() -> rx.Component:
    account = STATE.account
    return card(
        rx.el.p(
            t(
                "With a private address your phone's calendar shows what is due and what happens at school. Whoever "
                "has the address can read it; end it here if it got into wrong hands."
            ),
            class_name="max-w-prose",
        ),
        rx.cond(STATE.calendar_address != "", _new_address()),
        rx.cond(
            account.subscriptions.length() > 0, rx.el.ul(rx.foreach(account.subscriptions, _feed), class_name="list")
        ),
        rx.cond(account.calendar_children.length() > 0, _make_address()),
        heading=t("Calendar addresses"),
        id="calendar-addresses",
    )


def _new_address() -> rx.Component:
    return rx.el.div(
        alert(t("Copy this address now: it is shown only this once."), tone="info"),
        rx.el.div(
            rx.el.input(
                id="calendar-address",
                value=STATE.calendar_address,
                read_only=True,
                aria_label=t("The new calendar address"),
                class_name="control",
            ),
            copy_button(t("Copy"), "calendar-address"),
            class_name="copy-row",
        ),
        class_name="grid gap-3",
    )


def _feed(one: Any) -> rx.Component:
    whose = rx.cond(one.names.length() > 0, list_text(one.names), t("Nobody any more"))
    return rx.el.li(
        rx.el.span(
            rx.el.span(whose, class_name="strong"),
            rx.el.span(t("made {date}", date=date_text(one.created_on, "medium")), class_name="detail"),
        ),
        button(
            t("End"),
            kind="danger",
            on_click=STATE.end_calendar_address(one.id),
            aria_label=t("End the calendar address of {names}", names=whose),
        ),
        key=one.id.to_string(),
    )


def _make_address() -> rx.Component:
    def child(one: Any) -> rx.Component:
        return rx.el.label(
            rx.el.input(type="checkbox", name="child-" + one.id.to_string(), default_checked=True),
            rx.el.span(one.first_name),
            class_name="check-field",
        )

    return rx.el.form(
        rx.el.fieldset(
            rx.el.legend(t("For whom?"), class_name="font-semibold"),
            rx.foreach(STATE.account.calendar_children, child),
        ),
        rx.el.div(button(t("Make a calendar address"), icon_name="calendar", type="submit")),
        on_submit=AccountState.make_calendar_address,
        class_name="form",
    )


def _choices() -> rx.Component:
    return card(
        rx.el.div(
            rx.el.span(t("Language"), class_name="font-semibold"),
            language_choice(on_choose=lambda code: STATE.choose_language(code)),
            rx.el.span(t("Appearance"), class_name="font-semibold"),
            appearance_choice(on_choose=lambda name: STATE.choose_appearance(name)),
            class_name="grid gap-2",
        ),
        heading=t("Language and appearance"),
    )
