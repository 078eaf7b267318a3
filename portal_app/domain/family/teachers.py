"""The teachers a guardian can write to: the current teachers of each child, from the child's schedule."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, case
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from portal_app.domain.access import Right, Viewer
from portal_app.domain.enrollment.date_span import span_includes
from portal_app.domain.enrollment.display_names import class_code
from portal_app.domain.family.family import FamilyStudent, family_of
from portal_app.domain.schedule.classes import teachers_of
from portal_app.models import Course, Section, SectionEnrollment, SectionTerm, Term


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassTeacher:
    """A teacher and the classes of one child that they teach, such as "MATH-06-1 Mathematics 6"."""

    name: str
    email: str
    classes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildTeachers:
    """A child and the teachers of the classes that the child attends on a day or next, by name."""

    student_id: int
    full_name: str
    initials: str
    color: int
    teachers: tuple[ClassTeacher, ...]


def teachers_of_children(session: Session, viewer: Viewer, *, on: date) -> tuple[ChildTeachers, ...]:
    """Return the teachers on a day of each child whose schedule the viewer may see. A fixed number of queries.

    Between two terms, such as the quarters of a semester, these are the teachers of the next one, which every page
    opens on then (`current_term`).
    """
    students = family_of(session, viewer).students_with(Right.SCHEDULE)
    classes = _classes(session, [student.id for student in students], on)
    teachers = teachers_of(session, {section for _, section, _ in classes}, as_of=on)
    by_child: dict[int, dict[tuple[str, str], list[str]]] = {student.id: {} for student in students}
    for student_id, section, name in classes:
        for teacher in teachers.get(section, []):
            by_child[student_id].setdefault((teacher.name, teacher.email), []).append(name)
    return tuple(_child(student, by_child[student.id]) for student in students)


def _classes(session: Session, students: list[int], on: date) -> list[tuple[int, int, str]]:
    """Return (student id, section id, "MATH-06-1 Mathematics 6") of the classes that are attended then or next."""
    running_or_next, first_day = _running_or_next(on), case((col(Term.starts_on) > on, Term.starts_on), else_=on)
    query = (
        select(SectionEnrollment.student_id, Section, Course)
        .join(Section, col(Section.id) == SectionEnrollment.section_id)
        .join(Course, col(Course.id) == Section.course_id)
        .join(SectionTerm, col(SectionTerm.section_id) == Section.id)
        .join(Term, col(Term.id) == SectionTerm.term_id)
        .where(col(SectionEnrollment.student_id).in_(students), running_or_next)
        # a source may let the roster begin with the term
        .where(span_includes(SectionEnrollment, first_day))
        .order_by(col(Course.title), col(Section.id))
    )
    classes = (
        (
            student_id,
            section.id or 0,
            f"{class_code(course=course.number, section=section.number)} {course.title}",
        )
        for student_id, section, course in session.exec(query)
    )
    return list(dict.fromkeys(classes))


def _running_or_next(on: date) -> ColumnElement[bool]:
    """Return, as SQL, whether a term includes the day or is the next one of its school after it.

    Terms of a school overlap: a quarter is a part of a semester, and some classes run in a term of the whole year. A
    term is the next one unless another one of the school, running or coming, ends before it begins.
    """
    other = aliased(Term)
    first_end = select(func.min(other.ends_on)).where(other.school_id == Term.school_id, col(other.ends_on) >= on)
    begins_before = col(Term.starts_on) <= first_end.correlate(Term).scalar_subquery()
    return and_(col(Term.ends_on) >= on, begins_before)


def _child(student: FamilyStudent, found: dict[tuple[str, str], list[str]]) -> ChildTeachers:
    teachers = (
        ClassTeacher(name=name, email=email, classes=tuple(dict.fromkeys(classes)))
        for (name, email), classes in sorted(found.items())
    )
    return ChildTeachers(
        student_id=student.id,
        full_name=student.full_name,
        initials=student.initials,
        color=student.color,
        teachers=tuple(teachers),
    )
