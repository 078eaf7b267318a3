"""The heading of every report: who issues it, and whom it is about."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from portal_app.domain.enrollment.display_names import full_name
from portal_app.domain.enrollment.placements import placements_on_record
from portal_app.domain.family.household import address_lines
from portal_app.models import District, School, Student


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuingSchool:
    """A school with its address on one line; the address and the phone are empty where the records have none."""

    name: str
    address: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A student as the school's records name them, with their grade level and schools (none: not enrolled)."""

    student: str
    number: str
    grade_level: str
    year: str
    district: str
    schools: list[IssuingSchool]


def head_of(session: Session, student: Student, *, as_of: date, year_id: int | None = None) -> Head:
    """Return the head of a student's reports about a school year (None: the year on record). Two or three queries."""
    places = placements_on_record(session, student, as_of=as_of, year_id=year_id)
    ids = [place.school_id for place in places]
    schools = {school.id: school for school in session.exec(select(School).where(col(School.id).in_(ids)))}
    district = session.get(District, student.district_id)
    return Head(
        student=full_name(student),
        number=student.number,
        grade_level=places[0].grade_level if places else "",
        year=places[0].year.name if places else "",
        district=district.name if district else "",
        schools=[_issuing(schools[id]) for id in ids],
    )


def _issuing(school: School) -> IssuingSchool:
    lines = address_lines(school.street, school.city, school.state, school.postal_code)
    return IssuingSchool(name=school.name, address=", ".join(lines), phone=school.phone)
