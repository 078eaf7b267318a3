"""The optional second factor: a code from an authenticator app (TOTP, RFC 6238), or a one-time recovery code.

The app's secret stands nowhere: it is derived from the key file (`key_file`), the account and a random salt, and the
database holds the salt and the key's name only. Recovery codes are 80 random bits, kept under the same key. A code of
the app works once, also side by side; one step of 30 seconds early or late is forgiven. A guardian turns the second
factor on, with password and code; only the school takes it away (`portal account reset-mfa`).
"""

import hmac
import re
import secrets
from base64 import b32encode
from dataclasses import dataclass

import pyotp
import structlog
from sqlalchemy import delete, func, update
from sqlmodel import Session, col, select

from portal_app.clock import now
from portal_app.domain.access import Viewer
from portal_app.domain.accounts import access_log, emails, passwords, sessions
from portal_app.domain.accounts.form_errors import FormRefused, Problem
from portal_app.domain.accounts.lockout import accept, strike
from portal_app.infrastructure.mail import send_email
from portal_app.infrastructure.secret_file import KeyMissing, derive, key_name, make_key, read_key
from portal_app.models import Account, District, Guardian, RecoveryCode

RECOVERY_CODES = 10
STEP = 30  # seconds that a code stands in the app
_SALT = re.compile(r"[0-9a-f]{40}")
_APP_CODE = re.compile(r"[0-9]{6}")
_RECOVERY_CODE = re.compile(r"[A-Z2-7]{16}")
_MISREAD = str.maketrans("01", "OI")  # digits that no recovery code has
log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUp:
    """What a guardian needs to turn the second factor on, in the only moment when it can be read.

    `address` is the `otpauth:` address that the app reads; `secret` the same to type, in groups of four.
    """

    salt: str
    address: str
    secret: str
    recovery_codes: tuple[str, ...]


def begin_set_up(session: Session, viewer: Viewer) -> SetUp:
    """Return a fresh set-up for the viewer. Nothing is kept: the salt comes back with the first code (`turn_on`).

    Raises:
        FormRefused: the second factor is on already.
    """
    account, district = session.exec(
        select(Account, District)
        .join(Guardian, col(Guardian.id) == Account.guardian_id)
        .join(District, col(District.id) == Guardian.district_id)
        .where(Account.id == viewer.account_id)
    ).one()
    if account.totp_secret:
        raise FormRefused(Problem.MFA_ON)
    key, salt = make_key(), secrets.token_hex(20)
    secret = _secret(key, account, salt)
    issuer = f"{district.name} Parent Portal".replace(":", " ")  # a colon would end the issuer's name in the address
    return SetUp(
        salt=salt,
        address=pyotp.TOTP(secret).provisioning_uri(name=account.user_name, issuer_name=issuer),
        secret=_in_groups(secret, " "),
        recovery_codes=tuple(_in_groups(code, "-") for code in _recovery_codes(key, account, salt)),
    )


def turn_on(
    session: Session, viewer: Viewer, *, salt: str, code: str, password: str, address: str, device: str
) -> Problem | None:
    """Turn the second factor on and end the account's other sessions; or return why not.

    The password is asked anew, and a wrong one is a strike: an open session must not lock its owner out.
    """
    account = session.get_one(Account, viewer.account_id)
    problem = _turn_on(session, account, salt, code, password)
    if problem is None:
        sessions.end_all(session, viewer.account_id, except_sign_in=viewer.sign_in_id)
        guardian = session.get_one(Guardian, account.guardian_id)
        if guardian.email:
            send_email(session, emails.mfa_enabled_email(guardian, account))
    access_log.record_try(
        session,
        account.id,
        what=access_log.MFA,
        succeeded=problem is None,
        address=address,
        device=device,
    )
    return problem


def use_code(session: Session, account: Account, typed: str) -> bool:
    """Return whether the code opens the account's second step, and use it up.

    Raises:
        FormRefused: no code can be checked, because the key file is gone. Nobody is to blame, so it is no strike.
    """
    name, _, salt = (account.totp_secret or "").partition(".")
    try:
        key = read_key(name=name)
    except KeyMissing as missing:
        log.error("second factor can't be checked", reason=str(missing))
        raise FormRefused(Problem.CODE_UNCHECKED) from None
    code = re.sub(r"[\s-]", "", typed).upper()
    if _APP_CODE.fullmatch(code):
        step = _step_of(_secret(key, account, salt), code)
        return step is not None and _use_step(session, account, step)
    code = code.translate(_MISREAD)
    return bool(_RECOVERY_CODE.fullmatch(code)) and _use_recovery_code(session, account, _kept(key, account, code))


def recovery_codes_left(session: Session, account_id: int) -> int:
    """Return how many recovery codes of an account are unused."""
    unused = select(func.count()).select_from(RecoveryCode).where(col(RecoveryCode.used_at).is_(None))
    return session.exec(unused.where(RecoveryCode.account_id == account_id)).one()


def without_their_key(session: Session) -> tuple[int, int]:
    """Return how many accounts have a second factor, and of how many it can't be checked with the key file there is."""
    names = [name.partition(".")[0] for name in session.exec(select(Account.totp_secret)) if name]
    try:
        present = key_name(read_key())
    except KeyMissing:
        present = ""
    return len(names), len(names) - names.count(present)


def reset(session: Session, account: Account) -> None:
    """Take the second factor away, and end the account's sessions. For the school, once it knows who asks."""
    account.totp_secret, account.totp_last_step = None, 0
    session.execute(delete(RecoveryCode).where(col(RecoveryCode.account_id) == account.id))
    sessions.end_all(session, account.id or 0)


def _turn_on(session: Session, account: Account, salt: str, code: str, password: str) -> Problem | None:
    if not passwords.verify_password(password, account.password_hash):
        strike(session, account)
        return Problem.OLD_WRONG
    if account.totp_secret:
        return Problem.MFA_ON
    if not _SALT.fullmatch(salt):
        return Problem.SET_UP_AGAIN
    key = make_key()
    step = _step_of(_secret(key, account, salt), re.sub(r"\s", "", code))
    if step is None:
        return Problem.CODE_MISSED
    if not accept(session, account):
        return Problem.OLD_WRONG
    account.totp_secret, account.totp_last_step = f"{key_name(key)}.{salt}", step
    session.execute(delete(RecoveryCode).where(col(RecoveryCode.account_id) == account.id))
    kept = [_kept(key, account, text) for text in _recovery_codes(key, account, salt)]
    session.add_all(RecoveryCode(account_id=account.id or 0, code_hash=text) for text in kept)
    session.flush()
    return None


def _step_of(secret: str, code: str) -> int | None:
    """Return the time step whose code this is: the present one, or its neighbour before or after."""
    app, present = pyotp.TOTP(secret, interval=STEP), int(now().timestamp()) // STEP
    steps = (present, present - 1, present + 1)
    matching = (step for step in steps if hmac.compare_digest(app.generate_otp(step).encode(), code.encode()))
    return next(matching, None)


def _use_step(session: Session, account: Account, step: int) -> bool:
    later = update(Account).where(col(Account.id) == account.id, col(Account.totp_last_step) < step)
    return session.exec(later.values(totp_last_step=step)).rowcount == 1


def _use_recovery_code(session: Session, account: Account, kept: str) -> bool:
    unused = update(RecoveryCode).where(
        col(RecoveryCode.account_id) == account.id,
        col(RecoveryCode.code_hash) == kept,
        col(RecoveryCode.used_at).is_(None),
    )
    return session.exec(unused.values(used_at=now())).rowcount == 1


def _secret(key: bytes, account: Account, salt: str) -> str:
    return b32encode(derive("secret", account.id, salt, key=key)[:20]).decode()


def _recovery_codes(key: bytes, account: Account, salt: str) -> list[str]:
    return [b32encode(derive("recovery", account.id, salt, n, key=key)[:10]).decode() for n in range(RECOVERY_CODES)]


def _kept(key: bytes, account: Account, code: str) -> str:
    return derive("kept", account.id, code, key=key).hex()


def _in_groups(text: str, mark_between: str) -> str:
    return mark_between.join(text[start : start + 4] for start in range(0, len(text), 4))
