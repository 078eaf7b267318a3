"""What every answer about a schedule shares: the teachers of classes, and which stays on a roster count."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, bindparam, or_
from sqlmodel import Session, col, select

from portal_app.domain.names import short_name
from portal_app.models import SectionEnrollment, SectionTeacher, Staff


@dataclass(frozen=True, slots=True, kw_only=True)
class Teacher:
    """A teacher as the guide names one ("Tejada, D"); the address is empty where the school gives none."""

    name: str
    email: str


def teachers_of(session: Session, section_ids: Collection[int]) -> dict[int, list[Teacher]]:
    """Return each class's teachers, the primary one first, by section id. One query."""
    teachers: dict[int, list[Teacher]] = defaultdict(list)
    for section_id, staff in session.exec(_teachers(), params={"sections": list(section_ids)}):
        teachers[section_id].append(Teacher(name=short_name(staff), email=staff.email))
    return teachers


@cache
def _teachers() -> Any:
    return (
        select(SectionTeacher.section_id, Staff)
        .join(Staff, col(Staff.id) == SectionTeacher.staff_id)
        .where(col(SectionTeacher.section_id).in_(bindparam("sections", expanding=True)))
        .order_by(col(SectionTeacher.is_primary).desc(), col(Staff.last_name), col(Staff.first_name))
    )


def attended() -> ColumnElement[bool]:
    """Return, as SQL, whether a stay on a roster was real: a child who never came is off it before the first day."""
    return or_(
        col(SectionEnrollment.ends_on).is_(None), col(SectionEnrollment.ends_on) >= col(SectionEnrollment.starts_on)
    )
