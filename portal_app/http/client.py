"""Who is at the other end: the address, past the trusted proxies, and the browser's own name."""

from ipaddress import ip_address

from starlette.requests import HTTPConnection

from portal_app.settings import settings


def client_address(connection: HTTPConnection) -> str:
    """Return the address of the client.

    Each proxy appends the address that it was reached from, so with n trusted proxies the n-th entry from the right is
    the last one that nobody outside could write. Whatever stands further left is the client's own claim.
    """
    peer = connection.client.host if connection.client else ""
    hops = settings().trusted_proxy_hops
    if not hops:
        return peer
    headers = connection.headers.getlist("x-forwarded-for")
    chain = [part.strip() for part in ",".join(headers).split(",") if part.strip()]
    return _address(chain[-hops], peer) if len(chain) >= hops else peer


def device(connection: HTTPConnection) -> str:
    """Return what the browser calls itself, printable and short."""
    name = connection.headers.get("user-agent", "")[:200]
    return "".join(c if c.isprintable() else " " for c in name)


def _address(text: str, otherwise: str) -> str:
    """Return an address that a proxy has written, in some with a port: 203.0.113.9:4711, [2001:db8::1]:4711."""
    bare = text.partition(":")[0] if text.count(":") == 1 else text.lstrip("[").partition("]")[0]
    try:
        return str(ip_address(bare))
    except ValueError:
        return otherwise
