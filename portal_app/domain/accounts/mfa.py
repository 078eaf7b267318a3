"""Optional two-step sign-in (MFA): a code from an authenticator app (TOTP, RFC 6238) or a one-time recovery code.

The app's secret is stored nowhere. It is derived from the portal's secret file (`infrastructure/secret_file.py`), the
account and a random salt; the database holds only the salt and the fingerprint of the secret file. Recovery codes have
80 bits and are stored as HMACs. A code of the app works once, also when several requests use it at the same time; codes
of the time steps just before and after the current one are accepted, for phones whose clock is off. A guardian turns
MFA on with the password and a first code; only the school can reset it (`portal account reset-mfa`).
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
from portal_app.domain.accounts import access_log, lockout, passwords, sessions
from portal_app.domain.accounts.form_errors import FormRefused, Problem
from portal_app.domain.mail_queue.planning import queue_for_guardian
from portal_app.infrastructure.secret_file import SecretMissing, derive, ensure_secret, fingerprint, read_secret
from portal_app.models import Account, District, Guardian, MessageKind, RecoveryCode

RECOVERY_CODES = 10
TIME_STEP = 30  # seconds for which the app shows a code
_SALT = re.compile(r"[0-9a-f]{40}")
_APP_CODE = re.compile(r"[0-9]{6}")
_RECOVERY_CODE = re.compile(r"[A-Z2-7]{16}")
_MISREAD = str.maketrans("01", "OI")  # base32 has no 0 and no 1, so they are misread letters
log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class MfaSetup:
    """What a guardian needs to turn MFA on; it is shown once.

    `address` is the `otpauth:` URL for the app; `secret` is the same secret to type, in groups of four.
    """

    salt: str = ""
    address: str = ""
    secret: str = ""
    recovery_codes: tuple[str, ...] = ()


def begin_setup(session: Session, viewer: Viewer) -> MfaSetup:
    """Return a new setup for the viewer. Nothing is stored: the form sends the salt back with the first code.

    Raises:
        FormRefused: MFA is on already.
    """
    account, district = session.exec(
        select(Account, District)
        .join(Guardian, col(Guardian.id) == Account.guardian_id)
        .join(District, col(District.id) == Guardian.district_id)
        .where(Account.id == viewer.account_id)
    ).one()
    if account.totp_secret:
        raise FormRefused(Problem.MFA_ON)
    server_secret, salt = ensure_secret(), secrets.token_hex(20)
    secret = _app_secret(server_secret, account, salt)
    issuer = f"{district.name} Parent Portal".replace(":", " ")  # in the URL a colon ends the issuer's name
    return MfaSetup(
        salt=salt,
        address=pyotp.TOTP(secret).provisioning_uri(name=account.user_name, issuer_name=issuer),
        secret=_in_groups(secret, " "),
        recovery_codes=tuple(_in_groups(code, "-") for code in _recovery_codes(server_secret, account, salt)),
    )


def enable(
    session: Session, viewer: Viewer, *, salt: str, code: str, password: str, address: str, device: str
) -> Problem | None:
    """Turn MFA on and end the account's other sessions; or return why not.

    The password is required so that nobody can lock the owner out from a session left open; a wrong one counts toward
    the lockout.
    """
    account = session.get_one(Account, viewer.account_id)
    problem = _enable(session, account, salt, code, password)
    if problem is None:
        sessions.end_all(session, viewer.account_id, except_sign_in=viewer.sign_in_id)
        queue_for_guardian(session, MessageKind.MFA_ENABLED, account.guardian_id)
    access_log.record_attempt(
        session,
        account.id,
        what=access_log.MFA,
        succeeded=problem is None,
        address=address,
        device=device,
    )
    return problem


def use_code(session: Session, account: Account, typed: str) -> bool:
    """Return whether the code is right for the account, and use it up.

    Raises:
        FormRefused: the secret file is missing, so no code can be checked. This does not count toward the lockout.
    """
    expected, _, salt = (account.totp_secret or "").partition(".")
    try:
        server_secret = read_secret(expected=expected)
    except SecretMissing as missing:
        log.error("mfa code can't be checked", reason=str(missing))
        raise FormRefused(Problem.CODE_UNCHECKED) from None
    code = re.sub(r"[\s-]", "", typed).upper()
    if _APP_CODE.fullmatch(code):
        step = _step_of(_app_secret(server_secret, account, salt), code)
        return step is not None and _use_step(session, account, step)
    code = code.translate(_MISREAD)
    if not _RECOVERY_CODE.fullmatch(code):
        return False
    return _use_recovery_code(session, account, _code_hash(server_secret, account, code))


def recovery_codes_left(session: Session, account_id: int) -> int:
    """Return how many recovery codes of an account are unused."""
    unused = select(func.count()).select_from(RecoveryCode).where(col(RecoveryCode.used_at).is_(None))
    return session.exec(unused.where(RecoveryCode.account_id == account_id)).one()


def count_unverifiable(session: Session) -> tuple[int, int]:
    """Return how many accounts use MFA, and for how many of them the secret file is missing or another one."""
    expected = [kept.partition(".")[0] for kept in session.exec(select(Account.totp_secret)) if kept]
    try:
        present = fingerprint(read_secret())
    except SecretMissing:
        present = ""
    return len(expected), len(expected) - expected.count(present)


def reset(session: Session, account: Account) -> None:
    """Turn MFA off and end the account's sessions. For school staff, who have to verify who asks for it."""
    account.totp_secret, account.totp_last_step = None, 0
    session.execute(delete(RecoveryCode).where(col(RecoveryCode.account_id) == account.id))
    sessions.end_all(session, account.id or 0)


def _enable(session: Session, account: Account, salt: str, code: str, password: str) -> Problem | None:
    if not passwords.verify_password(password, account.password_hash):
        lockout.record_failure(session, account)
        return Problem.OLD_WRONG
    if account.totp_secret:
        return Problem.MFA_ON
    if not _SALT.fullmatch(salt):
        return Problem.SET_UP_AGAIN
    server_secret = ensure_secret()
    step = _step_of(_app_secret(server_secret, account, salt), re.sub(r"\s", "", code))
    if step is None:
        return Problem.CODE_MISSED
    if not lockout.clear_failures(session, account):
        return Problem.OLD_WRONG
    account.totp_secret, account.totp_last_step = f"{fingerprint(server_secret)}.{salt}", step
    session.execute(delete(RecoveryCode).where(col(RecoveryCode.account_id) == account.id))
    hashes = [_code_hash(server_secret, account, one) for one in _recovery_codes(server_secret, account, salt)]
    session.add_all(RecoveryCode(account_id=account.id or 0, code_hash=one) for one in hashes)
    session.flush()
    return None


def _step_of(secret: str, code: str) -> int | None:
    """Return the time step whose code this is: the current one, or the one before or after it; None for no match."""
    app, present = pyotp.TOTP(secret, interval=TIME_STEP), int(now().timestamp()) // TIME_STEP
    steps = (present, present - 1, present + 1)
    matching = (step for step in steps if hmac.compare_digest(app.generate_otp(step).encode(), code.encode()))
    return next(matching, None)


def _use_step(session: Session, account: Account, step: int) -> bool:
    # conditional, so that one of several simultaneous requests with the same code succeeds
    later = update(Account).where(col(Account.id) == account.id, col(Account.totp_last_step) < step)
    return session.exec(later.values(totp_last_step=step)).rowcount == 1


def _use_recovery_code(session: Session, account: Account, code_hash: str) -> bool:
    unused = update(RecoveryCode).where(
        col(RecoveryCode.account_id) == account.id,
        col(RecoveryCode.code_hash) == code_hash,
        col(RecoveryCode.used_at).is_(None),
    )
    return session.exec(unused.values(used_at=now())).rowcount == 1


# The labels "secret", "recovery" and "kept" are part of what is derived: a change would invalidate every setup.


def _app_secret(server_secret: bytes, account: Account, salt: str) -> str:
    return b32encode(derive("secret", account.id, salt, secret=server_secret)[:20]).decode()


def _recovery_codes(server_secret: bytes, account: Account, salt: str) -> list[str]:
    derived = (derive("recovery", account.id, salt, n, secret=server_secret) for n in range(RECOVERY_CODES))
    return [b32encode(one[:10]).decode() for one in derived]


def _code_hash(server_secret: bytes, account: Account, code: str) -> str:
    return derive("kept", account.id, code, secret=server_secret).hex()


def _in_groups(text: str, separator: str) -> str:
    return separator.join(text[start : start + 4] for start in range(0, len(text), 4))
