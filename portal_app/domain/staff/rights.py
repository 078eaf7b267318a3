"""What guardians may see of a student, as school staff read and set it when a court order can't wait for an import.

What staff withdraw stays withdrawn until staff give it again, whatever an import says. What they give holds until an
import takes it away; an import without rights leaves it unchanged.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from portal_app.clock import local, now
from portal_app.domain.access import Right
from portal_app.domain.changes.feed import record_change
from portal_app.domain.enrollment.display_names import full_name
from portal_app.domain.refusal import Refused
from portal_app.domain.staff.guardian_names import is_called
from portal_app.domain.staff.posting.scope import student_named
from portal_app.models import Account, Guardian, Guardianship, Student, Subject, WithdrawnRight

PORTAL_ACCESS = "portal_access"
"""The column of `Guardianship` without which a guardian does not see the student at all."""
GuardianRow = tuple[Guardian, Guardianship, Account | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardianRights:
    """A guardian of a student and the guardian's rights, which need portal access. No account: empty `user_name`."""

    guardian: str
    relationship: str
    user_name: str
    portal_access: bool
    rights: tuple[Right, ...]
    is_enabled: bool = True
    """Whether the school's system lets the guardian use its programs; without that there is no access at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """A right that staff have withdrawn from a guardian of a student; an empty `right` is all access."""

    guardian: str
    student: str
    student_number: str
    right: str
    withdrawn_at: str


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
    for name in rights or (PORTAL_ACCESS,):
        setattr(guardianship, name, given)
        _remember(session, guardianship, name, given=given)
    guardianship.by_default = False
    session.add(guardianship)
    record_change(session, Subject.RIGHTS, student_id=student.id)
    session.flush()
    return _view(row)


def withdrawn_rights(session: Session) -> list[Withdrawal]:
    """Return what staff have withdrawn and not given again, the latest first."""
    query = (
        select(WithdrawnRight, Guardian, Student)
        .join(Guardian, col(Guardian.id) == WithdrawnRight.guardian_id)
        .join(Student, col(Student.id) == WithdrawnRight.student_id)
        .order_by(col(WithdrawnRight.withdrawn_at).desc(), col(Guardian.last_name), col(WithdrawnRight.name))
    )
    return [
        Withdrawal(
            guardian=full_name(guardian),
            student=full_name(student),
            student_number=student.number,
            right="" if row.name == PORTAL_ACCESS else row.name,
            withdrawn_at=local(row.withdrawn_at).isoformat(" ", "minutes"),
        )
        for row, guardian, student in session.exec(query)
    ]


def with_access_by_default(session: Session) -> int:
    """Return how many guardians have access although the source gave them no rights."""
    count = select(func.count(col(Guardianship.guardian_id).distinct()))
    return session.exec(count.where(Guardianship.by_default, Guardianship.portal_access)).one()


def _remember(session: Session, guardianship: Guardianship, name: str, *, given: bool) -> None:
    """Note what staff have withdrawn, so that no import gives it back; forget it when they give it again."""
    key = (guardianship.guardian_id, guardianship.student_id, name)
    existing = session.get(WithdrawnRight, key)
    if given and existing:
        session.delete(existing)
    if not given and existing is None:
        session.add(WithdrawnRight(guardian_id=key[0], student_id=key[1], name=name, withdrawn_at=now()))


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
    found = [row for row in rows if is_called(row[0], row[2].user_name if row[2] else None, name)]
    if len(found) == 1:
        return found[0]
    if found:
        raise Refused(f"Several of the student's guardians are called {name!r}: use the user name or e-mail address.")
    known = ", ".join(full_name(guardian) for guardian, _, _ in rows) or "nobody"
    raise Refused(f"None of the student's guardians is called {name!r}. They are: {known}.")


def _view(row: GuardianRow) -> GuardianRights:
    guardian, guardianship, account = row
    return GuardianRights(
        guardian=full_name(guardian),
        relationship=guardianship.relationship,
        user_name=account.user_name if account else "",
        portal_access=guardianship.portal_access,
        rights=tuple(right for right in Right if getattr(guardianship, right)),
        is_enabled=guardian.is_enabled,
    )
