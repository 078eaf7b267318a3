"""The headers of every response, and what a browser may cache."""

from base64 import b64encode
from hashlib import sha256

import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.testclient import TestClient

from portal_app.http.app import http_app
from portal_app.http.headers import relative
from portal_app.http.policy import inline
from portal_app.settings import settings

pytestmark = pytest.mark.usefixtures("database_file", "outbox")

PAGE = """<!DOCTYPE html><html><head><script src="/assets/a-1234.js"></script>
<script>window.a = "<b>" && 1;
</script><style>p { color: inherit }</style>
</head><body><SCRIPT type="module" async="">import "/assets/b.js"</SCRIPT><p>text</p></body></html>"""


async def _socket(websocket):
    await websocket.accept()
    await websocket.send_text(await websocket.receive_text())
    await websocket.close()


def _crash(_request):
    raise RuntimeError("something broke")


@pytest.fixture
def client(tmp_path) -> TestClient:
    """A browser before built pages: a page, a hashed asset, a worker; and answers that no file stands behind."""
    built = tmp_path / "built"
    (built / "assets").mkdir(parents=True)
    (built / "home").mkdir()
    (built / "index.html").write_text(PAGE)
    (built / "home" / "index.html").write_text(PAGE.replace("window.a", "window.b"))
    (built / "assets" / "a-1234.js").write_text("1")
    (built / "sw.js").write_text("1")
    routes = [
        WebSocketRoute("/_event", _socket),
        Route("/crash", _crash),
        Route("/dynamic", lambda _: HTMLResponse("a child's grades")),
        Route("/own", lambda _: PlainTextResponse("", headers={"Cache-Control": "private"})),
        Mount("/", StaticFiles(directory=built, html=True)),
    ]
    return TestClient(http_app(Starlette(routes=routes), pages=built), raise_server_exceptions=False)


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


@pytest.mark.parametrize(
    "path", ["/", "/dynamic", "/missing", "/assets/missing.js", "/crash", "/healthz", "/auth/sign-in"]
)
def test_every_response_prevents_framing_sniffing_and_leaks(client, path):
    headers = client.get(path).headers

    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == headers["cross-origin-resource-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert "strict-transport-security" not in headers


def test_a_hashed_file_carries_what_concerns_a_file_and_may_do_nothing_by_itself(client):
    headers = client.get("/assets/a-1234.js").headers

    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-resource-policy"] == "same-origin"


def test_a_page_may_run_the_scripts_that_the_build_wrote_and_no_others(client):
    policy = dict(rule.split(" ", 1) for rule in client.get("/").headers["content-security-policy"].split("; "))

    assert set(policy["script-src"].split()) == {
        "'self'",
        _hash('window.a = "<b>" && 1;\n'),
        _hash('window.b = "<b>" && 1;\n'),
        _hash('import "/assets/b.js"'),
    }
    assert policy["object-src"] == policy["base-uri"] == "'none'"
    assert policy["connect-src"] == "'self' ws://localhost:3000"
    assert "unsafe" not in str(policy)


def test_a_page_may_use_the_styles_that_the_build_wrote_into_it_and_no_others(client):
    policy = dict(rule.split(" ", 1) for rule in client.get("/").headers["content-security-policy"].split("; "))

    assert set(policy["style-src"].split()) == {"'self'", _hash("p { color: inherit }")}


@pytest.mark.parametrize("path", ["/assets/a-1234.js", "/icon.svg", "/manifest.webmanifest", "/reports/1/card.pdf"])
def test_a_file_that_pages_load_does_not_carry_the_long_list_of_what_they_may_run(client, path):
    assert "sha256" not in client.get(path, follow_redirects=False).headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/", "/home/", "/index.html", "/sw.js", "/missing"])
def test_what_runs_scripts_carries_the_list(client, path):
    assert "sha256" in client.get(path).headers["content-security-policy"]


def test_a_page_that_the_browser_has_already_keeps_its_list(client):
    tag = client.get("/home/").headers["etag"]

    answer = client.get("/home/", headers={"If-None-Match": tag})

    assert answer.status_code == 304
    assert "sha256" in answer.headers["content-security-policy"]


def test_a_script_is_hashed_as_a_browser_reads_it():
    assert list(inline("<script>a &amp; '<!-- x -->'\r\nb</script>", "script")) == ["a &amp; '<!-- x -->'\nb"]


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/", "no-cache"),
        ("/home/", "no-cache"),
        ("/sw.js", "no-cache"),
        ("/assets/a-1234.js", "public, max-age=31536000, immutable"),
        ("/assets/missing.js", "no-store"),
        ("/dynamic", "no-store"),
        ("/healthz", "no-store"),
        ("/auth/sign-in", "no-store"),
        ("/own", "private"),
    ],
)
def test_only_hashed_files_are_kept_and_what_is_no_file_is_never_stored(client, path, kept):
    assert client.get(path).headers["cache-control"] == kept


def test_a_file_that_the_browser_has_already_stays_immutable(client):
    tag = client.get("/assets/a-1234.js").headers["etag"]

    answer = client.get("/assets/a-1234.js", headers={"If-None-Match": tag})

    assert answer.status_code == 304
    assert "immutable" in answer.headers["cache-control"]


def test_over_https_browsers_get_strict_transport_security(client, monkeypatch, tmp_path):
    monkeypatch.delenv("PORTAL_TODAY")
    monkeypatch.setenv("PORTAL_PUBLIC_URL", "https://portal.example.org")
    settings.cache_clear()
    secure = TestClient(http_app(Starlette(), pages=tmp_path))

    headers = secure.get("/").headers

    assert headers["strict-transport-security"] == "max-age=31536000"
    assert "wss://portal.example.org" in headers["content-security-policy"]


def test_the_live_socket_passes(client):
    with client.websocket_connect("/_event") as socket:
        socket.send_text("ping")
        assert socket.receive_text() == "ping"


@pytest.mark.parametrize(
    ("location", "sent"),
    [
        ("http://evil.example/home/", "/home/"),
        ("/sign-in/?error=wrong#x", "/sign-in/?error=wrong#x"),
        ("http://portal.example.org//evil.example/", "/evil.example/"),
        ("/\\\\evil.example/", "/evil.example/"),
    ],
)
def test_a_redirect_is_relative_and_stays_on_the_portal(location: str, sent: str) -> None:
    """The framework's own redirects name the host that the request named, and http behind a proxy with TLS."""
    assert relative(location) == sent
