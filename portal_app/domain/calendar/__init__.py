"""What is ahead: the calendar in its layers, and the to-do list from all classes in one place.

`family` is what a page asks; `calendar` and `todo` answer for students who came through the door.
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
