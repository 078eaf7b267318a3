"""Guardians whom the school's records have more than once, such as once for each child.

Each record gets a key of its own, so one person ends up with several accounts. Only the school can merge the records.
"""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from portal_app.domain.enrollment.display_names import full_name, plain_name
from portal_app.domain.staff.accounts import students_of_guardian
from portal_app.models import Account, Guardian


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardianRecord:
    """One of the records of the same person. `user_name` is empty without an account."""

    source_id: str
    user_name: str
    students: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateGuardian:
    """A name and email address that several records of one district share."""

    name: str
    email: str
    records: tuple[GuardianRecord, ...]


def duplicate_guardians(session: Session) -> list[DuplicateGuardian]:
    """Return the guardians with several records, by name, each with its students and account."""
    return [_duplicate(session, ids) for ids in _same_name_and_email(session)]


def count_duplicate_guardians(session: Session) -> int:
    """Return how many guardians have several records. One query."""
    return len(_same_name_and_email(session))


def _same_name_and_email(session: Session) -> list[list[int]]:
    """Return the ids of the records of each such person, by name, the oldest record first."""
    query = select(Guardian).where(Guardian.email != "")
    by_name = query.order_by(col(Guardian.last_name), col(Guardian.first_name), col(Guardian.id))
    people: dict[tuple[int, str, str, str], list[int]] = {}
    for one in session.exec(by_name):
        person = (one.district_id, plain_name(one.first_name), plain_name(one.last_name), one.email.casefold())
        people.setdefault(person, []).append(one.id or 0)
    return [sorted(ids) for ids in people.values() if len(ids) > 1]


def _duplicate(session: Session, ids: list[int]) -> DuplicateGuardian:
    first = session.get_one(Guardian, ids[0])
    records = tuple(_record(session, session.get_one(Guardian, one)) for one in ids)
    return DuplicateGuardian(name=full_name(first), email=first.email, records=records)


def _record(session: Session, guardian: Guardian) -> GuardianRecord:
    user_name = session.exec(select(Account.user_name).where(Account.guardian_id == guardian.id)).first()
    return GuardianRecord(
        source_id=guardian.source_id or "",
        user_name=user_name or "",
        students=students_of_guardian(session, guardian),
    )
