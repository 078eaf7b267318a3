"""Requests for an activation key. If the details match, the key goes to the email address that the school has on file.

The requester gets no result at all, so a request reveals nothing about what is on file.
"""

from datetime import date

from sqlmodel import Session, select

from portal_app.domain.access import has_portal_access
from portal_app.domain.enrollment.display_names import plain_name
from portal_app.domain.mail_queue.planning import queue_for_guardian
from portal_app.infrastructure.throttle import Limit, allow
from portal_app.infrastructure.translation import SOURCE
from portal_app.models import Guardian, Guardianship, MessageKind, Student


def request_key(
    session: Session, *, student_number: str, birth_date: date | None, last_name: str, locale: str = SOURCE
) -> None:
    """Queue an email with a key to each guardian of this last name with portal access to the student, if there is one.

    A guardian gets at most three such emails a day, however many requests there are. The key is issued when the
    email is sent.
    """
    matching = (
        select(Guardian)
        .join(Guardianship)
        .join(Student)
        .where(Student.number == student_number.strip(), Student.birth_date == (birth_date or date.min))
        .where(has_portal_access(), Guardian.email != "")
    )
    for guardian in session.exec(matching).all():
        if plain_name(guardian.last_name) == plain_name(last_name) and allow(Limit.KEY_MAIL, str(guardian.id)):
            queue_for_guardian(session, MessageKind.ACTIVATION_KEY, guardian.id or 0, locale=locale)
