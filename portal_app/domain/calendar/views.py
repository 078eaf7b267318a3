"""The views of the calendar and the to-do list (conventions: `portal_app.domain`)."""

from dataclasses import dataclass
from enum import StrEnum


class Layer(StrEnum):
    """The layers of the calendar. Each has its own dot and can be hidden."""

    ASSIGNMENT = "assignment"
    EVENT = "event"
    ATTENDANCE = "attendance"
    NO_SCHOOL = "no_school"


class Reach(StrEnum):
    """Whom an event is for."""

    DISTRICT = "district"
    SCHOOL = "school"
    CLASS = "class"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarItem:
    """One thing in the calendar, from its first to its last day, for one or more of the children.

    `key` stays the same as long as the school's record does. All-day items have no times and moments. `class_code`,
    `class_title`, `section_id` and `assignment_id` are those of the class (0: none). An attendance item has `status`
    and `excuse` (values of `AttendanceStatus` and `Excuse`), its title is the code's name, its detail the periods. The
    detail of an assignment or an event is its description; `location` is where an event is, or which schools have no
    school.
    """

    key: str = ""
    layer: Layer = Layer.EVENT
    title: str = ""
    starts_on: str = ""
    ends_on: str = ""
    student_ids: tuple[int, ...] = ()
    starts_time: str = ""
    ends_time: str = ""
    starts_at: str = ""
    ends_at: str = ""
    detail: str = ""
    location: str = ""
    reach: str = ""
    class_code: str = ""
    class_title: str = ""
    section_id: int = 0
    assignment_id: int = 0
    status: str = ""
    excuse: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TodoItem:
    """One child's assignment that is missing or due; `is_ticked` is the guardian's own note."""

    student_id: int = 0
    assignment_id: int = 0
    section_id: int = 0
    class_code: str = ""
    class_title: str = ""
    name: str = ""
    due_on: str = ""
    is_missing: bool = False
    is_ticked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Todo:
    """The to-do list: missing assignments first, then by due date. `open` counts those not ticked off."""

    missing: tuple[TodoItem, ...] = ()
    today: tuple[TodoItem, ...] = ()
    tomorrow: tuple[TodoItem, ...] = ()
    this_week: tuple[TodoItem, ...] = ()
    later: tuple[TodoItem, ...] = ()
    open: int = 0
