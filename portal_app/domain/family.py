"""Whom a guardian sees when they look at the portal: themselves, their students, and each one's school today."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from portal_app.clock import today
from portal_app.domain.access import NotFound, Right, Viewer, accessible_students
from portal_app.domain.names import full_name, initials
from portal_app.models import District, Enrollment, Guardian, Guardianship, School, SchoolYear, Student


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyStudent:
    """A student as the picker and the navigation show them. `colour` is the place in the palette of children's colours."""

    id: int
    first_name: str
    full_name: str
    initials: str
    colour: int
    school: str
    accent: str
    """The school's colour, #rrggbb."""
    grade_level: str
    starts_on: str
    """ISO date of the first day of a school year that has not begun; empty for a student of the current year."""
    rights: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """The signed-in guardian and the students whom they may see, oldest first."""

    guardian_name: str
    district_name: str
    students: tuple[FamilyStudent, ...]


def family_of(session: Session, viewer: Viewer) -> Family:
    """Return the viewer's family.

    Raises:
        NotFound: the school has taken the guardian off its books.
    """
    row = session.exec(select(Guardian, District).join(District).where(Guardian.id == viewer.guardian_id)).first()
    if row is None:
        raise NotFound
    guardian, district = row
    students = accessible_students(session, viewer, to=None)
    return Family(
        guardian_name=full_name(guardian),
        district_name=district.name,
        students=tuple(_with_schools(session, viewer, students)),
    )


def _with_schools(session: Session, viewer: Viewer, students: list[Student]) -> list[FamilyStudent]:
    ids = [student.id for student in students]
    places = session.exec(
        select(Enrollment, School, SchoolYear)
        .select_from(Enrollment)
        .join(School)
        .join(SchoolYear)
        .where(col(Enrollment.student_id).in_(ids))
        .order_by(col(SchoolYear.starts_on), col(Enrollment.starts_on), col(Enrollment.id))
    ).all()
    rights = _rights(session, viewer)
    return [
        _family_student(student, colour, _place_to_show([p for p in places if p[0].student_id == student.id]), rights)
        for colour, student in enumerate(students)
    ]


def _place_to_show(places: list) -> tuple[Enrollment, School, SchoolYear]:
    """Return the latest place that has begun, else the first one to come."""
    begun = [place for place in places if place[2].starts_on <= today()]
    return begun[-1] if begun else places[0]


def _rights(session: Session, viewer: Viewer) -> dict[int, tuple[str, ...]]:
    rows = session.exec(select(Guardianship).where(Guardianship.guardian_id == viewer.guardian_id)).all()
    return {row.student_id: tuple(right.value for right in Right if getattr(row, right)) for row in rows}


def _family_student(student: Student, colour: int, place: tuple, rights: dict[int, tuple[str, ...]]) -> FamilyStudent:
    enrollment, school, year = place
    return FamilyStudent(
        id=student.id or 0,
        first_name=student.first_name,
        full_name=full_name(student),
        initials=initials(student),
        colour=colour,
        school=school.name,
        accent=school.accent,
        grade_level=enrollment.grade_level,
        starts_on=year.starts_on.isoformat() if year.starts_on > today() else "",
        rights=rights[student.id or 0],
    )
