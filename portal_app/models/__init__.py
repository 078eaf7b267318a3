"""The tables, one module per subject. Importing this package registers them all with SQLModel's metadata.

A table model never reaches a page: `domain` turns rows into frozen views.
"""

from portal_app.models.accounts import (
    AccessLogEntry,
    Account,
    ActivationKey,
    CalendarSubscription,
    CalendarSubscriptionStudent,
    KeyChannel,
    KnownDevice,
    MfaChallenge,
    RecoveryCode,
    SignIn,
)
from portal_app.models.activity import ActivityMark, ActivityRead
from portal_app.models.attendance import AttendanceCode, AttendanceEntry, AttendanceStatus, Excuse
from portal_app.models.changes import Change, Subject
from portal_app.models.gradebook import (
    Assignment,
    Category,
    CompositePart,
    GradingScale,
    GradingScaleEntry,
    GradingTask,
    PostedGrade,
    ScaleKind,
    Score,
)
from portal_app.models.household import Address, ContactRequest, Household, HouseholdMember, RequestStatus
from portal_app.models.mail import (
    BouncingAddress,
    MessageChannel,
    MessageKind,
    MessageStatus,
    OutboundMessage,
    RecipientType,
)
from portal_app.models.notices import Event, Notice, NoticeRead
from portal_app.models.people import Guardian, Guardianship, Staff, Student, TodoTick, WithdrawnRight
from portal_app.models.scheduling import (
    BellSchedule,
    BellTime,
    Course,
    Period,
    Section,
    SectionEnrollment,
    SectionMeeting,
    SectionTeacher,
    SectionTerm,
)
from portal_app.models.schools import CalendarDay, District, Enrollment, School, SchoolYear, Term

__all__ = [
    "AccessLogEntry",
    "Account",
    "ActivationKey",
    "ActivityMark",
    "ActivityRead",
    "Address",
    "Assignment",
    "AttendanceCode",
    "AttendanceEntry",
    "AttendanceStatus",
    "BellSchedule",
    "BellTime",
    "BouncingAddress",
    "CalendarDay",
    "CalendarSubscription",
    "CalendarSubscriptionStudent",
    "Category",
    "Change",
    "CompositePart",
    "ContactRequest",
    "Course",
    "District",
    "Enrollment",
    "Event",
    "Excuse",
    "GradingScale",
    "GradingScaleEntry",
    "GradingTask",
    "Guardian",
    "Guardianship",
    "Household",
    "HouseholdMember",
    "KeyChannel",
    "KnownDevice",
    "MessageChannel",
    "MessageKind",
    "MessageStatus",
    "MfaChallenge",
    "Notice",
    "NoticeRead",
    "OutboundMessage",
    "Period",
    "PostedGrade",
    "RecipientType",
    "RecoveryCode",
    "RequestStatus",
    "ScaleKind",
    "School",
    "SchoolYear",
    "Score",
    "Section",
    "SectionEnrollment",
    "SectionMeeting",
    "SectionTeacher",
    "SectionTerm",
    "SignIn",
    "Staff",
    "Student",
    "Subject",
    "Term",
    "TodoTick",
    "WithdrawnRight",
]
