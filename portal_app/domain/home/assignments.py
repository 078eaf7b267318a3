"""The assignments on the home page: those due today and tomorrow, and how many are missing, for each child.

With the grades right they come from the to-do list, which leaves out what is done; with the calendar right alone they
are all that the calendar shows.
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
class FamilyAssignments:
    """All the children's assignments on a day. `missing` counts by student id, with the grades right only."""

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


def family_assignments(session: Session, viewer: Viewer, family: Rights, *, on: date) -> FamilyAssignments:
    """Return the assignments of all the children on a day. One query, and the calendar's where only that is visible."""
    graded = students_with(family, Right.GRADES)
    todo = todo_of(session, viewer, graded, as_of=on)
    missing = Counter(item.student_id for item in todo.missing)
    return FamilyAssignments(
        on=on,
        due=(*todo.today, *todo.tomorrow, *_by_calendar(session, family, on)),
        missing={student.id or 0: missing[student.id or 0] for student in graded},
    )


def students_with(family: Rights, right: Right) -> list[Student]:
    """Return the students for whom the viewer has a right."""
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
