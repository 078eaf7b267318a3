"""Whom a guardian sees when they look at the portal: themselves, their students, and each one's school today."""

from dataclasses import dataclass

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from portal_app.clock import today
from portal_app.domain.access import NotFound, Right, Viewer, students_and_rights
from portal_app.domain.enrollment.display_names import full_name, initials
from portal_app.domain.enrollment.placements import Placement, placements_of_each
from portal_app.models import District, Guardian, Student


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyStudent:
    """A student as picker and navigation show them. `color` is the place in the palette of children's colors."""

    id: int
    first_name: str
    full_name: str
    initials: str
    color: int
    school: str
    accent: str
    """The school's color, #rrggbb."""
    grade_level: str
    starts_on: str
    """ISO date of the first day of a school year that has not begun; empty for a student of the current year."""
    rights: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """The signed-in guardian and the students whom they may see, oldest first."""

    guardian_name: str
    district_id: int
    district_name: str
    students: tuple[FamilyStudent, ...]

    def students_with(self, right: Right) -> list[FamilyStudent]:
        """Return the students of whom the viewer may see this side."""
        return [student for student in self.students if right.value in student.rights]


# built once: that takes longer than to ask it
_GUARDIAN = select(Guardian, District).join(District).where(col(Guardian.id) == bindparam("guardian"))


def family_of(session: Session, viewer: Viewer) -> Family:
    """Return the viewer's family.

    Raises:
        NotFound: the school has taken the guardian off its books.
    """
    row = session.exec(_GUARDIAN, params={"guardian": viewer.guardian_id}).first()
    if row is None:
        raise NotFound
    guardian, district = row
    return Family(
        guardian_name=full_name(guardian),
        district_id=guardian.district_id,
        district_name=district.name,
        students=tuple(_with_schools(session, students_and_rights(session, viewer))),
    )


def _with_schools(session: Session, students: list[tuple[Student, frozenset[Right]]]) -> list[FamilyStudent]:
    places = placements_of_each(session, [student for student, _ in students], as_of=today())
    return [
        _family_student(student, color, places[student.id or 0], tuple(right.value for right in Right if right in may))
        for color, (student, may) in enumerate(students)
    ]


def _family_student(student: Student, color: int, places: list[Placement], rights: tuple[str, ...]) -> FamilyStudent:
    place, year = places[0], places[0].year  # the door lists nobody without a place
    return FamilyStudent(
        id=student.id or 0,
        first_name=student.first_name,
        full_name=full_name(student),
        initials=initials(student),
        color=color,
        school=" · ".join(place.school for place in places),
        accent=place.accent,
        grade_level=place.grade_level,
        starts_on=year.starts_on.isoformat() if year.starts_on > today() else "",
        rights=rights,
    )
