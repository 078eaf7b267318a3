"""What a guardian chooses about the portal itself, kept with the account: language and appearance."""

from sqlmodel import Session

from portal_app.domain.access import NotFound, Viewer
from portal_app.infrastructure.translation import languages
from portal_app.models import Account

APPEARANCES = ("system", "light", "dark")


def keep_language(session: Session, viewer: Viewer, language: str) -> None:
    """Keep the language for all of the guardian's devices and for mail and paper.

    Raises:
        NotFound: the portal doesn't speak it.
    """
    if language not in languages():
        raise NotFound
    session.get_one(Account, viewer.account_id).locale = language


def keep_appearance(session: Session, viewer: Viewer, appearance: str) -> None:
    """Keep light, dark, or as the device says.

    Raises:
        NotFound: there is no such appearance.
    """
    if appearance not in APPEARANCES:
        raise NotFound
    session.get_one(Account, viewer.account_id).appearance = appearance
