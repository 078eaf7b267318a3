"""A client that speaks to the portal's socket as a browser does, or as an attacker would: any event, any cookie."""

import json
import queue
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import requests
import socketio

NAMESPACE = "/_event"
ROOT_STATE = "reflex___state____state"
HYDRATE = f"{ROOT_STATE}.hydrate_and_load"


class SocketClient:
    """An open socket. `messages` collects what the server sends, as it comes.

    `address`: where the client is, as a proxy in front would say it.
    """

    def __init__(self, url: str, *, cookie: str = "", origin: str = "", token: str = "", address: str = "") -> None:
        self.token = token or str(uuid4())
        headers = {"Cookie": cookie, "X-Forwarded-For": address}
        self.messages: queue.Queue[Any] = queue.Queue()
        self._socket = socketio.Client(reconnection=False, websocket_extra_options={"origin": origin or url})
        for name in ("event", "new_token", "reload"):
            self._socket.on(name, self.messages.put, namespace=NAMESPACE)
        self._socket.connect(
            f"{url}?token={self.token}",
            headers={name: value for name, value in headers.items() if value},
            transports=["websocket"],
            namespaces=[NAMESPACE],
            socketio_path="/_event",
            wait_timeout=10,
        )

    @property
    def port(self) -> int:
        """Return the port from which the client has opened its socket."""
        return self._socket.eio.ws.sock.getsockname()[1]

    def send(
        self, handler: str, payload: Mapping[str, object] | None = None, *, path: str = "/home", query: str = ""
    ) -> None:
        """Call a handler by its full name, from a page."""
        where = {"pathname": path, "asPath": path + query, "query": {}}
        self._socket.emit(
            "event", {"name": handler, "payload": payload or {}, "router_data": where}, namespace=NAMESPACE
        )

    def hear(self, *, until: str = "", seconds: float = 10) -> list[Any]:
        """Return the messages up to the one that holds the text `until`; an AssertionError when it never comes."""
        heard: list[Any] = []
        while True:
            try:
                message = self.messages.get(timeout=seconds)
            except queue.Empty:
                raise AssertionError(f"the server never said {until!r}; it said {text_of(heard)[:2000]}") from None
            heard.append(message)
            if until in text_of([message]):
                return heard

    def close(self) -> None:
        """Hang up."""
        self._socket.disconnect()

    def lose(self) -> None:
        """Lose the connection, as a phone does: nothing more is sent, so it costs no message of the socket's limit."""
        self._socket.eio.ws.close()


@contextmanager
def connected(url: str, **options: str) -> Iterator[SocketClient]:
    """Yield an open socket, and hang up in the end."""
    client = SocketClient(url, **options)
    try:
        yield client
    finally:
        client.close()


def text_of(messages: list[Any]) -> str:
    """Return messages as the text that went over the wire, to search for what must not be in it."""
    return json.dumps(messages, ensure_ascii=False)


def sign_in(url: str, user_name: str, password: str, *, address: str = "") -> str:
    """Sign in by the form, from an address, and return the `Cookie` header of the session."""
    answer = requests.post(
        f"{url}/auth/sign-in",
        data={"user_name": user_name, "password": password},
        headers={"Origin": url, **({"X-Forwarded-For": address} if address else {})},
        allow_redirects=False,
        timeout=30,
    )
    assert answer.headers["Location"].endswith("/home/"), answer.headers["Location"]
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in answer.cookies if "session" in cookie.name)
