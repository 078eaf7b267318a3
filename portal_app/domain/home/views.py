"""The views of the home page (conventions: `portal_app.domain`)."""

from dataclasses import dataclass, field

from portal_app.domain.calendar import TodoItem
from portal_app.domain.family.notices import NoticeView
from portal_app.domain.recent import Recent
from portal_app.domain.schedule import Whereabouts


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeChild:
    """One child on the home page. What the viewer may not see is empty (`where` and `missing`: None)."""

    student_id: int = 0
    first_name: str = ""
    where: Whereabouts | None = None
    due_today: tuple[TodoItem, ...] = ()
    due_tomorrow: tuple[TodoItem, ...] = ()
    missing: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """All of the children, oldest first, the notices not opened yet, and the unread activity, arranged by day.

    `change_ids` are the changes of that activity. The whereabouts were looked up at `as_of` and are valid until
    `holds_until`.
    """

    children: tuple[HomeChild, ...] = ()
    notices: tuple[NoticeView, ...] = ()
    recent: Recent = field(default_factory=Recent)
    change_ids: tuple[int, ...] = ()
    as_of: str = ""
    holds_until: str = ""
