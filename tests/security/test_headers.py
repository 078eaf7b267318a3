"""Security headers on every route: the portal's own, each page, the files of the build, Reflex's, and each error."""

import pkgutil
from importlib import import_module

import pytest
import requests

from portal_app import http
from portal_app.portal_app import PAGES
from tests.running import RunningPortal

MODULES = [import_module(f"portal_app.http.{module.name}") for module in pkgutil.iter_modules(http.__path__)]
OWN = sorted(
    ("/auth" if "/" not in route.path[1:] and route.methods == {"POST"} else "")
    + route.path.replace("{student}", "1").replace("{report}", "schedule").replace("{secret}", "x")
    for module in MODULES
    for route in getattr(module, "ROUTES", [])
)
"""Every address of the portal's own, found in its modules."""
STATIC = ["/", "/404.html", "/favicon.ico", "/icon.svg", "/manifest.webmanifest", "/sw.js", "/robots.txt"]
REFLEXS = ["/ping", "/_health", "/_event/", "/_upload", "/_all_routes", "/auth-codespace"]
ERRORS = ["/no/such/page", "/home/../../../etc/passwd", "/%00", "/assets/none.js", "/auth/none", "/reports/x/y.pdf"]
EVERYWHERE = sorted(
    {*OWN, *STATIC, *REFLEXS, *ERRORS, *(f"{route}/" for route, _, _ in PAGES), *(r for r, _, _ in PAGES)}
)


def test_the_search_has_found_the_routes() -> None:
    assert {
        "/auth/sign-in",
        "/auth/sign-out-everywhere",
        "/healthz",
        "/reports/1/schedule.pdf",
        "/calendar/x.ics",
    } <= set(OWN)


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_response_carries_the_security_headers(portal: RunningPortal, path: str, method: str) -> None:
    answer = requests.request(method, portal.url + path, allow_redirects=False, timeout=30)
    headers = answer.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Cache-Control"]
    assert "Access-Control-Allow-Origin" not in headers
    assert not any(char.isdigit() for char in headers.get("Server", ""))
    assert "X-Powered-By" not in headers
    policy = rules(headers["Content-Security-Policy"])
    assert policy["default-src"] == ["'self'"]
    assert policy["frame-ancestors"] == policy["object-src"] == policy["base-uri"] == ["'none'"]
    assert policy["form-action"] == ["'self'"]
    assert {source.split("-")[0] for source in policy["script-src"]} <= {"'self'", "'sha256"}


def rules(policy: str) -> dict[str, list[str]]:
    """Return a content security policy by directive."""
    return {name: sources for name, *sources in (rule.split() for rule in policy.split(";"))}


@pytest.mark.parametrize("path", [*OWN, "/no/such/page", "/_health"])
def test_what_may_hold_a_childs_data_is_never_stored(portal: RunningPortal, path: str) -> None:
    answer = requests.get(portal.url + path, allow_redirects=False, timeout=30)
    assert answer.headers["Cache-Control"] in ("no-store", "private, no-cache")


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
@pytest.mark.parametrize("path", ["/home/", "/healthz", "/_event/", "/reports/1/schedule.pdf"])
def test_no_other_origin_may_read_a_response(portal: RunningPortal, path: str, origin: str) -> None:
    answer = requests.get(portal.url + path, headers={"Origin": origin}, allow_redirects=False, timeout=30)
    assert answer.headers.get("Access-Control-Allow-Origin") is None


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "localhost.evil.example"])
def test_a_forged_host_leads_nobody_away_from_sign_in(portal: RunningPortal, host: str) -> None:
    """Answers of the portal's own redirect by path, so no cache can be taught another host."""
    for path in ("/reports/1/schedule.pdf", "/auth/sign-out"):
        method = "POST" if path.startswith("/auth") else "GET"
        sent = {"Host": host, "X-Forwarded-Host": host, "Origin": portal.url}
        answer = requests.request(method, portal.url + path, headers=sent, allow_redirects=False, timeout=30)
        assert answer.headers["Location"].startswith("/sign-in/")
