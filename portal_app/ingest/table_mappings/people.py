"""Students and guardians, their households, and the students' enrollments."""

from portal_app import models as m
from portal_app.ingest import records as r
from portal_app.ingest.table_mapping import OnMissing, TableMapping
from portal_app.models import Subject
from portal_app.settings import ALL_RIGHTS, settings


def default_rights() -> dict[str, bool]:
    """Return the rights of a guardian of whom the source says nothing about rights, by PORTAL_DEFAULT_RIGHTS.

    Without any, the guardian has no access; once staff give it, all rights apply.
    """
    chosen = settings().default_rights
    rights = {name: name in chosen or not chosen for name in ALL_RIGHTS}
    return {"by_default": True, "portal_access": bool(chosen), **rights}


def without_rights() -> str:
    """Return what an import says of a guardian of whom the source gives no rights."""
    chosen = settings().default_rights
    named = "all" if chosen == ALL_RIGHTS else ", ".join(chosen) or "none"
    return f"guardians of students without rights in the source: new ones get PORTAL_DEFAULT_RIGHTS ({named})"


PEOPLE = (
    TableMapping(
        name="students",
        record=r.Student,
        model=m.Student,
        links={"district": r.District},
        natural=("number",),
        subject=Subject.HOUSEHOLD,
        affects="student_id",
    ),
    TableMapping(
        name="guardians",
        record=r.Guardian,
        model=m.Guardian,
        links={"district": r.District},
        subject=Subject.HOUSEHOLD,
        affects="guardian_id",
    ),
    TableMapping(
        name="guardianships",
        record=r.Guardianship,
        model=m.Guardianship,
        links={"guardian": r.Guardian, "student": r.Student},
        key=("guardian_id", "student_id"),
        on_missing=OnMissing.WITHHOLD,
        anchors=("student",),
        subject=Subject.RIGHTS,
        affects="student_id",
        defaults_by_setting=default_rights,
    ),
    TableMapping(
        name="households",
        record=r.Household,
        model=m.Household,
        subject=Subject.HOUSEHOLD,
        affects="household_id",
    ),
    TableMapping(
        name="household members",
        record=r.HouseholdMember,
        model=m.HouseholdMember,
        links={"household": r.Household, "student": r.Student, "guardian": r.Guardian},
        key=("household_id", "student_id", "guardian_id"),
        on_missing=OnMissing.DELETE,
        anchors=("student", "guardian"),
        subject=Subject.HOUSEHOLD,
        affects="household_id",
    ),
    TableMapping(
        name="addresses",
        record=r.Address,
        model=m.Address,
        links={"household": r.Household},
        on_missing=OnMissing.DELETE,
        anchors=("household",),
        subject=Subject.HOUSEHOLD,
        affects="household_id",
    ),
    TableMapping(
        name="enrollments",
        record=r.Enrollment,
        model=m.Enrollment,
        links={"school": r.School, "student": r.Student, "school_year": r.SchoolYear},
        on_missing=OnMissing.END,
        anchors=("school_year",),
        affects="student_id",
    ),
    TableMapping(
        name="section enrollments",
        record=r.SectionEnrollment,
        model=m.SectionEnrollment,
        links={"section": r.Section, "student": r.Student},
        on_missing=OnMissing.END,
        anchors=("section",),
        subject=Subject.ROSTER,
        affects="student_id",
    ),
)
