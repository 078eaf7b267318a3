"""A request's head is limited: who sends headers without an end is refused, and holds no memory."""

import socket
from urllib.parse import urlsplit

import pytest
import requests

from portal_app.http.protocol import LONGEST_HEAD
from tests.running import RunningPortal


def connection(portal: RunningPortal) -> socket.socket:
    where = urlsplit(portal.url)
    return socket.create_connection((where.hostname or "", where.port or 0), timeout=20)


def send_much(client: socket.socket, part: bytes) -> None:
    """Send forty times the longest head."""
    for _ in range(40 * LONGEST_HEAD // len(part)):
        client.sendall(part)


@pytest.mark.parametrize("part", [b"X: " + b"a" * 4000 + b"\r\n", b"a" * 4000], ids=["many headers", "one header"])
def test_headers_without_an_end_are_refused(portal: RunningPortal, part: bytes) -> None:
    with connection(portal) as client:
        client.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: ")
        with pytest.raises((BrokenPipeError, ConnectionResetError)):  # the portal has hung up
            send_much(client, part)


def test_a_head_over_the_limit_is_answered_with_431(portal: RunningPortal) -> None:
    with connection(portal) as client:
        client.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: ")
        client.sendall(b"a" * (LONGEST_HEAD + 1))
        assert client.recv(64).startswith(b"HTTP/1.1 431")


def test_ordinary_requests_on_one_connection_are_counted_one_by_one(portal: RunningPortal) -> None:
    with requests.Session() as browser:
        for _ in range(12):
            assert browser.get(f"{portal.url}/healthz", headers={"X-Some": "a" * 8000}).status_code == 200
