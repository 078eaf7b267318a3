"""What guardians may see of a student, as the school's office reads and sets it: a court's order waits for no import.

What the office sets holds until a source says otherwise; one that is silent on rights leaves it as it is.
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

Tie = tuple[Guardian, Guardianship, Account | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardianRights:
    """A guardian of a student and what they may see: nothing at all without portal access. No account: no user name."""

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
    return [_row(tie) for tie in _ties(session, student_named(session, number))]


def set_rights(
    session: Session, number: str, guardian: str, rights: Collection[Right], *, given: bool
) -> GuardianRights:
    """Give rights to a guardian, or withdraw them, and return what the guardian may see now. No `rights`: all access.

    `guardian` is a user name, an e-mail address or a full name. Open pages, documents and feeds follow at once.

    Raises:
        Refused: no student has the number; none of the student's guardians is called so, or several are.
    """
    student = student_named(session, number)
    tie = _the_one(_ties(session, student), guardian)
    for name in rights or ("portal_access",):
        setattr(tie[1], name, given)
    session.add(tie[1])
    record_change(session, Subject.RIGHTS, student_id=student.id)
    session.flush()
    return _row(tie)


def _ties(session: Session, student: Student) -> list[Tie]:
    query = (
        select(Guardian, Guardianship, Account)
        .join(Guardianship, col(Guardianship.guardian_id) == Guardian.id)
        .outerjoin(Account, col(Account.guardian_id) == Guardian.id)
        .where(Guardianship.student_id == student.id)
        .order_by(col(Guardian.last_name), col(Guardian.first_name), col(Guardian.id))
    )
    return list(session.exec(query))


def _the_one(ties: list[Tie], called: str) -> Tie:
    found = [tie for tie in ties if called.strip().casefold() in _names(tie)]
    if len(found) == 1:
        return found[0]
    if found:
        raise Refused(
            f"Several of the student's guardians are called {called!r}: take the user name or e-mail address."
        )
    known = ", ".join(full_name(guardian) for guardian, _, _ in ties) or "nobody"
    raise Refused(f"None of the student's guardians is called {called!r}. They are: {known}.")


def _names(tie: Tie) -> set[str]:
    guardian, _, account = tie
    names = {full_name(guardian), guardian.email, account.user_name if account else ""} - {""}
    return {name.casefold() for name in names}


def _row(tie: Tie) -> GuardianRights:
    guardian, given, account = tie
    return GuardianRights(
        guardian=full_name(guardian),
        relationship=given.relationship,
        user_name=account.user_name if account else "",
        portal_access=given.portal_access,
        rights=tuple(right for right in Right if getattr(given, right)),
    )
