"""What the schools have recorded for students on one day, by period: one query for all of a guardian's children."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlmodel import Session, col

from portal_app.domain.attendance.counted import entry_counts
from portal_app.models import AttendanceCode, AttendanceEntry, Period, School


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodRecord:
    """An attendance entry of the day. `status` and `excuse` as in the models; `reason` is the code's name.

    `phone` is that of the school which recorded it.
    """

    period_id: int = 0
    period: str = ""
    status: str = ""
    excuse: str = ""
    reason: str = ""
    phone: str = ""


_FIELDS = ("period_id", "period", "status", "excuse", "reason", "phone")


def records_on(session: Session, students: Iterable[int], *, on: date) -> dict[int, list[PeriodRecord]]:
    """Return the entries of a day by student id, by period. Callers have checked the attendance right."""
    ids = list(students)
    records: dict[int, list[PeriodRecord]] = defaultdict(list)
    if ids:
        rows = session.connection().execute(_entries_on(), {"students": ids, "on": on})
        for student, *values in rows:
            records[student].append(PeriodRecord(**dict(zip(_FIELDS, values, strict=True))))
    return records


@cache
def _entries_on() -> Select[*tuple[Any, ...]]:
    return (
        select(
            col(AttendanceEntry.student_id),
            col(Period.id),
            col(Period.name),
            col(AttendanceCode.status),
            col(AttendanceCode.excuse),
            col(AttendanceCode.name),
            col(School.phone),
        )
        .join(AttendanceCode, col(AttendanceCode.id) == AttendanceEntry.code_id)
        .join(Period, col(Period.id) == AttendanceEntry.period_id)
        .join(School, col(School.id) == Period.school_id)
        .where(col(AttendanceEntry.student_id).in_(bindparam("students", expanding=True)))
        .where(col(AttendanceEntry.date) == bindparam("on"), entry_counts())
        .order_by(col(Period.sequence), col(Period.id))
    )
