"""Activation letters for a whole school, on paper: who gets one, the postal address, and the key in it.

A guardian without an account gets one letter, however many children they have at the school, if the portal would show
them at least one of these. Each letter has a new key, and the key of an older letter ends (only hashes are stored, so
an old key can't be printed again). `only_new` leaves out guardians who have a key from the school that still works. A
key asked for by email does not count: anybody who knows the student could keep a guardian from getting a letter.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from portal_app.clock import local, now, today
from portal_app.domain.access import Viewer, accessible_students, has_portal_access
from portal_app.domain.accounts.activation_keys import issue_key
from portal_app.domain.enrollment.date_span import span_is_not_over
from portal_app.domain.enrollment.display_names import full_name
from portal_app.domain.family.household import address_lines
from portal_app.domain.refusal import Refused
from portal_app.domain.staff.posting.scope import scope_of
from portal_app.models import (
    Account,
    ActivationKey,
    Address,
    Enrollment,
    Guardian,
    Guardianship,
    HouseholdMember,
    KeyChannel,
    School,
    SchoolYear,
)
from portal_app.settings import settings

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivationLetter:
    """The contents of a letter. `link` opens the activation page with the key filled in; it is as secret as the key."""

    guardian: str
    to_lines: tuple[str, ...]
    from_lines: tuple[str, ...]
    students: tuple[str, ...]
    key: str
    page: str
    link: str
    written_on: date
    valid_until: date


def letters_for_school(
    session: Session,
    school: str,
    *,
    district: str = "",
    only_new: bool = False,
    on_progress: Progress = lambda done, total: None,
) -> list[ActivationLetter]:
    """Return a letter with a new key for each guardian who needs one, by name. `school`: its name or number.

    Raises:
        refusal.Refused: there is no such school, or several; or no student is enrolled there.
    """
    found = session.get_one(School, scope_of(session, district=district, school=school).school_id)
    students = _students(session, found)
    if not students:
        raise Refused(f"No student is enrolled at {found.name} this year or next: import the enrollments first.")
    guardians = _without_account(session, students, only_new=only_new)
    letters = []
    for done, guardian in enumerate(guardians, start=1):
        visible = accessible_students(session, _as_viewer(guardian), to=None)
        if any(student.id in students for student in visible):
            letters.append(_letter(session, found, guardian, tuple(full_name(student) for student in visible)))
        on_progress(done, len(guardians))
    return letters


def _students(session: Session, school: School) -> set[int]:
    """Return the ids of the students who attend the school in a year that is not over, or will attend it."""
    query = select(Enrollment.student_id).join(SchoolYear).where(Enrollment.school_id == school.id)
    not_over = col(SchoolYear.ends_on) >= today(), span_is_not_over(Enrollment, today())
    return set(session.exec(query.where(*not_over)))


def _without_account(session: Session, students: set[int], *, only_new: bool) -> list[Guardian]:
    with_access = select(Guardianship.guardian_id).where(
        col(Guardianship.student_id).in_(students), has_portal_access()
    )
    query = (
        select(Guardian)
        .outerjoin(Account)
        .where(col(Guardian.id).in_(with_access), col(Account.id).is_(None))
        .order_by(col(Guardian.last_name), col(Guardian.first_name), col(Guardian.id))
    )
    if only_new:
        open_keys = select(ActivationKey.guardian_id).where(
            col(ActivationKey.used_at).is_(None),
            col(ActivationKey.expires_at) > now(),
            col(ActivationKey.channel) != KeyChannel.EMAIL,
        )
        query = query.where(col(Guardian.id).not_in(open_keys))
    return list(session.exec(query))


def _as_viewer(guardian: Guardian) -> Viewer:
    """Return the guardian as a viewer, so that the letter names only children whom the portal would show."""
    return Viewer(guardian_id=guardian.id or 0, account_id=0, sign_in_id=0)


def _letter(session: Session, school: School, guardian: Guardian, students: tuple[str, ...]) -> ActivationLetter:
    key = issue_key(session, guardian.id or 0, KeyChannel.LETTER)
    page = f"{settings().public_url}/activate/"
    return ActivationLetter(
        guardian=full_name(guardian),
        to_lines=(full_name(guardian), *_mail_to(session, guardian)),
        from_lines=tuple(
            filter(
                None,
                (
                    school.name,
                    *address_lines(school.street, school.city, school.state, school.postal_code),
                    school.phone,
                ),
            )
        ),
        students=students,
        key=key.text.upper(),
        page=page,
        link=f"{page}#key={key.text.strip('{}').upper()}",
        written_on=today(),
        valid_until=local(key.expires_at).date(),
    )


def _mail_to(session: Session, guardian: Guardian) -> tuple[str, ...]:
    query = (
        select(Address)
        .join(HouseholdMember, col(HouseholdMember.household_id) == Address.household_id)
        .where(HouseholdMember.guardian_id == guardian.id, Address.is_mailing)
        .order_by(col(Address.household_id), col(Address.id))
    )
    row = session.exec(query).first()
    return address_lines(row.street, row.city, row.state, row.postal_code) if row else ()
