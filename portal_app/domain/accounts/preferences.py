"""A guardian's preferences, stored with the account: language and appearance."""

from sqlmodel import Session

from portal_app.domain.access import NotFound, Viewer
from portal_app.infrastructure.translation import languages
from portal_app.models import Account

APPEARANCES = ("system", "light", "dark")


def store_language(session: Session, viewer: Viewer, language: str) -> None:
    """Store the language for all of the guardian's devices, for email and for documents.

    Raises:
        NotFound: the language is not available.
    """
    if language not in languages():
        raise NotFound
    session.get_one(Account, viewer.account_id).locale = language


def store_appearance(session: Session, viewer: Viewer, appearance: str) -> None:
    """Store light, dark, or system (as the device is set).

    Raises:
        NotFound: there is no such appearance.
    """
    if appearance not in APPEARANCES:
        raise NotFound
    session.get_one(Account, viewer.account_id).appearance = appearance
