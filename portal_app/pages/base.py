"""The state that every page of a signed-in guardian inherits: the viewer, the family, and the student in view.

Opening a page takes these steps, all of them in the page's own `load`:

    await self._open_page()     # the family and the chosen student; registers the tab for updates
    await self._refresh()       # the page's own query, and its result assigned
    self.shown = "grades"       # the browser replaces the skeleton with the content

The gate (`pages/gate.py`) has bound the viewer before any handler runs. `pages/live.py` calls `_follow_changes` after
the school has posted something that affects the page.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import reflex as rx
from sqlmodel import Session

from portal_app.clock import now, today
from portal_app.database import in_thread
from portal_app.domain.access import NotFound, Viewer, visible_now
from portal_app.domain.accounts.preferences import store_appearance, store_language
from portal_app.domain.accounts.sessions import LiveSession
from portal_app.domain.changes.cache import lookup
from portal_app.domain.changes.feed import Subscription, subscription_of
from portal_app.domain.family.family import Family, FamilyStudent, StudentYear, family_of
from portal_app.domain.family.notices import open_notice, unread_notices
from portal_app.domain.recent import note_reading
from portal_app.pages import open_tabs
from portal_app.pages.open_tabs import OpenTab
from portal_app.pages.results import clear_results
from portal_app.pages.validation import RowId, validated


@dataclass(frozen=True, slots=True)
class FamilyInView:
    """The viewer's family, and the changes that affect any of its pages."""

    family: Family
    subscription: Subscription


class PortalState(rx.State):
    """The signed-in guardian and the student in view. Empty for everybody else."""

    guardian_name: str = ""
    district_name: str = ""
    students: list[FamilyStudent] = []
    student: FamilyStudent = FamilyStudent()
    school_year: StudentYear = StudentYear()
    """The school year that Grades, Attendance and Reports show: the one in the address, else the year on record."""
    shown: str = ""
    """The key of the page whose results are loaded. Until it is the page's own, the page shows its skeleton."""
    is_withheld: bool = False
    """The school does not share this page's part of the student's records with the viewer."""
    refresh_count: int = 0
    """How often an open page was refreshed after a change; the live region speaks when it grows."""
    unread: int = 0
    """How many current notices the guardian has not opened."""
    language: str = ""
    appearance: str = ""
    idle_until: str = ""
    """ISO moments (UTC) when the session ends without, and with, further actions."""
    ends_at: str = ""
    server_now: str = ""
    """The server's clock when the two were sent: a phone's own may be wrong."""

    _bound_to: Viewer | None = None
    _bound_by: str = ""
    """The hash of the session token by which the state was bound."""
    _last_opened: str = ""
    """The address of the page that was opened last (`pages/gate.py`)."""

    @rx.event
    async def keep_session(self) -> None:
        """Keep the session alive: the guardian answered the warning. The gate has counted the action already."""

    @rx.event
    async def choose_language(self, code: str) -> None:
        """Save the language with the account; the browser has switched already."""
        await in_thread(store_language, self._viewer(), code)
        self.language = code

    @rx.event
    async def choose_appearance(self, name: str) -> None:
        """Save light or dark with the account; the browser has switched already."""
        await in_thread(store_appearance, self._viewer(), name)
        self.appearance = name

    def _viewer(self) -> Viewer:
        """Return who looks.

        Raises:
            NotFound: nobody is signed in.
        """
        if self._bound_to is None:
            raise NotFound
        # Reflex wraps what a state holds in a proxy that keeps the whole state alive; the copy has no proxy
        return replace(self._bound_to)

    def _bind(self, live: LiveSession, *, by: str) -> None:
        """Bind the state to a live session, found by the token with the hash `by`. Only the gate calls this."""
        self._bound_to, self._bound_by = live.viewer, by
        self._assign_changed(language=live.locale, appearance=live.appearance)
        if self.idle_until != live.idle_until.isoformat():
            self.idle_until, self.ends_at = live.idle_until.isoformat(), live.ends_at.isoformat()
            self.server_now = now().isoformat()

    def _assign_changed(self, **values: Any) -> None:
        """Assign the vars whose values differ: Reflex sends every var that is assigned, the same value too."""
        for name, value in values.items():
            if self.get_value(name) != value:
                setattr(self, name, value)

    async def _open_page(self) -> None:
        """Load the family, choose the student, and register the tab for what the school posts from now on."""
        viewer, tab = self._viewer(), self.router.session
        await self._clear_former_page(open_tabs.page_of(tab.client_token))
        # registered before the queries: a change during them affects the page already, and it will load again
        open_tabs.register(tab.client_token, OpenTab(tab.session_id, viewer, type(self)))
        in_view, unread = await in_thread(load_family, viewer)
        open_tabs.register(tab.client_token, OpenTab(tab.session_id, viewer, type(self), in_view.subscription))
        self._show_family(in_view.family)
        self._assign_changed(unread=unread)

    async def _clear_former_page(self, page: type[rx.State] | None) -> None:
        """Clear the results of the page that the tab leaves: thousands of open tabs would keep theirs for hours."""
        if page is not None and page is not type(self):
            clear_results(await self.get_state(page))

    async def _refresh(self) -> None:
        """Run the page's query and assign its result; every page has its own."""

    async def _follow_changes(self) -> None:
        """Refresh an open page after a change, without a reload. It is announced, unless it shows an earlier year."""
        await self._open_page()
        await self._refresh()
        if not self.school_year.is_earlier:
            self.refresh_count += 1

    @contextmanager
    def _withheld_if_denied(self) -> Iterator[None]:
        """Run the query of a page about a student; denied access makes the page say that it is not shared."""
        try:
            yield
        except NotFound:
            self.is_withheld = True
        else:
            self._assign_changed(is_withheld=False)

    async def _follow_reading(self, version: int) -> None:
        """Show what the guardian has read in another tab or on another device; `version` is that of the reading."""
        _, unread = await in_thread(load_family, self._viewer())
        self._assign_changed(unread=unread)
        await self._show_reading(version)

    async def _show_reading(self, version: int) -> None:
        """Show what of the page's own content has been read; pages without read state have nothing to do."""

    def _year_id(self) -> int | None:
        """Return the id of the school year that was chosen; None for the year on record."""
        chosen = self.school_year.id
        return None if chosen == self.student.year_on_record.id else chosen

    async def _open_notice(self, notice_id: Any) -> None:
        """Note that the guardian has opened a notice, whose id comes from the browser, so it is no longer unread."""
        self.unread = await in_thread(mark_notice_read, self._viewer(), validated(RowId, notice_id))

    def _show_family(self, family: Family) -> None:
        """Assign the family, and choose the student: the one in the address, else the one in view, else the first.

        A student who has left school is not the first one shown. The school year is the one in the address, if it is
        one of the student's.
        """
        asked = self.router.url.query_parameters
        by_id = {str(student.id): student for student in family.students}
        at_school = [student for student in family.students if not student.is_former]
        first = next(iter([*at_school, *family.students]), FamilyStudent())
        student = by_id.get(asked.get("student", "")) or by_id.get(str(self.student.id)) or first
        years = {str(year.id): year for year in student.years}
        self._assign_changed(
            guardian_name=family.guardian_name,
            district_name=family.district_name,
            students=list(family.students),
            student=student,
            school_year=years.get(asked.get("year", "")) or student.year_on_record,
        )


def load_family(session: Session, viewer: Viewer) -> tuple[FamilyInView, int]:
    """Return the viewer's family and how many notices it has not opened."""
    # the rights are part of the key: access is decided anew each time, and a change of it finds no cached family
    entry = lookup(session, FamilyInView, viewer.guardian_id, visible_now(session, viewer), today())
    in_view = entry.result
    if in_view is None:
        family = family_of(session, viewer)
        subscription = subscription_of(session, viewer, family)
        in_view = entry.store(FamilyInView(family, subscription), subscription)
    return in_view, unread_notices(session, viewer, in_view.family)


def mark_notice_read(session: Session, viewer: Viewer, notice_id: int) -> int:
    """Note that the viewer has opened a notice, and return how many are left."""
    open_notice(session, viewer, notice_id)
    note_reading(session, viewer)
    return unread_notices(session, viewer, family_of(session, viewer))
