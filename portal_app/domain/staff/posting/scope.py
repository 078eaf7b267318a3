"""To whom something is posted: a whole district, one school, one class, or one student."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, select

from portal_app.domain.access import NotFound, student_for_staff
from portal_app.domain.enrollment.date_span import span_includes
from portal_app.domain.enrollment.display_names import class_code
from portal_app.domain.refusal import Refused
from portal_app.models import Course, District, School, SchoolYear, Section, SectionTerm, Student, Term


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """A district; with a school, only that; with a class, only that."""

    district_id: int
    school_id: int | None = None
    section_id: int | None = None


def scope_of(
    session: Session, *, district: str = "", school: str = "", section: str = "", on: date | None = None
) -> Scope:
    """Return the scope: the district by code, the school by name or number, the class by its code (MATH-06-1) on a day.

    Raises:
        Refused: there is no such district, school or class, or several match.
    """
    if section and not school:
        raise Refused("A class needs its school too.")
    if school:
        found = _school(session, district, school)
        class_id = _section(session, found, section, on) if section else None
        return Scope(district_id=found.district_id, school_id=found.id, section_id=class_id)
    return Scope(district_id=district_with_code(session, district).id or 0)


def student_named(session: Session, number: str) -> Student:
    """Return the student with this number.

    Raises:
        Refused: no student has it.
    """
    try:
        return student_for_staff(session, number.strip())
    except NotFound:
        raise Refused(f"No student has the number {number}.") from None


def district_with_code(session: Session, code: str) -> District:
    """Return the district with this code, or without one the only district.

    Raises:
        Refused: there is no such district, or several.
    """
    query = select(District).order_by(col(District.code))
    found = session.exec(query.where(col(District.code) == code.upper()) if code else query).all()
    if not found:
        raise Refused(f"There is no district {code}." if code else "There is no district yet.")
    if len(found) > 1:
        raise Refused("Say for which district: " + ", ".join(district.code for district in found) + ".")
    return found[0]


def _school(session: Session, district: str, school: str) -> School:
    query = select(School).where(or_(col(School.name) == school, col(School.number) == school))
    if district:
        query = query.where(col(School.district_id) == district_with_code(session, district).id)
    found = session.exec(query).all()
    if not found:
        names = ", ".join(session.exec(select(School.name).order_by(col(School.name))).all()) or "none"
        raise Refused(f"There is no school {school!r}; the schools are: {names}.")
    if len(found) > 1:
        raise Refused(f"Several schools are called {school!r}: give the district, or the school's number.")
    return found[0]


def _section(session: Session, school: School, code: str, on: date | None) -> int | None:
    query = (
        select(Section, Course)
        .join(Course, col(Course.id) == Section.course_id)
        .join(SchoolYear, col(SchoolYear.id) == Section.school_year_id)
        .where(col(Section.school_id) == school.id, span_includes(SchoolYear, on), _runs_on(on))
    )
    for section, course in session.exec(query):
        if class_code(course=course.number, section=section.number) == code:
            return section.id
    raise Refused(f"{school.name} has no class {code} on {on}.")


def _runs_on(on: date | None) -> ColumnElement[bool]:
    """Return, as SQL, whether a class runs on a day: from its first term to its last, with the days between them."""
    terms = select(SectionTerm.term_id).join(Term, col(Term.id) == SectionTerm.term_id)
    own = terms.where(col(SectionTerm.section_id) == Section.id).correlate(Section)
    return and_(own.where(col(Term.starts_on) <= on).exists(), own.where(col(Term.ends_on) >= on).exists())
