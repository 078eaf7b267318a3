"""The words and letters of attendance, the same on pages and in documents. Pages translate them.

The letter says the status. The excuse has a color and a shape: filled unexcused, outlined excused, dashed not yet
explained, no frame exempt (`ui/css/months.css`, `reports/attendance_signs.py`).
"""

from portal_app.infrastructure.translation import gettext_noop
from portal_app.models import AttendanceStatus, Excuse

STATUS_WORDS = {
    AttendanceStatus.ABSENT: gettext_noop("Absent"),
    AttendanceStatus.TARDY: gettext_noop("Tardy"),
    AttendanceStatus.EARLY_RELEASE: gettext_noop("Left early"),
    AttendanceStatus.PRESENT: gettext_noop("Present"),
}
STATUS_LETTERS = {
    AttendanceStatus.ABSENT: gettext_noop("A"),
    AttendanceStatus.TARDY: gettext_noop("T"),
    AttendanceStatus.EARLY_RELEASE: gettext_noop("L"),
}
"""The first letter of each word in the reader's language. Who was present has none."""

EXCUSE_WORDS = {
    Excuse.UNEXCUSED: gettext_noop("Unexcused"),
    Excuse.EXCUSED: gettext_noop("Excused"),
    Excuse.UNKNOWN: gettext_noop("Not yet explained"),
    Excuse.EXEMPT: gettext_noop("Exempt"),
}
"""In the order of a legend."""
