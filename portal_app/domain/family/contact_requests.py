"""Contact change requests: guardians ask the school to change a detail. Nothing changes before staff accept.

A request holds the old value, the new one and a reason. It is mailed to a school that the guardian's children attend
(or to the district, if the school has no email address) and listed by `portal request list`. Each detail can have one
pending request, so that nobody floods the school.
"""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from portal_app.clock import local, now, today
from portal_app.domain.access import NotFound, Viewer, accessible_students
from portal_app.domain.accounts.form_errors import FormRefused, Problem
from portal_app.domain.enrollment.placements import placements_of
from portal_app.domain.family.contact_fields import (
    ADDRESSES,
    HOUSEHOLD_FIELDS,
    NAMES,
    ContactChange,
    ContactField,
    address_value,
    new_value,
    shown_value,
)
from portal_app.domain.family.household import access_household
from portal_app.domain.mail_queue.planning import queue_message
from portal_app.models import (
    Address,
    ContactRequest,
    Guardian,
    Household,
    HouseholdMember,
    MessageKind,
    RecipientType,
    RequestStatus,
    School,
    Student,
)

SHOWN = 20
"""The number of a guardian's latest requests that are listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestView:
    """A request as its guardian sees it. `what` is an English message id; the dates are ISO dates.

    `pending_detail` identifies the detail and its household (`phone/7`, `email/0`) that can't have another request
    before the school has decided this one; it is empty once it has. All kinds of address are one `address`.
    """

    id: int
    pending_detail: str
    what: str
    household: str
    old: str
    new: str
    status: str
    asked_on: str
    decided_on: str
    note: str


def request_change(session: Session, viewer: Viewer, change: ContactChange) -> int:
    """Store the request, mail it to the school, and return its id.

    Raises:
        NotFound: the viewer does not belong to the household.
        FormRefused: the new value is invalid or on file already, or a request for the same detail is pending.
    """
    guardian = session.get_one(Guardian, viewer.guardian_id)
    household = _household(session, viewer, change)
    old, new = value_on_file(session, guardian, household, change.field), new_value(change)
    if old == new:
        raise FormRefused(Problem.NO_CHANGES)
    if _is_pending(session, viewer, change):
        raise FormRefused(Problem.ASKED_ALREADY)
    school = _school(session, viewer, household)
    request = ContactRequest(
        guardian_id=viewer.guardian_id,
        household_id=household.id if household else None,
        school_id=school.id if school else None,
        field=change.field,
        old_value=old,
        new_value=new,
        reason=change.reason,
        created_at=now(),
    )
    session.add(request)
    session.flush()
    _queue_email_to_school(session, request, guardian, school)
    return request.id or 0


def requests_of(session: Session, viewer: Viewer) -> tuple[RequestView, ...]:
    """Return the viewer's latest requests, newest first."""
    query = (
        select(ContactRequest, Household)
        .outerjoin(Household)
        .where(ContactRequest.guardian_id == viewer.guardian_id)
        .order_by(col(ContactRequest.id).desc())
        .limit(SHOWN)
    )
    return tuple(_view(*row) for row in session.exec(query))


def value_on_file(session: Session, guardian: Guardian, household: Household | None, field: ContactField) -> str:
    """Return what is on file, an address in its four lines (`address_value`); empty when there is nothing."""
    if field in ADDRESSES:
        of = household.id if household else None
        rows = session.exec(select(Address).where(Address.household_id == of).order_by(col(Address.id)))
        wanted = [row for row in rows if (row.is_physical or not _is_physical(field)) and _is_mailing(row, field)]
        return address_value(wanted[0].street, wanted[0].city, wanted[0].state, wanted[0].postal_code) if wanted else ""
    if field is ContactField.HOME_PHONE:
        return household.phone if household else ""
    return str(getattr(guardian, field))


def _is_physical(field: ContactField) -> bool:
    return field in (ContactField.ADDRESS, ContactField.PHYSICAL_ADDRESS)


def _is_mailing(row: Address, field: ContactField) -> bool:
    return row.is_mailing or field is ContactField.PHYSICAL_ADDRESS


def _household(session: Session, viewer: Viewer, change: ContactChange) -> Household | None:
    if change.field not in HOUSEHOLD_FIELDS:
        return None
    if change.household_id is None:
        raise NotFound
    return access_household(session, viewer, change.household_id)


def _is_pending(session: Session, viewer: Viewer, change: ContactChange) -> bool:
    same = {change.field} if change.field not in ADDRESSES else ADDRESSES
    query = select(ContactRequest.id).where(
        ContactRequest.guardian_id == viewer.guardian_id,
        col(ContactRequest.status) == RequestStatus.PENDING,
        col(ContactRequest.field).in_(same),
    )
    if change.field in HOUSEHOLD_FIELDS:
        query = query.where(ContactRequest.household_id == change.household_id)
    return session.exec(query).first() is not None


def _school(session: Session, viewer: Viewer, household: Household | None) -> School | None:
    """Return the school that gets the request: that of the oldest child in the household, else of the oldest child."""
    students = accessible_students(session, viewer, to=None)
    at_home = _students_in(session, household)
    for student in sorted(students, key=lambda one: one.id not in at_home):  # sorting keeps the order by age
        for placement in placements_of(session, student, as_of=today()):
            if not placement.year.is_earlier:  # the school that a child left in an earlier year has no say
                return session.get_one(School, placement.school_id)
    return None


def _students_in(session: Session, household: Household | None) -> set[int | None]:
    if household is None:
        return set()
    query = select(Student.id).join(HouseholdMember).where(HouseholdMember.household_id == household.id)
    return set(session.exec(query))


def _queue_email_to_school(
    session: Session, request: ContactRequest, guardian: Guardian, school: School | None
) -> None:
    """Queue the email to the school, or to the district where the school has no address."""
    if school is not None and school.office_email:
        to = (RecipientType.SCHOOL, school.id or 0)
    else:
        to = (RecipientType.DISTRICT, guardian.district_id)
    queue_message(session, MessageKind.CONTACT_REQUEST, *to, period=str(request.id))


def _detail(request: ContactRequest) -> str:
    name = "address" if request.field in ADDRESSES else ContactField(request.field).value
    return f"{name}/{request.household_id or 0}"


def _view(request: ContactRequest, household: Household | None) -> RequestView:
    field, decided = ContactField(request.field), request.decided_at
    return RequestView(
        id=request.id or 0,
        pending_detail=_detail(request) if request.status == RequestStatus.PENDING else "",
        what=NAMES[field],
        household=household.name if household and field in HOUSEHOLD_FIELDS else "",
        old=shown_value(request.old_value),
        new=shown_value(request.new_value),
        status=request.status.value,
        asked_on=local(request.created_at).date().isoformat(),
        decided_on=local(decided).date().isoformat() if decided else "",
        note=request.decision_note,
    )
