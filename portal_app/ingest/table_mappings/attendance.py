"""Attendance codes and entries."""

from portal_app import models as m
from portal_app.ingest import records as r
from portal_app.ingest.table_mapping import OnMissing, TableMapping
from portal_app.models import Subject

ATTENDANCE = (
    TableMapping(
        name="attendance codes",
        record=r.AttendanceCode,
        model=m.AttendanceCode,
        links={"school": r.School},
        natural=("school_id", "code"),
        affects="school_id",
    ),
    TableMapping(
        name="attendance entries",
        record=r.AttendanceEntry,
        model=m.AttendanceEntry,
        links={"section": r.Section, "student": r.Student, "period": r.Period, "code": r.AttendanceCode},
        natural=("student_id", "date", "period_id"),
        on_missing=OnMissing.DELETE,
        anchors=("section",),
        subject=Subject.ATTENDANCE,
        affects="student_id",
    ),
)
