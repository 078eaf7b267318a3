"""The sheet in which a guardian requests a change of one contact detail."""

from typing import Any

import reflex as rx

from portal_app.domain.family.contact_fields import ADDRESSES, NAMES, ContactField
from portal_app.pages.household.state import HouseholdState
from portal_app.ui.cards import alert
from portal_app.ui.dialogs import sheet
from portal_app.ui.forms import button, select_field, text_field
from portal_app.ui.i18n import t
from portal_app.ui.refusals import refusal

STATE: Any = HouseholdState


def request_form() -> rx.Component:
    """Return the sheet; it is closed while no change is being requested."""
    what = rx.match(STATE.asking, *[(field.value, t(name)) for field, name in NAMES.items()], "")
    return sheet(
        rx.el.p(t("The school's office gets your request and decides. You see its answer on this page."),
                class_name="text-soft mb-4"),
        rx.cond(
            STATE.asking != "",
            rx.el.form(
                alert(refusal(STATE.problem), tone="bad"),
                rx.cond(_is_address(), _address(), _one_value()),
                text_field(t("Reason, if you like"), "reason", required=False, max_length=500),
                button(t("Send to the school"), kind="primary", type="submit", wide=True),
                on_submit=HouseholdState.send_request,
                class_name="form",
                key=STATE.asking + STATE.asking_of.to_string(),
            ),
        ),
        id="contact-request",
        title=t("Ask for a change: {what}", what=what),
        open=STATE.asking != "",
        on_close=HouseholdState.close_form,
    )  # fmt: skip


def _is_address() -> Any:
    return rx.Var.create(sorted(field.value for field in ADDRESSES)).contains(STATE.asking)


def _one_value() -> rx.Component:
    email = text_field(
        t("New e-mail address"), "value", type="email", autocomplete="email", max_length=254, auto_focus=True
    )
    phone = text_field(
        t("New phone number"),
        "value",
        type="tel",
        hint=t("For example {example}", example="(770) 123-4567"),
        autocomplete="tel",
        max_length=40,
        auto_focus=True,
    )
    return rx.cond(STATE.asking == ContactField.EMAIL.value, email, phone)


def _address() -> rx.Component:
    return rx.fragment(
        text_field(t("Street or P.O. box"), "street", autocomplete="street-address", max_length=200, auto_focus=True),
        text_field(t("City"), "city", autocomplete="address-level2", max_length=100),
        text_field(t("State"), "state", autocomplete="address-level1", max_length=20),
        text_field(t("ZIP code"), "postal_code", autocomplete="postal-code", max_length=20),
        select_field(
            t("This address is"),
            "field",
            options=[
                (ContactField.ADDRESS.value, t("where we live, and for mail")),
                (ContactField.PHYSICAL_ADDRESS.value, t("where we live; mail goes elsewhere")),
                (ContactField.MAILING_ADDRESS.value, t("for mail only")),
            ],
            value=STATE.asking,
        ),
    )
