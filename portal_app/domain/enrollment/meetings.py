"""When a student's classes meet: the join from the student's rosters to the meetings of their classes.

A class meets in a period of a term. The student has it while they are on its roster, on the days that carry the
meeting's label; a meeting without a label is on every school day. Sources name the term of a class and the term of its
meetings separately, and one may be a part of the other: a class of a semester that changes its period with the quarter,
or a class of a quarter whose meeting names the semester. It meets on the days that both terms include.
"""

from collections.abc import Collection
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, case, join, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from portal_app.domain.enrollment.date_span import span_includes
from portal_app.models import Section, SectionEnrollment, SectionMeeting, SectionTerm, Term

C = TypeVar("C")

ClassTerm: Any = aliased(Term, name="class_term")
"""A term that the class runs in; `Term` is the term of its meeting."""


def student_meetings(*columns: Any) -> Select[*tuple[Any, ...]]:
    """Return the query of these columns of all meetings of all classes on whose roster any student ever was.

    The caller narrows it to its students and days, and joins courses and periods where it needs them.
    """
    return (
        select(*columns)
        .select_from(SectionEnrollment)
        .join(Section, col(Section.id) == SectionEnrollment.section_id)
        .join(SectionMeeting, col(SectionMeeting.section_id) == Section.id)
        .join(Term, col(Term.id) == SectionMeeting.term_id)
        .join(SectionTerm, col(SectionTerm.section_id) == Section.id)
        .join(ClassTerm, and_(ClassTerm.id == SectionTerm.term_id, _terms_overlap()))
    )


def student_class_terms(*columns: Any) -> Select[*tuple[Any, ...]]:
    """Return the query of these columns of every term of every class, with its meetings if it has any there."""
    meeting = join(SectionMeeting, Term, col(Term.id) == SectionMeeting.term_id)
    return (
        select(*columns)
        .select_from(SectionEnrollment)
        .join(Section, col(Section.id) == SectionEnrollment.section_id)
        .join(SectionTerm, col(SectionTerm.section_id) == Section.id)
        .join(ClassTerm, ClassTerm.id == SectionTerm.term_id)
        .outerjoin(meeting, and_(col(SectionMeeting.section_id) == SectionTerm.section_id, _terms_overlap()))
    )


def meets_from() -> ColumnElement[date]:
    """Return, as SQL, the first day of a meeting; where there is none, of the class's term."""
    return case((col(Term.starts_on) > ClassTerm.starts_on, Term.starts_on), else_=ClassTerm.starts_on)


def meets_until() -> ColumnElement[date]:
    """Return, as SQL, the last day of a meeting; where there is none, of the class's term."""
    return case((col(Term.ends_on) < ClassTerm.ends_on, Term.ends_on), else_=ClassTerm.ends_on)


def student_has_class(day: Any) -> ColumnElement[bool]:
    """Return, as SQL, whether on a day the student is on the roster and the class meets in the terms around the day."""
    return and_(span_includes(SectionEnrollment, day), span_includes(Term, day), span_includes(ClassTerm, day))


def meets_on_label(meeting_label: str, day_label: str) -> bool:
    """Return whether a meeting takes place on days with this rotating label."""
    return meeting_label in ("", day_label)


def class_of_period(classes: Collection[tuple[str, C]]) -> C | None:
    """Return the class in a period of a day, of the classes that may meet with the labels of their meetings.

    The first of several; None where it depends on the day's label, which a school without a calendar does not state.
    """
    labels = {label for label, _ in classes if label} or {""}
    found = {next((one for its, one in classes if meets_on_label(its, label)), None) for label in labels}
    return found.pop() if len(found) == 1 else None


def _terms_overlap() -> ColumnElement[bool]:
    return and_(col(Term.starts_on) <= ClassTerm.ends_on, col(Term.ends_on) >= ClassTerm.starts_on)
