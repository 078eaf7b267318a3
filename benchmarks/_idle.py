"""Many open pages at once, for `benchmarks/live.py`: raw sockets that open a page and then only answer pings."""

import json
import selectors
import threading
from typing import Any

from websocket import WebSocket, create_connection

NAMESPACE = "/_event"
PING, PONG, CONNECT, EVENT = "2", "3", f"40{NAMESPACE},", f"42{NAMESPACE},"


class IdlePages:
    """Pages that nobody touches, each on a socket of its own. One thread answers the pings of all."""

    def __init__(self) -> None:
        self.sockets: list[WebSocket] = []
        self._selector = selectors.DefaultSelector()
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._answer_pings, daemon=True)
        self._thread.start()

    def open(self, url: str, *, token: str, cookie: str, handler: str, path: str) -> None:
        """Open a page, and return when the server has answered."""
        address = f"{url.replace('http', 'ws', 1)}{NAMESPACE}/?EIO=4&transport=websocket&token={token}"
        socket = create_connection(address, cookie=cookie, origin=url, timeout=60)
        socket.recv()
        socket.send(CONNECT)
        socket.recv()
        event = {"name": handler, "payload": {}, "router_data": {"pathname": path, "asPath": path, "query": {}}}
        socket.send(EVENT + json.dumps(["event", event]))
        while not self._next(socket).startswith(EVENT):
            pass
        self.sockets.append(socket)
        assert socket.sock
        self._selector.register(socket.sock, selectors.EVENT_READ, socket)

    def close(self) -> None:
        """Hang up on all of them."""
        self._is_over.set()
        self._thread.join()
        for socket in self.sockets:
            socket.close()

    def _answer_pings(self) -> None:
        while not self._is_over.is_set():
            for key, _ in self._selector.select(timeout=0.2):
                self._next(key.data)

    def _next(self, socket: WebSocket) -> str:
        said: Any = socket.recv()
        if said == PING:
            socket.send(PONG)
        return str(said)
