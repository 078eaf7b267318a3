"""An event of the district, a school or one class, for the calendar.

Times come as the district's wall clock shows them. An all-day event begins at the midnight of its first day
and ends at the midnight after its last.
"""

from datetime import date, datetime, time, timedelta

from sqlmodel import Session, col, select

from portal_app.clock import zone
from portal_app.domain.changes.feed import record_change
from portal_app.domain.refusal import Refused
from portal_app.domain.staff.posting.rows import named_by_staff, write
from portal_app.domain.staff.posting.scope import Scope, scope_of
from portal_app.domain.staff.posting.text import checked, staff_reference
from portal_app.models import Event, SectionEnrollment, Subject

Wall = date | datetime
"""A date, or a date and time without a zone."""


def post_event(
    session: Session,
    *,
    title: str,
    starts: Wall,
    ends: Wall | None = None,
    description: str = "",
    location: str = "",
    district: str = "",
    school: str = "",
    section: str = "",
    reference: str = "",
) -> Event:
    """Write an event and return it. With a `reference`, the event that has it is updated.

    Dates make an all-day event (`ends` is its last day), dates with times a timed one (one hour without `ends`).
    Without a school it is the whole district's; with `section` (MATH-06-1) one class's.

    Raises:
        Refused: no title, no such school or class, an end before the beginning, a date with a time beside one without.
    """
    starts_at, ends_at = _moments(starts, ends)
    scope = scope_of(
        session, district=district.strip(), school=school.strip(), section=section.strip(), on=_day(starts)
    )
    values = {
        "district_id": scope.district_id,
        "school_id": scope.school_id,
        "section_id": scope.section_id,
        "title": checked(title, name="title", most=200, required=True),
        "description": checked(description, name="description", most=2000),
        "location": checked(location, name="place", most=200),
        "starts_at": starts_at,
        "ends_at": ends_at,
        "is_all_day": not isinstance(starts, datetime),
        "source_id": staff_reference(reference),
    }
    existing = named_by_staff(session, Event, reference)
    if existing and _scope(existing) != scope:
        _note(session, existing)  # the pages of the former scope lose it
    event, changed = write(session, Event, existing, values)
    if changed:
        _note(session, event)
    return event


def cancel_event(session: Session, *, reference: str) -> None:
    """Take an event out of the calendar, and so out of every calendar subscription.

    Raises:
        Refused: no event has the reference.
    """
    event = named_by_staff(session, Event, reference)
    if event is None:
        raise Refused(f"No event has the reference {reference!r}.")
    _note(session, event)
    session.delete(event)


def _moments(starts: Wall, ends: Wall | None) -> tuple[datetime, datetime]:
    if ends is not None and isinstance(starts, datetime) != isinstance(ends, datetime):
        raise Refused("Give both ends of an event a time, or neither.")
    if isinstance(starts, datetime):
        last: datetime = ends if isinstance(ends, datetime) else starts + timedelta(hours=1)
        first_moment, last_moment = starts.replace(tzinfo=zone()), last.replace(tzinfo=zone())
    else:
        first_moment = datetime.combine(starts, time(), tzinfo=zone())
        last_moment = datetime.combine(_day(ends or starts) + timedelta(days=1), time(), tzinfo=zone())
    if last_moment < first_moment or (ends is not None and _day(ends) < _day(starts)):
        raise Refused("The event would end before it begins.")
    return first_moment, last_moment


def _day(wall: Wall) -> date:
    return wall.date() if isinstance(wall, datetime) else wall


def _scope(event: Event) -> Scope:
    return Scope(district_id=event.district_id, school_id=event.school_id, section_id=event.section_id)


def _note(session: Session, event: Event) -> None:
    """Note the change: to a class's students one by one, so that no other page reloads."""
    if event.section_id is None:
        school, district = event.school_id, None if event.school_id else event.district_id
        record_change(session, Subject.EVENT, school_id=school, district_id=district, item_id=event.id)
        return
    roster = select(SectionEnrollment.student_id).where(col(SectionEnrollment.section_id) == event.section_id)
    for student_id in session.exec(roster.distinct()):
        record_change(session, Subject.EVENT, student_id=student_id, item_id=event.id)
