"""What staff post: attendance, scores and grades, notices, events. Imports have a loader of their own.

Each refuses invalid input with one sentence (`Refused`), inserts the row or updates the existing one, and adds the
change to the change feed in the same transaction, so that open pages and Home show it.
"""

from portal_app.domain.staff.posting.attendance import clear_attendance, post_attendance
from portal_app.domain.staff.posting.events import cancel_event, post_event
from portal_app.domain.staff.posting.grades import post_grade, post_score
from portal_app.domain.staff.posting.notices import post_notice, withdraw_notice

__all__ = [
    "cancel_event",
    "clear_attendance",
    "post_attendance",
    "post_event",
    "post_grade",
    "post_notice",
    "post_score",
    "withdraw_notice",
]
