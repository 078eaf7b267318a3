"""Days without school, with the school's reason, and school days with something special (an early release).

Days that follow each other for one reason are one item, over the weekends between them: a holiday is one thing. So it
is for children of several schools that have the very same days off.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from portal_app.domain.calendar.belonging import Belonging
from portal_app.domain.calendar.views import CalendarItem, Layer, Reach
from portal_app.domain.enrollment.academic_calendar import SATURDAY
from portal_app.models import CalendarDay, School


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stretch:
    """Days of one kind at one school, for the same children."""

    school_id: int
    school: str
    reason: str
    is_instructional: bool
    students: tuple[int, ...]
    starts_on: date
    ends_on: date


_DAYS = (  # built once: that takes longer than to ask it
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
    asked = {"schools": list(belonging.schools), "first": first, "last": last}
    days = (_one_day(belonging, *row) for row in session.connection().execute(_DAYS, asked))
    stretches = _joined(day for day in days if day.students and _is_worth_naming(day))
    shared: dict[tuple, list[_Stretch]] = defaultdict(list)
    for stretch in stretches:
        shared[stretch.reason, stretch.is_instructional, stretch.starts_on, stretch.ends_on].append(stretch)
    return (_item(belonging, same) for same in shared.values())


def _one_day(
    belonging: Belonging, school_id: int, school: str, on: date, is_instructional: bool, reason: str
) -> _Stretch:
    return _Stretch(
        school_id=school_id,
        school=school,
        reason=reason,
        is_instructional=is_instructional,
        students=belonging.students_among(belonging.schools[school_id], on, on),
        starts_on=on,
        ends_on=on,
    )


def _is_worth_naming(day: _Stretch) -> bool:
    return bool(day.reason) or day.starts_on.weekday() < SATURDAY


def _joined(days: Iterator[_Stretch]) -> Iterator[_Stretch]:
    current: _Stretch | None = None
    for day in days:
        if current and _continues(current, day):
            current = replace(current, ends_on=day.ends_on)
            continue
        if current:
            yield current
        current = day
    if current:
        yield current


def _continues(stretch: _Stretch, day: _Stretch) -> bool:
    gap = (day.starts_on - stretch.ends_on).days
    between = [stretch.ends_on + timedelta(days=n) for n in range(1, gap)]
    same = replace(day, starts_on=stretch.starts_on, ends_on=stretch.ends_on) == stretch
    return same and not day.is_instructional and all(d.weekday() >= SATURDAY for d in between)


def _item(belonging: Belonging, same: list[_Stretch]) -> CalendarItem:
    """Return one item for the same stretch at one or more schools."""
    stretch, student_ids = same[0], {student for stretch in same for student in stretch.students}
    layer = Layer.EVENT if stretch.is_instructional else Layer.NO_SCHOOL
    return CalendarItem(
        key=f"{'day' if stretch.is_instructional else 'no-school'}-{stretch.school_id}-{stretch.starts_on}",
        layer=layer,
        title=stretch.reason,
        place=", ".join(stretch.school for stretch in same),
        reach=Reach.SCHOOL,
        starts_on=stretch.starts_on.isoformat(),
        ends_on=stretch.ends_on.isoformat(),
        student_ids=tuple(student for student in belonging.students if student in student_ids),
    )
