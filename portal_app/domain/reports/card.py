"""The report card: what the school has posted, by class, task and term, with the attendance and a legend.

It shows only posted grades: a grade in progress may change, and a printed one can't be corrected.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from sqlmodel import Session, col, select

from portal_app.domain.attendance import TermRow, YearSoFar, attendance_of
from portal_app.domain.enrollment.placements import placements_of, placements_on_record
from portal_app.domain.enrollment.school_years import next_year
from portal_app.domain.gradebook import ClassGrades, GradeCell, GradeState, TaskRow, TermHead, grades_of
from portal_app.domain.schedule import SchoolGrid, schedule_of
from portal_app.models import GradingScale, GradingScaleEntry, GradingTask, ScaleKind, Student


@dataclass(frozen=True, slots=True, kw_only=True)
class CardCell:
    """A posted grade: its letter grade and its percent, either may be empty; both are where nothing is posted."""

    letter_grade: str = ""
    percent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRow:
    """A task with a cell for each term.

    `average` is the mean of the posted percents. It is empty where there are none, and of a progress report: a grade
    within a term is no result of the year.
    """

    task: str
    cells: list[CardCell]
    average: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """What a teacher wrote beside a posted grade."""

    term: str
    task: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardClass:
    """A class; without rows nothing is posted in it."""

    code: str
    title: str
    teachers: list[str]
    rows: list[CardRow]
    comments: list[Comment]


@dataclass(frozen=True, slots=True, kw_only=True)
class CardSchool:
    """The classes at one school, and the terms in which it gives grades, up to the one asked for."""

    school: str
    terms: list[TermHead]
    classes: list[CardClass]


@dataclass(frozen=True, slots=True, kw_only=True)
class LegendEntry:
    """A letter grade of a scale: from which percent on it is given (empty: it is no percent), and what it means."""

    letter_grade: str
    lower_bound: str
    description: str
    is_passing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Legend:
    """A grading scale that the card speaks by."""

    name: str
    entries: list[LegendEntry]


@dataclass(frozen=True, slots=True, kw_only=True)
class NextYear:
    """Where the student is enrolled next school year; the classes are empty until the schedule is made."""

    year: str
    school: str
    grade_level: str
    starts_on: str
    classes: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A report card. `attendance` has the terms that have begun."""

    year: str
    schools: list[CardSchool]
    attendance: list[TermRow]
    so_far: YearSoFar
    legend: list[Legend]
    next_years: list[NextYear]


def card_of(
    session: Session, student: Student, *, as_of: date, year_id: int | None = None, until: date | None = None
) -> Card:
    """Return the report card of a year (None: the year on record); `until`: only the terms that end by this day."""
    grades = grades_of(session, student, as_of=as_of, year_id=year_id)
    attendance = attendance_of(session, student, as_of=as_of, year_id=year_id, with_months=False)
    terms = {term.id: term for term in attendance.terms}
    return Card(
        year=grades.year or attendance.year,
        schools=_schools(grades.classes, until),
        attendance=[
            row
            for row in attendance.by_term
            if _is_shown(terms[row.id].ends_on, until) and terms[row.id].starts_on <= as_of.isoformat()
        ],
        so_far=attendance.so_far,
        legend=_legend(session, grades.classes, until),
        next_years=[] if year_id else _next_years(session, student, as_of=as_of),
    )


def _is_shown(ends_on: str, until: date | None) -> bool:
    return until is None or ends_on <= until.isoformat()


def _schools(classes: Sequence[ClassGrades], until: date | None) -> list[CardSchool]:
    names = list(dict.fromkeys(one.school for one in classes))
    return [_school(name, [one for one in classes if one.school == name], until) for name in names]


def _school(name: str, classes: list[ClassGrades], until: date | None) -> CardSchool:
    found = {term.id: term for one in classes for term in one.terms if _is_shown(term.ends_on, until)}
    terms = sorted(found.values(), key=lambda term: (term.ends_on, term.starts_on))
    return CardSchool(school=name, terms=terms, classes=[_class(one, terms) for one in classes])


def _class(one: ClassGrades, terms: list[TermHead]) -> CardClass:
    shown = {term.id for term in terms}
    rows = [_row(task, terms) for task in one.tasks]
    return CardClass(
        code=one.code,
        title=one.title,
        teachers=[teacher.name for teacher in one.teachers],
        rows=[row for row in rows if any(cell.letter_grade or cell.percent for cell in row.cells)],
        comments=[
            Comment(term=cell.term, task=cell.task, text=cell.comment)
            for cell in _posted(one.tasks)
            if cell.comment and cell.term_id in shown
        ],
    )


def _posted(tasks: Iterable[TaskRow]) -> list[GradeCell]:
    return [cell for task in tasks for cell in task.cells if cell.state is GradeState.POSTED]


def _row(task: TaskRow, terms: list[TermHead]) -> CardRow:
    posted = {cell.term_id: cell for cell in _posted([task])}
    found = [posted.get(term.id) for term in terms]
    cells = [CardCell(letter_grade=cell.letter_grade, percent=cell.percent) if cell else CardCell() for cell in found]
    percents = [] if task.is_progress else [cell.percent for cell in cells if cell.percent]
    return CardRow(task=task.name, cells=cells, average=average(percents))


def average(percents: Sequence[str]) -> str:
    """Return the mean of percents, half up, with as many places as the one that has most; empty without any."""
    if not percents:
        return ""
    numbers = [Decimal(percent) for percent in percents]
    places = min(number.as_tuple().exponent for number in numbers)
    mean = sum(numbers, Decimal(0)) / len(numbers)
    return str(mean.quantize(Decimal(1).scaleb(min(int(places), 0)), ROUND_HALF_UP))


def _legend(session: Session, classes: Sequence[ClassGrades], until: date | None) -> list[Legend]:
    """Return the scales of the tasks in which something is posted, the scales of percents first."""
    tasks = {
        cell.task_id
        for one in classes
        for cell in _posted(one.tasks)
        if any(term.id == cell.term_id and _is_shown(term.ends_on, until) for term in one.terms)
    }
    query = (
        select(GradingScale, GradingScaleEntry)
        .join(GradingScaleEntry, col(GradingScaleEntry.scale_id) == GradingScale.id)
        .where(col(GradingScale.id).in_(select(GradingTask.scale_id).where(col(GradingTask.id).in_(tasks))))
        .order_by(
            col(GradingScale.kind).desc(), col(GradingScale.name), col(GradingScale.id), col(GradingScaleEntry.sequence)
        )
    )
    scales: dict[int | None, Legend] = {}
    for scale, entry in session.exec(query) if tasks else ():
        legend = scales.setdefault(scale.id, Legend(name=scale.name, entries=[]))
        legend.entries.append(_legend_entry(entry, scale.kind))
    return _distinct(scales.values())


def _distinct(legends: Iterable[Legend]) -> list[Legend]:
    """Return the scales without those that say the same as another (they differ in rounding only)."""
    seen: list[Legend] = []
    for legend in legends:
        if all(legend.entries != other.entries for other in seen):
            seen.append(legend)
    return seen


def _legend_entry(entry: GradingScaleEntry, kind: ScaleKind) -> LegendEntry:
    bound = entry.lower_bound if kind is ScaleKind.PERCENT else None
    return LegendEntry(
        letter_grade=entry.letter_grade,
        lower_bound="" if bound is None else f"{bound.normalize():f}",
        description=entry.description,
        is_passing=entry.is_passing,
    )


def _next_years(session: Session, student: Student, *, as_of: date) -> list[NextYear]:
    coming = next_year(session, district_id=student.district_id, as_of=as_of)
    if coming is None:
        return []
    places = [place for place in placements_of(session, student, as_of=coming.starts_on) if place.year.id == coming.id]
    now = {place.year.id for place in placements_on_record(session, student, as_of=as_of)}
    if not places or coming.id in now:
        return []
    grids = {grid.school_id: grid for grid in schedule_of(session, student, as_of=coming.starts_on).grids}
    return [
        NextYear(
            year=place.year.name,
            school=place.school,
            grade_level=place.grade_level,
            starts_on=place.starts_on.isoformat(),
            classes=_class_names(grids[place.school_id]) if place.school_id in grids else [],
        )
        for place in places
    ]


def _class_names(grid: SchoolGrid) -> list[str]:
    entries = (entry for row in grid.rows for cell in row.cells for entry in cell.classes)
    return list(dict.fromkeys(f"{entry.code} {entry.title}" for entry in entries))
