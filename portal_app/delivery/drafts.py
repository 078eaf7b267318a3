"""What a queued message says at the moment of sending, and to which address; or why it is not sent.

Nothing of this is stored. A secret in a message is made by `new_secret` in the transaction that claims the message, and
a repeated attempt makes another one, which replaces it. The text is made afterwards, without a lock on the database.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from portal_app.clock import now
from portal_app.domain.access import has_portal_access
from portal_app.domain.accounts import emails
from portal_app.domain.accounts.activation_keys import IssuedKey, issue_key
from portal_app.domain.family import contact_emails
from portal_app.domain.mail_queue.planning import office_of
from portal_app.domain.notifications import preferences
from portal_app.domain.notifications.digest import digest_of
from portal_app.domain.notifications.digest_email import DigestReader, digest_email
from portal_app.domain.notifications.district_settings import settings_of
from portal_app.domain.notifications.planning import end_of_quiet_hours
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
from portal_app.settings import settings


class Suppressed(Exception):
    """The message is not to be sent; the text is one word that says why."""


class Later(Exception):
    """The message is to be sent later: it is night, and it can wait."""

    def __init__(self, until: datetime) -> None:
        super().__init__()
        self.until = until


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A message ready to be sent. `unsubscribe_address`: what ends messages of its kind, if anything does."""

    to: str
    content: Content
    unsubscribe_address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    """The guardian who gets a message, with the account, if there is one, and the language to write in."""

    guardian: Guardian
    account: Account | None
    locale: str


Secret = IssuedKey | str | None
"""A new key, a token that ends the messages, or nothing."""


def new_secret(session: Session, message: OutboundMessage) -> Secret:
    """Return a new secret for a message that needs one.

    Raises:
        Suppressed: the guardian has no portal access to any student any more, or is disabled.
    """
    if message.kind in preferences.ON_BY_DEFAULT:
        return preferences.new_token(session, message)
    if message.kind not in (MessageKind.ACTIVATION_KEY, MessageKind.NEW_PASSWORD):
        return None
    reader = _reader(session, message)
    if not _has_portal_access(session, reader):
        raise Suppressed("no-right")
    # an existing account gets a key from the school only
    if bool(reader.account) is (message.kind is MessageKind.NEW_PASSWORD):
        return issue_key(session, message.recipient_id, KeyChannel.EMAIL)
    return None


def draft(session: Session, message: OutboundMessage, secret: Secret) -> Draft:
    """Return what to send now.

    Raises:
        Later: it is within the quiet hours.
        Suppressed: the reason for the message, or the right to what it says, has gone.
    """
    if message.kind is MessageKind.CONTACT_REQUEST:
        return _contact_request(session, message)
    reader = _reader(session, message)
    if message.kind is MessageKind.WEEKLY_DIGEST:
        return _weekly_digest(session, reader, str(secret))
    assert not isinstance(secret, str)
    if message.kind is MessageKind.ACTIVATION_KEY:
        return Draft(to=reader.guardian.email, content=_activation_key(reader, secret))
    if message.kind in (MessageKind.CONTACT_DECISION, MessageKind.CONTACT_OLD_ADDRESS):
        return _contact_decision(session, message, reader)
    return Draft(to=reader.guardian.email, content=_about_account(session, message, reader, secret))


def digest_draft(session: Session, guardian_id: int, token: str) -> Draft:
    """Return a guardian's digest as it would be sent now.

    Raises:
        Suppressed: there is nothing to report.
    """
    return _digest(session, _reader_of(session, guardian_id), token)


def _weekly_digest(session: Session, reader: _Reader, token: str) -> Draft:
    district_settings = settings_of(session, reader.guardian.district_id)
    if not district_settings.sends_digest:
        raise Suppressed("turned-off")
    if not preferences.wants(session, reader.guardian.id or 0, MessageKind.WEEKLY_DIGEST):
        raise Suppressed("unsubscribed")
    if until := end_of_quiet_hours(district_settings, now()):
        raise Later(until)
    return _digest(session, reader, token)


def _digest(session: Session, reader: _Reader, token: str) -> Draft:
    digest = digest_of(session, reader.guardian.id or 0, at=now())
    if not digest.has_news:
        raise Suppressed("nothing-to-report")
    address = f"{settings().public_url}/unsubscribe/{token}"
    content = digest_email(
        digest,
        DigestReader(
            locale=reader.locale,
            has_account=reader.account is not None,
            is_full=settings_of(session, reader.guardian.district_id).is_full,
            district=session.get_one(District, reader.guardian.district_id).name,
            unsubscribe_address=address,
        ),
    )
    return Draft(to=reader.guardian.email, content=content, unsubscribe_address=address)


def _reader(session: Session, message: OutboundMessage) -> _Reader:
    return _reader_of(session, message.recipient_id, message.locale)


def _reader_of(session: Session, guardian_id: int, locale: str = "") -> _Reader:
    guardian = session.get(Guardian, guardian_id)
    if guardian is None:
        raise Suppressed("no-guardian")
    account = session.exec(select(Account).where(Account.guardian_id == guardian.id)).first()
    return _Reader(guardian=guardian, account=account, locale=(account.locale if account else "") or locale)


def _has_portal_access(session: Session, reader: _Reader) -> bool:
    granted = select(Guardianship).where(Guardianship.guardian_id == reader.guardian.id, has_portal_access())
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
