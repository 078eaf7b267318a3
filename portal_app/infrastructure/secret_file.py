"""The one secret outside the database: a random value in the data folder, from which MFA secrets are derived.

Somebody who gets only the database (a backup, a dump of a PostgreSQL server) can therefore compute no codes. For the
same reason no backup contains this file: the operator keeps a copy elsewhere. Without it no code can be checked, and
the school has to reset MFA for the accounts that use it.
"""

import hmac
import os
import secrets
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from portal_app.settings import settings

NAME = "second-factor.key"


class SecretMissing(Exception):
    """The secret file does not exist, or does not hold the secret with this fingerprint."""


def derive(label: str, *parts: object, secret: bytes) -> bytes:
    """Return 32 bytes that only the holder of `secret` can compute (HMAC-SHA-256 over a label and the parts)."""
    return hmac.digest(secret, "\0".join((label, *map(str, parts))).encode(), "sha256")


def fingerprint(secret: bytes) -> str:
    """Return eight hexadecimal digits that identify a secret and reveal nothing about it."""
    return sha256(b"name\0" + secret).hexdigest()[:8]


def read_secret(*, expected: str = "") -> bytes:
    """Return the secret. `expected` is the fingerprint that it must have; empty accepts any.

    Raises:
        SecretMissing: there is no file, or it holds another secret.
    """
    try:
        secret = bytes.fromhex(secret_path().read_text().strip())
    except (OSError, ValueError) as error:
        raise SecretMissing(str(error)) from None
    if not secret or (expected and fingerprint(secret) != expected):
        raise SecretMissing(f"{secret_path()} holds another secret")
    return secret


def ensure_secret() -> bytes:
    """Return the secret; create it if there is none. Processes that do so at the same time all get the same one."""
    path = secret_path()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{NAME}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_hex(32) + "\n")
        # link() is atomic and never overwrites: nobody reads half a file, and the first process wins
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return read_secret()


def secret_path() -> Path:
    """Return the path of the secret file, whether or not it exists."""
    return settings().data_dir / NAME
