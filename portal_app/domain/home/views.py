"""What the home page shows of all the children at once: frozen, plain; dates and moments are ISO texts."""

from dataclasses import dataclass
from enum import StrEnum

from portal_app.domain.calendar import TodoItem
from portal_app.domain.family.notices import NoticeView
from portal_app.domain.schedule import Whereabouts


class ActivityKind(StrEnum):
    """What kind of thing is new."""

    SCORE = "score"
    GRADE = "grade"
    ATTENDANCE = "attendance"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityItem:
    """One thing that the school has posted about a child, at a moment of the district's clock.

    A score: `title` is the assignment, `points` of `possible` or a `letter_grade`, and its `flags` (`missing`, `late`:
    the columns of `Score`). A posted grade: `title` is the grading task, `term`, a `letter_grade` or a `percent`.
    Attendance: `title` is the code's name, `on` the date, the `periods`, `status` and `excuse` as in `AttendanceStatus`
    and `Excuse`. Fields that do not apply are empty.
    """

    kind: ActivityKind
    at: str
    title: str
    class_code: str = ""
    class_title: str = ""
    section_id: int = 0
    assignment_id: int = 0
    on: str = ""
    points: str = ""
    possible: str = ""
    letter_grade: str = ""
    percent: str = ""
    flags: tuple[str, ...] = ()
    term: str = ""
    periods: str = ""
    status: str = ""
    excuse: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeChild:
    """One child on the home page. What the viewer may not see is empty (`where` and `missing`: None).

    `more_news` is how many older ones there are beyond `news`.
    """

    student_id: int
    first_name: str
    where: Whereabouts | None
    news: tuple[ActivityItem, ...]
    more_news: int
    due_today: tuple[TodoItem, ...]
    due_tomorrow: tuple[TodoItem, ...]
    missing: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LastVisit:
    """How far the guardian had read: the number of a change, and when (an ISO moment of the district's clock).

    At the first visit the moment is empty.
    """

    change: int
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """All of the children, oldest first, and the notices not opened yet.

    `last_visit` is what the news came after. `up_to` goes to `mark_home_seen` once this is shown. `as_of` and
    `holds_until` (ISO moments): when the whereabouts were values, and until when they are true.
    """

    children: tuple[HomeChild, ...]
    notices: tuple[NoticeView, ...]
    last_visit: LastVisit
    up_to: int
    as_of: str
    holds_until: str
