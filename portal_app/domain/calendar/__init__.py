"""The calendar in its layers, the to-do list, and calendar subscriptions.

Pages call `family`, which checks access. `items` and `todo` expect students that the viewer may see.
"""

from portal_app.domain.calendar.family import family_calendar, family_due, family_todo
from portal_app.domain.calendar.items import calendar_of
from portal_app.domain.calendar.todo import tick, todo_of, untick
from portal_app.domain.calendar.views import CalendarItem, Layer, Reach, Todo, TodoItem

__all__ = [
    "CalendarItem",
    "Layer",
    "Reach",
    "Todo",
    "TodoItem",
    "calendar_of",
    "family_calendar",
    "family_due",
    "family_todo",
    "tick",
    "todo_of",
    "untick",
]
