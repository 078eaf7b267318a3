"""Requests for an activation key. If the details match, the key goes to the email address that the school has on file.

The requester gets no result at all, so a request reveals nothing about what is on file.
"""

from datetime import date

from sqlmodel import Session, col, select

from portal_app.domain.accounts import emails
from portal_app.domain.accounts.activation_keys import issue_key
from portal_app.domain.enrollment.display_names import plain_name
from portal_app.infrastructure.mail import send_email
from portal_app.infrastructure.throttle import Limit, allow
from portal_app.infrastructure.translation import SOURCE
from portal_app.models import Account, Guardian, Guardianship, KeyChannel, Student


def request_key(
    session: Session, *, student_number: str, birth_date: date | None, last_name: str, locale: str = SOURCE
) -> None:
    """Email a key to each guardian with this last name and with portal access to the student, if there is one.

    A guardian gets at most three such emails a day, however many requests there are.
    """
    matching = (
        select(Guardian, Account)
        .select_from(Guardian)
        .join(Guardianship)
        .join(Student)
        .outerjoin(Account)
        .where(Student.number == student_number.strip(), Student.birth_date == (birth_date or date.min))
        .where(col(Guardianship.portal_access), Guardian.email != "")
    )
    for guardian, account in session.exec(matching).all():
        if plain_name(guardian.last_name) == plain_name(last_name) and allow(Limit.KEY_MAIL, str(guardian.id)):
            _send(session, guardian, account, locale)


def _send(session: Session, guardian: Guardian, account: Account | None, locale: str) -> None:
    if account is not None:
        send_email(session, emails.has_account_email(guardian, account, locale=account.locale or locale))
    else:
        key = issue_key(session, guardian.id or 0, KeyChannel.EMAIL)
        send_email(session, emails.key_email(guardian, key, locale=locale))
