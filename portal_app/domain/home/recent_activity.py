"""Recent activity: the scores, grades and attendance posted since the last visit, each child's newest first.

The change feed says what is new; the items show the rows as they are now. What was posted and removed since is not
listed, nor is an empty score. Scores and grades need the grades right, attendance the attendance right.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, func, or_, select
from sqlmodel import Session, col

from portal_app.clock import local
from portal_app.domain.attendance.counted import entry_counts
from portal_app.domain.enrollment.display_names import class_code
from portal_app.domain.home.views import ActivityItem, ActivityKind
from portal_app.models import (
    Assignment,
    AttendanceCode,
    AttendanceEntry,
    Change,
    Course,
    GradingTask,
    Period,
    PostedGrade,
    Score,
    Section,
    Subject,
    Term,
)

MAX_CHANGES = 500
"""How many changes are read at most: more come from an import, and nobody reads them one by one."""

FLAGS = ("missing", "cheated", "incomplete", "late", "turned_in", "exempt", "dropped")

_OF_CLASS: tuple[ColumnElement[Any], ...] = (
    col(Section.id).label("section_id"),
    col(Section.number).label("section"),
    col(Course.number).label("course"),
    col(Course.title).label("class_title"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The changes with ids after one and up to another; at a first visit, of these only those since a moment."""

    after: int
    up_to: int
    since: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """An activity item, its student, and the id of the change that it comes from."""

    student_id: int
    change_id: int
    item: ActivityItem


LatestChanges = dict[int, Row[*tuple[Any, ...]]]
"""The latest change (id, moment, student) of each row of a table, by the row's id."""


def recent_activity(
    session: Session, span: Span, *, grades: Collection[int], attendance: Collection[int]
) -> dict[int, list[ActivityItem]]:
    """Return each student's activity, newest first. At most four queries.

    `grades` and `attendance` are the ids of the students whose grades and attendance the viewer may see.
    """
    changes: dict[Subject, LatestChanges] = defaultdict(dict)
    for row in _changes(session, span, grades, attendance):
        changes[row.subject].setdefault(row.item_id, row)  # the latest: a row's id may have been another child's before
    of_kinds = ((_scores, Subject.SCORE), (_posted_grades, Subject.GRADE), (_attendance, Subject.ATTENDANCE))
    found = [piece for of_kind, subject in of_kinds if changes[subject] for piece in of_kind(session, changes[subject])]
    activity: dict[int, list[ActivityItem]] = defaultdict(list)
    for piece in sorted(found, key=lambda piece: piece.change_id, reverse=True):
        activity[piece.student_id].append(piece.item)
    return activity


def _changes(
    session: Session, span: Span, grades: Collection[int], attendance: Collection[int]
) -> list[Row[*tuple[Any, ...]]]:
    values = {"grades": list(grades), "attendance": list(attendance), "after": span.after, "up_to": span.up_to}
    if span.since is None:
        return list(session.connection().execute(_changes_between(), values))
    return list(session.connection().execute(_changes_since(), {**values, "since": span.since}))


@cache
def _changes_since() -> Select[*tuple[Any, ...]]:
    return _changes_between().where(col(Change.at) >= bindparam("since"))


@cache
def _changes_between() -> Select[*tuple[Any, ...]]:
    """Return the query of the changes, latest first. Queries are built once: building one takes longer than running."""
    of_grades = col(Change.student_id).in_(bindparam("grades", expanding=True))
    of_attendance = col(Change.student_id).in_(bindparam("attendance", expanding=True))
    allowed = or_(
        and_(col(Change.subject).in_((Subject.SCORE, Subject.GRADE)), of_grades),
        and_(col(Change.subject) == Subject.ATTENDANCE, of_attendance),
    )
    latest = func.max(col(Change.id))
    return (
        select(
            col(Change.subject),
            col(Change.item_id),
            col(Change.student_id),
            latest.label("change_id"),
            func.max(col(Change.at)).label("at"),
        )
        .where(allowed, col(Change.item_id).is_not(None))
        .where(col(Change.id) > bindparam("after"), col(Change.id) <= bindparam("up_to"))
        .group_by(col(Change.subject), col(Change.item_id), col(Change.student_id))
        .order_by(latest.desc())
        .limit(MAX_CHANGES)
    )


def _scores(session: Session, changes: LatestChanges) -> Iterable[_Found]:
    for score in session.connection().execute(_scores_with(), {"ids": list(changes)}):
        change = changes[score.id]
        if change.student_id != score.student_id or not _has_content(score):
            continue
        item = ActivityItem(
            kind=ActivityKind.SCORE,
            at=local(change.at).isoformat(),
            title=score.name,
            on=score.due_on.isoformat() if score.due_on else "",
            assignment_id=score.assignment_id,
            points=_number(score.points),
            possible=_number(score.points_possible),
            letter_grade=score.letter_grade,
            flags=_flags(score),
            **_class(score),
        )
        yield _Found(student_id=score.student_id, change_id=change.change_id, item=item)


@cache
def _scores_with() -> Select[*tuple[Any, ...]]:
    return (
        select(
            col(Score.id),
            col(Score.student_id),
            col(Score.assignment_id),
            col(Score.points),
            col(Score.letter_grade),
            *(col(getattr(Score, f"is_{flag}")) for flag in FLAGS),
            col(Assignment.name),
            col(Assignment.due_on),
            col(Assignment.points_possible),
            *_OF_CLASS,
        )
        .join(Assignment, col(Assignment.id) == Score.assignment_id)
        .join(Section, col(Section.id) == Assignment.section_id)
        .join(Course, col(Course.id) == Section.course_id)
        .where(col(Score.id).in_(bindparam("ids", expanding=True)))
    )


def _has_content(score: Row[*tuple[Any, ...]]) -> bool:
    return score.points is not None or bool(score.letter_grade or _flags(score))


def _flags(score: Row[*tuple[Any, ...]]) -> tuple[str, ...]:
    return tuple(flag for flag in FLAGS if getattr(score, f"is_{flag}"))


def _posted_grades(session: Session, changes: LatestChanges) -> Iterable[_Found]:
    for grade in session.connection().execute(_grades_with(), {"ids": list(changes)}):
        change = changes[grade.id]
        if change.student_id != grade.student_id:
            continue
        item = ActivityItem(
            kind=ActivityKind.GRADE,
            at=local(change.at).isoformat(),
            title=grade.task,
            task_id=grade.task_id,
            term=grade.term,
            term_id=grade.term_id,
            letter_grade=grade.letter_grade,
            percent=_number(grade.percent),
            **_class(grade),
        )
        yield _Found(student_id=grade.student_id, change_id=change.change_id, item=item)


@cache
def _grades_with() -> Select[*tuple[Any, ...]]:
    return (
        select(
            col(PostedGrade.id),
            col(PostedGrade.student_id),
            col(PostedGrade.letter_grade),
            col(PostedGrade.percent),
            col(PostedGrade.task_id),
            col(PostedGrade.term_id),
            col(GradingTask.name).label("task"),
            col(Term.name).label("term"),
            *_OF_CLASS,
        )
        .join(GradingTask, col(GradingTask.id) == PostedGrade.task_id)
        .join(Term, col(Term.id) == PostedGrade.term_id)
        .join(Section, col(Section.id) == PostedGrade.section_id)
        .join(Course, col(Course.id) == Section.course_id)
        .where(col(PostedGrade.id).in_(bindparam("ids", expanding=True)))
    )


def _attendance(session: Session, changes: LatestChanges) -> Iterable[_Found]:
    """Yield one item for each student, day and attendance code, with its periods."""
    days: dict[tuple[Any, ...], _Found] = {}
    for entry in session.connection().execute(_entries_with(), {"ids": list(changes)}):
        change = changes[entry.id]
        if change.student_id != entry.student_id:
            continue
        item = ActivityItem(
            kind=ActivityKind.ATTENDANCE,
            at=local(change.at).isoformat(),
            title=entry.code,
            on=entry.date.isoformat(),
            periods=entry.period,
            status=entry.status,
            excuse=entry.excuse,
        )
        piece = _Found(student_id=entry.student_id, change_id=change.change_id, item=item)
        key = (entry.student_id, entry.date, entry.code_id)
        days[key] = _combined(days[key], piece) if key in days else piece
    return days.values()


@cache
def _entries_with() -> Select[*tuple[Any, ...]]:
    return (
        select(
            col(AttendanceEntry.id),
            col(AttendanceEntry.student_id),
            col(AttendanceEntry.date),
            col(AttendanceEntry.code_id),
            col(AttendanceCode.name).label("code"),
            col(AttendanceCode.status),
            col(AttendanceCode.excuse),
            col(Period.name).label("period"),
        )
        .join(AttendanceCode, col(AttendanceCode.id) == AttendanceEntry.code_id)
        .join(Period, col(Period.id) == AttendanceEntry.period_id)
        .where(col(AttendanceEntry.id).in_(bindparam("ids", expanding=True)), entry_counts())
        .order_by(col(Period.sequence), col(Period.id))
    )


def _combined(former: _Found, piece: _Found) -> _Found:
    """Return one item for both: all the periods, at the later moment."""
    later = max(former, piece, key=lambda found: found.change_id)
    periods = f"{former.item.periods}, {piece.item.periods}"
    return replace(later, item=replace(later.item, periods=periods))


def _class(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    return {
        "class_code": class_code(course=row.course, section=row.section),
        "class_title": row.class_title,
        "section_id": row.section_id,
    }


def _number(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"
