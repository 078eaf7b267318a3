"""The signed-in guardian's family: the guardian, the students they may see, and each student's current school."""

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
    """A student as picker and navigation show them. `color` is an index into the palette of children's colors."""

    id: int = 0
    first_name: str = ""
    full_name: str = ""
    initials: str = ""
    color: int = 0
    school: str = ""
    accent: str = ""
    """The school's color, #rrggbb."""
    grade_level: str = ""
    starts_on: str = ""
    """ISO date of the first day of a school year that has not begun; empty for a student of the current year."""
    rights: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """The signed-in guardian and the students whom they may see, oldest first."""

    guardian_name: str
    district_id: int
    district_name: str
    students: tuple[FamilyStudent, ...]

    def students_with(self, right: Right) -> list[FamilyStudent]:
        """Return the students for whom the viewer has this right."""
        return [student for student in self.students if right.value in student.rights]


# built once: building a query takes longer than running it
_GUARDIAN = select(Guardian, District).join(District).where(col(Guardian.id) == bindparam("guardian"))


def family_of(session: Session, viewer: Viewer) -> Family:
    """Return the viewer's family.

    Raises:
        NotFound: the school has deleted the guardian.
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
    placements = placements_of_each(session, [student for student, _ in students], as_of=today())
    return [
        _family_student(
            student, color, placements[student.id or 0], tuple(right.value for right in Right if right in rights)
        )
        for color, (student, rights) in enumerate(students)
    ]


def _family_student(
    student: Student, color: int, placements: list[Placement], rights: tuple[str, ...]
) -> FamilyStudent:
    placement, year = placements[0], placements[0].year  # only enrolled students are visible
    return FamilyStudent(
        id=student.id or 0,
        first_name=student.first_name,
        full_name=full_name(student),
        initials=initials(student),
        color=color,
        school=" · ".join(one.school for one in placements),
        accent=placement.accent,
        grade_level=placement.grade_level,
        starts_on=year.starts_on.isoformat() if year.starts_on > today() else "",
        rights=rights,
    )
