"""Which kinds of messages a guardian wants, and the secret link in each email that stops its kind.

A token is random, stored as a hash, and good for one guardian and one kind only. Using it needs no sign-in: it can do
nothing but stop these messages.
"""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from portal_app.clock import now
from portal_app.database import insert_into
from portal_app.domain.access import NotFound
from portal_app.infrastructure import tokens
from portal_app.infrastructure.translation import gettext_noop
from portal_app.models import (
    Account,
    MessageChannel,
    MessageKind,
    NotificationPreference,
    OutboundMessage,
    UnsubscribeToken,
)

ON_BY_DEFAULT = {MessageKind.WEEKLY_DIGEST: True}
"""The kinds that a guardian can turn off and on, and whether they are on without a choice."""
NAMES = {MessageKind.WEEKLY_DIGEST: gettext_noop("the weekly summary")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """What a token stops: one kind of messages to one guardian. `locale`: the language of the account, if any."""

    guardian_id: int
    kind: MessageKind
    locale: str
    is_on: bool


def wants(session: Session, guardian_id: int, kind: MessageKind) -> bool:
    """Return whether a guardian wants emails of a kind."""
    chosen = select(NotificationPreference.is_on).where(
        col(NotificationPreference.guardian_id) == guardian_id,
        col(NotificationPreference.kind) == kind,
        col(NotificationPreference.channel) == MessageChannel.EMAIL,
    )
    is_on = session.exec(chosen).first()
    return ON_BY_DEFAULT[kind] if is_on is None else is_on


def set_preference(session: Session, guardian_id: int, kind: MessageKind, *, is_on: bool) -> None:
    """Store whether a guardian wants emails of a kind. Doing it again changes nothing."""
    key = {"guardian_id": guardian_id, "kind": kind, "channel": MessageChannel.EMAIL}
    values = {"is_on": is_on, "changed_at": now()}
    row = insert_into(session, NotificationPreference).values(**key, **values)
    session.execute(row.on_conflict_do_update(index_elements=list(key), set_=values))


def new_token(session: Session, message: OutboundMessage) -> str:
    """Return a new token for an email; a repeated email gets another one, which replaces it."""
    token = tokens.new_token()
    hashed = {"token_hash": tokens.token_hash(token)}
    row = insert_into(session, UnsubscribeToken).values(
        message_id=message.id, guardian_id=message.recipient_id, kind=message.kind, **hashed
    )
    session.execute(row.on_conflict_do_update(index_elements=["message_id"], set_=hashed))
    return token


def subscription_of(session: Session, token: str) -> Subscription:
    """Return what a token stops.

    Raises:
        NotFound: there is no such token.
    """
    found = session.exec(
        select(UnsubscribeToken, Account)
        .outerjoin(Account, col(Account.guardian_id) == UnsubscribeToken.guardian_id)
        .where(UnsubscribeToken.token_hash == tokens.token_hash(token))
    ).first()
    if found is None:
        raise NotFound
    row, account = found
    return Subscription(
        guardian_id=row.guardian_id,
        kind=row.kind,
        locale=account.locale if account else "",
        is_on=wants(session, row.guardian_id, row.kind),
    )


def unsubscribe(session: Session, token: str) -> Subscription:
    """Stop the messages of a token's kind to its guardian, and return what was stopped.

    Raises:
        NotFound: there is no such token.
    """
    subscription = subscription_of(session, token)
    set_preference(session, subscription.guardian_id, subscription.kind, is_on=False)
    return subscription
