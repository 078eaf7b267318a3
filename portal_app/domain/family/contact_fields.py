"""The contact details whose change a guardian can ask for, and what a new value must look like."""

import re
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from portal_app.domain.accounts.form_errors import FormRefused, Problem
from portal_app.domain.family.household import address_lines
from portal_app.infrastructure.translation import gettext_noop


class ContactField(StrEnum):
    """A detail whose change can be asked for; the last four belong to a household."""

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
OF_A_HOUSEHOLD = {ContactField.HOME_PHONE, *ADDRESSES}

_EMAIL = re.compile(r"[^@\s,;:<>()\[\]\\\"]+@[^@\s,;:<>()\[\]\\\".]+(\.[^@\s,;:<>()\[\]\\\".]+)+")
_PHONE = re.compile(r"\+?[0-9 ().\-/]{7,32}( ?(x|ext\.?) ?[0-9]{1,6})?", re.IGNORECASE)


def _plain(text: str) -> str:
    """Return a text on one line: what is not printable has no place in a letter or in a terminal."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


Line = Annotated[str, AfterValidator(_plain)]


class ContactWish(BaseModel):
    """What a guardian typed into the form: untrusted. The lengths are those that the form allows."""

    field: ContactField
    household_id: int | None = None
    value: Annotated[Line, Field(max_length=254)] = ""
    street: Annotated[Line, Field(max_length=200)] = ""
    city: Annotated[Line, Field(max_length=100)] = ""
    state: Annotated[Line, Field(max_length=20)] = ""
    postal_code: Annotated[Line, Field(max_length=20)] = ""
    reason: Annotated[Line, Field(max_length=500)] = ""


def new_value(wish: ContactWish) -> str:
    """Return the value that is asked for, an address as `address_value` keeps it.

    Raises:
        FormRefused: it can't be a value of its field.
    """
    if wish.field in ADDRESSES:
        parts = (wish.street, wish.city, wish.state, wish.postal_code)
        if not all(parts):
            raise FormRefused(Problem.ADDRESS_INCOMPLETE)
        return address_value(*parts)
    if wish.field is ContactField.EMAIL:
        if not _EMAIL.fullmatch(wish.value):
            raise FormRefused(Problem.EMAIL_INVALID)
    elif not _PHONE.fullmatch(wish.value) or sum(c.isdigit() for c in wish.value) < 7:
        raise FormRefused(Problem.PHONE_INVALID)
    return wish.value


def address_value(street: str, city: str, state: str, postal_code: str) -> str:
    """Return an address as it is kept in a request: one line each for street, city, state and ZIP code."""
    return "\n".join((street, city, state, postal_code))


def shown_value(value: str) -> str:
    """Return a request's value on one line."""
    parts = value.split("\n")
    return ", ".join(address_lines(*parts)) if len(parts) == 4 else value
