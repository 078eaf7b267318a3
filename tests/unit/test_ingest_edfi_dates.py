"""Which school year an Ed-Fi enrollment belongs to, and which section a transcript's grade, when students move."""

import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from portal_app import models as m
from portal_app.ingest import import_path

SAMPLE = Path(__file__).parents[1] / "data" / "edfi"
YEARS = {"2010-11": ("2010-08-23", "2011-05-27"), "2011-12": ("2011-08-22", "2012-05-25")}
SCHOOL = "770001"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Return a copy of the sample with a session of a second year."""
    copied = Path(shutil.copytree(SAMPLE, tmp_path / "edfi"))
    starts_on, ends_on = YEARS["2011-12"]
    calendar = copied / "EducationOrgCalendar.xml"
    session = (
        "<Session><SessionName>Next</SessionName><SchoolYear>2011-2012</SchoolYear><Term>Year Round</Term>"
        f"<BeginDate>{starts_on}</BeginDate><EndDate>{ends_on}</EndDate><EducationOrganizationReference>"
        f"<EducationalOrgIdentity><StateOrganizationId>{SCHOOL}</StateOrganizationId></EducationalOrgIdentity>"
        "</EducationOrganizationReference></Session>"
    )
    replace(calendar, "</InterchangeEducationOrgCalendar>", f"{session}</InterchangeEducationOrgCalendar>")
    return copied


def replace(file: Path, old: str, new: str) -> None:
    """Replace a text, which must be there."""
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def element(tag: str, text: str) -> str:
    """Return an element, nothing without a text."""
    return f"<{tag}>{text}</{tag}>" if text else ""


def roster_entry(period: str, room: str, starts_on: str, ends_on: str) -> str:
    """Return the student 101 in a section of mathematics in fall."""
    section = "".join(
        element(tag, text)
        for tag, text in (
            ("StateOrganizationId", SCHOOL),
            ("LocalCourseCode", "MATH-KK"),
            ("SchoolYear", "2010-2011"),
            ("Term", "Fall Semester"),
            ("ClassPeriodName", f"{period} - Traditional"),
            ("Location", room),
        )
    )
    student = element("StudentIdentity", element("StudentUniqueStateId", "101"))
    return element(
        "StudentSectionAssociation",
        element("StudentReference", student)
        + element("SectionReference", element("SectionIdentity", section))
        + element("BeginDate", starts_on)
        + element("EndDate", ends_on),
    )


ENROLLMENTS = [
    ("the summer before the first session", "2010-07-26", "", "2010-11"),
    ("the first session", "2010-08-23", "", "2010-11"),
    ("the summer between the years", "2011-07-25", "", "2011-12"),
    ("years ago, still enrolled", "2007-08-27", "", "2011-12"),
    ("years ago, left in the first year", "2007-08-27", "2011-02-01", "2010-11"),
    ("years ago, left in the summer before the first session", "2007-08-27", "2010-07-30", "2010-11"),
    ("years ago, left in the second year", "2007-08-27", "2012-02-01", "2011-12"),
    ("the summer before the first session, left in the second year", "2010-07-26", "2012-02-01", "2010-11"),
    ("after the last session", "2012-06-11", "", "2011-12"),
]


@pytest.mark.parametrize(("starts_on", "ends_on", "year"), [case[1:] for case in ENROLLMENTS], ids=lambda value: value)
def test_an_enrollment_belongs_to_the_year_of_its_dates(
    session: Session, source: Path, starts_on: str, ends_on: str, year: str
) -> None:
    """Where the source names no year: that of the first day, or the last one that an older enrollment reaches."""
    old = "<EntryDate>2010-08-23</EntryDate><EntryGradeLevel>First grade</EntryGradeLevel>"
    new = old.replace("2010-08-23", starts_on) + element("ExitWithdrawDate", ends_on)
    replace(source / "StudentEnrollment.xml", old, new)
    import_path(session, source)
    query = (
        select(m.SchoolYear.name)
        .join(m.Enrollment, col(m.Enrollment.school_year_id) == m.SchoolYear.id)
        .join(m.Student, col(m.Student.id) == m.Enrollment.student_id)
        .where(m.Student.number == "102")
    )
    assert session.exec(query).all() == [year]


LEFT = roster_entry("01", "101", "2010-08-23", "2010-10-15")
ENTERED, STILL_THERE = (roster_entry("02", "102", "2010-10-18", ends_on) for ends_on in ("2010-12-17", ""))
NEVER_CAME = roster_entry("01", "101", "2010-11-01", "2010-10-29")
MOVES = {
    "the section left is listed first": LEFT + ENTERED,
    "the section left is listed last": ENTERED + LEFT,
    "the new section has no last day": STILL_THERE + LEFT,
    "the student came back for no day": ENTERED + NEVER_CAME,
}


@pytest.mark.parametrize("entries", list(MOVES.values()), ids=list(MOVES))
def test_a_transcripts_grade_belongs_to_the_section_that_the_student_moved_to(
    session: Session, source: Path, entries: str
) -> None:
    """In whatever order the source lists the two sections of the course."""
    file = source / "StudentEnrollment.xml"
    [old] = [
        line.strip()
        for line in file.read_text().splitlines()
        if "<StudentUniqueStateId>101<" in line and "MATH-KK" in line and "Fall Semester" in line
    ]
    replace(file, old, entries)
    import_path(session, source)
    query = (
        select(m.PostedGrade, m.Section)
        .join(m.Section, col(m.Section.id) == m.PostedGrade.section_id)
        .join(m.GradingTask, col(m.GradingTask.id) == m.PostedGrade.task_id)
        .where(m.GradingTask.name == "Semester")
    )
    assert [(grade.percent, section.number) for grade, section in session.exec(query)] == [(Decimal(88), "2")]
