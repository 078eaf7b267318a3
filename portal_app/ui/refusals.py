"""Why a form was refused, as text."""

import reflex as rx

from portal_app.domain.accounts.form_errors import SENTENCES
from portal_app.ui.i18n import t
from portal_app.ui.text import Text


def refusal(code: Text) -> rx.Var[str]:
    """Return the sentence of a code: only sentences of the portal, whatever a URL contains; "" for an unknown code."""
    return rx.match(code, *[(known, t(words)) for known, words in SENTENCES.items()], "")
