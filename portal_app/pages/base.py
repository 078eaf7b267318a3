"""What every page of a signed-in guardian stands on: who looks, at which student, and how a page asks its question.

A page's loader is one walk, `_show_page`: the family and the chosen student, then the page's `_refresh`, which asks its
domain question through the door (`_ask`) and assigns the answer. The gate (`pages/gate.py`) has bound the viewer before
any handler runs; `pages/live.py` calls `_follow` when the school posts something.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar, TypeVar

import reflex as rx
from sqlmodel import Session

from portal_app.clock import now, today
from portal_app.database import in_thread
from portal_app.domain.access import NotFound, Right, Viewer, access_student, visible_now
from portal_app.domain.accounts.preferences import store_appearance, store_language
from portal_app.domain.accounts.sessions import LiveSession
from portal_app.domain.changes.cache import cached
from portal_app.domain.changes.feed import Subscription, student_subscription, subscription_of
from portal_app.domain.family.family import Family, FamilyStudent, family_of
from portal_app.domain.family.notices import open_notice, unread_notices
from portal_app.pages import open_tabs
from portal_app.pages.open_tabs import OpenTab
from portal_app.pages.validation import validated

R = TypeVar("R")

NOBODY = FamilyStudent(
    id=0,
    first_name="",
    full_name="",
    initials="",
    color=0,
    school="",
    accent="",
    grade_level="",
    starts_on="",
    rights=(),
)


class PortalState(rx.State):
    """The signed-in guardian and the student in view. Empty for everybody else."""

    guardian_name: str = ""
    district_name: str = ""
    students: list[FamilyStudent] = []
    student: FamilyStudent = NOBODY
    shown: str = ""
    """The place whose answers are loaded; until it is the page's own, the page shows grey lines, never "nothing"."""
    is_withheld: bool = False
    """The page's question was refused: the school does not share this side of the student with the viewer."""
    news: int = 0
    """How often the page has changed by itself since it was opened; the live region speaks when it grows."""
    unread: int = 0
    """How many notices are up that the guardian has not opened."""
    language: str = ""
    appearance: str = ""
    idle_until: str = ""
    """ISO moments (UTC) when the session ends without, and with, further actions."""
    ends_at: str = ""
    server_now: str = ""
    """The server's clock when the two were sent: a phone's own may be wrong."""

    _answers: ClassVar[tuple[str, ...]] = ()
    """Which vars of a page are asked anew whenever it is opened: they are let go when the tab turns to another page."""

    _bound_to: Viewer | None = None
    _bound_by: str = ""
    """The hash of the cookie's token that the state is bound by."""
    _opened: str = ""

    @rx.event
    async def stay(self):
        """Keep the session alive: the guardian answered the warning. The gate has counted the action already."""

    @rx.event
    async def choose_language(self, code: str):
        """Keep the language with the account; the page itself has switched already."""
        await in_thread(store_language, self._viewer(), code)
        self.language = code

    @rx.event
    async def choose_appearance(self, name: str):
        """Keep light or dark with the account; the page itself has switched already."""
        await in_thread(store_appearance, self._viewer(), name)
        self.appearance = name

    def _viewer(self) -> Viewer:
        """Return who looks.

        Raises:
            NotFound: nobody is signed in.
        """
        if self._bound_to is None:
            raise NotFound
        # what a state hands out is wrapped, and the wrapping keeps the whole state alive with whoever notes it down
        return replace(self._bound_to)

    def _bind(self, live: LiveSession, *, by: str) -> None:
        """Take over the session that the gate found; nobody else calls this."""
        self._bound_to, self._bound_by = live.viewer, by
        self._tell(language=live.locale, appearance=live.appearance)
        if self.idle_until != live.idle_until.isoformat():
            self.idle_until, self.ends_at = live.idle_until.isoformat(), live.ends_at.isoformat()
            self.server_now = now().isoformat()

    def _tell(self, **told: Any) -> None:
        """Take in what the page does not know yet: whatever is assigned is sent again."""
        for name, value in told.items():
            if self.get_value(name) != value:
                setattr(self, name, value)

    async def _show_page(self, place: str) -> None:
        """Open the page for the viewer, and note the screen, so that it follows what the school posts."""
        viewer, tab = self._viewer(), self.router.session
        await self._leave(open_tabs.page_of(tab.client_token))
        # noted before it asks: what is posted while it does concerns it already, and it will ask again
        open_tabs.show(tab.client_token, OpenTab(tab.session_id, viewer, type(self)))
        family, watch, unread = await in_thread(_opening, viewer)
        open_tabs.show(tab.client_token, OpenTab(tab.session_id, viewer, type(self), watch))
        self._show(family)
        self._tell(unread=unread)
        await self._refresh()
        self.shown = place

    async def _leave(self, page: Any) -> None:
        """Let go what the page before this one holds: thousands of open tabs would keep it for hours."""
        if page not in (None, type(self)):
            former = await self.get_state(page)
            for name in page._answers:
                setattr(former, name, page.get_fields()[name].default_value())

    async def _refresh(self) -> None:
        """Ask the page's questions and assign the answers; every page has its own."""

    async def _follow(self) -> None:
        """Take in what the school has just posted, without a reload, and say so quietly."""
        await self._show_page(self.shown)
        self.news += 1

    async def _open_notice(self, notice_id: Any) -> None:
        """Note that the guardian has opened a notice, whose number comes from the browser: it is new no longer."""
        self.unread = await in_thread(_unread_after, self._viewer(), validated(int, notice_id))

    def _show(self, family: Family) -> None:
        """Take in the family, and choose the student: the address's, else the one in view, else the first."""
        asked = self.router.url.query_parameters.get("student", "")
        by_id = {str(student.id): student for student in family.students}
        first = family.students[0] if family.students else NOBODY
        self._tell(
            guardian_name=family.guardian_name,
            district_name=family.district_name,
            students=list(family.students),
            student=by_id.get(asked) or by_id.get(str(self.student.id)) or first,
        )

    async def _ask(self, question: Callable[..., R], *, to: Right, stands: bool = False, **wanted: Any) -> R | None:
        """Return `question(session, student, **wanted)` about the student in view, or None when the door stays shut.

        An answer that `stands` depends on the records and on what is `wanted` alone (`domain/changes/cache.py`).
        """
        viewer, student_id = self._viewer(), self.student.id

        def through_the_door(session: Session) -> R:
            student = access_student(session, viewer, student_id, to=to)
            if not stands:
                return question(session, student, **wanted)
            key = (question, student_id, *wanted.items())
            return cached(
                session, key, lambda: (question(session, student, **wanted), student_subscription(session, student))
            )

        try:
            answer = await in_thread(through_the_door)
        except NotFound:
            self.is_withheld = True
            return None
        self._tell(is_withheld=False)
        return answer


def _opening(session: Session, viewer: Viewer) -> tuple[Family, Subscription, int]:
    """Return what every page opens with: the family, what concerns it, and how many notices it has not opened."""
    key = (viewer.guardian_id, visible_now(session, viewer), today())
    family, watch = cached(session, key, lambda: _family(session, viewer))
    return family, watch, unread_notices(session, viewer, family)


def _family(session: Session, viewer: Viewer) -> tuple[tuple[Family, Subscription], Subscription]:
    family = family_of(session, viewer)
    watch = subscription_of(session, viewer, family)
    return (family, watch), watch


def _unread_after(session: Session, viewer: Viewer, notice_id: int) -> int:
    """Note that the viewer has opened a notice, and return how many are left."""
    open_notice(session, viewer, notice_id)
    return unread_notices(session, viewer, family_of(session, viewer))
