"""The portal's cookies: their names, and how to read them from a `Cookie` header.

Both the HTTP routes and the pages (from the socket's handshake) read them; only the routes write them, HttpOnly.
"""

from portal_app.settings import settings

SESSION = "portal_session"
TYPED_KEY = "portal_key"
"""The activation key as typed, for 15 minutes. It connects the two steps of an activation without appearing in URLs,
which end up in histories and logs."""

DISTRICT = "portal_district"
"""The District ID that was entered on this device, where the portal serves more than one district."""

MFA_CHALLENGE = "portal_step"
"""The token of the MFA challenge: a sign-in whose password was right, for the minutes until the code is entered."""

KNOWN_DEVICE = "portal_device"
"""The token of a device on which somebody has signed in, for 180 days. It signs nobody in."""


def cookie_name(base: str) -> str:
    """Return the full name of a cookie. Over https the prefix keeps any other site or subdomain from setting it."""
    return f"__Host-{base}" if settings().secure else base


def cookie_value(header: str, base: str) -> str:
    """Return the value of one of the portal's cookies in a `Cookie` header; empty when it is not there.

    Lenient on purpose: a malformed cookie of another program on the same host must not sign anybody out.
    """
    pairs = (pair.partition("=") for pair in header.split(";"))
    return next((value.strip() for name, _, value in pairs if name.strip() == cookie_name(base)), "")
