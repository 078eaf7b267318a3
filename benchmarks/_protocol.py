"""A browser's part in the conversation of `benchmarks/load.py`, as cheap as can be: forms, pages, the live socket.

The frames of Reflex's socket (WebSocket, Engine.IO, Socket.IO) are written and read by hand, and no answer is parsed:
the generator runs on the machine that it measures.
"""

import asyncio
import json
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode
from uuid import uuid4

NAMESPACE = "/_event"
_ROOT = "reflex___state____state"
BOOT = f"{_ROOT}.hydrate_and_load"
TURN = f"{_ROOT}.reflex___state____on_load_internal_state.on_load_internal"
DONE = b'"is_hydrated_rx_state_":true'
"""What the last message about a page says: its loaders have run."""
_TEXT, _CLOSE, _PING = 1, 8, 9
_MASKED = 0x80
PATIENCE = 60.0  # seconds


class Failed(Exception):
    """The server did not do what a browser needs."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back on a request: status, headers as they were sent, body."""

    status: int
    head: str
    body: bytes

    def header(self, name: str) -> str:
        """Return a header's value, empty when there is none."""
        lines = (line.partition(":") for line in self.head.split("\r\n"))
        return next((value.strip() for key, _, value in lines if key.lower() == name), "")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a server is, and how a browser is known there."""

    port: int
    cookie: str = ""
    address: str = "127.0.0.1"

    @property
    def origin(self) -> str:
        """Return the address that the browser shows."""
        return f"http://localhost:{self.port}"

    def headers(self, **more: str) -> str:
        """Return the header lines of a request."""
        own = {"Host": f"localhost:{self.port}", "Origin": self.origin, "X-Forwarded-For": self.address}
        if self.cookie:
            own["Cookie"] = self.cookie
        return "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in {**own, **more}.items())


async def request(place: Place, method: str, path: str, form: dict[str, str] | None = None) -> Answer:
    """Return the answer on one request."""
    body = urlencode(form).encode() if form else b""
    more = {"Content_Type": "application/x-www-form-urlencoded", "Content_Length": str(len(body))} if form else {}
    reader, writer = await asyncio.open_connection("127.0.0.1", place.port, limit=2**20)
    try:
        writer.write(f"{method} {path} HTTP/1.1\r\n{place.headers(Connection='close', **more)}\r\n".encode() + body)
        said = await asyncio.wait_for(reader.read(), PATIENCE)
    finally:
        writer.close()
    head, _, rest = said.partition(b"\r\n\r\n")
    return Answer(int(head.split()[1]), head.decode("latin-1"), rest)


class Tab:
    """An open socket. Between two pages it only answers the server's pings."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._heard: asyncio.Queue[bytes] = asyncio.Queue()
        self._listening = asyncio.create_task(self._listen())

    @classmethod
    async def open(cls, place: Place, path: str) -> tuple[Self, bytes]:
        """Return an open tab and all that the server said until its first page was there."""
        reader, writer = await asyncio.open_connection("127.0.0.1", place.port, limit=2**22)
        upgrade = place.headers(
            Upgrade="websocket",
            Connection="Upgrade",
            Sec_WebSocket_Version="13",
            Sec_WebSocket_Key="AAAAAAAAAAAAAAAAAAAAAA==",
        )
        address = f"{NAMESPACE}/?EIO=4&transport=websocket&token={uuid4()}"
        writer.write(f"GET {address} HTTP/1.1\r\n{upgrade}\r\n".encode())
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), PATIENCE)
        if b" 101 " not in head.partition(b"\r\n")[0]:
            raise Failed(head.partition(b"\r\n")[0].decode())
        tab = cls(reader, writer)
        tab._send(f"40{NAMESPACE},{json.dumps({'event': _event(BOOT, path)})}")
        return tab, await tab._hear(DONE)

    async def turn_to(self, path: str) -> bytes:
        """Open another page in this tab, as a tap on a link does; return what the server said until it was there."""
        return await self.call(TURN, path, until=DONE)

    async def call(self, handler: str, path: str, *, until: bytes) -> bytes:
        """Call a handler from a page; return what the server said up to the message that holds `until`."""
        self._send(f"42{NAMESPACE},{json.dumps(['event', _event(handler, path)])}")
        return await self._hear(until)

    async def _hear(self, until: bytes) -> bytes:
        heard: list[bytes] = []
        async with asyncio.timeout(PATIENCE):
            while not heard or until not in heard[-1]:
                heard.append(await self._heard.get())
                if not heard[-1]:
                    raise Failed("the server hung up")
        return b"\n".join(heard)

    def _send(self, text: str) -> None:
        """Send a text frame. A client has to mask; the key is nothing, so that masking costs nothing."""
        body = text.encode()
        size = len(body)
        length = bytes([_MASKED | size]) if size < 126 else bytes([_MASKED | 126]) + size.to_bytes(2)
        self._writer.write(bytes([0x80 | _TEXT]) + length + bytes(4) + body)

    async def _listen(self) -> None:
        try:
            while True:
                kind, body = await self._frame()
                if kind == _TEXT and body == b"2":
                    self._send("3")
                elif kind == _TEXT and body.startswith(b"42"):
                    self._heard.put_nowait(body)
                elif kind == _PING:
                    self._writer.write(bytes([0x8A, _MASKED | len(body)]) + bytes(4) + body)
                elif kind == _CLOSE:
                    return
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self._heard.put_nowait(b"")

    async def _frame(self) -> tuple[int, bytes]:
        head = await self._reader.readexactly(2)
        size = head[1]
        if size >= 126:
            size = int.from_bytes(await self._reader.readexactly(2 if size == 126 else 8))
        return head[0] & 0x0F, await self._reader.readexactly(size)

    async def close(self) -> None:
        """Hang up."""
        self._listening.cancel()
        self._writer.close()


def _event(name: str, path: str) -> dict[str, object]:
    where = {"pathname": path.partition("?")[0], "asPath": path, "query": {}}
    return {"name": name, "payload": {}, "router_data": where}
