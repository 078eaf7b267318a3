"""Whom a school prints for: its students on a day, and the term that it names."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from portal_app.domain.enrollment.date_span import span_includes
from portal_app.domain.enrollment.school_years import current_year
from portal_app.domain.enrollment.terms import leaves
from portal_app.domain.refusal import Refused
from portal_app.models import Enrollment, School, SchoolYear, Student, Term


@dataclass(frozen=True, slots=True, kw_only=True)
class StudentTerm:
    """A student by number; the year (None: that on record) and the last term (None: all) of their report card."""

    number: str
    year_id: int | None = None
    term_id: int | None


def students_of(session: Session, *, school: str, term: str, as_of: date, year: str = "") -> list[StudentTerm]:
    """Return the students who attend a school on a day, by number. `school` is its name or number.

    With the name of an earlier `year`, and once the current one is over: who attended on the year's last day.

    Raises:
        Refused: there is no such school or year, no such term in the year, or no student.
    """
    found = _school(session, school)
    named = year_named(session, year, district_id=found.district_id) if year else None
    shown = named or current_year(session, district_id=found.district_id, as_of=as_of)
    on = min(as_of, shown.ends_on) if shown else as_of
    numbers = session.exec(
        select(Student.number)
        .join(Enrollment, col(Enrollment.student_id) == Student.id)
        .where(col(Enrollment.school_id) == found.id, col(Enrollment.school_year_id) == (shown and shown.id))
        .where(span_includes(Enrollment, on))
        .distinct()
        .order_by(Student.number)
    ).all()
    if not (shown and numbers):
        raise Refused(f"Nobody attends {found.name} on {on}.")
    term_id = _term(session, found, shown, term) if term else None
    year_id = shown.id if named or on < as_of else None
    return [StudentTerm(number=number, year_id=year_id, term_id=term_id) for number in numbers]


def year_named(session: Session, name: str, *, district_id: int) -> SchoolYear:
    """Return a district's school year by its name.

    Raises:
        Refused: there is no such year.
    """
    years = session.exec(
        select(SchoolYear).where(col(SchoolYear.district_id) == district_id).order_by(col(SchoolYear.starts_on))
    ).all()
    for year in years:
        if year.name.casefold() == name.casefold():
            return year
    raise Refused(f"There is no school year {name!r}. The years are: {', '.join(year.name for year in years)}.")


def _school(session: Session, wanted: str) -> School:
    schools = session.exec(select(School).order_by(School.name)).all()
    for school in schools:
        if wanted.casefold() in (school.name.casefold(), school.number.casefold()) and wanted:
            return school
    raise Refused(f"There is no school {wanted!r}. The schools are: {', '.join(school.name for school in schools)}.")


def _term(session: Session, school: School, year: SchoolYear, name: str) -> int | None:
    """Return the grading term with this name, one without children."""
    here = select(Term).where(col(Term.school_id) == school.id, col(Term.school_year_id) == year.id)
    terms = session.exec(here.order_by(col(Term.ends_on), col(Term.starts_on))).all()
    grading = leaves(terms)
    for term in grading:
        if term.name.casefold() == name.casefold():
            return term.id
    raise Refused(f"{school.name} has no term {name!r}. Its terms are: {', '.join(term.name for term in grading)}.")
