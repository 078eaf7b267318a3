"""The one secret outside the database: a random key in the data folder, from which second factors are derived.

Whoever gets hold of the database alone (a backup, a dump of a PostgreSQL server) can therefore make no codes. So no
backup holds it: the operator keeps a copy elsewhere. Without it no second factor can be checked, and the school resets
them.
"""

import hmac
import os
import secrets
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from portal_app.settings import settings

NAME = "second-factor.key"


class KeyMissing(Exception):
    """The key file is not there, or it is not the one that this was derived from."""


def derive(label: str, *parts: object, key: bytes) -> bytes:
    """Return 32 bytes that only the holder of `key` can work out (HMAC-SHA-256 over a label and the parts)."""
    return hmac.digest(key, "\0".join((label, *map(str, parts))).encode(), "sha256")


def key_name(key: bytes) -> str:
    """Return eight digits by which a key is known again; nothing can be learnt of it from them."""
    return sha256(b"name\0" + key).hexdigest()[:8]


def read_key(*, name: str = "") -> bytes:
    """Return the key, if it is the one called `name` (any, without a name).

    Raises:
        KeyMissing: there is no file, or another key in it.
    """
    try:
        key = bytes.fromhex(key_path().read_text().strip())
    except (OSError, ValueError) as error:
        raise KeyMissing(str(error)) from None
    if not key or (name and key_name(key) != name):
        raise KeyMissing(f"{key_path()} holds another key")
    return key


def make_key() -> bytes:
    """Return the key, made now if there was none yet; of several makers at once all get the same."""
    path = key_path()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{NAME}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_hex(32) + "\n")
        with suppress(FileExistsError):
            os.link(draft, path)  # a link appears whole, or not at all
        draft.unlink()
    return read_key()


def key_path() -> Path:
    """Return where the key is, or will be."""
    return settings().data_dir / NAME
