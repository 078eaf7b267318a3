"""The change feed: every write that a parent could see says so here, in the same transaction.

Open pages follow the feed to refresh themselves, and the home page reads it for "new since your last visit".
"""

from sqlmodel import Session

from portal_app.clock import now
from portal_app.models import Change, Subject


def record_change(
    session: Session,
    subject: Subject,
    *,
    student_id: int | None = None,
    school_id: int | None = None,
    district_id: int | None = None,
    item_id: int | None = None,
) -> None:
    """Note that `subject` changed for one student, one school or one district. Commits with the caller's write."""
    session.add(
        Change(
            subject=subject,
            student_id=student_id,
            school_id=school_id,
            district_id=district_id,
            item_id=item_id,
            at=now(),
        )
    )
