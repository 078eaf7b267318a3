"""Activation keys that school staff issue: one for each guardian of a student with portal access and no account."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from portal_app.domain.access import has_portal_access, student_for_staff
from portal_app.domain.accounts.activation_keys import issue_key
from portal_app.domain.enrollment.display_names import full_name
from portal_app.models import Account, Guardian, Guardianship, KeyChannel


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardianKey:
    """A guardian's new key. `text` is stored nowhere, so this is the only time that it can be read."""

    name: str
    relationship: str
    text: str
    expires_at: datetime


def issue_keys_for_student(session: Session, number: str) -> list[GuardianKey]:
    """Return a new key for each guardian with portal access and without an account; older ones from here end.

    Raises:
        NotFound: no student has the number.
    """
    student = student_for_staff(session, number)
    rows = session.exec(
        select(Guardian, Guardianship.relationship)
        .join(Guardianship, col(Guardianship.guardian_id) == Guardian.id)
        .outerjoin(Account, col(Account.guardian_id) == Guardian.id)
        .where(Guardianship.student_id == student.id, has_portal_access(), col(Account.id).is_(None))
        .order_by(col(Guardian.last_name), col(Guardian.first_name))
    ).all()
    return [_issue(session, guardian, relationship) for guardian, relationship in rows]


def _issue(session: Session, guardian: Guardian, relationship: str) -> GuardianKey:
    key = issue_key(session, guardian.id or 0, KeyChannel.OFFICE)
    return GuardianKey(name=full_name(guardian), relationship=relationship, text=key.text, expires_at=key.expires_at)
