"""Links to people: an e-mail to a teacher, with the address and the subject filled in, and a phone number to call."""

import reflex as rx

from portal_app.reflex_adapter.variables import expression
from portal_app.ui.i18n import t
from portal_app.ui.icons import icon
from portal_app.ui.text import Text, as_var


def mail_link(*, name: Text, email: Text, subject: Text) -> rx.Component:
    """Return a name that opens an e-mail to its owner; only the name where there is no address."""
    name, email = as_var(name), as_var(email)
    link = rx.el.a(
        icon("mail", size=16),
        name,
        href=_mailto(email, as_var(subject)),
        aria_label=t("E-mail to {name}", name=name),
        class_name="mail-link",
    )
    return rx.cond(email.to(str) != "", link, rx.el.span(name))


def phone_address(phone: Text) -> rx.Var[str]:
    """Return the address that makes a phone call a number; an extension ("x12") is left to the caller's fingers."""
    number = as_var(phone).to(str)
    return expression(f"`tel:${{{number}.split(/[a-z]/i)[0].replace(/[^+0-9]/g, '')}}`", None, number)


def _mailto(email: rx.Var[str], subject: rx.Var[str]) -> rx.Var[str]:
    """Return the address; whatever the school's records hold can't add a recipient or a header."""
    escaped = "encodeURIComponent({}).replaceAll('%40', '@')"
    address = f"`mailto:${{{escaped.format(email)}}}?subject=${{encodeURIComponent({subject})}}`"
    return expression(address, None, email, subject)
