"""The scores, grades, attendance entries and changes of classes that were posted lately, newest first.

The change feed says what was posted; the items show the rows as they are now. What was posted and removed since is not
listed, nor is an empty score. Scores and grades need the grades right, attendance the attendance right, classes the
schedule right.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, case, func, or_, select
from sqlmodel import Session, col

from portal_app.clock import local
from portal_app.domain.attendance.counted import counted_entries
from portal_app.domain.enrollment.display_names import class_code
from portal_app.domain.recent.reading import Reading
from portal_app.domain.recent.views import ActivityItem, ActivityKind, Importance
from portal_app.models import (
    Assignment,
    AttendanceEntry,
    AttendanceStatus,
    Change,
    Course,
    Excuse,
    GradingScaleEntry,
    GradingTask,
    PostedGrade,
    Score,
    Section,
    Subject,
    Term,
)

MAX_CHANGES = 1000
"""How many changes are read at most: more come from an import, and nobody reads them one by one."""

FLAGS = ("missing", "cheated", "incomplete", "late", "turned_in", "exempt", "dropped")

_OF_CLASS: tuple[ColumnElement[Any], ...] = (
    col(Section.id).label("section_id"),
    col(Section.number).label("section"),
    col(Course.number).label("course"),
    col(Course.title).label("class_title"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which changes are asked for: those since a moment with ids after one, and of which students (by id) what."""

    since: datetime
    after: int
    grades: Collection[int]
    attendance: Collection[int]
    schedule: Collection[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """An activity item, and the id of the latest change that it comes from."""

    change_id: int
    item: ActivityItem


LatestChanges = dict[int, Row[*tuple[Any, ...]]]
"""The latest change (id, moment, student) of each row of a table, by the row's id."""
Kinds = tuple[tuple[Callable[[Session, LatestChanges], Iterable[_Found]], Subject], ...]


def recent_items(session: Session, asked: Asked, reading: Reading) -> tuple[list[ActivityItem], int]:
    """Return the items, newest first, and the id of the latest change among those asked for. At most four queries."""
    changes: dict[Subject, LatestChanges] = defaultdict(dict)
    moments: dict[int, datetime] = {}
    for row in _changes(session, asked):
        # the latest: a row's id may have been another student's before
        changes[row.subject].setdefault(row.item_id, row)
        moments[row.change_id] = row.at
    kinds: Kinds = (
        (_scores, Subject.SCORE),
        (_posted_grades, Subject.GRADE),
        (_attendance, Subject.ATTENDANCE),
        (_classes, Subject.ROSTER),
    )
    found = [piece for of_kind, subject in kinds if changes[subject] for piece in of_kind(session, changes[subject])]
    newest_first = sorted(found, key=lambda piece: piece.change_id, reverse=True)
    return [_with_reading(piece.item, reading, moments) for piece in newest_first], max(moments, default=0)


def _with_reading(item: ActivityItem, reading: Reading, moments: dict[int, datetime]) -> ActivityItem:
    """Return the item with whether it is unread. That something was turned in is no news to act on: it never is."""
    is_unread = any(reading.is_unread(change_id, moments[change_id]) for change_id in item.change_ids)
    return replace(item, is_unread=is_unread and item.importance is not Importance.TURNED_IN)


def _changes(session: Session, asked: Asked) -> list[Row[*tuple[Any, ...]]]:
    values = {
        "grades": list(asked.grades),
        "attendance": list(asked.attendance),
        "schedule": list(asked.schedule),
        "after": asked.after,
        "since": asked.since,
    }
    return list(session.connection().execute(_changes_since(), values))


@cache
def _changes_since() -> Select[*tuple[Any, ...]]:
    """Return the query of the changes, latest first. Queries are built once: building one takes longer than running.

    A change of a student's classes names no row: each counts by itself.
    """

    def of(students: str, *subjects: Subject) -> ColumnElement[bool]:
        shared = col(Change.student_id).in_(bindparam(students, expanding=True))
        return and_(col(Change.subject).in_(subjects), shared)

    is_roster = col(Change.subject) == Subject.ROSTER
    item = case((is_roster, col(Change.id)), else_=col(Change.item_id)).label("item_id")
    latest = func.max(col(Change.id))
    return (
        select(
            col(Change.subject),
            item,
            col(Change.student_id),
            latest.label("change_id"),
            func.max(col(Change.at)).label("at"),
        )
        .where(
            or_(
                of("grades", Subject.SCORE, Subject.GRADE),
                of("attendance", Subject.ATTENDANCE),
                of("schedule", Subject.ROSTER),
            )
        )
        .where(item.element.is_not(None), col(Change.at) >= bindparam("since"), col(Change.id) > bindparam("after"))
        .group_by(col(Change.subject), item.element, col(Change.student_id))
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
            importance=_importance_of_score(score),
            student_id=score.student_id,
            change_ids=(change.change_id,),
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
        yield _Found(change_id=change.change_id, item=item)


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


def _importance_of_score(score: Row[*tuple[Any, ...]]) -> Importance:
    flags = _flags(score)
    if "missing" in flags and not {"exempt", "dropped"}.intersection(flags):
        return Importance.MISSING
    if flags == ("turned_in",) and score.points is None and not score.letter_grade:
        return Importance.TURNED_IN
    return Importance.SCORE


def _flags(score: Row[*tuple[Any, ...]]) -> tuple[str, ...]:
    return tuple(flag for flag in FLAGS if getattr(score, f"is_{flag}"))


def _posted_grades(session: Session, changes: LatestChanges) -> Iterable[_Found]:
    for grade in session.connection().execute(_grades_with(), {"ids": list(changes)}):
        change = changes[grade.id]
        if change.student_id != grade.student_id:
            continue
        item = ActivityItem(
            kind=ActivityKind.GRADE,
            importance=Importance.LOW_GRADE if _is_below_passing(grade) else Importance.GRADE,
            student_id=grade.student_id,
            change_ids=(change.change_id,),
            at=local(change.at).isoformat(),
            title=grade.task,
            task_id=grade.task_id,
            term=grade.term,
            term_id=grade.term_id,
            letter_grade=grade.letter_grade,
            percent=_number(grade.percent),
            **_class(grade),
        )
        yield _Found(change_id=change.change_id, item=item)


def _is_below_passing(grade: Row[*tuple[Any, ...]]) -> bool:
    """Return whether the scale says so of the letter grade, or of a percent without one."""
    if grade.letter_grade:
        return bool(grade.is_failing_letter)
    known = grade.percent is not None and grade.passes_from is not None
    return known and bool(grade.percent < grade.passes_from)


@cache
def _grades_with() -> Select[*tuple[Any, ...]]:
    on_scale = col(GradingScaleEntry.scale_id) == GradingTask.scale_id
    same_letter = col(GradingScaleEntry.letter_grade) == PostedGrade.letter_grade
    failing = select(col(GradingScaleEntry.id)).where(on_scale, same_letter, ~col(GradingScaleEntry.is_passing))
    passing = select(func.min(col(GradingScaleEntry.lower_bound))).where(on_scale, col(GradingScaleEntry.is_passing))
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
            failing.correlate(GradingTask, PostedGrade).exists().label("is_failing_letter"),
            passing.correlate(GradingTask).scalar_subquery().label("passes_from"),
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
            importance=Importance.ABSENCE if _is_absence(entry) else Importance.ATTENDANCE,
            student_id=entry.student_id,
            change_ids=(change.change_id,),
            at=local(change.at).isoformat(),
            title=entry.code,
            on=entry.date.isoformat(),
            periods=entry.period,
            status=entry.status,
            excuse=entry.excuse,
        )
        piece = _Found(change_id=change.change_id, item=item)
        key = (entry.student_id, entry.date, entry.code_id)
        days[key] = _combined(days[key], piece) if key in days else piece
    return days.values()


def _is_absence(entry: Row[*tuple[Any, ...]]) -> bool:
    return bool(entry.status == AttendanceStatus.ABSENT and entry.excuse != Excuse.EXEMPT)


@cache
def _entries_with() -> Select[*tuple[Any, ...]]:
    return counted_entries().where(col(AttendanceEntry.id).in_(bindparam("ids", expanding=True)))


def _combined(former: _Found, piece: _Found) -> _Found:
    """Return one item for both: all the periods, at the later moment."""
    later = max(former, piece, key=lambda found: found.change_id)
    periods = f"{former.item.periods}, {piece.item.periods}"
    change_ids = (*former.item.change_ids, *piece.item.change_ids)
    return replace(later, item=replace(later.item, periods=periods, change_ids=change_ids))


def _classes(_session: Session, changes: LatestChanges) -> Iterable[_Found]:
    """Yield one item for each student and day on which classes were added, ended or moved."""
    days: dict[tuple[int, date], _Found] = {}
    for change in changes.values():
        key = (change.student_id, local(change.at).date())
        former = days.get(key)
        item = ActivityItem(
            kind=ActivityKind.SCHEDULE,
            importance=Importance.SCHEDULE,
            student_id=change.student_id,
            change_ids=(change.change_id, *(former.item.change_ids if former else ())),
            at=former.item.at if former else local(change.at).isoformat(),
        )
        days[key] = _Found(change_id=former.change_id if former else change.change_id, item=item)
    return days.values()


def _class(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    return {
        "class_code": class_code(course=row.course, section=row.section),
        "class_title": row.class_title,
        "section_id": row.section_id,
    }


def _number(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"
