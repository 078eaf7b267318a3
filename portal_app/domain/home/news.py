"""What the school has posted since the last visit: scores, posted grades, attendance, each child's newest first.

The change feed says what is new; the rows say what they are now. What was posted and taken back since is no news, nor
is a score without anything in it. Scores and grades take the grades right, attendance its own.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Row, and_, func, or_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from portal_app.clock import local
from portal_app.domain.home.views import NewsItem, NewsKind
from portal_app.domain.names import class_code
from portal_app.models import (
    Assignment,
    AttendanceCode,
    AttendanceMark,
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
    item: NewsItem


Places = dict[int, Row]
"""The latest change (place, moment, student) of each row of a table, by the row's id."""


def news_of(
    session: Session, span: Span, *, grades: Collection[int], attendance: Collection[int]
) -> dict[int, list[NewsItem]]:
    """Return each student's news, newest first. `grades`, `attendance`: whose may be told. At most four queries."""
    changes: dict[Subject, Places] = defaultdict(dict)
    for row in _changes(session, span, grades, attendance):
        changes[row.subject][row.item_id] = row
    of_kinds = ((_scores, Subject.SCORE), (_posted_grades, Subject.GRADE), (_attendance, Subject.ATTENDANCE))
    found = [piece for of_kind, subject in of_kinds if changes[subject] for piece in of_kind(session, changes[subject])]
    news: dict[int, list[NewsItem]] = defaultdict(list)
    for piece in sorted(found, key=lambda piece: piece.place, reverse=True):
        news[piece.student_id].append(piece.item)
    return news


def _changes(session: Session, span: Span, grades: Collection[int], attendance: Collection[int]) -> list[Row]:
    allowed = or_(
        and_(col(Change.subject).in_((Subject.SCORE, Subject.GRADE)), col(Change.student_id).in_(grades)),
        and_(col(Change.subject) == Subject.ATTENDANCE, col(Change.student_id).in_(attendance)),
    )
    place = func.max(col(Change.id))
    query = (
        select_columns(
            col(Change.subject),
            col(Change.item_id),
            col(Change.student_id),
            place.label("place"),
            func.max(col(Change.at)).label("at"),
        )
        .where(allowed, col(Change.item_id).is_not(None))
        .where(col(Change.id) > span.after, col(Change.id) <= span.up_to)
        .group_by(col(Change.subject), col(Change.item_id), col(Change.student_id))
        .order_by(place.desc())
        .limit(MOST)
    )
    return list(session.execute(query.where(col(Change.at) >= span.since) if span.since else query))


def _scores(session: Session, places: Places) -> Iterable[_Found]:
    query = (
        select_columns(Score, Assignment, Section, Course)
        .join(Assignment, col(Assignment.id) == Score.assignment_id)
        .join(Section, col(Section.id) == Assignment.section_id)
        .join(Course, col(Course.id) == Section.course_id)
        .where(col(Score.id).in_(places))
    )
    for score, assignment, section, course in session.execute(query):
        place = places[score.id]
        if place.student_id != score.student_id or not _says_anything(score):
            continue
        item = NewsItem(
            kind=NewsKind.SCORE,
            at=local(place.at).isoformat(),
            title=assignment.name,
            on=assignment.due_on.isoformat() if assignment.due_on else "",
            assignment_id=assignment.id,
            points=_number(score.points),
            possible=_number(assignment.points_possible),
            mark=score.mark,
            flags=_flags(score),
            **_class(section, course),
        )
        yield _Found(student_id=score.student_id, place=place.place, item=item)


def _says_anything(score: Score) -> bool:
    return score.points is not None or bool(score.mark or _flags(score))


def _flags(score: Score) -> tuple[str, ...]:
    return tuple(flag for flag in FLAGS if getattr(score, f"is_{flag}"))


def _posted_grades(session: Session, places: Places) -> Iterable[_Found]:
    query = (
        select_columns(PostedGrade, GradingTask, Term, Section, Course)
        .join(GradingTask, col(GradingTask.id) == PostedGrade.task_id)
        .join(Term, col(Term.id) == PostedGrade.term_id)
        .join(Section, col(Section.id) == PostedGrade.section_id)
        .join(Course, col(Course.id) == Section.course_id)
        .where(col(PostedGrade.id).in_(places))
    )
    for grade, task, term, section, course in session.execute(query):
        place = places[grade.id]
        if place.student_id != grade.student_id:
            continue
        item = NewsItem(
            kind=NewsKind.GRADE,
            at=local(place.at).isoformat(),
            title=task.name,
            term=term.name,
            mark=grade.mark,
            percent=_number(grade.percent),
            **_class(section, course),
        )
        yield _Found(student_id=grade.student_id, place=place.place, item=item)


def _attendance(session: Session, places: Places) -> Iterable[_Found]:
    """Yield one piece for each student, day and code, with the periods that it was given for."""
    query = (
        select_columns(AttendanceMark, AttendanceCode, Period)
        .join(AttendanceCode, col(AttendanceCode.id) == AttendanceMark.code_id)
        .join(Period, col(Period.id) == AttendanceMark.period_id)
        .where(col(AttendanceMark.id).in_(places))
        .order_by(col(Period.sequence), col(Period.id))
    )
    days: dict[tuple, _Found] = {}
    for mark, code, period in session.execute(query):
        place = places[mark.id]
        if place.student_id != mark.student_id:
            continue
        item = NewsItem(
            kind=NewsKind.ATTENDANCE,
            at=local(place.at).isoformat(),
            title=code.name,
            on=mark.date.isoformat(),
            periods=period.name,
            status=code.status,
            excuse=code.excuse,
        )
        piece = _Found(student_id=mark.student_id, place=place.place, item=item)
        key = (mark.student_id, mark.date, code.id)
        days[key] = _together(days[key], piece) if key in days else piece
    return days.values()


def _together(former: _Found, piece: _Found) -> _Found:
    """Return both as one: all the periods, at the later moment."""
    later = max(former, piece, key=lambda found: found.place)
    periods = f"{former.item.periods}, {piece.item.periods}"
    return replace(later, item=replace(later.item, periods=periods))


def _class(section: Section, course: Course) -> dict:
    return {
        "class_code": class_code(course=course.number, section=section.number),
        "class_title": course.title,
        "section_id": section.id or 0,
    }


def _number(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"
