"""Accounts, activation keys, sessions and the access log. Secrets are only stored as hashes."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel, UniqueConstraint

from portal_app.models.columns import UtcDateTime, Word, key, link


class Account(SQLModel, table=True):
    """A guardian's account. `user_name_key` is the case-folded name, so that no two differ by case only."""

    id: int | None = key()
    guardian_id: int = Field(foreign_key="guardian.id", unique=True)
    user_name: str = Field(max_length=32)
    user_name_key: str = Field(unique=True, max_length=32)
    password_hash: str = Field(max_length=100)
    failed_sign_ins: int = Field(default=0, description="Wrong passwords and codes in a row; five disable the account.")
    disabled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    locale: str = Field(default="", max_length=10, description="Empty: as the browser is set.")
    appearance: str = Field(default="system", max_length=10)
    totp_secret: str | None = Field(
        default=None, max_length=64, description="What the MFA secret is derived from, never the secret itself."
    )
    totp_last_step: int = Field(default=0, description="The last time step used: a code works once.")
    created_at: datetime = Field(sa_type=UtcDateTime)


class KeyChannel(StrEnum):
    """How an activation key reaches its guardian: in a printed letter, through the office, or by email on request."""

    LETTER = "letter"
    OFFICE = "office"
    EMAIL = "email"


class ActivationKey(SQLModel, table=True):
    """A single-use key with which a guardian creates an account; only its SHA-256 is stored."""

    id: int | None = key()
    guardian_id: int = link("guardian.id")
    channel: KeyChannel = Field(sa_type=Word(KeyChannel))
    key_hash: str = Field(unique=True, max_length=64)
    issued_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SignIn(SQLModel, table=True):
    """A signed-in browser. The cookie holds the token, this row its SHA-256."""

    id: int | None = key()
    account_id: int = link("account.id")
    token_hash: str = Field(unique=True, max_length=64)
    started_at: datetime = Field(sa_type=UtcDateTime)
    last_action_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    address: str = Field(default="", max_length=45)
    device: str = Field(default="", max_length=200)


class KnownDevice(SQLModel, table=True):
    """A browser in which somebody has signed in to an account. Its cookie holds the token, this row its SHA-256."""

    __table_args__ = (UniqueConstraint("account_id", "token_hash"),)

    id: int | None = key()
    account_id: int = Field(foreign_key="account.id")
    token_hash: str = Field(index=True, max_length=64)
    signed_in_at: datetime = Field(sa_type=UtcDateTime)


class MfaChallenge(SQLModel, table=True):
    """A sign-in whose password was right and which waits for the MFA code. It signs nobody in."""

    id: int | None = key()
    account_id: int = link("account.id")
    token_hash: str = Field(unique=True, max_length=64)
    started_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class AccessLogEntry(SQLModel, table=True):
    """One attempt to sign in, for the guardian to check. Attempts with unknown user names have no account."""

    id: int | None = key()
    account_id: int | None = link("account.id", default=None)
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    address: str = Field(default="", max_length=45)
    device: str = Field(default="", max_length=200)
    succeeded: bool
    what: str = Field(default="sign-in", max_length=40)


class RecoveryCode(SQLModel, table=True):
    """A one-time code for a guardian without the authenticator app."""

    id: int | None = key()
    account_id: int = link("account.id")
    code_hash: str = Field(max_length=64)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class CalendarSubscription(SQLModel, table=True):
    """A private calendar URL; only the SHA-256 of its secret is stored."""

    id: int | None = key()
    guardian_id: int = link("guardian.id")
    secret_hash: str = Field(unique=True, max_length=64)
    created_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class CalendarSubscriptionStudent(SQLModel, table=True):
    """A student whose calendar a subscription contains."""

    subscription_id: int = Field(foreign_key="calendarsubscription.id", primary_key=True)
    student_id: int = Field(foreign_key="student.id", primary_key=True)
