"""A browser without a page: what an attacker sends to the sign-in routes, from an address of the attacker's choice."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests

from tests.running import RunningPortal


@dataclass(frozen=True)
class Answer:
    """A redirect of a sign-in route: the page, and the code in its query. `status` 303 unless it was no redirect."""

    status: int
    page: str
    query: dict[str, str]

    @property
    def error(self) -> str:
        """The code of the refusal; empty when there was none."""
        return self.query.get("error", "")


class Visitor:
    """A browser with cookies of its own. `forwarded`: the value of X-Forwarded-For that the portal gets."""

    def __init__(self, portal: RunningPortal, forwarded: str = "") -> None:
        self.url = portal.url
        self.http = requests.Session()
        self.http.headers["Origin"] = portal.url
        if forwarded:
            self.http.headers["X-Forwarded-For"] = forwarded

    def post(self, path: str, *, headers: Any = None, **fields: Any) -> Answer:
        """Send a form."""
        answer = self.http.post(self.url + path, data=fields, headers=headers, allow_redirects=False, timeout=60)
        to = urlsplit(answer.headers.get("Location", ""))
        return Answer(answer.status_code, to.path, {name: values[0] for name, values in parse_qs(to.query).items()})

    def sign_in(self, user_name: str, password: str) -> Answer:
        """Send the sign-in form."""
        return self.post("/auth/sign-in", user_name=user_name, password=password)

    def get(self, path: str) -> requests.Response:
        """Ask for an address and follow no redirect."""
        return self.http.get(self.url + path, allow_redirects=False, timeout=60)

    @property
    def session(self) -> str:
        """The session cookie's value; empty when there is none."""
        return self.http.cookies.get("portal_session") or ""

    @property
    def cookie(self) -> str:
        """The `Cookie` header of the session."""
        return f"portal_session={self.session}"
