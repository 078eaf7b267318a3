"""A connection to the mail server, kept open between messages, encrypted if the server offers it.

aiosmtplib is asynchronous; the program that sends does one thing at a time, so each call runs its own event loop.
"""

import asyncio
import ssl
from collections.abc import Coroutine
from email.message import EmailMessage
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

import aiosmtplib

R = TypeVar("R")
_ANSWER_SECONDS = 20.0
_MESSAGE_SECONDS = 90.0
"""The longest time for one message, however slowly the server answers; much shorter than a claim lasts."""
_BAD_ADDRESS = 553  # the code for a mailbox name that is not allowed
_LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")


class ServerUnavailable(Exception):
    """The server does not answer, or accepts no mail from the portal. `reason` is a word or an SMTP code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class MessageRefused(Exception):
    """The server answered to this message with an error code: 4xx for now, 5xx for good.

    `is_about_address`: the recipient's address is what it rejects.
    """

    def __init__(self, code: int, *, is_about_address: bool = False) -> None:
        super().__init__(str(code))
        self.code = code
        self.is_about_address = is_about_address


class SmtpConnection:
    """A connection to the server of an `smtp://` or `smtps://` URL, opened at the first message."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._runner = asyncio.Runner()
        self._client: aiosmtplib.SMTP | None = None

    def send(self, message: EmailMessage) -> None:
        """Send a message.

        Raises:
            ServerUnavailable: the message was not sent; the next one would not be either.
            MessageRefused: the server does not accept this message.
        """
        self._run(self._send(message))

    def check(self) -> None:
        """Connect and sign in, and send nothing.

        Raises:
            ServerUnavailable: the server accepts no mail from the portal.
        """
        self._run(self._connected())

    def close(self) -> None:
        """Close the connection; the next message opens another one."""
        client, self._client = self._client, None
        if client is not None:
            self._runner.run(_quit(client))

    def _run(self, work: Coroutine[Any, Any, R]) -> R:
        """Return the result of `work` within the time for one message; after a failure the connection is closed."""
        try:
            return self._runner.run(asyncio.wait_for(work, _MESSAGE_SECONDS))
        except aiosmtplib.SMTPRecipientsRefused as error:
            code = error.recipients[0].code
            raise MessageRefused(code, is_about_address=code >= 500) from None
        except aiosmtplib.SMTPDataError as error:
            raise MessageRefused(error.code) from None
        except aiosmtplib.SMTPResponseException as error:
            self.close()
            raise ServerUnavailable(str(error.code)) from None  # the server's text may repeat what was sent
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            self.close()
            raise ServerUnavailable(_word_for(error)) from None

    async def _send(self, message: EmailMessage) -> None:
        reused = self._client is not None
        client = await self._connected()
        try:
            await client.send_message(message)
        except aiosmtplib.SMTPNotSupported:  # an address with letters that the server can't handle
            raise MessageRefused(_BAD_ADDRESS, is_about_address=True) from None
        except aiosmtplib.SMTPServerDisconnected:
            if not reused:
                raise
            self._client = None  # the server has closed the idle connection
            await (await self._connected()).send_message(message)

    async def _connected(self) -> aiosmtplib.SMTP:
        if self._client is None or not self._client.is_connected:
            self._client = await _connect(self._url)
        return self._client


async def _connect(url: str) -> aiosmtplib.SMTP:
    server = urlsplit(url)
    host, is_tls = server.hostname or "localhost", server.scheme == "smtps"
    client = aiosmtplib.SMTP(
        hostname=host,
        port=server.port or (465 if is_tls else 25),
        use_tls=is_tls,
        # a password is only sent encrypted; without one, encryption is used if it is offered
        start_tls=False if is_tls else True if server.username and host not in _LOCAL_HOSTS else None,
        username=unquote(server.username) if server.username else None,
        password=unquote(server.password or "") if server.username else None,
        timeout=_ANSWER_SECONDS,
        tls_context=ssl.create_default_context(),
    )
    await client.connect()
    return client


async def _quit(client: aiosmtplib.SMTP) -> None:
    try:
        await asyncio.wait_for(client.quit(), 2)
    except (aiosmtplib.SMTPException, OSError, TimeoutError):
        client.close()


def _word_for(error: Exception) -> str:
    """Return what went wrong in a word that repeats nothing of the message."""
    cause = error.__cause__ or error
    if isinstance(cause, TimeoutError) or isinstance(error, aiosmtplib.SMTPTimeoutError):
        return "timeout"
    if isinstance(cause, ssl.SSLError):
        return "tls"
    return "no-connection" if isinstance(cause, OSError) else "disconnected"
