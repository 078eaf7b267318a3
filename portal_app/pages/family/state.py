"""What the family members page shows: the people of the guardian's households, as far as the rights allow."""

import reflex as rx

from portal_app.database import in_thread
from portal_app.domain.family.household import HouseholdView, StudentMember, family_households
from portal_app.pages.base import PortalState


class FamilyState(PortalState):
    """The members of each household, and children who live in none of them."""

    households: list[HouseholdView] = []
    elsewhere: list[StudentMember] = []

    @rx.event
    async def load(self) -> None:
        """Open the page."""
        await self._open_page()
        await self._refresh()
        self.shown = "family"

    async def _refresh(self) -> None:
        home = await in_thread(family_households, self._viewer())
        self.households, self.elsewhere = list(home.households), list(home.elsewhere)
