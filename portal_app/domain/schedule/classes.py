"""The teachers of classes, in the order in which pages list them."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, select
from sqlmodel import Session, col

from portal_app.domain.enrollment.date_span import DateSpan
from portal_app.domain.enrollment.display_names import is_vacancy, teacher_name
from portal_app.models import SectionTeacher, Staff


@dataclass(frozen=True, slots=True, kw_only=True)
class Teacher:
    """A teacher by short name ("Tejada, D"); the email address is empty where the school gives none."""

    name: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class TeacherSpan(DateSpan):
    """The first and the last day of a teacher in a class."""

    teacher: Teacher


def teachers_of(session: Session, section_ids: Collection[int], *, as_of: date) -> dict[int, list[Teacher]]:
    """Return each class's teachers on a day, the primary one first, by section id. One query."""
    spans: dict[int, list[TeacherSpan]] = defaultdict(list)
    for row in session.connection().execute(_teachers(), {"sections": list(section_ids)}):
        spans[row.section_id].append(teacher_span(row, row.starts_on, row.ends_on))
    return {section: teachers_on(found, as_of) for section, found in spans.items()}


def teacher_span(staff: Row[*tuple[Any, ...]], starts_on: date | None, ends_on: date | None) -> TeacherSpan:
    """Return a teacher of a class. A class without a day is taught from its beginning, or to its end."""
    teacher = Teacher(name=teacher_name(staff), email="" if is_vacancy(staff) else staff.email)
    return TeacherSpan(starts_on or date.min, ends_on, teacher)


def teachers_on(spans: Collection[TeacherSpan], day: date) -> list[Teacher]:
    """Return who teaches a class on a day, in the order given.

    Where nobody does: those who begin next or, after the last of them, those who taught last.
    """
    now = [span for span in spans if span.includes(day)]
    coming = [span for span in spans if span.starts_on > day]
    if not now and coming:
        first = min(span.starts_on for span in coming)
        now = [span for span in coming if span.starts_on == first]
    if not now and spans:
        last = max(span.ends_on or date.max for span in spans)
        now = [span for span in spans if (span.ends_on or date.max) == last]
    return list(dict.fromkeys(span.teacher for span in now))


@cache
def _teachers() -> Select[*tuple[Any, ...]]:
    return (
        select(
            col(SectionTeacher.section_id),
            col(SectionTeacher.starts_on),
            col(SectionTeacher.ends_on),
            col(Staff.first_name),
            col(Staff.last_name),
            col(Staff.email),
        )
        .join(Staff, col(Staff.id) == SectionTeacher.staff_id)
        .where(col(SectionTeacher.section_id).in_(bindparam("sections", expanding=True)))
        .order_by(col(SectionTeacher.is_primary).desc(), col(Staff.last_name), col(Staff.first_name))
    )
