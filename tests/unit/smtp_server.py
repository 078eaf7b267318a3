"""A mail server of the tests' own (aiosmtpd, on loopback): it keeps what it gets, and can be told to misbehave."""

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.running import free_port


@dataclass
class MailServer:
    """What a mail server got, and how it answers: the code for each recipient, and for the data of a message."""

    url: str = ""
    messages: list[EmailMessage] = field(default_factory=list)
    connections: int = 0
    passwords: list[tuple[str, str, bool]] = field(default_factory=list)
    refuses_address: dict[str, str] = field(default_factory=dict)
    refuses_data: str = ""
    refuses_password: str = ""
    drops_data: int = 0
    """How many more times it accepts a message and dies before it says so."""

    def ids(self) -> list[str]:
        """Return the Message-ID of each message, in the order in which they arrived."""
        return [str(message["Message-ID"]) for message in self.messages]

    async def handle_RCPT(self, _server: SMTP, _session: Any, envelope: Any, address: str, _options: list[str]) -> str:
        if refusal := self.refuses_address.get(address):
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Any, envelope: Any) -> str:
        if self.refuses_data:
            return self.refuses_data
        self.messages.append(message_from_bytes(envelope.content, policy=default))
        if self.drops_data:
            self.drops_data -= 1
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
        return "250 OK"

    def authenticate(self, _server: SMTP, session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
        """Accept every password unless told otherwise, and note whether it came encrypted."""
        if self.refuses_password:
            return AuthResult(success=False, handled=False, message=self.refuses_password)
        self.passwords.append((given.login.decode(), given.password.decode(), session.ssl is not None))
        return AuthResult(success=True)


class _Counting(Controller):
    """Notes each connection."""

    def factory(self) -> SMTP:
        self.handler.connections += 1
        return super().factory()


@contextmanager
def running_mail_server(
    *, host: str = "127.0.0.1", certificate: Path | None = None, refuses_password: str = ""
) -> Iterator[MailServer]:
    """Yield a running mail server; with a certificate it offers TLS and demands a password."""
    server = MailServer(refuses_password=refuses_password)
    more: dict[str, Any] = {}
    if certificate is not None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
        more = {"tls_context": context, "authenticator": server.authenticate, "auth_required": True}
    elif refuses_password:
        more = {"authenticator": server.authenticate, "auth_require_tls": False}
    port = free_port()
    # aiosmtpd connects once itself, to see that it runs
    controller = _Counting(server, hostname=host, port=port, **more)
    controller.start()
    server.url, server.connections = f"smtp://{host}:{port}", 0
    try:
        yield server
    finally:
        controller.stop()


def make_certificate(file: Path, address: str) -> Path:
    """Write a certificate for a loopback address, with its key, that signs itself."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, address)])
    start = datetime.now(UTC) - timedelta(days=1)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return file
