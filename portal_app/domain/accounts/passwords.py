"""Passwords and user names: which are accepted, and how a password is stored.

A password is stored as bcrypt over base64(SHA-256(password)), because bcrypt alone reads only 72 bytes and stops at a
NUL. There are no composition rules (NIST SP 800-63B): a password needs a minimum length, and zxcvbn estimates how easy
it is to guess.
"""

import re
import unicodedata
from base64 import b64encode
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from threading import Lock
from typing import Any

import bcrypt
from zxcvbn import zxcvbn

from portal_app.domain.accounts.form_errors import Problem
from portal_app.infrastructure.work_factor import work_factor

SHORTEST = 8
LONGEST = 1024
_MIN_SCORE = 3
# characters: zxcvbn's work grows with the square of the length and holds the interpreter lock, 2.6 s at 72 characters
# of the worst kind and 0.3 s at 24; what follows can only make a password harder to guess
_ESTIMATED = 24
_USER_NAME = re.compile(r"[A-Za-z0-9]{3,32}")
_ESTIMATOR = Lock()  # zxcvbn keeps the personal words of a call in a global variable, so calls must not overlap

_BY_DICTIONARY = {
    "user_inputs": Problem.PERSONAL,
    "passwords": Problem.COMMON,
    "surnames": Problem.A_NAME,
    "male_names": Problem.A_NAME,
    "female_names": Problem.A_NAME,
}
_BY_PATTERN = {
    "dictionary": Problem.A_WORD,
    "spatial": Problem.KEYBOARD,
    "repeat": Problem.REPEAT,
    "sequence": Problem.SEQUENCE,
    "regex": Problem.DATE,
    "date": Problem.DATE,
}


def hash_password(password: str) -> str:
    """Return the bcrypt hash to store, with the configured work factor. It takes a good part of a second on purpose."""
    return bcrypt.hashpw(_digest(password), bcrypt.gensalt(work_factor())).decode()


def verify_password(password: str, hashed: str) -> bool:
    """Return whether the password matches the hash. The time depends only on the hash's work factor."""
    return bcrypt.checkpw(_digest(password), hashed.encode())


def verify_nobody(password: str) -> None:
    """Do the work of `verify_password` for an account that does not exist, so that the time does not reveal it."""
    verify_password(password, _placeholder_hash(work_factor()))


def is_outdated(hashed: str) -> bool:
    """Return whether the hash was made with another work factor than the configured one."""
    return int(hashed.split("$")[2]) != work_factor()


def password_problem(password: str, *, user_inputs: Iterable[str]) -> Problem | None:
    """Return why the password is too weak, or None. `user_inputs`: words that somebody close would try first."""
    if len(password) < SHORTEST:
        return Problem.SHORT
    if len(password) > LONGEST:
        return Problem.LONG
    with _ESTIMATOR:
        estimate = zxcvbn(password[:_ESTIMATED], [word[:_ESTIMATED] for word in user_inputs if word])
    return None if estimate["score"] >= _MIN_SCORE else _weakness(estimate["sequence"])


def user_name_problem(user_name: str) -> Problem | None:
    """Return why the text is not a valid user name, or None. It does not check whether the name is taken."""
    if not _USER_NAME.fullmatch(user_name):
        return Problem.NAME_INVALID
    return Problem.NAME_DIGITS if user_name.isdigit() else None


def fold_user_name(user_name: str) -> str:
    """Return the case-folded form by which a user name is unique and is looked up."""
    return user_name.strip().casefold()


def _weakness(sequence: list[dict[str, Any]]) -> Problem:
    """Return what is wrong with the longest part that the estimator recognized."""
    longest = max(sequence, key=lambda match: len(match["token"]))
    by_pattern = _BY_PATTERN.get(longest["pattern"], Problem.GUESSABLE)
    return _BY_DICTIONARY.get(longest.get("dictionary_name", ""), by_pattern)


def _digest(password: str) -> bytes:
    """Return the input of bcrypt, in one Unicode normal form: devices compose accented letters differently."""
    return b64encode(sha256(unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")).digest())


@lru_cache(maxsize=4)
def _placeholder_hash(cost: int) -> str:
    return bcrypt.hashpw(_digest("nobody"), bcrypt.gensalt(cost)).decode()
