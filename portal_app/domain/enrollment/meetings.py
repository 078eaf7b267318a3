"""When a student's classes meet: the join from the student's rosters to the meetings of their classes.

A class meets in a period of a term. The student has it while they are on its roster and its term runs, on the days that
carry the meeting's label; a meeting without a label is on every school day.
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select
from sqlmodel import col

from portal_app.domain.enrollment.date_span import span_includes
from portal_app.models import Section, SectionEnrollment, SectionMeeting, SectionTerm, Term


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
    )


def student_class_terms(*columns: Any) -> Select[*tuple[Any, ...]]:
    """Return the query of these columns of every term of every class, with its meetings: none where it meets nowhere.

    Unlike `student_meetings` it leaves out a meeting in a term that the class is not scheduled in.
    """
    meets = and_(
        col(SectionMeeting.section_id) == SectionTerm.section_id, col(SectionMeeting.term_id) == SectionTerm.term_id
    )
    return (
        select(*columns)
        .select_from(SectionEnrollment)
        .join(Section, col(Section.id) == SectionEnrollment.section_id)
        .join(SectionTerm, col(SectionTerm.section_id) == Section.id)
        .join(Term, col(Term.id) == SectionTerm.term_id)
        .outerjoin(SectionMeeting, meets)
    )


def student_has_class(day: Any) -> ColumnElement[bool]:
    """Return, as SQL, whether on a day the student is on the roster and the term of the meeting runs."""
    return and_(span_includes(SectionEnrollment, day), span_includes(Term, day))


def meets_on_label(meeting_label: str, day_label: str) -> bool:
    """Return whether a meeting takes place on days with this rotating label."""
    return meeting_label in ("", day_label)
