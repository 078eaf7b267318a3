"""Parents of a test's own: what it changes for them (language, ticks, notices read, password), no other test sees."""

from uuid import uuid4

from sqlmodel import Session, col, select

from portal_app.clock import now
from portal_app.domain.accounts.activation_keys import issue_key
from portal_app.domain.accounts.passwords import hash_password
from portal_app.models import Account, ActivityMark, Guardian, Guardianship, KeyChannel, NoticeRead
from tests.running import RunningPortal

PASSWORD = "three brown kettles on a shelf"


def parent_like(portal: RunningPortal, user_name: str) -> str:
    """Return the user name of a new parent like the one who has this user name, whose password is `PASSWORD`.

    The children and the rights are the same, and the same has been read.
    """
    own_name = f"parent{uuid4().hex[:12]}"
    with portal.records() as session:
        session.add(
            Account(
                guardian_id=_guardian_like(session, user_name),
                user_name=own_name,
                user_name_key=own_name,
                password_hash=hash_password(PASSWORD),
                created_at=now(),
            )
        )
    return own_name


def key_for_parent_like(portal: RunningPortal, user_name: str) -> str:
    """Return the activation key of a new parent like the one who has this user name, but without an account yet."""
    with portal.records() as session:
        return issue_key(session, _guardian_like(session, user_name), KeyChannel.LETTER).text


def _guardian_like(session: Session, user_name: str) -> int:
    """Return the id of a new guardian like the one who has this user name."""
    like = session.exec(select(Guardian).join(Account).where(col(Account.user_name) == user_name)).one()
    guardian = Guardian(**like.model_dump(exclude={"id", "source_id"}))
    session.add(guardian)
    session.flush()
    assert guardian.id
    for kind in (Guardianship, ActivityMark, NoticeRead):
        for row in session.exec(select(kind).where(col(kind.guardian_id) == like.id)).all():
            session.add(kind(**{**row.model_dump(), "guardian_id": guardian.id}))
    session.flush()
    return guardian.id
