"""What the account page shows, and what happens on it without a password: set-up, devices, calendar addresses.

What takes a password or ends this session is a native form (`portal_app/http/account.py`).
"""

from typing import Any

import reflex as rx

from portal_app.database import in_thread
from portal_app.domain.accounts.mfa import MfaSetup, begin_setup
from portal_app.domain.accounts.own_account import OwnAccount, end_device, own_account
from portal_app.domain.calendar.subscriptions import create_subscription, revoke_subscription
from portal_app.pages.base import PortalState
from portal_app.pages.validation import RowId, validated
from portal_app.ui.qr import qr_picture

_CHILD = "child-"


class AccountState(PortalState):
    """The guardian's own account. Secrets stay in it from when they are made until the page is opened again or left."""

    account: OwnAccount = OwnAccount()
    setup: MfaSetup = MfaSetup()
    qr: str = ""
    calendar_address: str = ""
    """The address just made: this is the only time that it can be shown."""

    @rx.event
    async def load(self) -> None:
        """Open the page. A set-up stays while its form is being corrected; it came from this very page."""
        asked = self.router.url.query_parameters
        if not (asked.get("about") == "mfa" and asked.get("error")):
            self.setup, self.qr = MfaSetup(), ""
        self.calendar_address = ""
        await self._open_page()
        await self._refresh()
        self.shown = "account"

    @rx.event
    async def begin_mfa_setup(self) -> None:
        """Show what an authenticator app needs, and the recovery codes."""
        self.setup = await in_thread(begin_setup, self._viewer())
        self.qr = qr_picture(self.setup.address)

    @rx.event
    async def end_device(self, device_id: int) -> None:
        """Sign another browser out."""
        await in_thread(end_device, self._viewer(), validated(RowId, device_id))
        await self._refresh()

    @rx.event
    async def make_calendar_address(self, form: dict[str, Any]) -> None:
        """Make a calendar address for the children that are ticked."""
        ticked = [name.removeprefix(_CHILD) for name in validated(dict[str, Any], form) if name.startswith(_CHILD)]
        feed = await in_thread(create_subscription, self._viewer(), validated(list[RowId], ticked))
        self.calendar_address = feed.address
        await self._refresh()

    @rx.event
    async def end_calendar_address(self, subscription_id: int) -> None:
        """End a calendar address at once."""
        await in_thread(revoke_subscription, self._viewer(), validated(RowId, subscription_id))
        self.calendar_address = ""
        await self._refresh()

    async def _refresh(self) -> None:
        self.account = await in_thread(own_account, self._viewer())
