"""Errors in OneRoster CSV are reported by file, line and column, all at once, and nothing is loaded."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import Session, col, func, select

from portal_app import models as m
from portal_app.ingest import ImportRefused, import_path
from portal_app.ingest.deletions import SHRINK_FLOOR
from portal_app.ingest.errors import SourceErrors
from portal_app.ingest.oneroster import sheet
from tests.unit.oneroster_sources import Source

AN, OF, PARENT = "names an unknown", "session of this school:", "parentSourcedId"
SEAT = "section enrollment e3 names an"
Report = Callable[[], list[tuple[str, int, str, str]]]


@pytest.fixture
def source(tmp_path: Path) -> Source:
    return Source(tmp_path, "v1p1")


@pytest.fixture
def report(session: Session, source: Source) -> Report:
    """Return a function that imports the source, which must be refused, and returns all errors."""

    def run() -> list[tuple[str, int, str, str]]:
        with pytest.raises(ImportRefused) as refused:
            import_path(session, source.path)
        session.rollback()
        assert session.exec(select(func.count(col(m.Student.id)))).one() == 0
        return [(f.location.file, f.location.line, f.column, f.reason) for f in refused.value.errors]

    return run


def test_the_whole_of_a_source_is_checked_and_every_mistake_is_in_one_report(source, report):
    source.change("users", "zoe,,,true,s1,student,,,Zoé", "zoe,,,true,s1,student,,,")
    source.change("lineItems", "2026-09-03", "3 September")
    source.change("results", "r4,,,w2,max", "r4,,,w9,max")
    assert report() == [
        ("users.csv", 3, "givenName", "is empty"),
        ("lineItems.csv", 2, "dueDate", "is not a date such as 2026-11-24: 3 September"),
        ("results.csv", 5, "lineItemSourcedId", "score r4 names an unknown assignment: w9"),
    ]


def test_what_refers_to_a_mistake_is_no_second_mistake(source, report):
    source.change("classes", "k1,,,Algebra I,09,c1", "k1,,,Algebra I,09,c7")
    assert report() == [("classes.csv", 2, "courseSourcedId", "names an unknown course: c7")]


@pytest.mark.parametrize(("name", "line"), [("fall,,,Fall,semester", 3), ("q1,,,First quarter,gradingPeriod", 5)])
def test_what_refers_to_a_session_that_cannot_be_read_is_no_second_mistake(source, report, name, line):
    source.change("academicSessions", f"{name},2026-08-17", f"{name},August")
    assert [error[:3] for error in report()] == [("academicSessions.csv", line, "startDate")]


def test_a_session_given_twice_takes_what_lies_below_it_along(source, report):
    source.change("academicSessions", "spring,,,", "fall,,,")
    assert [error[:3] for error in report()] == [("academicSessions.csv", 4, "sourcedId")]


@pytest.mark.parametrize(
    ("file", "old", "new", "where"),
    [
        ("users", "maria,paul", "maria,nobody", ("users.csv", 3, "agentSourcedIds", "names an unknown user: nobody")),
        ("enrollments", "k2,s1", "k9,s1", ("enrollments.csv", 3, "classSourcedId", "names an unknown class: k9")),
        (
            "enrollments",
            "max,stu",
            "who,stu",
            ("enrollments.csv", 4, "userSourcedId", "section enrollment e3 names an unknown student: who"),
        ),
        (
            "courses",
            ",s1,Math",
            ",s9,Math",
            ("courses.csv", 2, "orgSourcedId", "course c1 names an unknown school: s9"),
        ),
        ("classes", ",fall,", ",winter,", ("classes.csv", 2, "termSourcedIds", "names an unknown session: winter")),
        (
            "lineItems",
            ",k2,hw",
            ",k2,essays",
            ("lineItems.csv", 4, "categorySourcedId", "names an unknown category: essays"),
        ),
        (
            "lineItems",
            ",q1,0,20",
            ",q9,0,20",
            ("lineItems.csv", 2, "gradingPeriodSourcedId", "names an unknown session of this school: q9"),
        ),
        (
            "academicSessions",
            "y27,2027\nspring",
            "y99,2027\nspring",
            ("academicSessions.csv", 3, "parentSourcedId", "names an unknown session: y99"),
        ),
        ("users", "max,,,true,s1", "max,,,true,s9", ("users.csv", 4, "orgSourcedIds", "names an unknown org: s9")),
        ("orgs", "0310,d1", "0310,d7", ("orgs.csv", 3, "parentSourcedId", "names an unknown org: d7")),
    ],
)
def test_a_reference_to_nothing_is_refused_with_its_location(source, report, file, old, new, where):
    source.change(file, old, new)
    assert where in report()


def test_sessions_that_lie_within_each_other_are_refused(source, report):
    source.change("academicSessions", "2026-12-18,y27,2027\nspring", "2026-12-18,q1,2027\nspring")
    found = report()
    assert {f[:3] for f in found} >= {("academicSessions.csv", 3, "parentSourcedId")}
    assert all("cycle" in reason for file, _, _, reason in found if file == "academicSessions.csv")


def test_orgs_that_are_above_each_other_are_refused(source, report):
    source.change("orgs", "0310,d1", "0310,s2\ns2,,,Low,school,1,s1")
    assert ("orgs.csv", 3, "parentSourcedId", "is its own ancestor: the parents form a cycle") in report()


def test_an_id_given_twice_is_refused_with_both_lines(source, report):
    source.change("users", "max,,,", "zoe,,,")
    assert ("users.csv", 4, "sourcedId", "zoe is given twice, first in line 3") in report()


def test_two_students_with_one_number_are_both_named(source, report):
    source.change("users", "900002", "900001")
    assert report() == [("users.csv", 4, "", "has the same number as users.csv, line 3")]


def test_a_result_given_twice_and_not_alike_is_refused(source, report):
    source.change("results", "r4,,,w2,max,fully graded,81", "r1,,,w2,max,fully graded,81")
    assert report() == [
        ("results.csv", 5, "sourcedId", "score r1 is given twice, and differs from results.csv, line 2")
    ]


def test_results_given_twice_are_found_across_batches_too(source, report, monkeypatch):
    monkeypatch.setattr("portal_app.ingest.loader.BATCH", 2)
    source.change("results", "r5,,,w3,zoe", "r1,,,w3,zoe")
    assert report() == [("results.csv", 6, "sourcedId", "r1 is given twice")]


def test_results_given_twice_are_found_across_batches_when_they_exist_already(source, session, monkeypatch):
    import_path(session, source.path)
    monkeypatch.setattr("portal_app.ingest.loader.BATCH", 2)
    source.change("results", "r5,,,w3,zoe", "r1,,,w3,zoe")
    with pytest.raises(ImportRefused, match=r"results\.csv, line 6, column sourcedId: score r1 is given twice"):
        import_path(session, source.path)


def test_a_column_that_is_needed_and_missing_is_refused_in_the_header(source, report):
    source.change("users", "givenName,", "firstName,")
    found = report()
    assert ("users.csv", 1, "givenName", "is missing from the header") in found


def test_a_column_given_twice_is_refused(source, report):
    source.change("orgs", "name,type,identifier", "name,type,name")
    assert ("orgs.csv", 1, "name", "appears twice in the header") in report()


def test_latin_1_bytes_are_named_by_line_and_column(source, report):
    path = source.path / "users.csv"
    path.write_bytes(path.read_bytes().replace("Núñez,Ana".encode(), "Núñez,Ana".encode("latin-1")))
    assert report()[0] == (
        "users.csv",
        3,
        "familyName",
        "holds bytes that are not UTF-8; save the file as UTF-8 (it looks like Latin-1 or Windows-1252)",
    )


def test_a_cell_of_ten_megabytes_is_refused_and_the_rest_is_still_checked(source, report):
    source.change("lineItems", "Page 12", "x" * 10_000_000)
    source.change("lineItems", "2026-09-10", "soon")
    found = report()
    assert ("lineItems.csv", 2, "", "a cell holds more than 131,072 characters") in found
    assert ("lineItems.csv", 4, "dueDate", "is not a date such as 2026-11-24: soon") in found


def test_a_quote_that_is_never_closed_is_refused(source, report):
    source.change("lineItems", "Page 12", '"Page 12')
    assert report()[0][:2] == ("lineItems.csv", 2)


def test_rows_with_too_few_or_too_many_cells_are_refused(source, report):
    source.change("orgs", "s1,,,Reed High,school,0310,d1", "s1,,,Reed High,school,0310,d1,,")
    assert ("orgs.csv", 3, "", "has 9 cells; the header has 7") in report()


def test_a_file_of_nothing_but_broken_lines_is_given_up(source, report):
    source.change("orgs", "d1,,,", 'a"b"\n"a"b\n' * sheet.MOST_BROKEN_LINES + "d1,,,")
    assert any(reason.startswith("so many lines are broken") for *_, reason in report())


def test_a_new_student_without_a_birth_date_is_refused(source, report):
    source.without("demographics", "max,")
    assert report() == [
        (
            "users.csv",
            4,
            "birthDate of demographics.csv",
            "student max is new here, and its birth date is not given",
        )
    ]


def test_a_text_longer_than_its_column_is_refused(source, report):
    source.change("lineItems", "Unit test", "x" * 201)
    assert report()[0] == ("lineItems.csv", 3, "title", "name is longer than 200 characters")


def test_numbers_that_are_none_are_refused(source, report):
    source.change("results", "18.5", "NaN")
    source.change("lineItems", ",q1,0,100", ",q1,0,-5")
    assert {(file, column) for file, _, column, _ in report()} == {
        ("results.csv", "score"),
        ("lineItems.csv", "resultValueMax"),
    }


@pytest.mark.parametrize(
    ("file", "header", "row", "column"),
    [
        ("portalPeriods", "schoolSourcedId,name,sequence", ("s1", "1", "9" * 25), "sequence"),
        (
            "portalNotices",
            "sourcedId,orgSourcedId,title,publishFrom",
            ("n", "d1", "Hi", "9999-12-31T23:00"),
            "publishFrom",
        ),
        (
            "portalNotices",
            "sourcedId,orgSourcedId,title,publishFrom",
            ("n", "d1", "Hi", "0001-01-01T00:00+05:00"),
            "publishFrom",
        ),
    ],
)
def test_numbers_and_moments_that_no_database_can_hold_are_refused(source, report, file, header, row, column):
    source.add(file, header, row)
    assert [(where, line, name) for where, line, name, _ in report()] == [(f"{file}.csv", 2, column)]


def test_a_file_saved_as_utf_16_is_reported_as_not_utf_8(source, report):
    path = source.path / "categories.csv"
    path.write_bytes(path.read_text().encode("utf-16"))
    assert report()[0][:2] == ("categories.csv", 1)
    assert "it looks like UTF-16" in report()[0][3]


def test_a_nul_is_refused_on_every_database(source, report):
    source.change("users", "Reed", "Re\0ed")
    assert report()[0][:3] == ("users.csv", 4, "familyName")


@pytest.mark.parametrize(
    ("file", "header", "row", "column"),
    [
        ("portalOrgs", "orgSourcedId,code", ("d1", "ABC"), "code"),
        ("portalOrgs", "orgSourcedId,accent", ("s1", "red;"), "accent"),
        ("portalBellTimes", "bellScheduleSourcedId,period,startTime,endTime", ("b1", "1", "09:00", "08:10"), "endTime"),
        (
            "portalBellTimes",
            "bellScheduleSourcedId,period,startTime,endTime",
            ("b1", "1", "8:10Z", "09:00"),
            "startTime",
        ),
        (
            "portalEnrollments",
            "sourcedId,studentSourcedId,schoolSourcedId,schoolYearSourcedId,grade,beginDate,endDate",
            ("en1", "zoe", "s1", "y27", "09", "2026-08-17", "2026-08-01"),
            "endDate",
        ),
    ],
)
def test_what_makes_no_sense_in_a_file_of_the_portals_own_is_refused(source, report, file, header, row, column):
    source.add("portalBellSchedules", "sourcedId,schoolSourcedId,name", ("b1", "s1", "Regular"))
    source.add(file, header, row)
    assert [(where, line, name) for where, line, name, _ in report()] == [(f"{file}.csv", 2, column)]


def test_another_district_is_refused_without_a_word_on_its_schools(source, session):
    import_path(session, source.path)
    for file in ("orgs", "courses", "classes", "users"):
        source.path.joinpath(f"{file}.csv").write_text(source.text(file).replace("d1", "d2").replace("s1", "s2"))
    with pytest.raises(ImportRefused) as refused:
        import_path(session, source.path)
    assert [error.reason for error in refused.value.errors] == ["is another district; one portal is for one district"]


def test_a_first_import_without_a_district_is_refused(source, report):
    source.only("demographics", mode="bulk")
    assert report() == [("orgs.csv", 0, "", "must come with the first import")]


def test_details_of_something_that_is_not_there_are_refused(source, report):
    source.add("portalScores", "resultSourcedId,missing", ("r99", "true"))
    assert report() == [("portalScores.csv", 2, "resultSourcedId", "r99 is not in the file that this one adds to")]


def test_only_so_many_findings_are_kept_but_all_are_counted(source, session, monkeypatch):
    monkeypatch.setattr(SourceErrors, "LIMIT", 3)
    header = source.text("results").splitlines()[0]
    source.add("results", header, *((f"r{n}", "", "", "w1", "zoe", "graded?", "1", "", "") for n in range(10)))
    with pytest.raises(ImportRefused, match=r"\(10 errors in all\)") as refused:
        import_path(session, source.path)
    assert (len(refused.value.errors), refused.value.total) == (3, 10)


@pytest.mark.parametrize(
    ("break_it", "why"),
    [
        (lambda s: (s.path / "manifest.csv").unlink(), "manifest.csv: is missing"),
        (lambda s: s.change("manifest", "version,1.1", "version,3.0"), "oneroster.version is 3.0"),
        (lambda s: s.change("manifest", "file.users,bulk", "file.users,some"), "must be one of bulk, delta, absent"),
        (lambda s: (s.path / "users.csv").unlink(), "lists users.csv, which is missing"),
        (lambda s: s.change("orgs", "d1,,,Reed", "d0,,,Else,district,9,\nd1,,,Reed"), "one portal is for one district"),
        (lambda s: (s.path / "orgs.csv").write_text(""), "orgs.csv: is empty"),
    ],
)
def test_a_source_that_contradicts_its_manifest_is_refused(session, source, break_it, why):
    break_it(source)
    with pytest.raises(ImportRefused) as refused:
        import_path(session, source.path)
    assert why in "\n".join(map(str, refused.value.errors))


def test_a_file_that_has_lost_most_of_its_rows_is_refused_unless_that_is_allowed(session, source):
    header = source.text("enrollments").splitlines()[0]
    classes = [f"n{number},,,Class {number},09,c1,ALG1-{number},scheduled,,s1,fall,,," for number in range(60)]
    (source.path / "classes.csv").write_text(source.text("classes") + "\n".join(classes) + "\n")
    entries = [(f"x{n}", "", "", f"n{n}", "s1", "zoe", "student", "", "", "") for n in range(60)]
    source.add("enrollments", header, *entries)
    import_path(session, source.path)
    session.commit()
    source.add("enrollments", header, *entries[: 59 - SHRINK_FLOOR])
    with pytest.raises(ImportRefused, match="21 of 60 section enrollments would end"):
        import_path(session, source.path)
    assert import_path(session, source.path, may_shrink=True).counts["section enrollments"].ended == 21
