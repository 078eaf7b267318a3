"""What the calendar and the to-do list show: frozen, plain, ready for JSON. Dates and moments are ISO texts."""

from dataclasses import dataclass
from enum import StrEnum


class Layer(StrEnum):
    """The layers of the calendar, each with a dot of its own."""

    ASSIGNMENT = "assignment"
    EVENT = "event"
    ATTENDANCE = "attendance"
    NO_SCHOOL = "no_school"


class Reach(StrEnum):
    """Whose event it is."""

    DISTRICT = "district"
    SCHOOL = "school"
    CLASS = "class"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarItem:
    """One thing in the calendar, from its first to its last day, for one or more of the children.

    `key` stays the same as long as the school's record does. Of whole days, times and moments are empty; else the times
    are the district's wall clock (`09:30`) and the moments have their offset. `class_code`, `class_title`, `section_id`
    and `assignment_id` lead to the class (0: nowhere). An attendance item has `status` and `excuse` (values of
    `AttendanceStatus` and `Excuse`), its title is the code's name, its detail the periods. The detail of an assignment
    or an event is its description; `place` is where an event is, or whose day without school it is.
    """

    key: str
    layer: Layer
    title: str
    starts_on: str
    ends_on: str
    student_ids: tuple[int, ...]
    starts_time: str = ""
    ends_time: str = ""
    starts_at: str = ""
    ends_at: str = ""
    detail: str = ""
    place: str = ""
    reach: str = ""
    class_code: str = ""
    class_title: str = ""
    section_id: int = 0
    assignment_id: int = 0
    status: str = ""
    excuse: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TodoItem:
    """One child's piece of work that is missing or still to come; ticked is the guardian's own note."""

    student_id: int
    assignment_id: int
    section_id: int
    class_code: str
    class_title: str
    name: str
    due_on: str
    is_missing: bool
    is_ticked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Todo:
    """The to-do list: what is missing first, then by when it is due. `open` counts what nobody has ticked off."""

    missing: tuple[TodoItem, ...]
    today: tuple[TodoItem, ...]
    tomorrow: tuple[TodoItem, ...]
    this_week: tuple[TodoItem, ...]
    later: tuple[TodoItem, ...]
    open: int
