"""The access log page: who tried to get into this account, when, from where, with what, and whether it worked."""

from typing import Any

import reflex as rx

from portal_app.domain.accounts import access_log as words
from portal_app.pages.access_log.state import AccessLogState
from portal_app.pages.layout import page
from portal_app.ui.badges import badge
from portal_app.ui.cards import card, page_header
from portal_app.ui.devices import device_name
from portal_app.ui.forms import link_button
from portal_app.ui.i18n import moment_text, t
from portal_app.ui.tables import Column, data_table

STATE: Any = AccessLogState


def access_log_page() -> rx.Component:
    """Return the page at `/access-log`."""
    return page(
        page_header(
            title=t("Access Log"),
            summary=t("Was every one of these you? If not, change your password and tell the school."),
        ),
        card(
            data_table(
                caption=t("Every attempt to get into your account, newest first"),
                columns=[
                    Column(heading=t("When"), cell=lambda entry: moment_text(entry.at), names_row=True),
                    Column(heading=t("What"), cell=_what),
                    Column(heading=t("Device"), cell=_device),
                    Column(heading=t("Address"), cell=lambda entry: rx.el.span(entry.address, class_name="figures")),
                ],
                rows=STATE.log.rows,
            ),
            rx.cond(STATE.log.pages > 1, _pages(STATE.log)),
            data_wraps="true",
        ),
        active="access-log",
    )


def _what(entry: Any) -> rx.Component:
    went_well = badge(_said(entry), tone="good", icon_name="check")
    failed = badge(_said(entry), tone="bad", icon_name="alert")
    return rx.cond(entry.is_successful, went_well, failed)


def _said(entry: Any) -> rx.Var[str]:
    def either(well: Any, badly: Any) -> Any:
        return rx.cond(entry.is_successful, well, badly)

    return rx.match(
        entry.what,
        (words.SIGN_IN, either(t("Signed in"), t("Sign-in failed"))),
        (words.PASSWORD_RIGHT, t("Password right")),
        (words.WRONG_CODE, t("Wrong code")),
        (words.ACTIVATION, t("Account created")),
        (words.PASSWORD_CHANGE, either(t("Password changed"), t("Password not changed"))),
        (words.MFA, either(t("Two steps turned on"), t("Two steps not turned on"))),
        entry.what,
    )


def _device(entry: Any) -> rx.Var[str]:
    return device_name(browser=entry.browser, system=entry.system)


def _pages(log: Any) -> rx.Component:
    return rx.el.nav(
        rx.cond(log.number > 1, _page(t("Newer"), log.number - 1)),
        rx.el.span(t("Page {number} of {total}", number=log.number, total=log.pages), class_name="text-soft text-s"),
        rx.cond(log.number < log.pages, _page(t("Older"), log.number + 1)),
        aria_label=t("Pages of the log"),
        class_name="flex flex-wrap items-center gap-4",
    )


def _page(name: Any, number: Any) -> rx.Component:
    return link_button(name, href="/access-log/?page=" + number.to_string())
