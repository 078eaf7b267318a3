"""Which of the children belong to which school and which class, and when: whose an event or an assignment is."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlmodel import Session, col

from portal_app.models import Enrollment, SectionEnrollment, Student


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """A student belongs somewhere from a first to a last day (None: for good)."""

    student_id: int
    starts_on: date
    ends_on: date | None

    def overlaps(self, first: date, last: date) -> bool:
        """Return whether any day from `first` to `last` is in the stay."""
        return self.starts_on <= last and (self.ends_on is None or first <= self.ends_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Belonging:
    """The stays of some students, by district, school and class."""

    students: tuple[int, ...]
    districts: dict[int, list[Stay]]
    schools: dict[int, list[Stay]]
    sections: dict[int, list[Stay]]

    def concerned(self, stays: Iterable[Stay], first: date, last: date) -> tuple[int, ...]:
        """Return the students with a stay that any of these days is in, in the order in which they were given."""
        ids = {stay.student_id for stay in stays if stay.overlaps(first, last)}
        return tuple(student for student in self.students if student in ids)


def belonging_of(session: Session, students: Sequence[Student]) -> Belonging:
    """Return where the students belong. Two queries."""
    ids = [student.id or 0 for student in students]
    districts: dict[int, list[Stay]] = defaultdict(list)
    schools: dict[int, list[Stay]] = defaultdict(list)
    sections: dict[int, list[Stay]] = defaultdict(list)
    for student in students:
        districts[student.district_id].append(Stay(student_id=student.id or 0, starts_on=date.min, ends_on=None))
    for school_id, *stay in session.connection().execute(_AT_SCHOOLS, {"students": ids}):
        schools[school_id].append(_stay(*stay))
    for section_id, *stay in session.connection().execute(_IN_CLASSES, {"students": ids}):
        sections[section_id].append(_stay(*stay))
    return Belonging(students=tuple(ids), districts=districts, schools=schools, sections=sections)


def _stays(model: type[Enrollment] | type[SectionEnrollment], where: Any) -> Select:
    """Return the query of where somebody belongs, who, from when and until when."""
    columns = (where, col(model.student_id), col(model.starts_on), col(model.ends_on))
    return select(*columns).where(col(model.student_id).in_(bindparam("students", expanding=True)))


# built once: that takes longer than to ask them
_AT_SCHOOLS = _stays(Enrollment, col(Enrollment.school_id))
_IN_CLASSES = _stays(SectionEnrollment, col(SectionEnrollment.section_id))


def _stay(student_id: int, starts_on: date, ends_on: date | None) -> Stay:
    return Stay(student_id=student_id, starts_on=starts_on, ends_on=ends_on)
