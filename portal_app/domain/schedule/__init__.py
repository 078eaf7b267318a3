"""A student's schedule: the year's grid, the classes of one day, and where the student is at a moment.

`grid` covers the year, `day` a date, `whereabouts` a moment, and `snapshot` all three at once; `classes` reads the
teachers for all of them.
"""

from portal_app.domain.schedule.classes import Teacher
from portal_app.domain.schedule.day import DayClass, SchoolToday, StudentDay, today_schedule
from portal_app.domain.schedule.grid import (
    ClassEntry,
    PeriodRow,
    SchoolGrid,
    StudentSchedule,
    TermCell,
    TermColumn,
    schedule_in,
    schedule_of,
)
from portal_app.domain.schedule.snapshot import ScheduleSnapshot, schedule_snapshot
from portal_app.domain.schedule.whereabouts import Where, Whereabouts, holds_until, where_each_is, where_is

__all__ = [
    "ClassEntry",
    "DayClass",
    "PeriodRow",
    "ScheduleSnapshot",
    "SchoolGrid",
    "SchoolToday",
    "StudentDay",
    "StudentSchedule",
    "Teacher",
    "TermCell",
    "TermColumn",
    "Where",
    "Whereabouts",
    "holds_until",
    "schedule_in",
    "schedule_of",
    "schedule_snapshot",
    "today_schedule",
    "where_each_is",
    "where_is",
]
