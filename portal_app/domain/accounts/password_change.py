"""Changing the password of an account: by its guardian, or with a key from the school."""

from sqlmodel import Session, select

from portal_app.domain.access import Viewer
from portal_app.domain.accounts import access_log, lockout, mfa_challenge, passwords, sessions
from portal_app.domain.accounts.form_errors import FormRefused, Problem
from portal_app.domain.calendar.subscriptions import revoke_all_subscriptions
from portal_app.domain.mail_queue.planning import queue_for_guardian
from portal_app.models import Account, District, Guardian, Guardianship, MessageKind, Student


def change_password(
    session: Session,
    viewer: Viewer,
    old: str,
    new: str,
    *,
    end_calendar_addresses: bool = False,
    address: str = "",
    device: str = "",
) -> Problem | None:
    """Give the viewer's account a new password and end its other sessions; or return why not.

    The account's calendar addresses end as well if the guardian wants that.
    A wrong old password counts toward the lockout: a session left open must not allow endless guessing.
    """
    account = session.get_one(Account, viewer.account_id)
    problem = _change(session, viewer, account, old, new)
    if problem is None and end_calendar_addresses:
        revoke_all_subscriptions(session, viewer.guardian_id)
    access_log.record_attempt(
        session,
        account.id,
        what=access_log.PASSWORD_CHANGE,
        succeeded=problem is None,
        address=address,
        device=device,
    )
    return problem


def check_new_password(session: Session, guardian_id: int, user_name: str, password: str) -> None:
    """Check a new password against the rules, the user name and the family's own names and numbers.

    Raises:
        FormRefused: it is too weak.
    """
    words = [user_name, *_family_words(session, guardian_id)]
    if problem := passwords.password_problem(password, user_inputs=words):
        raise FormRefused(problem)


def replace_password(session: Session, account: Account, hashed: str, *, except_sign_in: int | None = None) -> None:
    """Store a new password hash, end the account's sessions (but one) and open challenges, and notify the guardian."""
    account.password_hash = hashed
    sessions.end_all(session, account.id or 0, except_sign_in=except_sign_in)
    mfa_challenge.cancel_all(session, account.id or 0)
    queue_for_guardian(session, MessageKind.PASSWORD_CHANGED, account.guardian_id)


def _change(session: Session, viewer: Viewer, account: Account, old: str, new: str) -> Problem | None:
    if not passwords.verify_password(old, account.password_hash):
        lockout.record_failure(session, account)
        return Problem.OLD_WRONG
    if new == old:
        return Problem.UNCHANGED
    try:
        check_new_password(session, account.guardian_id, account.user_name, new)
    except FormRefused as refused:
        return refused.problem  # not raised: the access log entry must be written
    hashed = passwords.hash_password(new)
    if not lockout.clear_failures(session, account):
        return Problem.OLD_WRONG
    replace_password(session, account, hashed, except_sign_in=viewer.sign_in_id)
    return None


def _family_words(session: Session, guardian_id: int) -> list[str]:
    """Return the names and numbers that somebody who knows the family would try."""
    guardian, district = session.exec(select(Guardian, District).join(District).where(Guardian.id == guardian_id)).one()
    students = session.exec(select(Student).join(Guardianship).where(Guardianship.guardian_id == guardian_id)).all()
    words = [guardian.first_name, guardian.last_name, guardian.email.partition("@")[0], *district.name.split()]
    for student in students:
        words += [student.first_name, student.last_name, student.number, str(student.birth_date.year)]
    return words
