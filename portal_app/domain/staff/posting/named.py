"""Finds what staff name when they post a grade: an assignment, a class, a task, a term of one student."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, and_
from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from portal_app.clock import today
from portal_app.domain.enrollment.display_names import class_code, full_name
from portal_app.domain.enrollment.terms import leaves
from portal_app.domain.refusal import Refused
from portal_app.models import (
    Assignment,
    Category,
    Course,
    GradingTask,
    SchoolYear,
    Section,
    SectionEnrollment,
    SectionTerm,
    Student,
    Term,
)


def assignment_named(session: Session, student: Student, name: str, section: str) -> tuple[Assignment, int]:
    """Return the student's assignment of this reference, id or name, and the id of its task's scale."""
    query = (
        select_columns(Assignment, Section, Course, GradingTask, SchoolYear)
        .join(Section, col(Section.id) == Assignment.section_id)
        .join(SchoolYear, col(SchoolYear.id) == Section.school_year_id)
        .join(Course, col(Course.id) == Section.course_id)
        .join(Category, col(Category.id) == Assignment.category_id)
        .join(GradingTask, col(GradingTask.id) == Category.task_id)
        .where(col(Assignment.section_id).in_(_sections_of(student)))
    )
    rows = [row for row in session.execute(query) if not section or _code(row.Section, row.Course) == section]
    tests = (
        lambda found: found.source_id == name,
        lambda found: str(found.id) == name,
        lambda found: found.name == name,
    )
    found = next((hits for test in tests if (hits := [row for row in rows if test(row.Assignment)])), [])
    found = _of_the_year_of_posting(found)
    if not found:
        where = f" in {section}" if section else ""
        raise Refused(f"{full_name(student)} has no assignment {name!r}{where}.")
    if len(found) > 1:
        ids = ", ".join(f"{row.Assignment.id} ({_code(row.Section, row.Course)})" for row in found[:8])
        raise Refused(f"Several assignments of {full_name(student)} are called {name!r}: give one of the ids {ids}.")
    return found[0].Assignment, found[0].GradingTask.scale_id


def _sections_of(student: Student) -> Any:
    return select(SectionEnrollment.section_id).where(SectionEnrollment.student_id == student.id)


def _code(section: Section, course: Course) -> str:
    return class_code(course=course.number, section=section.number)


@dataclass(frozen=True, slots=True)
class StudentClass:
    """A class that the student is or was in."""

    id: int
    code: str
    course_id: int
    school_id: int
    year_id: int


def class_named(session: Session, student: Student, code: str, *, term: str) -> StudentClass:
    """Return the student's class of this code; of several years, that of the year of posting.

    Of several in that year, such as one for each semester, the one that runs in the term of this name.
    """
    query = (
        select_columns(Section, Course, SchoolYear)
        .join(Course, col(Course.id) == Section.course_id)
        .join(SchoolYear, col(SchoolYear.id) == Section.school_year_id)
        .where(col(Section.id).in_(_sections_of(student)))
        .order_by(col(SchoolYear.starts_on).desc(), col(Section.id))
    )
    rows = list(session.execute(query))
    found = _of_the_year_of_posting([row for row in rows if _code(row.Section, row.Course) == code])
    if not found:
        codes = _listed(_code(row.Section, row.Course) for row in rows)
        raise Refused(f"{full_name(student)} has no class {code!r}; {codes}")
    in_term = [row for row in found if len(found) > 1 and _runs_in(session, row.Section, term)]
    section, course, _ = (in_term or found)[0]
    return StudentClass(section.id, code, course.id, section.school_id, section.school_year_id)


def _runs_in(session: Session, section: Section, term: str) -> bool:
    """Return whether a class runs in a term of this name, or in a part of it, or in one that it is a part of."""
    named: Any = aliased(Term)
    overlap = and_(named.starts_on <= Term.ends_on, named.ends_on >= Term.starts_on)
    query = (
        select(SectionTerm.section_id)
        .join(Term, col(Term.id) == SectionTerm.term_id)
        .join(named, and_(named.school_id == Term.school_id, named.school_year_id == Term.school_year_id, overlap))
        .where(col(SectionTerm.section_id) == section.id, named.name == term)
    )
    return session.exec(query).first() is not None


def _of_the_year_of_posting(rows: list[Row[*tuple[Any, ...]]]) -> list[Row[*tuple[Any, ...]]]:
    """Return the rows of the latest school year that has begun, or of the first to come where none has.

    Next year's rosters are often loaded in spring: what is posted until then belongs to the year that is running.
    """
    years = sorted({row.SchoolYear.starts_on for row in rows})
    begun = [starts_on for starts_on in years if starts_on <= today()]
    chosen = begun[-1:] or years[:1]
    return [row for row in rows if [row.SchoolYear.starts_on] == chosen]


def task_named(session: Session, student_class: StudentClass, name: str) -> GradingTask:
    query = (
        select(GradingTask).where(GradingTask.course_id == student_class.course_id).order_by(col(GradingTask.sequence))
    )
    tasks = session.exec(query).all()
    for task in tasks:
        if task.name == name:
            return task
    raise Refused(f"{student_class.code} has no grading task {name!r}; {_listed(task.name for task in tasks)}")


def term_named(session: Session, student_class: StudentClass, name: str) -> Term:
    """Return the term of this name; a term without children is preferred to its parent of the same name."""
    here = Term.school_id == student_class.school_id, Term.school_year_id == student_class.year_id
    terms = session.exec(select(Term).where(*here).order_by(col(Term.starts_on), col(Term.sequence))).all()
    grading = {term.id for term in leaves(terms)}
    named = sorted((term for term in terms if term.name == name), key=lambda term: term.id not in grading)
    if not named:
        raise Refused(f"There is no term {name!r}; {_listed(term.name for term in terms)}")
    if len(named) > 1 and named[1].id in grading:
        raise Refused(f"Several terms are called {name!r}; rename one of them.")
    return named[0]


def _listed(names: Iterable[str]) -> str:
    known: Collection[str] = list(dict.fromkeys(names))
    return f"choose one of {', '.join(known)}." if known else "there are none."
