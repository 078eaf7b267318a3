"""Accounts and activation keys of the demonstration parents, and what a visitor may try with each."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from portal_app import models as m
from portal_app.demo.build import Build
from portal_app.demo.cast import Parent
from portal_app.domain.accounts.activation_keys import issue_key
from portal_app.domain.accounts.lockout import MAX_FAILURES
from portal_app.domain.accounts.passwords import fold_user_name, hash_password

ADDRESSES = ("203.0.113.7", "198.51.100.24")  # kept free for documentation
DEVICES = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 "
    "Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoSignIn:
    """A user name and password to try, whose they are, and what to look at."""

    user_name: str
    password: str
    who: str
    look_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoKey:
    """An activation key to try, as it is typed, and whose it is."""

    text: str
    who: str
    look_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoSignIns:
    """All sign-ins and activation keys of the demonstration district, the most useful first."""

    district_code: str
    sign_ins: tuple[DemoSignIn, ...]
    keys: tuple[DemoKey, ...]


def add_accounts(session: Session, build: Build, guardians: dict[Parent, int]) -> None:
    """Write the accounts, their access logs and the keys. Hashing is slow on purpose, so threads share it."""
    with ThreadPoolExecutor() as threads:
        hashes = dict(zip(guardians, threads.map(_hash, guardians), strict=True))
    for parent, guardian in guardians.items():
        if parent.user_name:
            _add_account(session, build, parent, guardian, hashes[parent])
        elif parent.key:
            _issue(session, parent, guardian)
    session.flush()


def _hash(parent: Parent) -> str:
    return hash_password(parent.password) if parent.password else ""


def _add_account(session: Session, build: Build, parent: Parent, guardian: int, password_hash: str) -> None:
    last_night = build.at(build.today - timedelta(days=1), 21)
    account = m.Account(
        guardian_id=guardian,
        user_name=parent.user_name,
        user_name_key=fold_user_name(parent.user_name),
        password_hash=password_hash,
        failed_sign_ins=MAX_FAILURES if parent.is_disabled else 0,
        disabled_at=last_night if parent.is_disabled else None,
        created_at=build.at(build.today - timedelta(days=60), 19),
    )
    session.add(account)
    session.flush()
    _log(session, build, account.id, build.today - timedelta(days=9), succeeded=(True,))
    _log(session, build, account.id, build.today - timedelta(days=4), succeeded=(False, True))
    if parent.is_disabled:
        _log(session, build, account.id, build.today - timedelta(days=1), succeeded=(False,) * MAX_FAILURES)


def _log(session: Session, build: Build, account: int | None, day: date, *, succeeded: tuple[bool, ...]) -> None:
    """Write the sign-in attempts of one evening, a minute apart."""
    for minute, success in enumerate(succeeded):
        session.add(
            m.AccessLogEntry(
                account_id=account,
                at=build.at(day, 20, minute),
                address=ADDRESSES[day.toordinal() % 2],
                device=DEVICES[day.toordinal() % 2],
                succeeded=success,
            )
        )


def _issue(session: Session, parent: Parent, guardian: int) -> None:
    issued = issue_key(session, guardian, m.KeyChannel.LETTER, value=UUID(parent.key))
    if parent.key_state == "expired":
        key = session.exec(select(m.ActivationKey).where(col(m.ActivationKey.guardian_id) == guardian)).one()
        key.issued_at -= timedelta(days=40)
        key.expires_at = issued.expires_at - timedelta(days=40)


def sign_ins_of(code: str, parents: tuple[Parent, ...]) -> DemoSignIns:
    """Return what a visitor is told about these people."""
    return DemoSignIns(
        district_code=code,
        sign_ins=tuple(
            DemoSignIn(user_name=p.user_name, password=p.password, who=_who(p), look_at=p.look_at)
            for p in parents
            if p.user_name
        ),
        keys=tuple(DemoKey(text=f"{{{p.key}}}", who=_who(p), look_at=p.look_at) for p in parents if p.key),
    )


def _who(parent: Parent) -> str:
    return f"{parent.first} {parent.last}"
