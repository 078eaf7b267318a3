"""What the household page shows, and the form with which a guardian requests a change."""

from typing import Any

import reflex as rx
from sqlmodel import Session

from portal_app.database import in_thread
from portal_app.domain.access import Viewer
from portal_app.domain.accounts.form_errors import FormRefused
from portal_app.domain.family.contact_fields import ContactChange, ContactField
from portal_app.domain.family.contact_requests import RequestView, request_change, requests_of
from portal_app.domain.family.household import FamilyHouseholds, HouseholdView, family_households
from portal_app.pages.base import PortalState
from portal_app.pages.validation import MaybeRowId, validated


class HouseholdState(PortalState):
    """The guardian's households and own contact details, their requests, and the form while it is open."""

    email: str = ""
    mobile_phone: str = ""
    work_phone: str = ""
    households: list[HouseholdView] = []
    requests: list[RequestView] = []
    waiting: list[str] = []
    """The details of which a change waits for the school's decision, as `RequestView.pending_detail` names them."""
    asking: str = ""
    """The detail whose change is being requested; empty while the form is closed."""
    asking_of: int = 0
    """The household that it belongs to; 0 for a detail of the guardian's own."""
    problem: str = ""
    sent: bool = False
    """A request was sent since the page was opened."""

    @rx.event
    async def load(self) -> None:
        """Open the page."""
        self.asking, self.problem, self.sent = "", "", False
        await self._open_page()
        await self._refresh()
        self.shown = "household"

    @rx.event
    async def ask_for_change(self, field: str, household_id: int) -> None:
        """Open the form for one detail."""
        self.asking, self.asking_of = validated(ContactField, field), validated(MaybeRowId, household_id)
        self.problem, self.sent = "", False

    @rx.event
    async def close_form(self) -> None:
        """Close the form; what was typed is forgotten."""
        self.asking, self.problem = "", ""

    @rx.event
    async def send_request(self, form: dict[str, Any]) -> None:
        """Send what was typed to the school, or say why it will not do."""
        typed = {name: value for name, value in validated(dict[str, Any], form).items() if value is not None}
        change = validated(ContactChange, {"field": self.asking, **typed, "household_id": self.asking_of or None})
        try:
            await in_thread(request_change, self._viewer(), change)
        except FormRefused as refused:
            self.problem = refused.problem
            return
        self.asking, self.problem, self.sent = "", "", True
        await self._refresh()

    async def _refresh(self) -> None:
        home, requests = await in_thread(load_household, self._viewer())
        self.email, self.mobile_phone, self.work_phone = home.email, home.mobile_phone, home.work_phone
        self.households = list(home.households)
        self.requests = requests
        self.waiting = [one.pending_detail for one in requests if one.pending_detail]


def load_household(session: Session, viewer: Viewer) -> tuple[FamilyHouseholds, list[RequestView]]:
    """Return the viewer's households, and the changes that they have requested."""
    return family_households(session, viewer), list(requests_of(session, viewer))
