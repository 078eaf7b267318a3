"""The work on the home page: what is due today and tomorrow, and how much is missing, child by child.

Whose grades the viewer may see has it from the to-do list, without what is done; whose calendar alone, all that the
calendar has.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session

from portal_app.domain.access import Right, Viewer
from portal_app.domain.calendar import Layer, TodoItem, calendar_of, todo_of
from portal_app.models import Student

Rights = Sequence[tuple[Student, frozenset[Right]]]
"""Students, each with what the viewer may see of them."""
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """All the children's work on a day. `missing` is by student id, of those alone whose grades may be seen."""

    on: date
    due: tuple[TodoItem, ...]
    missing: dict[int, int]

    def due_today(self, student_id: int) -> tuple[TodoItem, ...]:
        """Return what is due for a student on the day."""
        return self._due(student_id, self.on)

    def due_tomorrow(self, student_id: int) -> tuple[TodoItem, ...]:
        """Return what is due for a student on the day after."""
        return self._due(student_id, self.on + ONE_DAY)

    def _due(self, student_id: int, day: date) -> tuple[TodoItem, ...]:
        return tuple(item for item in self.due if item.student_id == student_id and item.due_on == day.isoformat())


def work_of(session: Session, viewer: Viewer, family: Rights, *, on: date) -> Work:
    """Return the work of all the children on a day. One query, and those of the calendar where that alone is seen."""
    graded = who_share(family, Right.GRADES)
    todo = todo_of(session, viewer, graded, as_of=on)
    missing = Counter(item.student_id for item in todo.missing)
    return Work(
        on=on,
        due=(*todo.today, *todo.tomorrow, *_by_calendar(session, family, on)),
        missing={student.id or 0: missing[student.id or 0] for student in graded},
    )


def who_share(family: Rights, right: Right) -> list[Student]:
    """Return the students of whom the viewer may see this side."""
    return [student for student, may in family if right in may]


def _by_calendar(session: Session, family: Rights, on: date) -> Iterable[TodoItem]:
    """Yield what is due today and tomorrow for children whose calendar the viewer may see, but not their grades."""
    students = [student for student, may in family if Right.CALENDAR in may and Right.GRADES not in may]
    items = calendar_of(session, students, starts_on=on, ends_on=on + ONE_DAY) if students else ()
    for item in items:
        if item.layer == Layer.ASSIGNMENT:
            for student_id in item.student_ids:
                yield TodoItem(
                    student_id=student_id,
                    assignment_id=item.assignment_id,
                    section_id=item.section_id,
                    class_code=item.class_code,
                    class_title=item.class_title,
                    name=item.title,
                    due_on=item.starts_on,
                    is_missing=False,
                    is_ticked=False,
                )
