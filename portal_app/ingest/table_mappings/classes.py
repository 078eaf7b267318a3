"""Courses, and the classes with their terms, meetings and teachers."""

from portal_app import models as m
from portal_app.ingest import records as r
from portal_app.ingest.table_mapping import OnMissing, TableMapping

CLASSES = (
    TableMapping(
        name="courses",
        record=r.Course,
        model=m.Course,
        links={"school": r.School},
        affects="school_id",
    ),
    TableMapping(name="staff", record=r.Staff, model=m.Staff, affects="staff_id", linked_addresses=("email",)),
    TableMapping(
        name="sections",
        record=r.Section,
        model=m.Section,
        links={"school": r.School, "course": r.Course, "school_year": r.SchoolYear},
        affects="section_id",
    ),
    TableMapping(
        name="section terms",
        record=r.SectionTerm,
        model=m.SectionTerm,
        links={"section": r.Section, "term": r.Term},
        key=("section_id", "term_id"),
        on_missing=OnMissing.DELETE,
        anchors=("section",),
        affects="section_id",
    ),
    TableMapping(
        name="section meetings",
        record=r.SectionMeeting,
        model=m.SectionMeeting,
        links={"section": r.Section, "term": r.Term, "period": r.Period},
        key=("section_id", "term_id", "period_id", "day_label"),
        on_missing=OnMissing.DELETE,
        anchors=("section",),
        affects="section_id",
    ),
    TableMapping(
        name="section teachers",
        record=r.SectionTeacher,
        model=m.SectionTeacher,
        links={"section": r.Section, "staff": r.Staff},
        key=("section_id", "staff_id"),
        on_missing=OnMissing.DELETE,
        anchors=("section",),
        affects="section_id",
    ),
)
