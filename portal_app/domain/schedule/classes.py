"""The teachers of classes, in the order in which pages list them."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlmodel import Session, col

from portal_app.domain.enrollment.display_names import short_name
from portal_app.models import SectionTeacher, Staff


@dataclass(frozen=True, slots=True, kw_only=True)
class Teacher:
    """A teacher by short name ("Tejada, D"); the email address is empty where the school gives none."""

    name: str = ""
    email: str = ""


def teachers_of(session: Session, section_ids: Collection[int]) -> dict[int, list[Teacher]]:
    """Return each class's teachers, the primary one first, by section id. One query."""
    teachers: dict[int, list[Teacher]] = defaultdict(list)
    for row in session.connection().execute(_teachers(), {"sections": list(section_ids)}):
        teachers[row.section_id].append(Teacher(name=short_name(row), email=row.email))
    return teachers


@cache
def _teachers() -> Select[*tuple[Any, ...]]:
    return (
        select(col(SectionTeacher.section_id), col(Staff.first_name), col(Staff.last_name), col(Staff.email))
        .join(Staff, col(Staff.id) == SectionTeacher.staff_id)
        .where(col(SectionTeacher.section_id).in_(bindparam("sections", expanding=True)))
        .order_by(col(SectionTeacher.is_primary).desc(), col(Staff.last_name), col(Staff.first_name))
    )
