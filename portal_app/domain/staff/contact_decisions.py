"""Contact change requests as school staff see them: the list, and the decision.

Accepting applies the change and records it in the change feed in the same transaction. Of two simultaneous decisions
the first one counts. The school's own system remains the source: a change that is accepted here but not entered there
is overwritten by the next import, as the email to staff says.
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, update
from sqlmodel import Session, col, select

from portal_app.clock import local, now
from portal_app.domain.changes.feed import record_change
from portal_app.domain.enrollment.display_names import full_name
from portal_app.domain.family.contact_fields import ADDRESSES, NAMES, ContactField, shown_value
from portal_app.domain.mail_queue.planning import queue_for_guardian
from portal_app.domain.refusal import Refused
from portal_app.models import (
    Address,
    ContactRequest,
    Guardian,
    Guardianship,
    Household,
    HouseholdMember,
    MessageKind,
    RequestStatus,
    School,
    Subject,
)

_LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRequestRow:
    """A request as staff see it. `asked_on` is an ISO date."""

    id: int
    asked_on: str
    guardian: str
    household: str
    school: str
    what: str
    old: str
    new: str
    reason: str
    status: str
    note: str


def requests_for_staff(session: Session, *, status: RequestStatus | None = None) -> list[StaffRequestRow]:
    """Return the requests, oldest first; with a status, those in it."""
    return _rows(session) if status is None else _rows(session, _is(status))


def accept_request(session: Session, request_id: int, *, note: str = "") -> StaffRequestRow:
    """Apply the change, notify the guardian, and return the request.

    Raises:
        Refused: there is no such request, or it is decided already.
    """
    request = _decide(session, request_id, RequestStatus.ACCEPTED, note)
    guardian = session.get_one(Guardian, request.guardian_id)
    _apply(session, request, guardian)
    session.flush()
    _notify(session, request)
    if ContactField(request.field) is ContactField.EMAIL and request.old_value:
        _notify(session, request, MessageKind.CONTACT_OLD_ADDRESS)
    return _reload(session, request_id)


def decline_request(session: Session, request_id: int, *, note: str = "") -> StaffRequestRow:
    """Change nothing, notify the guardian, and return the request.

    Raises:
        Refused: there is no such request, or it is decided already.
    """
    request = _decide(session, request_id, RequestStatus.DECLINED, note)
    _notify(session, request)
    return _reload(session, request_id)


def _decide(session: Session, request_id: int, status: RequestStatus, note: str) -> ContactRequest:
    # conditional, so that exactly one of two simultaneous decisions succeeds
    pending = update(ContactRequest).where(col(ContactRequest.id) == request_id, _is(RequestStatus.PENDING))
    decision = pending.values(status=status, decided_at=now(), decision_note=note.strip()[:_LONGEST_NOTE])
    if session.exec(decision).rowcount != 1:
        existing = session.get(ContactRequest, request_id)
        if existing is None:
            raise Refused(f"There is no request {request_id}.")
        raise Refused(f"Request {request_id} is {existing.status} already.")
    request = session.get_one(ContactRequest, request_id, populate_existing=True)
    for student_id in _affected_students(session, request):
        record_change(session, Subject.HOUSEHOLD, student_id=student_id, item_id=request.id)
    return request


def _is(status: RequestStatus) -> ColumnElement[bool]:
    return col(ContactRequest.status) == status


def _affected_students(session: Session, request: ContactRequest) -> set[int]:
    """Return the students of the guardian and of the household: open tabs that show one of them reload."""
    own = select(Guardianship.student_id).where(Guardianship.guardian_id == request.guardian_id)
    at_home = select(HouseholdMember.student_id).where(
        HouseholdMember.household_id == request.household_id, col(HouseholdMember.student_id).is_not(None)
    )
    return {student for query in (own, at_home) for student in session.exec(query) if student}


def _apply(session: Session, request: ContactRequest, guardian: Guardian) -> None:
    field = ContactField(request.field)
    if field in ADDRESSES:
        _set_address(session, request.household_id or 0, field, request.new_value)
    elif field is ContactField.HOME_PHONE:
        session.get_one(Household, request.household_id).phone = request.new_value
    else:
        setattr(guardian, field, request.new_value)


def _set_address(session: Session, household_id: int, field: ContactField, value: str) -> None:
    """Set a household's physical address, mailing address, or both; addresses that are neither any more are deleted."""
    physical, mailing = field is not ContactField.MAILING_ADDRESS, field is not ContactField.PHYSICAL_ADDRESS
    rows = session.exec(select(Address).where(Address.household_id == household_id).order_by(col(Address.id))).all()
    for row in rows:
        row.is_physical, row.is_mailing = row.is_physical and not physical, row.is_mailing and not mailing
    unused = [row for row in rows if not (row.is_physical or row.is_mailing)]
    new = unused[0] if unused else Address(household_id=household_id, street="")
    new.is_physical, new.is_mailing = physical, mailing
    new.street, new.city, new.state, new.postal_code = value.split("\n")
    session.add(new)
    for row in unused[1:]:
        session.delete(row)


def _notify(session: Session, request: ContactRequest, kind: MessageKind = MessageKind.CONTACT_DECISION) -> None:
    queue_for_guardian(session, kind, request.guardian_id, period=str(request.id))


def _rows(session: Session, *conditions: ColumnElement[bool]) -> list[StaffRequestRow]:
    query = (
        select(ContactRequest, Guardian, Household, School)
        .join(Guardian, col(Guardian.id) == ContactRequest.guardian_id)
        .outerjoin(Household, col(Household.id) == ContactRequest.household_id)
        .outerjoin(School, col(School.id) == ContactRequest.school_id)
        .where(*conditions)
        .order_by(col(ContactRequest.id))
    )
    return [_row(*found) for found in session.exec(query)]


def _reload(session: Session, request_id: int) -> StaffRequestRow:
    return _rows(session, col(ContactRequest.id) == request_id)[0]


def _row(
    request: ContactRequest, guardian: Guardian, household: Household | None, school: School | None
) -> StaffRequestRow:
    return StaffRequestRow(
        id=request.id or 0,
        asked_on=local(request.created_at).date().isoformat(),
        guardian=full_name(guardian),
        household=household.name if household else "",
        school=school.name if school else "",
        what=NAMES[ContactField(request.field)],
        old=shown_value(request.old_value),
        new=shown_value(request.new_value),
        reason=request.reason,
        status=request.status.value,
        note=request.decision_note,
    )
