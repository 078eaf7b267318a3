"""What a queued message says at the moment of sending, and to which address; or why it is not sent.

Nothing of this is stored. A secret in a message is made by `new_secret` in the transaction that claims the message, and
a repeated attempt makes another one, which replaces it. The text is made afterwards, without a lock on the database.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import Session, col, select

from portal_app.domain.accounts import emails
from portal_app.domain.accounts.activation_keys import IssuedKey, issue_key
from portal_app.domain.family import contact_emails
from portal_app.domain.mail_queue.planning import office_of
from portal_app.infrastructure.mail_content import Content
from portal_app.models import (
    Account,
    ContactRequest,
    District,
    Guardian,
    Guardianship,
    Household,
    KeyChannel,
    MessageKind,
    OutboundMessage,
    RequestStatus,
)


class Suppressed(Exception):
    """The message is not to be sent; the text is one word that says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A message ready to be sent."""

    to: str
    content: Content


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    """The guardian who gets a message, with the account, if there is one, and the language to write in."""

    guardian: Guardian
    account: Account | None
    locale: str


def new_secret(session: Session, message: OutboundMessage) -> IssuedKey | None:
    """Return a new secret for a message that needs one."""
    if message.kind not in (MessageKind.ACTIVATION_KEY, MessageKind.NEW_PASSWORD):
        return None
    reader = _reader(session, message)
    # an existing account gets a key only from the school; a guardian without one, only with access to a student
    wanted = message.kind is MessageKind.NEW_PASSWORD
    if bool(reader.account) is wanted and (wanted or _has_portal_access(session, reader)):
        return issue_key(session, message.recipient_id, KeyChannel.EMAIL)
    return None


def draft(session: Session, message: OutboundMessage, secret: IssuedKey | None) -> Draft:
    """Return what to send now.

    Raises:
        Suppressed: the reason for the message, or the right to what it says, has gone.
    """
    if message.kind is MessageKind.CONTACT_REQUEST:
        return _contact_request(session, message)
    reader = _reader(session, message)
    if message.kind is MessageKind.ACTIVATION_KEY:
        return Draft(to=reader.guardian.email, content=_activation_key(reader, secret))
    if message.kind in (MessageKind.CONTACT_DECISION, MessageKind.CONTACT_OLD_ADDRESS):
        return _contact_decision(session, message, reader)
    return Draft(to=reader.guardian.email, content=_about_account(session, message, reader, secret))


def _reader(session: Session, message: OutboundMessage) -> _Reader:
    guardian = session.get(Guardian, message.recipient_id)
    if guardian is None:
        raise Suppressed("no-guardian")
    account = session.exec(select(Account).where(Account.guardian_id == guardian.id)).first()
    return _Reader(guardian=guardian, account=account, locale=(account.locale if account else "") or message.locale)


def _has_portal_access(session: Session, reader: _Reader) -> bool:
    granted = select(Guardianship).where(
        Guardianship.guardian_id == reader.guardian.id, col(Guardianship.portal_access)
    )
    return session.exec(granted).first() is not None


def _activation_key(reader: _Reader, key: IssuedKey | None) -> Content:
    if reader.account is not None:
        return emails.has_account_email(reader.account, locale=reader.locale)
    if key is None:
        raise Suppressed("no-right")
    return emails.key_email(key, locale=reader.locale)


_NOTICES: dict[MessageKind, Callable[[Account], Content]] = {
    MessageKind.PASSWORD_CHANGED: emails.password_changed_email,
    MessageKind.MFA_ENABLED: emails.mfa_enabled_email,
    MessageKind.MFA_RESET: emails.mfa_reset_email,
}


def _about_account(session: Session, message: OutboundMessage, reader: _Reader, key: IssuedKey | None) -> Content:
    if reader.account is None:
        raise Suppressed("no-account")
    if message.kind is MessageKind.ACCOUNT_DISABLED:
        return emails.disabled_email(reader.account, session.get_one(District, reader.guardian.district_id))
    if message.kind is MessageKind.NEW_PASSWORD:
        assert key is not None
        return emails.new_password_email(reader.account, key)
    return _NOTICES[message.kind](reader.account)


def _contact_decision(session: Session, message: OutboundMessage, reader: _Reader) -> Draft:
    request = session.get_one(ContactRequest, int(message.period))
    is_for_old = message.kind is MessageKind.CONTACT_OLD_ADDRESS
    return Draft(
        to=request.old_value if is_for_old else reader.guardian.email,
        content=contact_emails.decision_email(request, locale=reader.locale),
    )


def _contact_request(session: Session, message: OutboundMessage) -> Draft:
    request = session.get_one(ContactRequest, int(message.period))
    if request.status is not RequestStatus.PENDING:
        raise Suppressed("decided")
    office = office_of(session, message)
    household = session.get(Household, request.household_id) if request.household_id else None
    guardian = session.get_one(Guardian, request.guardian_id)
    return Draft(
        to=office.office_email if office else "",
        content=contact_emails.request_email(request, guardian, household),
    )
