"""The state of the public pages: the key that was typed, to be corrected, and the district's name.

Everybody may call this loader (`gate.open_to_all`): it tells a browser only what that browser sent. All else that the
public pages show is in their address, which the browser reads by itself (`ui/address.py`).
"""

from urllib.parse import unquote

import reflex as rx

from portal_app.database import in_thread
from portal_app.domain.accounts.districts import public_district
from portal_app.infrastructure.cookies import DISTRICT, TYPED_KEY, cookie_value
from portal_app.pages.gate import open_to_all


class PublicState(rx.State):
    """What the pages before sign-in start with."""

    typed_key: str = ""
    district_name: str = ""
    must_choose_district: bool = False
    is_one_of_many: bool = False

    @rx.event
    async def load(self) -> None:
        """Read this browser's cookies: the key that was typed, and the district."""
        cookies = self.router_data.get("headers", {}).get("cookie", "")
        self.typed_key = unquote(cookie_value(cookies, TYPED_KEY))[:80]
        district = await in_thread(public_district, cookie_value(cookies, DISTRICT))
        self.district_name = district.name
        self.must_choose_district, self.is_one_of_many = district.must_choose, district.is_one_of_many


open_to_all(PublicState.load)  # type: ignore[arg-type]
