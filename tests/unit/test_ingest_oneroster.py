"""OneRoster CSV: what arrives of both versions, what a delta and a later bulk change, what our files add."""

from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlmodel import Session, SQLModel, col, select

from portal_app import clock
from portal_app import models as m
from portal_app.domain.staff.posting import post_event, post_notice
from portal_app.ingest import ImportSummary, import_path
from portal_app.models import AttendanceStatus, Excuse, ScaleKind, Subject
from tests.unit.builders import an_id
from tests.unit.oneroster_sources import Source

Load = Callable[..., ImportSummary]
M = TypeVar("M", bound=SQLModel)


@pytest.fixture
def v11(tmp_path: Path) -> Source:
    return Source(tmp_path, "v1p1")


@pytest.fixture
def v12(tmp_path: Path) -> Source:
    return Source(tmp_path, "v1p2")


@pytest.fixture
def load(session: Session) -> Load:
    """Return a function that imports a source and lets the session see it afresh."""

    def run(source: Source | Path, **options: Any) -> ImportSummary:
        summary = import_path(session, source.path if isinstance(source, Source) else source, **options)
        session.expire_all()
        return summary

    return run


def one(session: Session, model: type[M], **where: object) -> M:
    return session.exec(select(model).filter_by(**where)).one()


def counted(summary: ImportSummary) -> dict[str, tuple[int, int, int]]:
    """Return what an import has added, changed and ended, where it did."""
    return {kind: (c.added, c.changed, c.ended) for kind, c in summary.counts.items() if c.touched}


def test_a_district_of_version_1_1_arrives_whole(session, load, v11):
    counts = counted(load(v11))
    assert {kind: added for kind, (added, _, _) in counts.items()} == {
        **{"districts": 1, "schools": 1, "school years": 1, "terms": 4, "courses": 2, "sections": 2},
        **{"section terms": 3, "periods": 3, "section meetings": 4, "staff": 1, "section teachers": 1},
        **{"students": 2, "guardians": 2, "guardianships": 3, "enrollments": 2, "section enrollments": 3},
        **{"grading scales": 1, "grading scale entries": 5, "grading tasks": 2, "categories": 3},
        **{"assignments": 3, "scores": 5},
    }
    zoe = one(session, m.Student, number="900001")
    assert (zoe.first_name, zoe.middle_name, zoe.birth_date) == ("Zoé", "Ana", date(2012, 3, 4))
    assert one(session, m.Guardian, first_name="Paul").work_phone == "770-555-0101"
    assert one(session, m.Enrollment, student_id=zoe.id).grade_level == "09"


def test_a_second_import_changes_nothing(load, v11, v12):
    for source in (v11, v12):
        load(source)
        assert not load(source).changed_anything


def test_a_zip_with_a_folder_inside_holds_the_same(load, v11):
    load(v11)
    assert not load(v11.zipped(inside="export/")).changed_anything


def test_agents_on_either_row_tie_parent_and_child(session, load, v11):
    load(v11)
    guardianships = select(m.Guardian.source_id, m.Student.source_id).select_from(m.Guardianship)
    pairs = session.exec(guardianships.join(m.Guardian).join(m.Student))
    assert set(pairs) == {("maria", "zoe"), ("paul", "zoe"), ("paul", "max")}


def test_a_class_that_names_the_whole_year_runs_in_all_its_terms(session, load, v11):
    load(v11)
    biology = one(session, m.Section, source_id="k2")
    terms = session.exec(select(m.Term.name).join(m.SectionTerm).where(m.SectionTerm.section_id == biology.id))
    assert set(terms) == {"Fall", "Spring"}


def test_grading_periods_lie_within_their_terms(session, load, v11):
    load(v11)
    fall = one(session, m.Term, name="Fall")
    assert {t.name for t in session.exec(select(m.Term).filter_by(parent_id=fall.id))} == {
        "First quarter",
        "Second quarter",
    }


def test_a_class_code_that_repeats_the_course_code_is_shown_once(session, load, v11):
    load(v11)
    assert one(session, m.Section, source_id="k1").number == "3"


def test_a_roster_entry_without_dates_lasts_from_the_first_day_of_its_class(session, load, v11):
    load(v11)
    entry = one(session, m.SectionEnrollment, source_id="e1")
    assert (entry.starts_on, entry.ends_on) == (date(2026, 8, 17), None)


def test_exempt_not_submitted_and_submitted_assignments_have_no_zero_even_where_the_file_says_0(session, load, v11):
    load(v11)
    points = {s.source_id: (s.points, s.is_exempt, s.is_turned_in) for s in session.exec(select(m.Score))}
    assert points == {
        "r1": (Decimal("18.5"), False, False),
        "r2": (None, True, False),
        "r3": (None, False, False),
        "r4": (Decimal(81), False, False),
        "r5": (None, False, True),
    }


def test_an_assignment_of_a_semester_belongs_to_the_grading_period_that_it_is_due_in(session, load, v11):
    load(v11)
    cells = one(session, m.Assignment, source_id="w3")
    assert session.get_one(m.Term, cells.term_id).name == "First quarter"


def test_no_password_sex_or_race_is_stored(session, load, v11, v12):
    load(v11)
    load(v12)
    dump = "\n".join(session.connection().connection.driver_connection.iterdump())
    assert "never-stored" not in dump
    assert "female" not in dump


def test_version_1_2_takes_roles_from_their_own_file_and_a_teacher_may_be_a_parent(session, load, v12):
    load(v12)
    dora = one(session, m.Guardian, first_name="Dora")
    assert one(session, m.Staff, first_name="Dora").source_id == dora.source_id
    max_reed = one(session, m.Student, first_name="Max")
    assert session.get(m.Guardianship, (dora.id, max_reed.id)) is not None
    zoe = one(session, m.Student, number="900001")
    assert one(session, m.Enrollment, student_id=zoe.id).starts_on == date(2026, 8, 20)


@pytest.mark.parametrize(("ends_on", "sees"), [("2020-06-30", False), ("2126-06-30", True)])
def test_a_guardian_whose_role_is_over_loses_access(session, load, v12, ends_on, sees):
    load(v12)
    v12.change("roles", "p2,,,t1,secondary,parent,,", f"p2,,,t1,secondary,parent,,{ends_on}")
    load(v12)
    dora, max_reed = one(session, m.Guardian, first_name="Dora"), one(session, m.Student, first_name="Max")
    assert session.get(m.Guardianship, (dora.id, max_reed.id)).portal_access is sees


def test_a_student_who_left_a_school_and_came_back_has_two_enrollments_there(session, load, v12):
    roles = "p4,,,max,primary,student,{},s1,\n"
    there, left, back = roles.format(","), roles.format("2026-08-17,2026-09-10"), roles.format("2026-10-01,")
    before = roles.format("2024-08-12,2025-05-30")
    v12.change("roles", there, before + left.replace("p4", "p8") + back.replace("p4", "p9"))
    load(v12)
    max_ = one(session, m.Student, number="900002").id
    rows = session.exec(
        select(m.Enrollment).where(m.Enrollment.student_id == max_).order_by(col(m.Enrollment.starts_on))
    )
    assert [(row.starts_on, row.ends_on) for row in rows] == [
        (date(2026, 8, 17), date(2026, 9, 10)),
        (date(2026, 10, 1), None),
    ]
    assert not load(v12).changed_anything


def test_a_district_id_in_small_letters_is_found_by_what_parents_type(session, load, v11):
    v11.add("portalOrgs", "orgSourcedId,code", ("d1", "jprqqh"))
    load(v11)
    assert one(session, m.District).code == "JPRQQH"


def test_a_roster_entry_of_a_class_that_runs_in_no_term_any_more_begins_with_its_year(session, load, v11):
    load(v11)
    v11.without("classes", "k2,")
    v11.change("enrollments", "2026-09-01", "")
    load(v11)
    load(v11)
    assert one(session, m.SectionEnrollment, source_id="e2").starts_on == date(2026, 8, 17)


def test_roles_of_users_who_are_not_in_the_source_are_left_out_and_the_summary_says_so(session, load, v12):
    load(v12)
    v12.only("roles", "users")
    v12.without("users", "max,")
    left_out = "users of roles.csv whom users.csv does not name, so that their roles were not read: 1"
    assert left_out in load(v12).notes


def test_version_1_2_brings_weights_scales_letter_grades_and_flags(session, load, v12):
    load(v12)
    weights = session.exec(
        select(m.Category.name, col(m.Category.weight)).join(m.Section).where(m.Section.source_id == "k1")
    )
    assert set(weights) == {("Homework", Decimal(40)), ("Tests", Decimal(60))}
    letters = one(session, m.GradingScale, source_id="sc1")
    assert letters.kind is ScaleKind.PERCENT
    assert one(session, m.GradingScaleEntry, scale_id=letters.id, letter_grade="B").lower_bound == 85
    assert one(session, m.GradingScale, source_id="sc2").kind is ScaleKind.LETTERS
    scores = {score.source_id: score for score in session.exec(select(m.Score))}
    assert scores["r1"].is_late
    assert scores["r2"].is_incomplete
    assert scores["r3"].is_missing
    assert scores["r5"].letter_grade == "S"


def test_missing_work_that_was_graded_after_all_is_missing_no_longer(session, load, v11):
    v11.change("results", "r4,,,w2,max,fully graded,81", "r4,,,w2,max,missing,")
    load(v11)
    assert one(session, m.Score, source_id="r4").is_missing
    v11.change("results", "r4,,,w2,max,missing,", "r4,,,w2,max,fully graded,81")
    load(v11)
    graded = one(session, m.Score, source_id="r4")
    assert (graded.points, graded.is_missing) == (81, False)


def test_an_assignment_without_a_grading_period_belongs_to_the_one_that_it_is_due_in(session, load, v12):
    load(v12)
    test = one(session, m.Assignment, source_id="w2")
    assert session.get_one(m.Term, test.term_id).name == "Second quarter"


def test_profiles_with_credentials_are_left_unread_and_the_summary_says_so(load, v12):
    assert load(v12).unread == ("userProfiles.csv",)


def test_a_session_that_two_schools_use_is_a_term_of_each(session, load, v11):
    v11.change("orgs", "s1,,,Reed High,school,0310,d1", "s1,,,Reed High,school,0310,d1\ns2,,,Low,school,1,d1")
    v11.change("courses", "c2,,,y27,Biology,BIO,09,s1", "c2,,,y27,Biology,BIO,09,s2")
    v11.change("classes", "Lab 2,s1,y27", "Lab 2,s2,fall")
    load(v11)
    assert len(session.exec(select(m.Term).filter_by(name="Fall")).all()) == 2
    assert len(session.exec(select(m.Term).filter_by(name="Spring")).all()) == 0


def test_header_case_and_order_a_byte_order_mark_and_windows_lines_make_no_difference(load, v11):
    load(v11)
    header, *lines = v11.text("orgs").splitlines()
    assert header.endswith(",parentSourcedId")
    moved = ["PARENTSOURCEDID," + header.upper().removesuffix(",PARENTSOURCEDID")]
    moved += [f"{line.rsplit(',', 1)[1]},{line.rsplit(',', 1)[0]}" for line in lines]
    (v11.path / "orgs.csv").write_bytes(b"\xef\xbb\xbf" + "\r\n".join(moved).encode())
    assert not load(v11).changed_anything


def test_an_unknown_column_is_reported_and_ignored(load, v11):
    v11.change("orgs", "parentSourcedId\n", "parentSourcedId,metadata.color\n")
    v11.change("orgs", "district,31,\n", "district,31,,blue\n")
    v11.change("orgs", "0310,d1\n", "0310,d1,green\n")
    assert "orgs.csv, column 'metadata.color': unknown, so it was not read" in load(v11).notes


def test_a_file_that_the_manifest_does_not_name_stays_unread(load, v11):
    (v11.path / "portalNotices.csv").write_text("sourcedId,orgSourcedId,title,publishFrom\nn1,d1,Hello,2026-10-01\n")
    assert load(v11).unread == ("portalNotices.csv",)


def test_a_delta_of_results_needs_no_other_file(session, load, v11):
    load(v11)
    v11.only("results")
    header = v11.text("results").splitlines()[0]
    rows = [
        ("r3", "active", "", "w1", "max", "fully graded", "12", "2026-10-01", ""),
        ("r6", "active", "", "w3", "max", "fully graded", "9", "2026-10-01", ""),
        ("r4", "tobedeleted", "2026-10-02T00:00:00Z", "w2", "max", "fully graded", "81", "", ""),
    ]
    v11.add("results", header, *rows, mode="delta")
    assert counted(load(v11)) == {"scores": (1, 1, 1)}
    assert one(session, m.Score, source_id="r3").points == 12
    changes = session.exec(select(m.Change.subject, m.Change.student_id)).all()
    assert len(changes) == 3
    assert {subject for subject, _ in changes} == {Subject.SCORE}


def test_a_delta_of_line_items_finds_terms_and_categories_of_earlier_imports(session, load, v11):
    load(v11)
    v11.only("lineItems")
    v11.change("lineItems", "Unit test", "Unit test A")
    assert counted(load(v11)) == {"assignments": (0, 1, 0)}


def test_a_delta_of_sessions_moves_the_terms_that_they_are(session, load, v11):
    load(v11)
    v11.only("academicSessions")
    for name in ("y27", "fall", "q1", "q2"):
        v11.without("academicSessions", f"{name},")
    v11.change("academicSessions", "2027-05-28", "2027-05-21")
    assert counted(load(v11)) == {"terms": (0, 1, 0)}
    spring = one(session, m.Term, name="Spring")
    assert (spring.ends_on, spring.sequence) == (date(2027, 5, 21), 2)


def test_a_delta_may_add_a_grading_period_to_an_existing_term(session, load, v11):
    load(v11)
    header = v11.text("academicSessions").splitlines()[0]
    v11.only("academicSessions")
    quarter = ("q3", "", "", "Third quarter", "gradingPeriod", "2027-01-04", "2027-03-12", "spring", "2027")
    v11.add("academicSessions", header, quarter, mode="delta")
    assert counted(load(v11)) == {"terms": (1, 0, 0)}
    assert one(session, m.Term, name="Third quarter").parent_id == one(session, m.Term, name="Spring").id


def test_sessions_alone_move_terms_in_a_bulk_file_too(session, load, v11):
    load(v11)
    v11.only("academicSessions", mode="bulk")
    v11.change("academicSessions", "2027-05-28,y27", "2027-05-21,y27")
    assert counted(load(v11)) == {"terms": (0, 1, 0)}


def test_a_delta_of_users_keeps_birth_dates_and_ends_nothing(session, load, v11):
    load(v11)
    v11.only("users")
    v11.without("users", "zoe,")
    v11.change("users", "Max,Reed", "Maximilian,Reed")
    assert counted(load(v11)) == {"students": (0, 1, 0)}
    assert one(session, m.Student, first_name="Maximilian").birth_date == date(2011, 9, 30)


def test_a_student_whom_another_system_names_anew_is_found_by_the_number(session, load, v11):
    load(v11)
    zoe = one(session, m.Student, number="900001").id
    for file in ("users", "demographics", "enrollments", "results"):
        v11.change(file, "zoe,", "zoe2,")
    load(v11)
    assert one(session, m.Student, source_id="zoe2").id == zoe
    assert {score.source_id for score in session.exec(select(m.Score).filter_by(student_id=zoe))} == {"r1", "r2", "r5"}


def test_a_delta_of_demographics_corrects_a_birth_date(session, load, v11):
    load(v11)
    v11.only("demographics")
    v11.change("demographics", "2012-03-04", "2012-03-05")
    assert counted(load(v11)) == {"students": (0, 1, 0)}
    assert one(session, m.Student, number="900001").birth_date == date(2012, 3, 5)


def test_a_parent_marked_as_deleted_loses_access_but_no_account(session, load, v11):
    load(v11)
    paul = one(session, m.Guardian, first_name="Paul")
    session.add(
        m.Account(
            guardian_id=an_id(paul), user_name="Paul1", user_name_key="paul1", password_hash="", created_at=clock.now()
        )
    )
    session.flush()
    v11.only("users")
    v11.change("users", "paul,,", "paul,tobedeleted,")
    assert counted(load(v11)) == {"guardianships": (0, 0, 2)}
    assert one(session, m.Account, user_name="Paul1").disabled_at is None
    assert not any(session.exec(select(m.Guardianship.portal_access).filter_by(guardian_id=an_id(paul))))


def test_what_a_bulk_file_no_longer_names_ends(session, load, v11):
    load(v11)
    v11.without("enrollments", "e3,")
    v11.without("enrollments", "e4,")
    v11.without("lineItems", "w2,")
    v11.without("results", "r2,")
    v11.without("results", "r4,")
    assert counted(load(v11)) == {
        "section enrollments": (0, 0, 1),
        "section teachers": (0, 0, 1),
        "assignments": (0, 0, 1),
    }
    assert {score.source_id for score in session.exec(select(m.Score))} == {"r1", "r3", "r5"}
    assert one(session, m.SectionEnrollment, source_id="e3").ends_on == clock.today()


def test_an_assignment_that_is_gone_takes_its_scores_along(session, load, v11):
    load(v11)
    v11.only("lineItems")
    v11.change("lineItems", "w2,,", "w2,tobedeleted,")
    assert counted(load(v11)) == {"assignments": (0, 0, 1)}
    assert {s.source_id for s in session.exec(select(m.Score))} == {"r1", "r3", "r5"}


def test_the_roster_entries_of_a_missing_class_end_with_it(load, v11):
    load(v11)
    v11.without("classes", "k2,")
    v11.without("enrollments", "e2,")
    v11.without("lineItems", "w3,")
    v11.without("results", "r5,")
    counts = counted(load(v11))
    assert counts["section enrollments"] == (0, 0, 1)
    assert counts["section meetings"][2] == 2


def test_a_class_marked_as_deleted_ends_its_roster_entries_without_any_other_file(session, load, v11):
    load(v11)
    v11.only("classes")
    v11.without("classes", "k1,")
    v11.change("classes", "k2,,", "k2,tobedeleted,")
    assert counted(load(v11)) == {"section enrollments": (0, 0, 1)}
    assert one(session, m.SectionEnrollment, source_id="e2").ends_on == clock.today()


def test_a_delta_moves_a_class_to_other_terms_and_periods(session, load, v11):
    load(v11)
    v11.only("classes")
    v11.without("classes", "k1,")
    v11.change("classes", ",y27,,,3", ",fall,,,4")
    load(v11)
    k2 = one(session, m.Section, source_id="k2").id
    terms = select(m.Term.name).select_from(m.SectionTerm).join(m.Term).where(m.SectionTerm.section_id == k2)
    assert session.exec(terms).all() == ["Fall"]
    periods = select(m.Period.name).select_from(m.SectionMeeting).join(m.Period)
    assert session.exec(periods.where(m.SectionMeeting.section_id == k2)).all() == ["4"]
    assert one(session, m.SectionTerm, section_id=one(session, m.Section, source_id="k1").id)


def test_a_scale_that_loses_a_letter_grade_keeps_no_entry_of_it(session, load, v12):
    load(v12)
    v12.change("scoreScales", "{A:93-100},{B:85-92},{C:75-84},{F:0-74}", "{A:90-100},{B:50-89}")
    load(v12)
    letters = one(session, m.GradingScale, source_id="sc1")
    bands = session.exec(
        select(m.GradingScaleEntry.letter_grade)
        .filter_by(scale_id=letters.id)
        .order_by(col(m.GradingScaleEntry.sequence))
    ).all()
    assert bands == ["A", "B"]


def test_rights_come_from_the_portals_own_file_and_stay_when_it_is_absent(session, load, v11):
    load(v11)
    v11.add(
        "portalRights",
        "guardianSourcedId,studentSourcedId,relationship,portalAccess,grades",
        ("maria", "zoe", "Mother", "true", "true"),
        ("paul", "zoe", "Stepfather", "true", "false"),
    )
    assert counted(load(v11)) == {"guardianships": (0, 2, 0)}
    paul, zoe = one(session, m.Guardian, first_name="Paul"), one(session, m.Student, number="900001")
    assert session.get_one(m.Guardianship, (paul.id, zoe.id)).grades is False
    v11.promise("portalRights", "absent")
    assert not load(v11).changed_anything


def test_score_details_are_added_to_their_results(session, load, v11):
    flags = "missing,late,incomplete,turnedIn,cheated,exempt,dropped"
    v11.add(
        "portalScores",
        f"resultSourcedId,mark,{flags},postedAt",
        ("r1", "A-", "", "true", "", "true", "", "", "", "2026-09-04T15:12:00-04:00"),
        ("r3", "", "true", "", "", "", "", "", "", ""),
    )
    load(v11)
    first = one(session, m.Score, source_id="r1")
    assert (first.letter_grade, first.is_late, first.is_turned_in, first.points) == ("A-", True, True, Decimal("18.5"))
    assert clock.local(first.posted_at).time() == time(15, 12)
    assert one(session, m.Score, source_id="r3").is_missing


def test_days_bells_attendance_tasks_and_notices_come_from_the_portals_own_files(session, load, v11):
    v11.add("portalPeriods", "schoolSourcedId,name,sequence", ("s1", "1", "1"), ("s1", "2", "2"), ("s1", "3", "3"))
    v11.add("portalBellSchedules", "sourcedId,schoolSourcedId,name,default", ("b1", "s1", "Regular", "true"))
    v11.add("portalBellTimes", "bellScheduleSourcedId,period,startTime,endTime", ("b1", "1", "08:10", "09:00"))
    v11.add(
        "portalCalendar",
        "schoolSourcedId,date,instructional,reason,dayLabel,bellScheduleSourcedId",
        ("s1", "2026-10-05", "true", "", "A", "b1"),
        ("s1", "2026-10-06", "false", "Fall break", "", ""),
    )
    v11.add("portalScales", "sourcedId,name,kind,decimals", ("letters", "Letters", "percent", "0"))
    v11.add("portalScaleBands", "scaleSourcedId,sequence,mark,lowerBound,passing", ("letters", "1", "A", "90", "true"))
    v11.add(
        "portalGradingTasks",
        "sourcedId,courseSourcedId,scaleSourcedId,name,sequence",
        ("t9", "c1", "letters", "9 Weeks", "1"),
    )
    v11.add(
        "portalCategories",
        "classSourcedId,categorySourcedId,gradingTaskSourcedId,weight,dropLowest",
        ("k1", "hw", "t9", "25", "1"),
    )
    v11.add(
        "portalPostedGrades",
        "sourcedId,studentSourcedId,classSourcedId,gradingTaskSourcedId,termSourcedId,mark,percent",
        ("g1", "zoe", "k1", "t9", "q1", "A", "92.5"),
    )
    v11.add(
        "portalAttendanceCodes", "schoolSourcedId,code,title,kind,excuse", ("s1", "AU", "Absent", "absent", "unexcused")
    )
    v11.add(
        "portalAttendance",
        "sourcedId,studentSourcedId,schoolSourcedId,date,period,code,classSourcedId",
        ("m1", "zoe", "s1", "2026-10-05", "2", "AU", "k1"),
    )
    v11.add(
        "portalNotices",
        "sourcedId,orgSourcedId,title,body,publishFrom",
        ("n1", "d1", "Flu season", "Stay at home.", "2026-10-01T07:30:00"),
        ("n2", "s1", "Picture day", "", "2026-10-02"),
    )
    v11.add(
        "portalEvents",
        "sourcedId,orgSourcedId,classSourcedId,title,startsAt,endsAt",
        ("ev1", "s1", "k1", "Trip", "2026-10-07T09:00:00", "2026-10-07T12:00:00"),
    )
    load(v11)
    assert one(session, m.BellTime).starts_at == time(8, 10)
    assert one(session, m.CalendarDay, is_instructional=False).reason == "Fall break"
    homework = one(session, m.Category, source_id="k1|hw")
    assert (homework.weight, homework.drop_lowest) == (Decimal(25), 1)
    assert one(session, m.PostedGrade).percent == Decimal("92.5")
    code = one(session, m.AttendanceCode)
    assert (code.status, code.excuse) == (AttendanceStatus.ABSENT, Excuse.UNEXCUSED)
    assert one(session, m.AttendanceEntry).code_id == code.id
    assert {n.school_id is None for n in session.exec(select(m.Notice))} == {True, False}
    assert one(session, m.Event).section_id is not None
    assert not load(v11).changed_anything


@pytest.mark.parametrize(
    ("name", "stated", "is_progress"),
    [
        ("4.5 Weeks", "", True),
        ("Progress-Ongoing", "", True),
        ("Mid-Term Exam", "", False),
        ("9 Weeks", "", False),
        ("Halfway", "true", True),
        ("Progress toward the standard", "false", False),
    ],
)
def test_the_column_or_else_the_name_says_which_task_is_a_progress_report(
    session, load, v11, name, stated, is_progress
):
    v11.add("portalScales", "sourcedId,name,kind,decimals", ("letters", "Letters", "percent", "0"))
    v11.add(
        "portalGradingTasks",
        "sourcedId,courseSourcedId,scaleSourcedId,name,sequence,progress",
        ("t4", "c1", "letters", name, "1", stated),
    )
    load(v11)
    assert one(session, m.GradingTask, source_id="t4").is_progress is is_progress


def test_families_come_from_the_portals_own_files(session, load, v11):
    v11.add("portalHouseholds", "sourcedId,name,phone", ("h1", "Núñez", "770-555-0199"))
    v11.add("portalHouseholdMembers", "householdSourcedId,userSourcedId", ("h1", "zoe"), ("h1", "maria"))
    v11.add("portalAddresses", "sourcedId,householdSourcedId,street,city", ("a1", "h1", "1 Reed Lane", "Morrow"))
    load(v11)
    assert {(r.student_id is None, r.guardian_id is None) for r in session.exec(select(m.HouseholdMember))} == {
        (False, True),
        (True, False),
    }
    assert one(session, m.Address).is_mailing
    v11.add("portalHouseholdMembers", "householdSourcedId,userSourcedId", ("h1", "zoe"))
    assert counted(load(v11)) == {"household members": (0, 0, 1)}


def test_a_notice_of_a_school_is_a_change_for_that_school(session, load, v11):
    load(v11)
    v11.add("portalNotices", "sourcedId,orgSourcedId,title,publishFrom", ("n1", "s1", "Hello", "2026-10-01"))
    load(v11)
    change = one(session, m.Change)
    school, notice = one(session, m.School), one(session, m.Notice)
    assert (change.subject, change.school_id, change.item_id) == (Subject.NOTICE, school.id, notice.id)


def test_a_notice_that_the_office_wrote_itself_stays_when_the_file_ends_its_own(session, load, v11):
    v11.add(
        "portalNotices",
        "sourcedId,orgSourcedId,title,publishFrom",
        ("n1", "d1", "A", "2026-10-01"),
        ("n2", "d1", "B", "2026-10-01"),
    )
    load(v11)
    post_notice(session, title="By hand")
    post_notice(session, title="By hand, with a name", reference="n7")
    post_event(session, title="Concert", starts=date(2026, 10, 9), reference="concert")
    v11.without("portalNotices", "n2,")
    v11.add("portalEvents", "sourcedId,orgSourcedId,title,startsAt,endsAt")
    load(v11)
    assert set(session.exec(select(col(m.Notice.title)))) == {"A", "By hand", "By hand, with a name"}
    assert one(session, m.Event).title == "Concert"


def test_a_dry_run_reports_what_would_change_and_changes_nothing(session, load, v11):
    load(v11)
    v11.change("results", "18.5", "19")
    assert counted(load(v11, dry_run=True)) == {"scores": (0, 1, 0)}
    assert one(session, m.Score, source_id="r1").points == Decimal("18.5")
