"""Where a request comes from: the client's address, past the trusted proxies, its browser, its cookies."""

from dataclasses import dataclass
from ipaddress import ip_address

from starlette.requests import HTTPConnection

from portal_app.infrastructure import cookies
from portal_app.infrastructure.throttle import network
from portal_app.settings import settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """The sender of a form: the token of the session it has now and that of a known device; empty for none."""

    address: str
    device: str
    session_token: str
    device_token: str = ""

    @property
    def network(self) -> str:
        """Return the part of the address that limits apply to."""
        return network(self.address)


def client_of(connection: HTTPConnection) -> Client:
    """Return the sender of a request."""
    header = connection.headers.get("cookie", "")
    return Client(
        address=client_address(connection),
        device=device(connection),
        session_token=cookies.cookie_value(header, cookies.SESSION),
        device_token=cookies.cookie_value(header, cookies.KNOWN_DEVICE),
    )


def client_address(connection: HTTPConnection) -> str:
    """Return the address of the client.

    Each proxy appends the address that it was reached from. With n trusted proxies the n-th entry from the right is
    therefore the last one that nobody outside can forge; entries further left are the client's own claim.
    """
    peer = connection.client.host if connection.client else ""
    hops = settings().trusted_proxy_hops
    if not hops:
        return peer
    headers = connection.headers.getlist("x-forwarded-for")
    chain = [part.strip() for part in ",".join(headers).split(",") if part.strip()]
    return _address(chain[-hops], peer) if len(chain) >= hops else peer


def device(connection: HTTPConnection) -> str:
    """Return the browser's User-Agent header, printable and at most 200 characters long."""
    name = connection.headers.get("user-agent", "")[:200]
    return "".join(c if c.isprintable() else " " for c in name)


def _address(text: str, default: str) -> str:
    """Return the address that a proxy has written, without the port that some add: 203.0.113.9:4711, [::1]:4711."""
    bare = text.partition(":")[0] if text.count(":") == 1 else text.lstrip("[").partition("]")[0]
    try:
        return str(ip_address(bare))
    except ValueError:
        return default
