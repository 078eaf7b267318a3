"""Which record goes into which table, in loading order: a kind stands below everything that it refers to.

A kind also says what it means when a complete source no longer names a row, and whom a change of it concerns.
"""

from dataclasses import dataclass, field
from enum import Enum

from sqlmodel import SQLModel

from portal_app import models as m
from portal_app.ingest import records as r
from portal_app.models import Subject


class Gone(Enum):
    """What becomes of a row that a complete source names no longer."""

    KEEP = "keep"
    DELETE = "delete"
    END = "end"
    """Its last day is today at the latest; it is deleted if it has not begun."""
    WITHHOLD = "withhold"
    """The guardian loses access to the student. The row and its rights stay, so that an export that forgot a parent
    for a day can't lift a restriction: only a file that says so, or the office, gives access back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """How records of one type become rows.

    `links` are the fields that hold source ids of other kinds; their column is `<field>_id`. `key` names the columns
    that find a row again; `natural` those that the database keeps unique besides, so that a row of another origin is
    adopted instead of clashing. `anchors`: a row is gone only if this load named one of the things that it hangs on.
    `dependents` are tables, with the column that points here, whose rows go when one of this kind is deleted.
    `concerns` is the column that leads to the parents to tell of a change; of several, the first that holds something;
    where a row has no such column, its own number does. No kind tells nobody: parents could see the change of any.
    """

    name: str
    record: type[r.Record]
    model: type[SQLModel]
    links: dict[str, type[r.Record]] = field(default_factory=dict)
    key: tuple[str, ...] = ("source_id",)
    natural: tuple[str, ...] = ()
    gone: Gone = Gone.KEEP
    anchors: tuple[str, ...] = ()
    dependents: tuple[tuple[type[SQLModel], str], ...] = ()
    concerns: str
    subject: Subject = Subject.SCHEDULE


_SCHOOL: dict[str, type[r.Record]] = {"school": r.School}
_SECTION: dict[str, type[r.Record]] = {"section": r.Section}

KINDS: tuple[Kind, ...] = (
    Kind(name="districts", record=r.District, model=m.District, concerns="district_id"),
    Kind(name="schools", record=r.School, model=m.School, links={"district": r.District}, concerns="school_id"),
    Kind(
        name="school years",
        record=r.SchoolYear,
        model=m.SchoolYear,
        links={"district": r.District},
        concerns="district_id",
    ),
    Kind(
        name="terms",
        record=r.Term,
        model=m.Term,
        links=_SCHOOL | {"school_year": r.SchoolYear, "parent": r.Term},
        concerns="school_id",
    ),
    Kind(
        name="bell schedules",
        record=r.BellSchedule,
        model=m.BellSchedule,
        links=_SCHOOL,
        concerns="school_id",
    ),
    Kind(
        name="calendar days",
        record=r.CalendarDay,
        model=m.CalendarDay,
        links=_SCHOOL | {"bell_schedule": r.BellSchedule},
        key=("school_id", "date"),
        concerns="school_id",
    ),
    Kind(
        name="periods",
        record=r.Period,
        model=m.Period,
        links=_SCHOOL,
        concerns="school_id",
    ),
    Kind(
        name="bell times",
        record=r.BellTime,
        model=m.BellTime,
        links={"bell_schedule": r.BellSchedule, "period": r.Period},
        key=("bell_schedule_id", "period_id"),
        gone=Gone.DELETE,
        anchors=("bell_schedule",),
        concerns="bell_schedule_id",
    ),
    Kind(
        name="courses",
        record=r.Course,
        model=m.Course,
        links=_SCHOOL,
        concerns="school_id",
    ),
    Kind(name="staff", record=r.Staff, model=m.Staff, concerns="staff_id"),
    Kind(
        name="sections",
        record=r.Section,
        model=m.Section,
        links=_SCHOOL | {"course": r.Course, "school_year": r.SchoolYear},
        concerns="section_id",
    ),
    Kind(
        name="section terms",
        record=r.SectionTerm,
        model=m.SectionTerm,
        links=_SECTION | {"term": r.Term},
        key=("section_id", "term_id"),
        gone=Gone.DELETE,
        anchors=("section",),
        concerns="section_id",
    ),
    Kind(
        name="section meetings",
        record=r.SectionMeeting,
        model=m.SectionMeeting,
        links=_SECTION | {"term": r.Term, "period": r.Period},
        key=("section_id", "term_id", "period_id", "day_label"),
        gone=Gone.DELETE,
        anchors=("section",),
        concerns="section_id",
    ),
    Kind(
        name="section teachers",
        record=r.SectionTeacher,
        model=m.SectionTeacher,
        links=_SECTION | {"staff": r.Staff},
        key=("section_id", "staff_id"),
        gone=Gone.DELETE,
        anchors=("section",),
        concerns="section_id",
    ),
    Kind(
        name="students",
        record=r.Student,
        model=m.Student,
        links={"district": r.District},
        natural=("number",),
        subject=Subject.HOUSEHOLD,
        concerns="student_id",
    ),
    Kind(
        name="guardians",
        record=r.Guardian,
        model=m.Guardian,
        links={"district": r.District},
        subject=Subject.HOUSEHOLD,
        concerns="guardian_id",
    ),
    Kind(
        name="guardianships",
        record=r.Guardianship,
        model=m.Guardianship,
        links={"guardian": r.Guardian, "student": r.Student},
        key=("guardian_id", "student_id"),
        gone=Gone.WITHHOLD,
        anchors=("student",),
        subject=Subject.RIGHTS,
        concerns="student_id",
    ),
    Kind(
        name="households",
        record=r.Household,
        model=m.Household,
        subject=Subject.HOUSEHOLD,
        concerns="household_id",
    ),
    Kind(
        name="household members",
        record=r.HouseholdMember,
        model=m.HouseholdMember,
        links={"household": r.Household, "student": r.Student, "guardian": r.Guardian},
        key=("household_id", "student_id", "guardian_id"),
        gone=Gone.DELETE,
        anchors=("student", "guardian"),
        subject=Subject.HOUSEHOLD,
        concerns="household_id",
    ),
    Kind(
        name="addresses",
        record=r.Address,
        model=m.Address,
        links={"household": r.Household},
        gone=Gone.DELETE,
        anchors=("household",),
        subject=Subject.HOUSEHOLD,
        concerns="household_id",
    ),
    Kind(
        name="enrollments",
        record=r.Enrollment,
        model=m.Enrollment,
        links=_SCHOOL | {"student": r.Student, "school_year": r.SchoolYear},
        gone=Gone.END,
        anchors=("school_year",),
        concerns="student_id",
    ),
    Kind(
        name="section enrollments",
        record=r.SectionEnrollment,
        model=m.SectionEnrollment,
        links=_SECTION | {"student": r.Student},
        gone=Gone.END,
        anchors=("section",),
        concerns="student_id",
    ),
    Kind(name="grading scales", record=r.GradingScale, model=m.GradingScale, concerns="scale_id"),
    Kind(
        name="scale bands",
        record=r.GradingScaleEntry,
        model=m.GradingScaleEntry,
        links={"scale": r.GradingScale},
        key=("scale_id", "sequence"),
        gone=Gone.DELETE,
        anchors=("scale",),
        concerns="scale_id",
    ),
    Kind(
        name="grading tasks",
        record=r.GradingTask,
        model=m.GradingTask,
        links={"course": r.Course, "scale": r.GradingScale},
        concerns="course_id",
    ),
    Kind(
        name="composite parts",
        record=r.CompositePart,
        model=m.CompositePart,
        links={"task": r.GradingTask, "term": r.Term, "part_task": r.GradingTask, "part_term": r.Term},
        key=("task_id", "term_id", "part_task_id", "part_term_id"),
        gone=Gone.DELETE,
        anchors=("task",),
        concerns="task_id",
    ),
    Kind(
        name="categories",
        record=r.Category,
        model=m.Category,
        links=_SECTION | {"task": r.GradingTask},
        subject=Subject.SCORE,
        concerns="section_id",
    ),
    Kind(
        name="assignments",
        record=r.Assignment,
        model=m.Assignment,
        links=_SECTION | {"category": r.Category, "term": r.Term},
        gone=Gone.DELETE,
        anchors=("section",),
        dependents=((m.Score, "assignment_id"), (m.TodoTick, "assignment_id")),
        subject=Subject.SCORE,
        concerns="section_id",
    ),
    Kind(
        name="scores",
        record=r.Score,
        model=m.Score,
        links={"assignment": r.Assignment, "student": r.Student},
        natural=("student_id", "assignment_id"),
        gone=Gone.DELETE,
        anchors=("assignment",),
        subject=Subject.SCORE,
        concerns="student_id",
    ),
    Kind(
        name="posted grades",
        record=r.PostedGrade,
        model=m.PostedGrade,
        links=_SECTION | {"student": r.Student, "task": r.GradingTask, "term": r.Term},
        natural=("student_id", "section_id", "task_id", "term_id"),
        gone=Gone.DELETE,
        anchors=("section",),
        subject=Subject.GRADE,
        concerns="student_id",
    ),
    Kind(
        name="attendance codes",
        record=r.AttendanceCode,
        model=m.AttendanceCode,
        links=_SCHOOL,
        natural=("school_id", "code"),
        concerns="school_id",
    ),
    Kind(
        name="attendance marks",
        record=r.AttendanceEntry,
        model=m.AttendanceEntry,
        links=_SECTION | {"student": r.Student, "period": r.Period, "code": r.AttendanceCode},
        natural=("student_id", "date", "period_id"),
        gone=Gone.DELETE,
        anchors=("section",),
        subject=Subject.ATTENDANCE,
        concerns="student_id",
    ),
    Kind(
        name="notices",
        record=r.Notice,
        model=m.Notice,
        links=_SCHOOL | {"district": r.District},
        gone=Gone.DELETE,
        anchors=("district",),
        dependents=((m.NoticeRead, "notice_id"),),
        subject=Subject.NOTICE,
        concerns="school_id district_id",
    ),
    Kind(
        name="events",
        record=r.Event,
        model=m.Event,
        links=_SCHOOL | _SECTION | {"district": r.District},
        gone=Gone.DELETE,
        anchors=("district",),
        subject=Subject.EVENT,
        concerns="section_id school_id district_id",
    ),
)

ITEMS = frozenset({Subject.SCORE, Subject.GRADE, Subject.ATTENDANCE, Subject.NOTICE, Subject.EVENT})
"""Subjects whose change names the very row, unless it concerns a class, a household or a guardian as a whole."""

MADE_BY_STAFF = frozenset({r.Notice, r.Event})
"""Kinds of which the office names its own rows, beside those of a source."""
