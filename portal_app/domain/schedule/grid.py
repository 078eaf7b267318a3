"""The year's schedule as a grid: a row for each period, a column for each term, the student's classes in the cells.

Empty cells are kept. A class shows the student's first and last day in it where these differ from the term's. A student
at two schools gets a grid for each. Classes without a period are in a last row of their own.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, select, tuple_
from sqlmodel import Session, col

from portal_app.domain.enrollment.date_span import span_is_not_empty, span_overlaps
from portal_app.domain.enrollment.display_names import class_code
from portal_app.domain.enrollment.meetings import ClassTerm, meets_from, meets_until, student_class_terms
from portal_app.domain.enrollment.placements import Placement, placements_of
from portal_app.domain.enrollment.terms import ScheduleTerm, current_term, schedule_terms
from portal_app.domain.schedule.classes import Teacher, teachers_of
from portal_app.models import (
    Course,
    Period,
    Section,
    SectionEnrollment,
    SectionMeeting,
    Student,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassEntry:
    """One class in a cell. The dates are set only where the student's differ from the term's."""

    section_id: int = 0
    code: str = ""
    title: str = ""
    teachers: list[Teacher] = field(default_factory=list)
    room: str = ""
    team: str = ""
    day_labels: list[str] = field(default_factory=list)
    starts_on: str = ""
    ends_on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermColumn:
    """A column's heading. One column of a grid is current: the page opens on it, whether or not the term is running."""

    name: str = ""
    starts_on: str = ""
    ends_on: str = ""
    is_current: bool = False
    is_running: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TermCell:
    """The classes of a period in a term: none where the cell is empty, several where days rotate or a class changed."""

    term: str = ""
    classes: list[ClassEntry] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodRow:
    """A period with a cell for each term, in order; the row of classes without a period has no name."""

    period: str = ""
    cells: list[TermCell] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolGrid:
    """The schedule of a student at one school for one school year."""

    school_id: int = 0
    school: str = ""
    year: str = ""
    grade_level: str = ""
    terms: list[TermColumn] = field(default_factory=list)
    rows: list[PeriodRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class StudentSchedule:
    """A student's grids, one a school; none for a student who is enrolled neither this year nor next."""

    grids: list[SchoolGrid] = field(default_factory=list)


Cells = dict[tuple[int | None, int | None], list[ClassEntry]]
"""The classes of each cell, by period id (None: no period) and term id."""

EntryKey = tuple[int, date, date, str]
"""Meetings in a cell with the same class, student's dates and room are one entry."""


def schedule_of(session: Session, student: Student, *, as_of: date) -> StudentSchedule:
    """Return the student's schedule of the school year shown on a day. Five queries, however many classes."""
    return schedule_in(session, student, placements_of(session, student, as_of=as_of), as_of=as_of)


def schedule_in(session: Session, student: Student, placements: list[Placement], *, as_of: date) -> StudentSchedule:
    """Return the student's schedule in these placements, all of one year. At most four queries."""
    if not placements:
        return StudentSchedule(grids=[])
    terms = schedule_terms(session, [(placement.school_id, placement.year.id) for placement in placements])
    periods = _periods(session, placements)
    meetings = _meetings(session, student, placements)
    teachers = teachers_of(session, {meeting.section_id for meeting in meetings}, as_of=as_of)
    cells = _cells(meetings, teachers, terms)
    return StudentSchedule(grids=[_grid(placement, terms, periods, cells, as_of) for placement in placements])


class _Period(NamedTuple):
    """A period of a school's day: a row of its grid."""

    id: int
    school_id: int
    name: str


def _periods(session: Session, placements: list[Placement]) -> list[_Period]:
    values = {"schools": [placement.school_id for placement in placements]}
    return [_Period(*row) for row in session.connection().execute(_periods_query(), values)]


@cache
def _periods_query() -> Select[*tuple[Any, ...]]:
    there = col(Period.school_id).in_(bindparam("schools", expanding=True))
    period = select(col(Period.id), col(Period.school_id), col(Period.name))
    return period.where(there).order_by(col(Period.sequence), col(Period.name))


class _Meeting(NamedTuple):
    """A class of the student's in a term, with a meeting if it has one. Columns, not objects: a year has dozens."""

    section_id: int
    school_id: int
    starts_on: date
    ends_on: date | None
    section: str
    team: str
    course: str
    title: str
    term_id: int
    meets_from: date
    meets_until: date
    period_id: int | None
    day_label: str | None
    room: str | None


def _meetings(session: Session, student: Student, placements: list[Placement]) -> list[_Meeting]:
    """Return every meeting of the student's classes in these placements, and the classes that meet nowhere."""
    here = [(placement.school_id, placement.year.id) for placement in placements]
    values = {"student": student.id, "here": here}
    return [_Meeting(*row) for row in session.connection().execute(_meetings_query(), values)]


@cache
def _meetings_query() -> Select[*tuple[Any, ...]]:
    here = tuple_(col(Section.school_id), col(Section.school_year_id)).in_(bindparam("here", expanding=True))
    return (
        student_class_terms(
            col(Section.id),
            col(Section.school_id),
            col(SectionEnrollment.starts_on),
            col(SectionEnrollment.ends_on),
            col(Section.number),
            col(Section.team),
            col(Course.number),
            col(Course.title),
            ClassTerm.id,
            meets_from(),
            meets_until(),
            col(SectionMeeting.period_id),
            col(SectionMeeting.day_label),
            col(SectionMeeting.room),
        )
        .join(Course, col(Course.id) == Section.course_id)
        .where(col(SectionEnrollment.student_id) == bindparam("student"), span_is_not_empty(SectionEnrollment), here)
        .where(span_overlaps(SectionEnrollment, meets_from(), meets_until()))
        .order_by(col(SectionMeeting.day_label), col(SectionEnrollment.starts_on), Course.number, Section.number)
    )


def _cells(meetings: list[_Meeting], teachers: dict[int, list[Teacher]], columns: list[ScheduleTerm]) -> Cells:
    """Return the classes of each cell; the days of one class in one room are one entry."""
    entries: dict[tuple[int | None, int | None], dict[EntryKey, ClassEntry]] = defaultdict(dict)
    for row in meetings:
        column = _column_of(row, columns)
        if column is None:
            continue
        cell, room, span = entries[row.period_id, column.id], row.room or "", _span(row)
        entry = cell.setdefault((row.section_id, *span, room), _entry(row, span, column, room=room, teachers=teachers))
        if row.day_label and row.day_label not in entry.day_labels:
            entry.day_labels.append(row.day_label)
    return {cell: sorted(found.values(), key=lambda entry: entry.starts_on) for cell, found in entries.items()}


def _column_of(row: _Meeting, columns: list[ScheduleTerm]) -> ScheduleTerm | None:
    """Return the column of a class's term: the term itself, or the one that a quarter is a part of."""
    own = [column for column in columns if column.school_id == row.school_id]
    around = (column for column in own if column.includes(row.meets_from))
    return next((column for column in own if column.id == row.term_id), None) or next(around, None)


def _span(row: _Meeting) -> tuple[date, date]:
    """Return the student's first and last day in the class in this term."""
    ends = row.meets_until if row.ends_on is None else min(row.ends_on, row.meets_until)
    return max(row.starts_on, row.meets_from), ends


def _entry(
    row: _Meeting,
    span: tuple[date, date],
    column: ScheduleTerm,
    *,
    room: str,
    teachers: dict[int, list[Teacher]],
) -> ClassEntry:
    first, last = span
    return ClassEntry(
        section_id=row.section_id,
        code=class_code(course=row.course, section=row.section),
        title=row.title,
        teachers=teachers.get(row.section_id, []),
        room=room,
        team=row.team,
        day_labels=[],
        starts_on=first.isoformat() if first > column.starts_on else "",
        ends_on=last.isoformat() if last < column.ends_on else "",
    )


def _grid(
    placement: Placement, terms: list[ScheduleTerm], periods: list[_Period], cells: Cells, as_of: date
) -> SchoolGrid:
    own = [term for term in terms if term.school_id == placement.school_id]
    rows = [_row(period.id, period.name, own, cells) for period in periods if period.school_id == placement.school_id]
    if any((None, term.id) in cells for term in own):
        rows.append(_row(None, "", own, cells))
    return SchoolGrid(
        school_id=placement.school_id,
        school=placement.school,
        year=placement.year.name,
        grade_level=placement.grade_level,
        terms=_columns(own, as_of),
        rows=rows,
    )


def _columns(terms: list[ScheduleTerm], as_of: date) -> list[TermColumn]:
    current = current_term(terms, as_of=as_of)
    return [
        TermColumn(
            name=term.name,
            starts_on=term.starts_on.isoformat(),
            ends_on=term.ends_on.isoformat(),
            is_current=term is current,
            is_running=term is current and term.includes(as_of),
        )
        for term in terms
    ]


def _row(period_id: int | None, name: str, terms: list[ScheduleTerm], cells: Cells) -> PeriodRow:
    """Return a row with a cell for every term, empty ones too."""
    return PeriodRow(
        period=name, cells=[TermCell(term=term.name, classes=cells.get((period_id, term.id), [])) for term in terms]
    )
