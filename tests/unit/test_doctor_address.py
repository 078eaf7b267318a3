"""`portal doctor` requests the public address as a browser does, and each fix that it prints makes it content."""

import os
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from portal_app.doctor import Finding, Verdict
from portal_app.doctor.address import address
from portal_app.settings import settings
from tests.running import free_port

HEALTHY: tuple[int, bytes, dict[str, str]] = (200, b'{"status":"ok"}', {})


class Answers:
    """What a server in front of the portal answers: to `/healthz`, and the status of a WebSocket handshake."""

    def __init__(self) -> None:
        self.health: tuple[int, bytes, dict[str, str]] = HEALTHY
        self.socket_origins: set[str] | None = None
        self.passes_sockets = True
        self.url = ""


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[Answers]:
    """Run a server on loopback, and let PORTAL_PUBLIC_URL be its address."""
    answers = Answers()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            if self.path == "/healthz":
                status, body, headers = answers.health
            else:
                status, body, headers = self.handshake(), b"", {}
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def handshake(self) -> int:
            if not answers.passes_sockets or self.headers["Upgrade"] != "websocket":
                return 400
            allowed = answers.socket_origins
            return 101 if allowed is None or self.headers["Origin"] in allowed else 403

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        answers.url = f"http://127.0.0.1:{server.server_port}"
        set_public_url(monkeypatch, answers.url)
        yield answers
        server.shutdown()
        thread.join()


def set_public_url(monkeypatch: pytest.MonkeyPatch, url: str, **others: str) -> None:
    for name in [name for name in os.environ if name.startswith("PORTAL_")]:
        monkeypatch.delenv(name)
    for name, value in {"PUBLIC_URL": url, **others}.items():
        monkeypatch.setenv(f"PORTAL_{name}", value)
    settings.cache_clear()


def found() -> Finding:
    [finding] = address()
    return finding


def test_an_address_that_leads_to_the_portal_is_good(proxy: Answers) -> None:
    assert found().verdict is Verdict.GOOD
    assert proxy.url in found().found


def test_a_proxy_that_does_not_reach_the_portal_is_found_until_it_does(proxy: Answers) -> None:
    proxy.health = (502, b"Bad Gateway", {})
    assert found().verdict is Verdict.WRONG
    assert "passes requests to 127.0.0.1:3000" in found().fix
    proxy.health = HEALTHY
    assert found().verdict is Verdict.GOOD


@pytest.mark.parametrize("body", [b"<html>Welcome to nginx!</html>", b"[]", b'{"status":"up"}'])
def test_something_else_at_the_address_is_found(proxy: Answers, body: bytes) -> None:
    proxy.health = (200, body, {})
    assert "something other than the portal" in found().found


def test_a_redirect_names_the_address_to_set_and_setting_it_helps(
    proxy: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy.health = (301, b"", {"Location": proxy.url.replace("127.0.0.1", "localhost") + "/healthz"})
    finding = found()
    assert finding.verdict is Verdict.WRONG
    [url] = [word.removeprefix("PORTAL_PUBLIC_URL=").rstrip(",") for word in finding.fix.split() if "=" in word]
    proxy.health = HEALTHY
    set_public_url(monkeypatch, url)
    assert found().verdict is Verdict.GOOD


def test_a_proxy_without_websockets_is_found_until_it_passes_them(proxy: Answers) -> None:
    proxy.passes_sockets = False
    assert found().verdict is Verdict.WRONG
    assert "deploy/nginx.conf" in found().fix
    proxy.passes_sockets = True
    assert found().verdict is Verdict.GOOD


def test_a_portal_that_was_started_with_another_address_is_found_until_it_is_restarted(proxy: Answers) -> None:
    proxy.socket_origins = {"https://portal.example.org"}
    assert "Restart the portal with PORTAL_PUBLIC_URL=" in found().fix
    proxy.socket_origins = {proxy.url}
    assert found().verdict is Verdict.GOOD


def test_behind_a_proxy_an_address_of_this_machine_alone_is_wrong(
    proxy: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_public_url(monkeypatch, "http://localhost:3000", TRUSTED_PROXY_HOPS="1")
    assert found().verdict is Verdict.WRONG
    assert "PORTAL_PUBLIC_URL" in found().fix


def test_a_portal_that_does_not_run_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    set_public_url(monkeypatch, f"http://localhost:{free_port()}")
    assert found().verdict is Verdict.WARNING
    assert "portal serve" in found().fix


def test_an_address_that_can_not_be_reached_from_the_server_itself_is_a_warning(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "create_connection", refuse)
    set_public_url(monkeypatch, "https://portal.example.org")
    assert found().verdict is Verdict.WARNING
    assert "on a phone" in found().fix


def test_a_certificate_that_browsers_refuse_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    import ssl

    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_message = "certificate has expired"

    def refuse(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(socket, "create_connection", refuse)
    set_public_url(monkeypatch, "https://portal.example.org")
    assert "certificate has expired" in found().found
