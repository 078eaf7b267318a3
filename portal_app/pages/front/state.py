"""The activation key that a browser has typed: it comes back to be corrected, from the cookie of that same browser.

Everybody may call this loader (`gate.open_to_all`): it tells a browser only what that browser sent. All else that the
pages before sign-in show stands in their address, which the browser reads by itself (`ui/address.py`).
"""

from urllib.parse import unquote

import reflex as rx

from portal_app.domain.cookies import TYPED_KEY, cookie_value
from portal_app.pages.gate import open_to_all


class FrontState(rx.State):
    """What the activation form starts with."""

    typed_key: str = ""

    @rx.event
    async def load(self):
        """Read the cookie of this browser."""
        self.typed_key = unquote(cookie_value(self.router_data.get("headers", {}).get("cookie", ""), TYPED_KEY))[:80]


open_to_all(FrontState.load)  # type: ignore[arg-type]
