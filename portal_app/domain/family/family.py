"""The signed-in guardian's family: the guardian, the students they may see, and each student's current school."""

from dataclasses import dataclass, replace

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from portal_app.clock import today
from portal_app.domain.access import NotFound, Right, Viewer, students_and_rights
from portal_app.domain.enrollment.display_names import full_name, initials
from portal_app.domain.enrollment.placements import Placement, Year, attended, enrollments_of_each, year_on_record
from portal_app.domain.enrollment.school_years import next_year
from portal_app.models import District, Guardian, Student


@dataclass(frozen=True, slots=True, kw_only=True)
class StudentYear:
    """A school year in which a student is or was enrolled. `is_earlier`: the district's current year began after it.

    `is_over`: its last day has passed, as in summer.
    """

    id: int = 0
    name: str = ""
    is_earlier: bool = False
    is_over: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NextYear:
    """A school year that has not begun: its first day (ISO) and, if the student is enrolled, school and grade level."""

    starts_on: str = ""
    school: str = ""
    grade_level: str = ""


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
    years: tuple[StudentYear, ...] = ()
    """All school years of the student, the latest first."""
    year_on_record: StudentYear = StudentYear()
    """The one that Grades, Attendance and Reports show unless another one is chosen."""
    ended_on: str = ""
    """ISO date on which the student's last school year ended, while none is running; else empty."""
    next_year: NextYear = NextYear()
    """What comes next after `ended_on`, as far as it is known."""
    is_former: bool = False
    """Not enrolled in the current school year or later: there are earlier years only."""


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
    enrollments = enrollments_of_each(session, [student for student, _ in students], as_of=today())
    found = [
        _family_student(
            student, color, enrollments[student.id or 0], tuple(right.value for right in Right if right in rights)
        )
        for color, (student, rights) in enumerate(students)
    ]
    return _with_next_year(session, students, found)


def _with_next_year(
    session: Session, students: list[tuple[Student, frozenset[Right]]], found: list[FamilyStudent]
) -> list[FamilyStudent]:
    """Add the district's next first day for those who are not enrolled beyond the summer. One query, in summer only."""
    between = [one for one in found if one.ended_on and not one.next_year.starts_on and not one.is_former]
    if not between:
        return found
    coming = next_year(session, district_id=students[0][0].district_id, as_of=today())
    following = NextYear(starts_on=coming.starts_on.isoformat() if coming else "")
    return [replace(one, next_year=following) if one in between else one for one in found]


def _family_student(
    student: Student, color: int, enrollments: list[Placement], rights: tuple[str, ...]
) -> FamilyStudent:
    placements = attended(enrollments, as_of=today())
    placement, year = placements[0], placements[0].year  # only students with an enrollment are visible
    years = list(dict.fromkeys(one.year for one in enrollments))
    ended_on = _ended_on(years)
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
        years=tuple(map(_student_year, reversed(years))),
        year_on_record=_student_year(year_on_record(years) or year),
        ended_on=ended_on,
        next_year=_next_year(placements) if ended_on else NextYear(),
        is_former=year.is_earlier,
    )


def _student_year(year: Year) -> StudentYear:
    return StudentYear(id=year.id, name=year.name, is_earlier=year.is_earlier, is_over=year.ends_on < today())


def _ended_on(years: list[Year]) -> str:
    """Return the last day of the latest year that is over, unless a year of the student's is running."""
    over = [year.ends_on for year in years if year.ends_on < today()]
    is_running = any(year.includes(today()) for year in years)
    return max(over).isoformat() if over and not is_running else ""


def _next_year(placements: list[Placement]) -> NextYear:
    coming = [one for one in placements if one.year.starts_on > today()]
    return NextYear(
        starts_on=min(one.starts_on for one in coming).isoformat() if coming else "",
        school=" · ".join(one.school for one in coming),
        grade_level=coming[0].grade_level if coming else "",
    )
