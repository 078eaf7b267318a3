"""Random tokens in cookies and addresses, and the form of them that the database stores."""

import secrets
from hashlib import sha256


def new_token() -> str:
    """Return a token of 256 random bits that fits into a cookie and an address."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Return the form of a token that is stored: nobody can use it in place of the token.

    What a stranger sends need not be valid text: every text has a hash.
    """
    return sha256(token.encode("utf-8", "replace")).hexdigest()
