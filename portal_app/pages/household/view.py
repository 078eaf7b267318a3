"""The household page: addresses and phones as the school has them, and the changes that a guardian has requested."""

from typing import Any

import reflex as rx

from portal_app.domain.family.contact_fields import ContactField
from portal_app.pages.household.form import request_form
from portal_app.pages.household.state import HouseholdState
from portal_app.pages.layout import page
from portal_app.ui.badges import badge
from portal_app.ui.cards import alert, card, empty_state, fact_list, page_header
from portal_app.ui.forms import button
from portal_app.ui.i18n import date_text, t
from portal_app.ui.text import when

STATE: Any = HouseholdState


def household_page() -> rx.Component:
    """Return the page at `/household`."""
    return page(
        page_header(
            title=t("Household Information"),
            summary=t("Is this still right? If not, ask the school to change it."),
        ),
        alert(rx.cond(STATE.sent, t("Your request is on its way. Nothing changes before the school accepts."), ""),
              tone="good"),
        rx.cond(STATE.households.length() > 0, rx.foreach(STATE.households, _household), _no_household()),
        _own_details(),
        rx.cond(STATE.requests.length() > 0, _requests()),
        request_form(),
        active="household",
    )  # fmt: skip


def _household(home: Any) -> rx.Component:
    return card(
        rx.el.dl(
            _fact(t("Household Phone Number"), home.phone, ContactField.HOME_PHONE, home.id),
            rx.foreach(home.addresses, lambda address: _address(address, home)),
            rx.cond(home.addresses.length() == 0, _fact(t("Household Address"), "", ContactField.ADDRESS, home.id)),
            class_name="facts",
        ),
        heading=t("Household {name}", name=home.name),
    )


def _address(address: Any, home: Any) -> rx.Component:
    """Return an address. Its kind (physical, mailing, both) preselects the kind of change in the form."""
    lines = rx.el.span(rx.foreach(address.lines, lambda line: rx.el.span(line)), class_name="lines")
    both, living = address.is_physical & address.is_mailing, address.is_physical
    name = rx.cond(both, t("Address, also for mail"), rx.cond(living, t("Physical address"), t("Mailing address")))
    field = rx.cond(
        both,
        ContactField.ADDRESS.value,
        rx.cond(living, ContactField.PHYSICAL_ADDRESS.value, ContactField.MAILING_ADDRESS.value),
    )
    return _row(name, lines, field, home.id, detail="address")


def _no_household() -> rx.Component:
    return empty_state(
        title=t("No household yet"),
        text=t("Phone and address appear here once the school has put you into a household. Please ask its office."),
    )


def _own_details() -> rx.Component:
    return card(
        rx.el.dl(
            _fact(t("E-mail"), STATE.email, ContactField.EMAIL),
            _fact(t("Mobile phone"), STATE.mobile_phone, ContactField.MOBILE_PHONE),
            _fact(t("Work phone"), STATE.work_phone, ContactField.WORK_PHONE),
            class_name="facts",
        ),
        heading=t("Your own contact details"),
    )


def _fact(name: Any, value: Any, field: ContactField, household: Any = 0) -> rx.Component:
    nothing = rx.el.span(t("not on file"), class_name="text-soft")
    detail = "address" if field is ContactField.ADDRESS else field.value
    return _row(name, rx.cond(value != "", rx.el.span(value), nothing), field, household, detail=detail)


def _row(name: Any, value: rx.Component, field: Any, household: Any, *, detail: str) -> rx.Component:
    """Return a detail with the "Update" button that opens the form for it.

    While a requested change waits for the school's decision, a badge is shown instead of the button.
    """
    ask = button(
        t("Update"),
        icon_name="pencil",
        kind="quiet",
        on_click=STATE.ask_for_change(field, household),
        aria_label=t("Ask for a change: {what}", what=name),
    )
    is_waiting = STATE.waiting.contains(f"{detail}/" + rx.Var.create(household).to_string())
    return rx.el.div(
        rx.el.dt(name), rx.el.dd(value, rx.cond(is_waiting, _waiting_badge(), ask), class_name="with-action")
    )


def _requests() -> rx.Component:
    return card(
        rx.el.ul(rx.foreach(STATE.requests, _request), class_name="list"),
        heading=t("Changes that you have asked for"),
    )


def _request(one: Any) -> rx.Component:
    what = rx.cond(
        one.household != "", t("{what}, household {name}", what=t(one.what), name=one.household), t(one.what)
    )
    return rx.el.li(
        rx.el.div(
            rx.el.span(what, class_name="strong"),
            fact_list(
                (t("On file"), rx.cond(one.old != "", one.old, t("not on file"))),
                (t("New"), one.new),
            ),
            when(one.note, rx.el.p(t("The school says: {note}", note=one.note))),
            class_name="grid gap-2",
        ),
        rx.el.span(
            _status(one), rx.el.span(_when(one), class_name="detail"), class_name="grid justify-items-start gap-1"
        ),
    )


def _status(one: Any) -> rx.Component:
    return rx.match(
        one.status,
        ("accepted", badge(t("Accepted"), tone="good", icon_name="check")),
        ("declined", badge(t("Declined"), tone="bad", icon_name="close")),
        _waiting_badge(),
    )


def _waiting_badge() -> rx.Component:
    return badge(t("The school is looking at it"), tone="info", icon_name="clock", provisional=True)


def _when(one: Any) -> rx.Var[str]:
    asked = t("asked {date}", date=date_text(one.asked_on, "medium"))
    return rx.cond(one.decided_on != "", t("decided {date}", date=date_text(one.decided_on, "medium")), asked)
