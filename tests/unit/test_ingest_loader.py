"""What a later load does to existing rows: changes, deletions, rights, and the recorded changes."""

import shutil
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest
from sqlmodel import Session, col, func, select

from portal_app import clock
from portal_app import models as m
from portal_app.ingest import ImportRefused, ImportSummary, import_path
from portal_app.ingest import records as r
from portal_app.ingest.errors import SourceLocation
from portal_app.ingest.loader import BATCH, load
from portal_app.models import ScaleKind, Subject

SAMPLE = Path(__file__).parents[1] / "data" / "edfi"
Reload = Callable[[str, str, str], ImportSummary]
HERE = SourceLocation("here.csv", 7)
NONE: frozenset[type[r.Record]] = frozenset()
SCHOOL = [
    r.District(source_location=HERE, source_id="D", code="ABCDEF", name="Marsh Valley Schools"),
    r.School(source_location=HERE, source_id="S", district="D", name="Marsh Valley School", number="1"),
    r.BellSchedule(source_location=HERE, source_id="B", school="S", name="Regular"),
    r.Period(source_location=HERE, source_id="P", school="S", name="1", sequence=1),
    r.BellTime(source_location=HERE, bell_schedule="B", period="P", starts_at=time(8), ends_at=time(8, 45)),
    r.Course(source_location=HERE, source_id="C", school="S", number="MATH-06", title="Mathematics 6"),
    r.GradingScale(source_location=HERE, source_id="L", name="Letters", kind=ScaleKind.PERCENT),
    r.GradingScaleEntry(
        source_location=HERE, scale="L", sequence=1, letter_grade="A", lower_bound=Decimal(90), is_passing=True
    ),
    r.GradingTask(source_location=HERE, source_id="T", course="C", scale="L", name="9 Weeks", sequence=1),
]


@pytest.fixture
def reload(session: Session, tmp_path: Path, pinned: Callable[[str], None]) -> Reload:
    """Load the sample on 1 October 2010; return a function that edits one file of it and loads it again."""
    pinned("2010-10-01T12:00")
    source = Path(shutil.copytree(SAMPLE, tmp_path / "edfi"))
    import_path(session, source)

    def again(file: str, old: str, new: str) -> ImportSummary:
        text = (source / file).read_text()
        assert old in text
        (source / file).write_text(text.replace(old, new))
        summary = import_path(session, source)
        session.expire_all()
        return summary

    return again


def feed(session: Session) -> list[tuple]:
    """Return the change feed: subject, student number, whether it names an item or a school."""
    rows = session.exec(select(m.Change, m.Student.number).outerjoin(m.Student).order_by(col(m.Change.id)))
    return [(c.subject, number, c.item_id is not None, c.school_id is not None) for c, number in rows]


def line_with(text: str, file: str) -> str:
    """Return the one line of a sample file that holds a text."""
    (line,) = (line for line in (SAMPLE / file).read_text().splitlines(keepends=True) if text in line)
    return line


def test_the_first_load_of_a_district_records_no_change(session, reload):
    assert feed(session) == []


def test_an_unchanged_load_records_no_change(session, reload):
    assert not reload("StudentGrade.xml", ">59.5<", ">59.50<").changed_anything
    assert feed(session) == []


def test_a_changed_grade_is_a_change_for_that_student(session, reload):
    counts = reload("StudentGrade.xml", ">59.5<", ">61<").counts["posted grades"]
    assert (counts.added, counts.changed, counts.ended) == (0, 1, 0)
    assert feed(session) == [(Subject.GRADE, "101", True, False)]
    change = session.exec(select(m.Change)).one()
    assert session.get_one(m.PostedGrade, change.item_id).percent == Decimal(61)


def test_a_new_grade_is_a_change_that_names_its_row(session, reload):
    line = line_with("Third Six Weeks", "StudentGrade.xml")
    reload("StudentGrade.xml", line, "")
    reload("StudentGrade.xml", "</InterchangeStudentGrade>", line + "</InterchangeStudentGrade>")
    change = session.exec(select(m.Change).order_by(col(m.Change.id).desc())).first()
    assert session.get_one(m.PostedGrade, change.item_id).percent == Decimal(79)


def test_an_absence_that_was_withdrawn_disappears(session, reload):
    line = line_with("Tardy", "StudentAttendance.xml")
    counts = reload("StudentAttendance.xml", line, "").counts["attendance entries"]
    assert (counts.ended, counts.unchanged) == (1, 1)
    assert session.exec(select(func.count(col(m.AttendanceEntry.id)))).one() == 1
    assert feed(session) == [(Subject.ATTENDANCE, "101", True, False)]


def test_an_entry_that_staff_posted_stays(session, reload):
    entry = session.exec(select(m.AttendanceEntry)).first()
    own = {"student_id": entry.student_id, "period_id": entry.period_id, "code_id": entry.code_id}
    posted = m.AttendanceEntry(**own, section_id=entry.section_id, date=date(2010, 9, 30), posted_at=clock.now())
    session.add(posted)
    session.flush()
    assert not reload("StudentGrade.xml", ">59.5<", ">59.50<").changed_anything
    assert session.get(m.AttendanceEntry, posted.id) is not None


def test_an_entry_of_staff_and_one_of_the_source_for_the_same_period_become_one(session, reload):
    entry = session.exec(select(m.AttendanceEntry).filter_by(date=date(2010, 9, 7))).one()
    entry.source_id, entry.comment = None, "by phone"
    session.flush()
    counts = reload("StudentGrade.xml", ">59.5<", ">59.50<").counts["attendance entries"]
    assert (counts.added, counts.changed, counts.unchanged) == (0, 1, 1)
    assert entry.source_id is not None


def test_a_teacher_who_leaves_a_class_is_a_change_for_its_students_only(session, reload):
    teaching = line_with("<TeacherReference>", "StaffAssociation.xml")
    lines = (SAMPLE / "StaffAssociation.xml").read_text().splitlines(keepends=True)
    whole = "".join(lines[lines.index(teaching) - 1 : lines.index(teaching) + 4])
    counts = reload("StaffAssociation.xml", whole, "").counts["section teachers"]
    assert counts.ended == 1
    assert feed(session) == [(Subject.SCHEDULE, "101", False, False)]


@pytest.mark.parametrize(
    ("file", "old", "new", "change"),
    [
        ("StudentParent.xml", "<FirstName>Zoë<", "<FirstName>Zoe<", (Subject.HOUSEHOLD, "101", False, False)),
        ("StaffAssociation.xml", "<FirstName>Ada<", "<FirstName>Adah<", (Subject.SCHEDULE, "101", False, False)),
        ("EducationOrganization.xml", "Valley School<", "Hill School<", (Subject.SCHEDULE, None, False, True)),
    ],
)
def test_a_corrected_name_is_a_change_for_those_who_see_it(session, reload, file, old, new, change):
    assert reload(file, old, new).changed_anything
    assert change in feed(session)


@pytest.mark.parametrize(
    "changed",
    [
        r.BellTime(source_location=HERE, bell_schedule="B", period="P", starts_at=time(8), ends_at=time(9)),
        r.GradingTask(source_location=HERE, source_id="T", course="C", scale="L", name="Quarter", sequence=1),
        r.GradingScale(source_location=HERE, source_id="L", name="Letters", kind=ScaleKind.PERCENT, decimals=1),
        r.GradingScaleEntry(
            source_location=HERE, scale="L", sequence=1, letter_grade="A", lower_bound=Decimal(91), is_passing=True
        ),
    ],
)
def test_what_a_school_sets_up_anew_is_a_change_for_all_of_it(session, changed):
    load(session.connection(), SCHOOL, complete=NONE)
    load(session.connection(), [changed], complete=NONE)
    (change,) = session.exec(select(m.Change).where(col(m.Change.subject) == Subject.SCHEDULE))
    assert session.get_one(m.School, change.school_id).source_id == "S"


def test_a_dropped_class_ends_today_and_a_class_to_come_is_taken_back(session, reload):
    fall = line_with("<Location>300<", "StudentEnrollment.xml")
    spring = line_with("Spring Semester", "StudentEnrollment.xml")
    reload("StudentEnrollment.xml", fall, "")
    assert reload("StudentEnrollment.xml", spring, "").counts["section enrollments"].ended == 1
    zoe = session.exec(select(m.Student).filter_by(number="101")).one()
    entries = session.exec(select(m.SectionEnrollment).filter_by(student_id=zoe.id))
    assert sorted(entry.ends_on for entry in entries if entry.ends_on) == [date(2010, 10, 1), date(2010, 12, 17)]


def test_a_parent_whom_the_source_names_no_longer_loses_access_but_keeps_the_row(session, reload):
    line = line_with('"S_103"/><ParentReference ref="P_504"', "StudentParent.xml")
    counts = reload("StudentParent.xml", line, line.replace("P_504", "P_501")).counts["guardianships"]
    assert (counts.added, counts.ended) == (1, 1)
    eva = session.exec(select(m.Guardian).filter_by(first_name="Eva")).one()
    assert session.exec(select(m.Guardianship.portal_access).filter_by(guardian_id=eva.id)).one() is False
    assert (Subject.RIGHTS, "103", False, False) in feed(session)


def test_an_import_never_gives_back_a_right_that_the_office_has_withdrawn(session, reload):
    row = session.exec(select(m.Guardianship)).first()
    row.portal_access, row.grades = False, False
    session.flush()
    reload("StudentGrade.xml", ">59.5<", ">61<")
    assert (row.portal_access, row.grades) == (False, False)


def test_a_school_keeps_the_color_and_minutes_that_the_office_chose(session, reload):
    school = session.exec(select(m.School)).one()
    school.accent, school.full_day_minutes = "#123456", 300
    session.flush()
    assert reload("EducationOrganization.xml", "1 Reed Lane", "2 Reed Lane").counts["schools"].changed == 1
    assert (school.street, school.accent, school.full_day_minutes) == ("2 Reed Lane", "#123456", 300)


def test_a_family_that_moves_keeps_its_household(session, reload):
    before = set(session.exec(select(m.Household.id)))
    counts = reload("StudentParent.xml", "80 Far Street", "81 Far Street").counts
    assert counts["addresses"].changed == 1
    assert not counts["household members"].touched
    assert set(session.exec(select(m.Household.id))) == before
    assert {(subject, number) for subject, number, *_ in feed(session)} == {
        (Subject.HOUSEHOLD, "101"),
        (Subject.HOUSEHOLD, "102"),
    }


def test_a_file_that_is_absent_ends_nothing(session, reload, tmp_path):
    for name in ("StudentParent", "StudentEnrollment", "StudentGrade", "StudentAttendance", "StaffAssociation"):
        (tmp_path / "edfi" / f"{name}.xml").unlink()
    assert not import_path(session, tmp_path / "edfi").changed_anything


def test_the_same_record_twice_counts_once_and_two_different_records_are_refused(session):
    one, same = (r.District(source_location=HERE, source_id="d", code="ABCDEF", name="One") for _ in range(2))
    counts = load(session.connection(), [one, same], complete=NONE)["districts"]
    assert (counts.added, counts.merged) == (1, 1)
    other = r.District(source_location=SourceLocation("here.csv", 9), source_id="d", code="ABCDEF", name="Other")
    with pytest.raises(ImportRefused, match=r"line 9: district d is given twice, and differs from here\.csv, line 7"):
        load(session.connection(), [one, other], complete=NONE)


def test_a_text_too_long_for_its_column_is_refused_on_either_database(session):
    district = r.District(source_location=HERE, source_id="d", code="ABCDEF", name="x" * 201)
    with pytest.raises(ImportRefused, match=r"here\.csv, line 7: name is longer than 200 characters"):
        load(session.connection(), [district], complete=NONE)


def test_what_the_database_itself_refuses_names_the_file(session):
    district = r.District(source_location=HERE, source_id="d", code="ABCDEF", name="One")
    twin = r.District(source_location=HERE, source_id="e", code="ABCDEF", name="Two")
    with pytest.raises(ImportRefused, match=r"here\.csv, line 7: the districts from here on do not fit together"):
        load(session.connection(), [district, twin], complete=NONE)


def test_more_records_than_a_batch_arrive_whole_and_are_found_again(session):
    records = [
        r.Staff(source_location=HERE, source_id=f"t{n}", first_name="A", last_name=str(n)) for n in range(2 * BATCH + 1)
    ]
    assert load(session.connection(), records, complete=NONE)["staff"].added == 2 * BATCH + 1
    records[-1] = r.Staff(source_location=HERE, source_id="t0", first_name="B", last_name="0")
    counts = load(session.connection(), records[1:], complete=NONE)["staff"]
    assert (counts.added, counts.changed, counts.unchanged) == (0, 1, 2 * BATCH - 1)
