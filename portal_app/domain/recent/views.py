"""The views of the recent activity (conventions: `portal_app.domain`)."""

from dataclasses import dataclass
from enum import StrEnum

from portal_app.domain.family.notices import NoticeView


class ActivityKind(StrEnum):
    """What kind of thing has happened."""

    SCORE = "score"
    GRADE = "grade"
    ATTENDANCE = "attendance"
    SCHEDULE = "schedule"


class Importance(StrEnum):
    """How much an activity item matters, the most important first. Within a day items are in this order."""

    ABSENCE = "absence"
    MISSING = "missing"
    LOW_GRADE = "low_grade"
    ATTENDANCE = "attendance"
    GRADE = "grade"
    SCORE = "score"
    SCHEDULE = "schedule"
    TURNED_IN = "turned_in"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityItem:
    """Something that the school has posted about a student, and when.

    A score: `title` is the assignment, `points` of `possible` or a `letter_grade`, and its `flags` (`missing`, `late`:
    the columns of `Score`). A posted grade: `title` is the grading task, `term`, a `letter_grade` or a `percent`.
    Attendance: `title` is the code's name, `on` the date, the `periods`, `status` and `excuse` as in `AttendanceStatus`
    and `Excuse`. A change of the student's classes has nothing of its own. Fields that do not apply are empty.
    `change_ids` are the changes that it comes from; reading it is recorded by them.
    """

    kind: ActivityKind = ActivityKind.SCORE
    importance: Importance = Importance.SCORE
    student_id: int = 0
    change_ids: tuple[int, ...] = ()
    is_unread: bool = False
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
class ActivityGroup:
    """The `activity` of one student and day that belongs together. If `is_folded`, it is a sentence until it is opened.

    Of posted grades `title` and `term` say which, and `below_passing` counts the low ones. `unread` counts items.
    """

    importance: Importance = Importance.SCORE
    student_id: int = 0
    title: str = ""
    term: str = ""
    activity: tuple[ActivityItem, ...] = ()
    is_folded: bool = False
    unread: int = 0
    below_passing: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentDay:
    """What was posted on a day: the groups that matter more than a notice, the notices, and the other groups."""

    on: str = ""
    groups: tuple[ActivityGroup, ...] = ()
    notices: tuple[NoticeView, ...] = ()
    minor_groups: tuple[ActivityGroup, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recent:
    """The activity of some days, latest first. `up_to` is the latest change in it, `version` that of what was read.

    `unread` counts items, without notices; `more` counts groups that were left out.
    """

    days: tuple[RecentDay, ...] = ()
    unread: int = 0
    more: int = 0
    up_to: int = 0
    version: int = 0
    today: str = ""
