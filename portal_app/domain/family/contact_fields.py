"""The contact details that a guardian can ask the school to change, and the format of new values."""

import re
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from portal_app.domain.accounts.form_errors import FormRefused, Problem
from portal_app.domain.family.household import address_lines
from portal_app.infrastructure.translation import gettext_noop


class ContactField(StrEnum):
    """A contact detail that can be changed; the last four belong to a household."""

    EMAIL = "email"
    MOBILE_PHONE = "mobile_phone"
    WORK_PHONE = "work_phone"
    HOME_PHONE = "phone"
    ADDRESS = "address"
    PHYSICAL_ADDRESS = "physical"
    MAILING_ADDRESS = "mailing"


NAMES = {
    ContactField.EMAIL: gettext_noop("E-mail"),
    ContactField.MOBILE_PHONE: gettext_noop("Mobile phone"),
    ContactField.WORK_PHONE: gettext_noop("Work phone"),
    ContactField.HOME_PHONE: gettext_noop("Household phone"),
    ContactField.ADDRESS: gettext_noop("Address"),
    ContactField.PHYSICAL_ADDRESS: gettext_noop("Physical address"),
    ContactField.MAILING_ADDRESS: gettext_noop("Mailing address"),
}
ADDRESSES = {ContactField.ADDRESS, ContactField.PHYSICAL_ADDRESS, ContactField.MAILING_ADDRESS}
HOUSEHOLD_FIELDS = {ContactField.HOME_PHONE, *ADDRESSES}

_EMAIL = re.compile(r"[^@\s,;:<>()\[\]\\\"]+@[^@\s,;:<>()\[\]\\\".]+(\.[^@\s,;:<>()\[\]\\\".]+)+")
_PHONE = re.compile(r"\+?[0-9 ().\-/]{7,32}( ?(x|ext\.?) ?[0-9]{1,6})?", re.IGNORECASE)


def _plain(text: str) -> str:
    """Return a text on one line, without control characters, which could do harm in an email or a terminal."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


Line = Annotated[str, AfterValidator(_plain)]


class ContactChange(BaseModel):
    """The fields of the form, untrusted. The maximum lengths are those of the form's fields."""

    field: ContactField
    household_id: int | None = None
    value: Annotated[Line, Field(max_length=254)] = ""
    street: Annotated[Line, Field(max_length=200)] = ""
    city: Annotated[Line, Field(max_length=100)] = ""
    state: Annotated[Line, Field(max_length=20)] = ""
    postal_code: Annotated[Line, Field(max_length=20)] = ""
    reason: Annotated[Line, Field(max_length=500)] = ""


def new_value(change: ContactChange) -> str:
    """Return the new value; an address in the format of `address_value`.

    Raises:
        FormRefused: it is not a valid value for its field.
    """
    if change.field in ADDRESSES:
        parts = (change.street, change.city, change.state, change.postal_code)
        if not all(parts):
            raise FormRefused(Problem.ADDRESS_INCOMPLETE)
        return address_value(*parts)
    if change.field is ContactField.EMAIL:
        if not _EMAIL.fullmatch(change.value):
            raise FormRefused(Problem.EMAIL_INVALID)
    elif not _PHONE.fullmatch(change.value) or sum(c.isdigit() for c in change.value) < 7:
        raise FormRefused(Problem.PHONE_INVALID)
    return change.value


def address_value(street: str, city: str, state: str, postal_code: str) -> str:
    """Return an address as a request stores it: one line each for street, city, state and ZIP code."""
    return "\n".join((street, city, state, postal_code))


def shown_value(value: str) -> str:
    """Return a request's value on one line."""
    parts = value.split("\n")
    return ", ".join(address_lines(*parts)) if len(parts) == 4 else value
