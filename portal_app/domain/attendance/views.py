"""The views of a student's attendance, for pages, documents and commands (conventions: `portal_app.domain`).

Days come first; counts of class periods are called `class_periods`, because a day missed in seven classes is seven of
them. `status`, `state` and `excuse` are values of `AttendanceStatus` and `Excuse`; pages translate them. A total leaves
out what the school exempted.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many days or class periods, split by excuse. Unknown: not yet explained. Exempt ones are not in the total."""

    total: int = 0
    excused: int = 0
    unexcused: int = 0
    unknown: int = 0
    exempt: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """The class periods that a student missed, came late to and left early."""

    absences: Tally = Tally()
    tardies: Tally = Tally()
    early_releases: Tally = Tally()


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysAbsent:
    """Whole and half days absent by the school's day rule, split by the worst excuse of what was missed that day."""

    total: str = "0"
    excused: str = "0"
    unexcused: str = "0"
    unknown: str = "0"


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCounts:
    """The days that a student was absent, came late on and left early on, each day by its worst excuse.

    `partial`: further days on which class periods were missed, too few for half a day.
    """

    absent: DaysAbsent = DaysAbsent()
    partial: int = 0
    tardy: Tally = Tally()
    early_release: Tally = Tally()


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryRow:
    """The class periods of one course or one period of the day. `detail` is the class code or the school."""

    id: int = 0
    label: str = ""
    detail: str = ""
    class_periods: Counts = Counts()


@dataclass(frozen=True, slots=True, kw_only=True)
class TermRow:
    """One term's days and class periods; the school is named where the student attends several."""

    id: int = 0
    name: str = ""
    school: str = ""
    days: DayCounts = DayCounts()
    class_periods: Counts = Counts()


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRow:
    """One day with an absence, tardy or early release: its worst excuse, and the status with that excuse.

    `days_absent` is 1, 0.5 or 0 by the school's day rule; with `has_absence`, 0 is part of a day.
    """

    on: str = ""
    state: str = ""
    status: str = ""
    days_absent: str = "0"
    has_absence: bool = False
    class_periods: Counts = Counts()


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodEntry:
    """What was recorded for one period; `minutes` is empty where the school recorded none."""

    period: str = ""
    code: str = ""
    name: str = ""
    status: str = ""
    excuse: str = ""
    class_code: str = ""
    class_title: str = ""
    minutes: int | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayView:
    """A day of the calendar: its worst excuse (empty: nothing to excuse), the status with that excuse, its periods.

    `has_missed_every_period`: absent, and not exempt, in each period that the student had.
    `why` is a word of `WhyNoSchool` (empty on a school day, and where the student is not enrolled); `reason` is the
    school's own text, on a school day with something special too.
    """

    on: str = ""
    day_of_month: int = 0
    state: str = ""
    status: str = ""
    is_school_day: bool = False
    why: str = ""
    reason: str = ""
    is_today: bool = False
    days_absent: str = "0"
    has_absence: bool = False
    has_missed_every_period: bool = False
    periods: tuple[PeriodEntry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthView:
    """A month as `2026-10`; `first_weekday` is that of the 1st, Monday 0 to Sunday 6."""

    month: str = ""
    first_weekday: int = 0
    days: tuple[DayView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TermChoice:
    """A term by which the summaries can be narrowed; the school is named where the student attends several."""

    id: int = 0
    name: str = ""
    school: str = ""
    starts_on: str = ""
    ends_on: str = ""
    is_current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class YearSoFar:
    """Whole and half days absent over the instructional days enrolled so far, today included.

    `partial_days`: further days on which class periods were missed, too few for half a day.
    `attendance_rate` is a percent with one decimal, `absence_rate` the rest of 100. Both are empty where the school
    keeps no calendar to count by.
    """

    instructional_days: int = 0
    days_absent: str = "0"
    partial_days: int = 0
    attendance_rate: str = ""
    absence_rate: str = ""
    is_chronically_absent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceView:
    """A student's attendance in one school year.

    The summaries are of `term_id` (None: the whole year) up to `as_of`; months and `so_far` always of the whole year.
    `first_shown` is the index in `months` of the first of the three months shown at first.
    """

    student_id: int = 0
    year: str = ""
    as_of: str = ""
    terms: tuple[TermChoice, ...] = ()
    term_id: int | None = None
    months: tuple[MonthView, ...] = ()
    first_shown: int = 0
    days: DayCounts = DayCounts()
    class_periods: Counts = Counts()
    by_course: tuple[SummaryRow, ...] = ()
    by_period: tuple[SummaryRow, ...] = ()
    by_day: tuple[DayRow, ...] = ()
    by_term: tuple[TermRow, ...] = ()
    so_far: YearSoFar = YearSoFar()
