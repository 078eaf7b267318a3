"""What guardians may see of a student, as school staff read and set it when a court order can't wait for an import.

The setting holds until an import changes it; an import without rights leaves it unchanged.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session, col, select

from portal_app.domain.access import Right
from portal_app.domain.changes.feed import record_change
from portal_app.domain.enrollment.display_names import full_name
from portal_app.domain.refusal import Refused
from portal_app.domain.staff.posting.scope import student_named
from portal_app.models import Account, Guardian, Guardianship, Student, Subject

GuardianRow = tuple[Guardian, Guardianship, Account | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardianRights:
    """A guardian of a student and the guardian's rights, which need portal access. No account: empty `user_name`."""

    guardian: str
    relationship: str
    user_name: str
    portal_access: bool
    rights: tuple[Right, ...]


def rights_for_staff(session: Session, number: str) -> list[GuardianRights]:
    """Return the guardians of the student with this number, by name.

    Raises:
        Refused: no student has the number.
    """
    return [_view(row) for row in _guardians(session, student_named(session, number))]


def set_rights(
    session: Session, number: str, guardian: str, rights: Collection[Right], *, given: bool
) -> GuardianRights:
    """Give rights to a guardian, or withdraw them, and return the result. Without `rights` it sets portal access.

    `guardian` is a user name, an e-mail address or a full name. Open pages, documents and calendar subscriptions change
    at once.

    Raises:
        Refused: no student has the number; none of the student's guardians has this name, or several do.
    """
    student = student_named(session, number)
    row = _named(_guardians(session, student), guardian)
    guardianship = row[1]
    for name in rights or ("portal_access",):
        setattr(guardianship, name, given)
    session.add(guardianship)
    record_change(session, Subject.RIGHTS, student_id=student.id)
    session.flush()
    return _view(row)


def _guardians(session: Session, student: Student) -> list[GuardianRow]:
    query = (
        select(Guardian, Guardianship, Account)
        .join(Guardianship, col(Guardianship.guardian_id) == Guardian.id)
        .outerjoin(Account, col(Account.guardian_id) == Guardian.id)
        .where(Guardianship.student_id == student.id)
        .order_by(col(Guardian.last_name), col(Guardian.first_name), col(Guardian.id))
    )
    return list(session.exec(query))


def _named(rows: list[GuardianRow], name: str) -> GuardianRow:
    found = [row for row in rows if name.strip().casefold() in _names(row)]
    if len(found) == 1:
        return found[0]
    if found:
        raise Refused(f"Several of the student's guardians are called {name!r}: use the user name or e-mail address.")
    known = ", ".join(full_name(guardian) for guardian, _, _ in rows) or "nobody"
    raise Refused(f"None of the student's guardians is called {name!r}. They are: {known}.")


def _names(row: GuardianRow) -> set[str]:
    guardian, _, account = row
    names = {full_name(guardian), guardian.email, account.user_name if account else ""} - {""}
    return {name.casefold() for name in names}


def _view(row: GuardianRow) -> GuardianRights:
    guardian, guardianship, account = row
    return GuardianRights(
        guardian=full_name(guardian),
        relationship=guardianship.relationship,
        user_name=account.user_name if account else "",
        portal_access=guardianship.portal_access,
        rights=tuple(right for right in Right if getattr(guardianship, right)),
    )
