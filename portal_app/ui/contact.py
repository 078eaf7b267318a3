"""Links to people: an e-mail to a teacher, with the address and the subject filled in."""

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


def _mailto(email: rx.Var[str], subject: rx.Var[str]) -> rx.Var[str]:
    """Return the address; whatever the school's records hold can't add a recipient or a header."""
    escaped = "encodeURIComponent({}).replaceAll('%40', '@')"
    address = f"`mailto:${{{escaped.format(email)}}}?subject=${{encodeURIComponent({subject})}}`"
    return expression(address, None, email, subject)
