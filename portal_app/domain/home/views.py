"""The views of the home page (conventions: `portal_app.domain`)."""

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
    """Something that the school has posted about a child, and when.

    A score: `title` is the assignment, `points` of `possible` or a `letter_grade`, and its `flags` (`missing`, `late`:
    the columns of `Score`). A posted grade: `title` is the grading task, `term`, a `letter_grade` or a `percent`.
    Attendance: `title` is the code's name, `on` the date, the `periods`, `status` and `excuse` as in `AttendanceStatus`
    and `Excuse`. Fields that do not apply are empty.
    """

    kind: ActivityKind = ActivityKind.SCORE
    at: str = ""
    title: str = ""
    class_code: str = ""
    class_title: str = ""
    section_id: int = 0
    assignment_id: int = 0
    task_id: int = 0
    term_id: int = 0
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

    `more_activity` is how many older ones there are beyond `activity`.
    """

    student_id: int = 0
    first_name: str = ""
    where: Whereabouts | None = None
    activity: tuple[ActivityItem, ...] = ()
    more_activity: int = 0
    due_today: tuple[TodoItem, ...] = ()
    due_tomorrow: tuple[TodoItem, ...] = ()
    missing: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LastVisit:
    """The last change that the guardian saw on the home page, and when they saw it. Empty at the first visit."""

    change_id: int = 0
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """All of the children, oldest first, and the notices not opened yet.

    The activity is newer than `last_visit`. The caller passes `up_to` to `mark_home_seen` once the page is shown.
    The whereabouts were looked up at `as_of` and are valid until `holds_until`.
    """

    children: tuple[HomeChild, ...] = ()
    notices: tuple[NoticeView, ...] = ()
    last_visit: LastVisit = LastVisit()
    up_to: int = 0
    as_of: str = ""
    holds_until: str = ""
