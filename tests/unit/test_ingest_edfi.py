"""What the Ed-Fi reader makes of a tiny district of our own: who, where, when, and what it leaves alone."""

import shutil
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import select as select_columns
from sqlmodel import Session, SQLModel, col, select

from portal_app import models as m
from portal_app.ingest import ImportRefused, ImportSummary, Progress, import_path

SAMPLE = Path(__file__).parents[1] / "data" / "edfi"
Edit = Callable[[str, str, str], None]

M = TypeVar("M", bound=SQLModel)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Return a copy of the sample that a test may edit."""
    return Path(shutil.copytree(SAMPLE, tmp_path / "edfi"))


@pytest.fixture
def edit(source: Path) -> Edit:
    """Return a function that replaces a text (which must be there) in one of the copy's files."""

    def replace(file: str, old: str, new: str) -> None:
        text = (source / file).read_text()
        assert old in text
        (source / file).write_text(text.replace(old, new))

    return replace


@pytest.fixture
def loaded(session: Session) -> ImportSummary:
    """Load the sample."""
    return import_path(session, SAMPLE)


def only(session: Session, model: type[M], **where: object) -> M:
    """Return the one row with these values."""
    return session.exec(select(model).filter_by(**where)).one()


def everything(session: Session) -> dict[str, list[tuple]]:
    """Return all rows of all tables."""
    tables = SQLModel.metadata.sorted_tables
    return {t.name: sorted(map(tuple, session.connection().execute(t.select())), key=repr) for t in tables}


def test_a_district_is_found_by_six_letters_that_are_always_the_same(session, loaded):
    district = only(session, m.District)
    assert (district.name, district.phone) == ("Marsh Valley Schools", "555-0100")
    assert len(district.code) == 6
    assert district.code.isalnum()
    import_path(session, SAMPLE)
    assert only(session, m.District).code == district.code


def test_a_school_has_its_street_address_and_main_phone(session, loaded):
    school = only(session, m.School)
    assert (school.name, school.street, school.postal_code, school.phone) == (
        "Marsh Valley School",
        "1 Reed Lane",
        "70000",
        "555-0101",
    )


def test_a_school_year_runs_from_its_first_session_to_its_last(session, loaded):
    year = only(session, m.SchoolYear)
    assert (year.name, year.starts_on, year.ends_on) == ("2010-11", date(2010, 8, 23), date(2011, 5, 27))


def test_grading_periods_are_terms_within_their_semester(session, loaded):
    terms = session.exec(select(m.Term).order_by(col(m.Term.parent_id).is_not(None), col(m.Term.sequence))).all()
    by_id = {term.id: term.name for term in terms}
    assert [(t.name, by_id.get(t.parent_id), t.sequence) for t in terms] == [
        ("Fall Semester", None, 1),
        ("Spring Semester", None, 2),
        ("First Six Weeks", "Fall Semester", 1),
        ("Second Six Weeks", "Fall Semester", 2),
        ("Third Six Weeks", "Spring Semester", 3),
    ]


def test_a_holiday_gives_its_reason_and_a_weekend_needs_none(session, loaded):
    days = {d.date: (d.is_instructional, d.reason) for d in session.exec(select(m.CalendarDay))}
    assert days == {
        date(2010, 9, 3): (True, ""),
        date(2010, 9, 4): (False, ""),
        date(2010, 9, 6): (False, "Holiday"),
        date(2010, 9, 7): (True, "Student late arrival/early dismissal"),
    }


def test_periods_are_in_order_with_the_number_that_people_use(session, loaded):
    periods = session.exec(select(m.Period).order_by(col(m.Period.sequence)))
    assert [(p.name, p.sequence) for p in periods] == [("1", 1), ("2", 2)]


def test_sections_are_numbered_by_period_and_keep_their_number_in_spring(session, loaded):
    rows = session.execute(
        select_columns(
            col(m.Course.number),
            col(m.Section.number),
            col(m.Term.name),
            col(m.Period.name),
            col(m.SectionMeeting.room),
        )
        .join(m.Section, col(m.Section.course_id) == m.Course.id)
        .join(m.SectionMeeting)
        .join(m.Term)
        .join(m.Period)
    )
    assert set(rows) == {
        ("MATH-KK", "1", "Fall Semester", "1", "101"),
        ("MATH-KK", "2", "Fall Semester", "2", "102"),
        ("MATH-KK", "1", "Spring Semester", "1", "101"),
        ("ART", "1", "Fall Semester", "1", "300"),
    }


def test_a_teacher_has_a_work_address_and_never_a_private_one(session, loaded):
    assert only(session, m.Staff).email == "ada.byron@example.org"
    assert only(session, m.SectionTeacher).is_primary


def test_what_is_no_email_address_of_a_teacher_never_becomes_a_link(session, source, edit):
    edit("StaffAssociation.xml", "ada.byron@example.org", "javascript:alert(1)")
    assert "email addresses of staff that are none, which were left out: 1" in import_path(session, source).notes
    assert only(session, m.Staff).email == ""


def test_a_student_has_number_suffix_and_birth_date(session, loaded):
    student = only(session, m.Student, number="102")
    assert (student.first_name, student.last_name, student.birth_date) == ("Theo", "Marsh Jr", date(2005, 6, 12))


def test_a_guardian_has_the_most_personal_mail_and_only_phones_of_a_known_use(session, loaded):
    ruth = only(session, m.Guardian, first_name="Ruth")
    assert (ruth.last_name, ruth.email, ruth.mobile_phone, ruth.work_phone) == (
        "Marsh",
        "ruth@example.com",
        "555-0121",
        "",
    )


def test_a_relation_is_named_as_people_say_it(session, loaded):
    paul = only(session, m.Guardian, first_name="Paul")
    assert only(session, m.Guardianship, guardian_id=paul.id).relationship == "Stepfather"


def test_a_split_family_is_two_households_and_neighbours_are_a_third(session, loaded):
    homes: dict[str, set[str]] = {}
    for household, member in session.exec(select(m.Household, m.HouseholdMember).join(m.HouseholdMember)):
        model = m.Student if member.student_id else m.Guardian
        person = session.get(model, member.student_id or member.guardian_id)
        homes.setdefault(f"{household.name}, {household.phone}", set()).add(person.first_name)
    assert homes == {
        "Marsh/Hill household, 555-0111": {"Ruth", "Paul", "Zoë", "Theo"},
        "Marsh household, 555-0132": {"Karl", "Zoë", "Theo"},
        "Novák household, 555-0111": {"Eva", "Ines"},
    }


def test_grade_levels_are_written_as_schools_write_them(session, loaded):
    rows = session.exec(select(m.Student.first_name, m.Enrollment.grade_level).join(m.Enrollment))
    assert dict(rows.all()) == {"Zoë": "KK", "Theo": "01", "Ines": "KK"}


def test_a_student_who_left_a_class_and_came_back_has_two_stays(session, loaded):
    theo = only(session, m.Student, number="102")
    stays = session.exec(select(m.SectionEnrollment).filter_by(student_id=theo.id))
    assert sorted((s.starts_on, s.ends_on) for s in stays) == [
        (date(2010, 8, 23), date(2010, 9, 30)),
        (date(2010, 11, 1), date(2010, 12, 17)),
    ]


def test_grades_are_posted_by_six_weeks_and_the_semester_in_its_last_term(session, loaded):
    rows = session.execute(
        select_columns(
            col(m.GradingTask.name), col(m.Term.name), col(m.PostedGrade.percent), col(m.PostedGrade.letter_grade)
        )
        .join(m.PostedGrade, col(m.PostedGrade.task_id) == m.GradingTask.id)
        .join(m.Term)
    )
    assert set(rows) == {
        ("Six Weeks", "First Six Weeks", Decimal(90), "A"),
        ("Six Weeks", "Second Six Weeks", Decimal("59.5"), "F"),
        ("Six Weeks", "Third Six Weeks", Decimal(79), "C"),
        ("Semester", "Second Six Weeks", Decimal(88), "B"),
    }


def test_two_entries_of_one_period_become_the_one_with_the_weaker_excuse(session, loaded):
    rows = session.execute(
        select_columns(col(m.AttendanceEntry.date), col(m.AttendanceCode.code)).join(m.AttendanceCode)
    )
    assert set(rows) == {(date(2010, 9, 3), "AU"), (date(2010, 9, 7), "T")}


def test_the_summary_says_what_was_merged_left_out_and_unread(loaded):
    assert loaded.counts["attendance entries"].merged == 1
    assert loaded.notes == (
        "transcript grades left out because the student was in no section of the course: 1",
        "absences merged with another of the same student, day and period (in two sections at once): 1",
        "attendance events left out because they name no section: 1",
    )
    assert loaded.unread == ("StudentDiscipline.xml",)


def test_what_a_portal_has_no_business_with_is_never_stored(session, loaded):
    stored = repr(everything(session)).lower()
    for word in ("7260975125", "123-45-6789", "black", "immigrant", "fighting", "private@", "555-0129", "maiden"):
        assert word not in stored
    assert "ruth@example.com" in stored


def test_a_second_import_changes_nothing(session, loaded):
    before = everything(session)
    again = import_path(session, SAMPLE)
    assert not again.changed_anything
    assert sum(c.unchanged for c in again.counts.values()) == sum(c.added for c in loaded.counts.values())
    assert everything(session) == before


def test_progress_reaches_all_bytes_and_never_goes_back(session):
    seen: list[Progress] = []
    import_path(session, SAMPLE, on_progress=seen.append)
    assert [p.done for p in seen] == sorted(p.done for p in seen)
    assert seen[-1].done == seen[-1].total > 0


REFUSALS = [
    ("MasterSchedule.xml", "<StateOrganizationId>770001<", "<StateOrganizationId>999<", "unknown school: 999"),
    ("MasterSchedule.xml", "<LocalCourseCode>ART<", "<LocalCourseCode>LATIN<", "unknown course: 770001|LATIN"),
    ("StaffAssociation.xml", "9001</StaffUniqueStateId></", "1</StaffUniqueStateId></", "unknown staff: 1"),
    ("StudentParent.xml", 'ref="P_504"', 'ref="P_999"', "unknown parent: P_999"),
    ("StudentParent.xml", "2005-06-12", "12 June", "is not a date: 12 June"),
    ("StudentParent.xml", "<LastSurname>Hill</LastSurname>", "", "Parent has no Name/LastSurname"),
    ("StudentEnrollment.xml", "Kindergarten", "Nursery", "not a grade level of Ed-Fi: Nursery"),
    ("StudentEnrollment.xml", "<StudentUniqueStateId>103<", "<StudentUniqueStateId>909<", "unknown student: 909"),
    ("StudentGrade.xml", ">59.5<", ">good<", "is not a grade: good"),
    ("StudentGrade.xml", ">59.5<", ">-1<", "is not a grade: -1"),
    ("StudentGrade.xml", ">59.5<", ">NaN<", "is not a grade: NaN"),
    ("StudentGrade.xml", "<GradingPeriod>Third Six Weeks<", "<GradingPeriod>Ninth<", "unknown grading period: Ninth"),
    ("StudentGrade.xml", 'ref="R_1"', 'ref="R_2"', "unknown academic record: R_2"),
    ("StudentAttendance.xml", ">Tardy<", ">Abducted<", "category that Ed-Fi doesn't know: Abducted"),
    ("StudentAttendance.xml", "</InterchangeStudentAttendance>", "", "is not whole, well-formed XML"),
    ("StudentParent.xml", "<InterchangeStudentParent", "no XML at all", "is not whole, well-formed XML"),
    ("EducationOrganization.xml", "EducationOrganization xmlns", "Other xmlns", "InterchangeEducationOrganization"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "reason"), REFUSALS)
def test_a_source_that_does_not_fit_together_is_refused_as_a_whole(session, source, edit, file, old, new, reason):
    edit(file, old, new)
    with pytest.raises(ImportRefused) as refusal:
        import_path(session, source)
    assert reason in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert not any(everything(session).values())


def test_a_refusal_names_file_and_line(session, source, edit):
    edit("MasterSchedule.xml", "<LocalCourseCode>ART<", "<LocalCourseCode>LATIN<")
    with pytest.raises(ImportRefused) as refusal:
        import_path(session, source)
    assert str(refusal.value).startswith("MasterSchedule.xml, line 24: section 770001|LATIN|")


def test_entities_and_document_types_are_refused(session, source, edit):
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">]>\n<InterchangeStudentParent'
    edit("StudentParent.xml", "<InterchangeStudentParent", bomb)
    with pytest.raises(ImportRefused, match=r"StudentParent\.xml, line 3: has a DOCTYPE before it"):
        import_path(session, source)


def test_a_refused_update_leaves_the_existing_data_unchanged(session, loaded, source, edit):
    session.commit()
    before = everything(session)
    edit("EducationOrganization.xml", "Marsh Valley School<", "Renamed School<")
    edit("StudentAttendance.xml", ">Tardy<", ">Abducted<")
    with pytest.raises(ImportRefused):
        import_path(session, source)
    assert everything(session) == before
