"""What every format is read into: one frozen record per table, with the names and ids of the source.

References are the source ids of other records, never database ids. Where a column must hold a value, None means that
the source does not give it: a new row takes the column's default, an existing row keeps its value. So a format without,
say, a guardian's rights never overwrites the rights that the school's office has set.
"""

from portal_app.ingest.record import UNSET, CompleteSet, Deletion, Record, Unparsable, Unset
from portal_app.ingest.records.attendance import AttendanceCode, AttendanceEntry
from portal_app.ingest.records.classes import Course, Section, SectionMeeting, SectionTeacher, SectionTerm, Staff
from portal_app.ingest.records.gradebook import (
    Assignment,
    Category,
    CompositePart,
    GradingScale,
    GradingScaleEntry,
    GradingTask,
    PostedGrade,
    Score,
)
from portal_app.ingest.records.messages import Event, Notice
from portal_app.ingest.records.people import (
    Address,
    Enrollment,
    Guardian,
    Guardianship,
    Household,
    HouseholdMember,
    SectionEnrollment,
    Student,
)
from portal_app.ingest.records.schools import (
    BellSchedule,
    BellTime,
    CalendarDay,
    District,
    Period,
    School,
    SchoolYear,
    Term,
)

__all__ = [
    "UNSET",
    "Address",
    "Assignment",
    "AttendanceCode",
    "AttendanceEntry",
    "BellSchedule",
    "BellTime",
    "CalendarDay",
    "Category",
    "CompleteSet",
    "CompositePart",
    "Course",
    "Deletion",
    "District",
    "Enrollment",
    "Event",
    "GradingScale",
    "GradingScaleEntry",
    "GradingTask",
    "Guardian",
    "Guardianship",
    "Household",
    "HouseholdMember",
    "Notice",
    "Period",
    "PostedGrade",
    "Record",
    "School",
    "SchoolYear",
    "Score",
    "Section",
    "SectionEnrollment",
    "SectionMeeting",
    "SectionTeacher",
    "SectionTerm",
    "Staff",
    "Student",
    "Term",
    "Unparsable",
    "Unset",
]
