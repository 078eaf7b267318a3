"""What the school has posted since the last visit: scores, posted grades, attendance, each child's newest first.

The change feed says what is new; the rows say what they are now. What was posted and taken back since is no news, nor
is a score without anything in it. Scores and grades take the grades right, attendance its own.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import cache

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, func, or_, select
from sqlmodel import Session, col

from portal_app.clock import local
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

MOST = 500
"""Changes that are looked at: more is no news but an import."""

FLAGS = ("missing", "cheated", "incomplete", "late", "turned_in", "exempt", "dropped")

_OF_CLASS: tuple[ColumnElement, ...] = (
    col(Section.id).label("section_id"),
    col(Section.number).label("section"),
    col(Course.number).label("course"),
    col(Course.title).label("class_title"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The changes of interest: after one number up to another; at a first visit, those since a moment."""

    after: int
    up_to: int
    since: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A piece of news, whose it is, and its place in the feed."""

    student_id: int
    place: int
    item: ActivityItem


Places = dict[int, Row]
"""The latest change (place, moment, student) of each row of a table, by the row's id."""


def news_of(
    session: Session, span: Span, *, grades: Collection[int], attendance: Collection[int]
) -> dict[int, list[ActivityItem]]:
    """Return each student's news, newest first. `grades`, `attendance`: whose may be told. At most four queries."""
    changes: dict[Subject, Places] = defaultdict(dict)
    for row in _changes(session, span, grades, attendance):
        changes[row.subject].setdefault(row.item_id, row)  # the latest: a number may have been another child's before
    of_kinds = ((_scores, Subject.SCORE), (_posted_grades, Subject.GRADE), (_attendance, Subject.ATTENDANCE))
    found = [piece for of_kind, subject in of_kinds if changes[subject] for piece in of_kind(session, changes[subject])]
    news: dict[int, list[ActivityItem]] = defaultdict(list)
    for piece in sorted(found, key=lambda piece: piece.place, reverse=True):
        news[piece.student_id].append(piece.item)
    return news


def _changes(session: Session, span: Span, grades: Collection[int], attendance: Collection[int]) -> list[Row]:
    values = {"grades": list(grades), "attendance": list(attendance), "after": span.after, "up_to": span.up_to}
    if span.since is None:
        return list(session.connection().execute(_changes_between(), values))
    return list(session.connection().execute(_changes_since(), {**values, "since": span.since}))


@cache
def _changes_since() -> Select:
    return _changes_between().where(col(Change.at) >= bindparam("since"))


@cache
def _changes_between() -> Select:
    """Return the query of the changes, latest first. Queries are built once: that takes longer than to ask them."""
    of_grades = col(Change.student_id).in_(bindparam("grades", expanding=True))
    of_attendance = col(Change.student_id).in_(bindparam("attendance", expanding=True))
    allowed = or_(
        and_(col(Change.subject).in_((Subject.SCORE, Subject.GRADE)), of_grades),
        and_(col(Change.subject) == Subject.ATTENDANCE, of_attendance),
    )
    place = func.max(col(Change.id))
    return (
        select(
            col(Change.subject),
            col(Change.item_id),
            col(Change.student_id),
            place.label("place"),
            func.max(col(Change.at)).label("at"),
        )
        .where(allowed, col(Change.item_id).is_not(None))
        .where(col(Change.id) > bindparam("after"), col(Change.id) <= bindparam("up_to"))
        .group_by(col(Change.subject), col(Change.item_id), col(Change.student_id))
        .order_by(place.desc())
        .limit(MOST)
    )


def _scores(session: Session, places: Places) -> Iterable[_Found]:
    for score in session.connection().execute(_scores_with(), {"ids": list(places)}):
        place = places[score.id]
        if place.student_id != score.student_id or not _says_anything(score):
            continue
        item = ActivityItem(
            kind=ActivityKind.SCORE,
            at=local(place.at).isoformat(),
            title=score.name,
            on=score.due_on.isoformat() if score.due_on else "",
            assignment_id=score.assignment_id,
            points=_number(score.points),
            possible=_number(score.points_possible),
            letter_grade=score.letter_grade,
            flags=_flags(score),
            **_class(score),
        )
        yield _Found(student_id=score.student_id, place=place.place, item=item)


@cache
def _scores_with() -> Select:
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


def _says_anything(score: Row) -> bool:
    return score.points is not None or bool(score.letter_grade or _flags(score))


def _flags(score: Row) -> tuple[str, ...]:
    return tuple(flag for flag in FLAGS if getattr(score, f"is_{flag}"))


def _posted_grades(session: Session, places: Places) -> Iterable[_Found]:
    for grade in session.connection().execute(_grades_with(), {"ids": list(places)}):
        place = places[grade.id]
        if place.student_id != grade.student_id:
            continue
        item = ActivityItem(
            kind=ActivityKind.GRADE,
            at=local(place.at).isoformat(),
            title=grade.task,
            term=grade.term,
            letter_grade=grade.letter_grade,
            percent=_number(grade.percent),
            **_class(grade),
        )
        yield _Found(student_id=grade.student_id, place=place.place, item=item)


@cache
def _grades_with() -> Select:
    return (
        select(
            col(PostedGrade.id),
            col(PostedGrade.student_id),
            col(PostedGrade.letter_grade),
            col(PostedGrade.percent),
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


def _attendance(session: Session, places: Places) -> Iterable[_Found]:
    """Yield one piece for each student, day and code, with the periods that it was given for."""
    days: dict[tuple, _Found] = {}
    for mark in session.connection().execute(_marks_with(), {"ids": list(places)}):
        place = places[mark.id]
        if place.student_id != mark.student_id:
            continue
        item = ActivityItem(
            kind=ActivityKind.ATTENDANCE,
            at=local(place.at).isoformat(),
            title=mark.code,
            on=mark.date.isoformat(),
            periods=mark.period,
            status=mark.status,
            excuse=mark.excuse,
        )
        piece = _Found(student_id=mark.student_id, place=place.place, item=item)
        key = (mark.student_id, mark.date, mark.code_id)
        days[key] = _together(days[key], piece) if key in days else piece
    return days.values()


@cache
def _marks_with() -> Select:
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
        .where(col(AttendanceEntry.id).in_(bindparam("ids", expanding=True)))
        .order_by(col(Period.sequence), col(Period.id))
    )


def _together(former: _Found, piece: _Found) -> _Found:
    """Return both as one: all the periods, at the later moment."""
    later = max(former, piece, key=lambda found: found.place)
    periods = f"{former.item.periods}, {piece.item.periods}"
    return replace(later, item=replace(later.item, periods=periods))


def _class(row: Row) -> dict:
    return {
        "class_code": class_code(course=row.course, section=row.section),
        "class_title": row.class_title,
        "section_id": row.section_id,
    }


def _number(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"
