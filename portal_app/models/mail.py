"""The mail queue, and who wants which messages. No row holds a message's text, address or secret."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, Index, SQLModel, UniqueConstraint

from portal_app.models.columns import UtcDateTime, Word, key, link


class RecipientType(StrEnum):
    """Who gets a message. Its address is looked up when the message is sent."""

    GUARDIAN = "guardian"
    SCHOOL = "school"
    DISTRICT = "district"


class MessageKind(StrEnum):
    """What a message is about."""

    ACTIVATION_KEY = "activation-key"
    NEW_PASSWORD = "new-password"  # noqa: S105 - a kind of message
    ACCOUNT_DISABLED = "account-disabled"
    PASSWORD_CHANGED = "password-changed"  # noqa: S105 - a kind of message
    MFA_ENABLED = "mfa-enabled"
    MFA_RESET = "mfa-reset"
    WEEKLY_DIGEST = "weekly-digest"
    CONTACT_REQUEST = "contact-request"
    CONTACT_DECISION = "contact-decision"
    CONTACT_OLD_ADDRESS = "contact-old-address"


class MessageChannel(StrEnum):
    """How a message reaches its recipient."""

    EMAIL = "email"


class MessageStatus(StrEnum):
    """What has happened to a message. `WRITTEN` is a file in the outbox, which reached nobody."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    WRITTEN = "written"
    FAILED = "failed"
    SUPPRESSED = "suppressed"


class OutboundMessage(SQLModel, table=True):
    """A message to one recipient. `period` is the week, day or item that it is about, so that it is queued once."""

    __table_args__ = (
        UniqueConstraint("recipient_type", "recipient_id", "kind", "period", "channel"),
        Index("ix_outboundmessage_priority_not_before", "priority", "not_before"),
    )

    id: int | None = key()
    recipient_type: RecipientType = Field(sa_type=Word(RecipientType))
    recipient_id: int
    kind: MessageKind = Field(sa_type=Word(MessageKind))
    period: str = Field(max_length=40)
    channel: MessageChannel = Field(default=MessageChannel.EMAIL, sa_type=Word(MessageChannel))
    locale: str = Field(default="", max_length=10, description="The language of a guardian who has chosen none.")
    queued_at: datetime = Field(sa_type=UtcDateTime)
    priority: int = Field(default=0, description="Messages with a lower number go out first.")
    not_before: datetime | None = Field(
        sa_type=UtcDateTime,
        description="When it is due, or tried again; empty once finished, out of the index.",
    )
    status: MessageStatus = Field(default=MessageStatus.QUEUED, sa_type=Word(MessageStatus))
    attempts: int = 0
    last_error: str = Field(default="", max_length=40, description="A word or an SMTP code, never the server's text.")
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class BouncingAddress(SQLModel, table=True):
    """An email address that a mail server has rejected for good. Nothing is sent to it until staff clear it."""

    id: int | None = key()
    address: str = Field(unique=True, max_length=254, description="In lower case.")
    code: int = Field(description="The SMTP code of the rejection.")
    since: datetime = Field(sa_type=UtcDateTime)


class NotificationPreference(SQLModel, table=True):
    """A guardian's choice for a kind of message and a channel. Without a row the kind's default applies."""

    guardian_id: int = Field(foreign_key="guardian.id", primary_key=True)
    kind: MessageKind = Field(sa_type=Word(MessageKind), primary_key=True)
    channel: MessageChannel = Field(sa_type=Word(MessageChannel), primary_key=True)
    is_on: bool
    changed_at: datetime = Field(sa_type=UtcDateTime)


class UnsubscribeToken(SQLModel, table=True):
    """The secret in an email with which its reader stops messages of this kind; only its SHA-256 is stored."""

    id: int | None = key()
    message_id: int = link("outboundmessage.id", index=False, unique=True)
    guardian_id: int = link("guardian.id", index=False)
    kind: MessageKind = Field(sa_type=Word(MessageKind))
    token_hash: str = Field(unique=True, max_length=64)


class DistrictSetting(SQLModel, table=True):
    """A setting that a district has changed; the others have their defaults."""

    __table_args__ = (UniqueConstraint("district_id", "name"),)

    id: int | None = key()
    district_id: int = link("district.id", index=False)
    name: str = Field(max_length=40)
    value: str = Field(max_length=200)
