"""Which children attend which schools and classes, and when: this decides for whom an event or assignment is listed."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlmodel import Session, col

from portal_app.domain.enrollment.date_span import DateSpan
from portal_app.domain.enrollment.school_years import next_start
from portal_app.models import Enrollment, SchoolYear, SectionEnrollment, Student


@dataclass(frozen=True, slots=True)
class RosterEntry(DateSpan):
    """A student belongs to a district, a school or a class from a first to a last day."""

    student_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Belonging:
    """The roster entries of some students, by district, school and class."""

    students: tuple[int, ...]
    districts: dict[int, list[RosterEntry]]
    schools: dict[int, list[RosterEntry]]
    sections: dict[int, list[RosterEntry]]

    def students_among(self, entries: Iterable[RosterEntry], first: date, last: date) -> tuple[int, ...]:
        """Return the students with an entry that includes any of these days, in the order in which they were given."""
        ids = {entry.student_id for entry in entries if entry.overlaps(first, last)}
        return tuple(student for student in self.students if student in ids)


def belonging_of(session: Session, students: Sequence[Student]) -> Belonging:
    """Return the students' districts, schools and classes. Two queries."""
    ids = [student.id or 0 for student in students]
    districts: dict[int, list[RosterEntry]] = defaultdict(list)
    schools: dict[int, list[RosterEntry]] = defaultdict(list)
    sections: dict[int, list[RosterEntry]] = defaultdict(list)
    for student in students:
        districts[student.district_id].append(RosterEntry(student_id=student.id or 0, starts_on=date.min, ends_on=None))
    for school_id, starts_on, ends_on, student_id, next_year in session.connection().execute(
        _AT_SCHOOLS, {"students": ids}
    ):
        last_day = min(ends_on or date.max, next_year - timedelta(days=1))
        schools[school_id].append(RosterEntry(starts_on, last_day, student_id))
    for section_id, *entry in session.connection().execute(_IN_CLASSES, {"students": ids}):
        sections[section_id].append(RosterEntry(*entry))
    return Belonging(students=tuple(ids), districts=districts, schools=schools, sections=sections)


def _entries(model: type[Enrollment] | type[SectionEnrollment], place: Any, *more: Any) -> Select[Any]:
    """Return the query of the school or class and the columns of `RosterEntry`, in the order of its fields."""
    columns = (place, col(model.starts_on), col(model.ends_on), col(model.student_id), *more)
    return select(*columns).where(col(model.student_id).in_(bindparam("students", expanding=True)))


# Built once, because building a statement takes longer than running it.
_AT_SCHOOLS = _entries(Enrollment, col(Enrollment.school_id), next_start(SchoolYear)).join(
    SchoolYear, col(SchoolYear.id) == Enrollment.school_year_id
)
_IN_CLASSES = _entries(SectionEnrollment, col(SectionEnrollment.section_id))
