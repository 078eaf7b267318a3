"""Days without school, with the school's reason, and school days with something special (an early release).

Consecutive days with the same reason are one item, across the weekends between them, so that a holiday is listed once.
Schools that have the same days off share an item too.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from portal_app.domain.calendar.belonging import Belonging
from portal_app.domain.calendar.views import CalendarItem, Layer, Reach
from portal_app.domain.enrollment.academic_calendar import SATURDAY
from portal_app.models import CalendarDay, School


@dataclass(frozen=True, slots=True, kw_only=True)
class _DayRange:
    """Days of one kind at one school, for the same children."""

    school_id: int
    school: str
    reason: str
    is_instructional: bool
    students: tuple[int, ...]
    starts_on: date
    ends_on: date


_DAYS = (  # built once: building it takes longer than running it
    select(
        col(CalendarDay.school_id),
        col(School.name),
        col(CalendarDay.date),
        col(CalendarDay.is_instructional),
        col(CalendarDay.reason),
    )
    .join(School, col(School.id) == CalendarDay.school_id)
    .where(col(CalendarDay.school_id).in_(bindparam("schools", expanding=True)))
    .where(col(CalendarDay.date).between(bindparam("first"), bindparam("last")))
    .where(~col(CalendarDay.is_instructional) | (col(CalendarDay.reason) != ""))
    .order_by(col(CalendarDay.school_id), col(CalendarDay.date))
)


def special_days(session: Session, belonging: Belonging, first: date, last: date) -> Iterator[CalendarItem]:
    """Yield the days without school and the special school days from `first` to `last`. One query.

    A weekend is only named where the school gives it a reason.
    """
    values = {"schools": list(belonging.schools), "first": first, "last": last}
    days = (_one_day(belonging, *row) for row in session.connection().execute(_DAYS, values))
    ranges = _joined(day for day in days if day.students and _is_listed(day))
    shared: dict[tuple[Any, ...], list[_DayRange]] = defaultdict(list)
    for days_off in ranges:
        shared[days_off.reason, days_off.is_instructional, days_off.starts_on, days_off.ends_on].append(days_off)
    return (_item(belonging, same) for same in shared.values())


def _one_day(
    belonging: Belonging, school_id: int, school: str, on: date, is_instructional: bool, reason: str
) -> _DayRange:
    return _DayRange(
        school_id=school_id,
        school=school,
        reason=reason,
        is_instructional=is_instructional,
        students=belonging.students_among(belonging.schools[school_id], on, on),
        starts_on=on,
        ends_on=on,
    )


def _is_listed(day: _DayRange) -> bool:
    return bool(day.reason) or day.starts_on.weekday() < SATURDAY


def _joined(days: Iterator[_DayRange]) -> Iterator[_DayRange]:
    current: _DayRange | None = None
    for day in days:
        if current and _continues(current, day):
            current = replace(current, ends_on=day.ends_on)
            continue
        if current:
            yield current
        current = day
    if current:
        yield current


def _continues(days_off: _DayRange, day: _DayRange) -> bool:
    gap = (day.starts_on - days_off.ends_on).days
    between = [days_off.ends_on + timedelta(days=n) for n in range(1, gap)]
    same = replace(day, starts_on=days_off.starts_on, ends_on=days_off.ends_on) == days_off
    return same and not day.is_instructional and all(d.weekday() >= SATURDAY for d in between)


def _item(belonging: Belonging, same: list[_DayRange]) -> CalendarItem:
    """Return one item for the same days off at one or more schools."""
    days_off, student_ids = same[0], {student for one in same for student in one.students}
    layer = Layer.EVENT if days_off.is_instructional else Layer.NO_SCHOOL
    return CalendarItem(
        key=f"{'day' if days_off.is_instructional else 'no-school'}-{days_off.school_id}-{days_off.starts_on}",
        layer=layer,
        title=days_off.reason,
        location=", ".join(one.school for one in same),
        reach=Reach.SCHOOL,
        starts_on=days_off.starts_on.isoformat(),
        ends_on=days_off.ends_on.isoformat(),
        student_ids=tuple(student for student in belonging.students if student in student_ids),
    )
