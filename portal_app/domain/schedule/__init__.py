"""A student's schedule: the year's grid, the classes of one day, and where the student is at a moment.

`grid` answers for the year, `day` for a date, `whereabouts` for a moment; `classes` reads what they share.
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
    schedule_of,
)
from portal_app.domain.schedule.whereabouts import Where, Whereabouts, where_is

__all__ = [
    "ClassEntry",
    "DayClass",
    "PeriodRow",
    "SchoolGrid",
    "SchoolToday",
    "StudentDay",
    "StudentSchedule",
    "Teacher",
    "TermCell",
    "TermColumn",
    "Where",
    "Whereabouts",
    "schedule_of",
    "today_schedule",
    "where_is",
]
