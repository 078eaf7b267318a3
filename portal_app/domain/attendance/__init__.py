"""A student's attendance: the calendar, the summaries, and how much of the year was missed.

`days` holds the school's rules, `records` reads a year and `today` a day, `months` and `summaries` arrange, `views`
holds the results. Chronic absence is the usual public measure: absent on a tenth or more of the instructional days
enrolled so far, excused, unexcused and unexplained alike; half days count half. The page mentions it from the tenth
school day on, so that there is time to help. All rules: docs/behavior.md.
"""

from collections import defaultdict
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from sqlmodel import Session

from portal_app.domain.access import NotFound
from portal_app.domain.attendance.days import (
    CHRONIC_FROM,
    CHRONIC_SHARE,
    RecordedDay,
    as_text,
    instructional_days,
    recorded_days,
)
from portal_app.domain.attendance.months import first_shown, months_of
from portal_app.domain.attendance.records import Records, records_of
from portal_app.domain.attendance.summaries import (
    by_course,
    by_day,
    by_period,
    by_term,
    class_periods,
    day_counts,
    in_term,
    school_name,
)
from portal_app.domain.attendance.today import PeriodRecord, records_on
from portal_app.domain.attendance.views import (
    AttendanceView,
    Counts,
    DayCounts,
    DayRow,
    DaysAbsent,
    DayView,
    MonthView,
    PeriodEntry,
    SummaryRow,
    Tally,
    TermChoice,
    TermRow,
    YearSoFar,
)
from portal_app.domain.enrollment.terms import ScheduleTerm, current_term
from portal_app.models import Student

__all__ = [
    "AttendanceView",
    "Counts",
    "DayCounts",
    "DayRow",
    "DayView",
    "DaysAbsent",
    "MonthView",
    "PeriodEntry",
    "PeriodRecord",
    "SummaryRow",
    "Tally",
    "TermChoice",
    "TermRow",
    "YearSoFar",
    "attendance_of",
    "records_on",
]


def attendance_of(
    session: Session,
    student: Student,
    *,
    as_of: date,
    year_id: int | None = None,
    term_id: int | None = None,
    with_months: bool = True,
) -> AttendanceView:
    """Return the attendance of a school year (None: the year on record); the summaries of one term, or of it all.

    What is recorded for a future day is in the calendar and not counted yet. `with_months=False` leaves the calendar
    out for callers that need the counts only: it takes half of the time. Six queries.

    Raises:
        NotFound: the student's schools have no such term in that year.
    """
    records = records_of(session, student, as_of=as_of, year_id=year_id)
    if records is None:
        return _nothing(student, as_of)
    recorded = recorded_days(records)
    happened = [day for day in recorded if day.on <= as_of]
    chosen = happened if term_id is None else in_term(happened, _term(records, term_id))
    months = months_of(records, recorded, as_of=as_of) if with_months else ()
    return AttendanceView(
        student_id=student.id or 0,
        year=records.year.name,
        as_of=as_of.isoformat(),
        terms=_terms(records, as_of),
        term_id=term_id,
        months=months,
        first_shown=first_shown(months, as_of=as_of),
        days=day_counts(chosen),
        class_periods=class_periods(chosen),
        by_course=by_course(records, chosen),
        by_period=by_period(records, chosen),
        by_day=by_day(chosen),
        by_term=by_term(records, happened),
        so_far=_so_far(records, happened, as_of),
    )


def _so_far(records: Records, recorded: list[RecordedDay], as_of: date) -> YearSoFar:
    days = instructional_days(records, until=as_of)
    absent = sum((day.absent for day in recorded), Fraction(0))
    return YearSoFar(
        instructional_days=len(days),
        days_absent=as_text(absent),
        partial_days=day_counts(recorded).partial,
        attendance_rate=f"{_percent(1 - absent / len(days))}" if days else "",
        absence_rate=f"{100 - _percent(1 - absent / len(days))}" if days else "",
        is_chronically_absent=len(days) >= CHRONIC_FROM and absent >= CHRONIC_SHARE * len(days),
    )


def _percent(share: Fraction) -> Decimal:
    exact = Decimal(share.numerator * 100) / Decimal(share.denominator)
    return exact.quantize(Decimal("0.1"), ROUND_HALF_UP)


def _terms(records: Records, as_of: date) -> tuple[TermChoice, ...]:
    by_school: dict[int, list[ScheduleTerm]] = defaultdict(list)
    for term in records.terms:
        by_school[term.school_id].append(term)
    current = {school: current_term(terms, as_of=as_of) for school, terms in by_school.items()}
    return tuple(
        TermChoice(
            id=term.id,
            name=term.name,
            school=school_name(records, term.school_id),
            starts_on=term.starts_on.isoformat(),
            ends_on=term.ends_on.isoformat(),
            is_current=term is current[term.school_id] and term.ends_on >= as_of,
        )
        for term in records.terms
    )


def _term(records: Records, term_id: int) -> ScheduleTerm:
    for term in records.terms:
        if term.id == term_id:
            return term
    raise NotFound


def _nothing(student: Student, as_of: date) -> AttendanceView:
    return AttendanceView(student_id=student.id or 0, as_of=as_of.isoformat())
