"""The pages before sign-in: what the last answer of the front door put into the address.

Everybody may call this loader (`gate.open_to_all`). It shows back to a browser only what that same browser sent: codes
from its own address, and the activation key that it typed, from its own cookie.
"""

from urllib.parse import unquote

import reflex as rx

from portal_app.domain.cookies import TYPED_KEY, cookie_value
from portal_app.domain.problems import sentence
from portal_app.pages.gate import open_to_all


class FrontState(rx.State):
    """What a form of the front door starts with."""

    code: str = ""
    problem: str = ""
    """The refusal in English, the catalogues' key; only sentences of ours, whatever the address says."""
    done: str = ""
    ended: str = ""
    step: str = ""
    user_name: str = ""
    typed_key: str = ""

    @rx.event
    async def load(self):
        """Read the address and the cookie of this browser."""
        asked = self.router.url.query_parameters
        self.code = asked.get("error", "")[:40]
        self.problem, self.done = sentence(self.code), asked.get("done", "")[:20]
        self.ended, self.step = asked.get("ended", "")[:10], asked.get("step", "")[:1]
        self.user_name = asked.get("name", "")[:64]
        self.typed_key = unquote(cookie_value(self.router_data.get("headers", {}).get("cookie", ""), TYPED_KEY))[:80]


open_to_all(FrontState.load)  # type: ignore[arg-type]
