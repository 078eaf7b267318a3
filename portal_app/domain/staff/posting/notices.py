"""A notice to the parents of a district or of one school, shown within its window."""

from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col

from portal_app.clock import now
from portal_app.domain.changes.feed import record_change
from portal_app.domain.refusal import Refused
from portal_app.domain.staff.posting.rows import named_by_staff, write
from portal_app.domain.staff.posting.scope import scope_of
from portal_app.domain.staff.posting.text import checked, staff_reference
from portal_app.models import Notice, NoticeRead, Subject


def post_notice(
    session: Session,
    *,
    title: str,
    body: str = "",
    district: str = "",
    school: str = "",
    publish_from: datetime | None = None,
    publish_until: datetime | None = None,
    reference: str = "",
) -> Notice:
    """Write a notice and return it. With a `reference`, the notice that has it is updated.

    Without a school it goes to the whole district. The moments are aware; without them it is shown from
    now on, without end.

    Raises:
        Refused: no title, no such school or district, a window that ends before it begins.
    """
    notice = named_by_staff(session, Notice, reference)
    begins = publish_from or (notice.publish_from if notice else now())
    if publish_until is not None and publish_until <= begins:
        raise Refused("The notice would end before it begins.")
    scope = scope_of(session, district=district.strip(), school=school.strip())
    values = {
        "district_id": scope.district_id,
        "school_id": scope.school_id,
        "title": checked(title, name="title", most=200, required=True),
        "body": checked(body, name="text", most=5000),
        "publish_from": begins,
        "publish_until": publish_until,
        "source_id": staff_reference(reference),
    }
    if notice and (notice.district_id, notice.school_id) != (scope.district_id, scope.school_id):
        _note(session, notice)  # the pages of the former scope lose it
    notice, changed = write(session, Notice, notice, values)
    if changed:
        _note(session, notice)
    return notice


def withdraw_notice(session: Session, *, reference: str) -> None:
    """Delete a notice.

    Raises:
        Refused: no notice has the reference.
    """
    notice = named_by_staff(session, Notice, reference)
    if notice is None:
        raise Refused(f"No notice has the reference {reference!r}.")
    _note(session, notice)
    session.execute(delete(NoticeRead).where(col(NoticeRead.notice_id) == notice.id))
    session.delete(notice)


def _note(session: Session, notice: Notice) -> None:
    school, district = notice.school_id, None if notice.school_id else notice.district_id
    record_change(session, Subject.NOTICE, school_id=school, district_id=district, item_id=notice.id)
