"""Dates of a source are kept where they are: in a quarter, in a summer session, in the year that the classes are of."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from portal_app import models as m
from portal_app.domain.attendance import attendance_of
from portal_app.domain.schedule import ClassEntry, schedule_of, today_schedule
from portal_app.ingest import import_path
from tests.conftest import Pin
from tests.unit.oneroster_sources import Source

Load = Callable[[Source], Any]
CLASS = "{id},,,{title},09,{course},{title},scheduled,{room},s1,{terms},,,{period}\n"


@pytest.fixture
def source(tmp_path: Path) -> Source:
    return Source(tmp_path, "v1p1")


@pytest.fixture
def load(session: Session) -> Load:
    def run(source: Source) -> Any:
        summary = import_path(session, source.path)
        session.expire_all()
        return summary

    return run


def append(source: Source, file: str, *lines: str) -> None:
    """Add lines to a file of a source."""
    with (source.path / f"{file}.csv").open("a") as stream:
        stream.writelines(lines)


def add_class(source: Source, name: str, title: str, terms: str, *, room: str, period: str = "6") -> None:
    """Add a class with Zoé on its roster."""
    quoted = f'"{terms}"'
    line = CLASS.format(id=name, title=title, course="c2", room=room, terms=quoted, period=period)
    append(source, "classes", line)
    append(source, "enrollments", f"e-{name},,,{name},s1,zoe,student,,,\n")


def zoe(session: Session) -> m.Student:
    return session.exec(select(m.Student).where(m.Student.number == "900001")).one()


def cell(session: Session, *, period: str, term: str) -> list[ClassEntry]:
    """Return what Zoé's grid shows in a cell."""
    [grid] = schedule_of(session, zoe(session), as_of=date(2026, 11, 10)).grids
    [row] = [row for row in grid.rows if row.period == period]
    [found] = [one for one in row.cells if one.term == term]
    return found.classes


def titles(session: Session, on: date) -> set[str]:
    return {entry.title for entry in today_schedule(session, zoe(session), on=on).classes if entry.period == "6"}


def test_a_quarter_class_is_in_its_quarter_only(session: Session, load: Load, source: Source) -> None:
    add_class(source, "art", "ART", "q1", room="21")
    add_class(source, "music", "MUS", "q2", room="22")
    load(source)
    found = [(one.room, one.starts_on, one.ends_on) for one in cell(session, period="6", term="Fall")]
    assert found == [("21", "", "2026-10-16"), ("22", "2026-10-19", "")]
    assert cell(session, period="6", term="Spring") == []
    rooms = {
        on: [one.room for one in today_schedule(session, zoe(session), on=on).classes if one.period == "6"]
        for on in (date(2026, 9, 15), date(2026, 11, 10))
    }
    assert rooms == {date(2026, 9, 15): ["21"], date(2026, 11, 10): ["22"]}


def test_a_class_of_both_quarters_is_one_of_the_semester(session: Session, load: Load, source: Source) -> None:
    add_class(source, "art", "ART", "q1,q2", room="21")
    load(source)
    found = [(one.room, one.starts_on, one.ends_on) for one in cell(session, period="6", term="Fall")]
    assert found == [("21", "", "")]


def test_a_meeting_of_the_semester_takes_place_in_the_quarter_of_its_class(
    session: Session, load: Load, source: Source
) -> None:
    add_class(source, "art", "ART", "q1", room="21")
    meetings = "classSourcedId,termSourcedId,period,dayLabel,room"
    source.add("portalPeriods", "sourcedId,schoolSourcedId,name,sequence", ("p6", "s1", "6", "6"))
    source.add("portalMeetings", meetings, ("art", "fall", "6", "", "21"))
    load(source)
    assert [one.ends_on for one in cell(session, period="6", term="Fall")] == ["2026-10-16"]
    assert today_schedule(session, zoe(session), on=date(2026, 11, 10)).classes == []


def next_years_source(tmp_path: Path) -> Source:
    """Return a source that lists both years and has classes of the next one only, with the students a grade higher."""
    source = Source(tmp_path / "next", "v1p1")
    append(
        source,
        "academicSessions",
        "y28,,,2027-2028,schoolYear,2027-08-16,2028-05-26,,2028\n",
        "f28,,,Fall,semester,2027-08-16,2027-12-17,y28,2028\n",
    )
    header = source.text("classes").splitlines()[0]
    (source.path / "classes.csv").write_text(f"{header}\n")
    (source.path / "enrollments.csv").write_text(f"{source.text('enrollments').splitlines()[0]}\n")
    add_class(source, "k8", "BIO-8", "f28", room="8")
    source.change("users", ",09,", ",10,")
    source.only("academicSessions", "classes", "courses", "enrollments", "orgs", "users", "demographics", mode="bulk")
    return source


def enrollments(session: Session) -> list[tuple[str, str, date, date | None]]:
    """Return Zoé's enrollments: year, grade, first and last day."""
    rows = session.exec(select(m.Enrollment, m.SchoolYear).join(m.SchoolYear)).all()
    mine = [(one, year) for one, year in rows if one.student_id == zoe(session).id]
    return sorted((year.name, one.grade_level, one.starts_on, one.ends_on) for one, year in mine)


def test_between_two_years_an_import_enrolls_in_the_year_of_its_classes(
    session: Session, load: Load, source: Source, pinned: Pin, tmp_path: Path
) -> None:
    """In August, before the first day: last year's enrollment stays as it was and has ended with its year."""
    pinned("2027-03-01")
    load(source)
    [former] = enrollments(session)
    assert former == ("2026-27", "09", date(2026, 8, 17), None)
    pinned("2027-08-01")
    load(next_years_source(tmp_path))
    assert enrollments(session) == [former, ("2027-2028", "10", date(2027, 8, 16), None)]
    [grid] = schedule_of(session, zoe(session), as_of=date(2027, 8, 1)).grids
    assert (grid.year, grid.grade_level) == ("2027-2028", "10")
    pinned("2027-08-20")
    load(next_years_source(tmp_path / "again"))
    assert enrollments(session) == [former, ("2027-2028", "10", date(2027, 8, 16), None)]


def test_a_source_with_classes_of_both_years_enrolls_in_the_running_one(
    session: Session, load: Load, source: Source, pinned: Pin
) -> None:
    """In spring, when next year's classes are listed already."""
    pinned("2027-04-01")
    append(source, "academicSessions", "y28,,,2027-2028,schoolYear,2027-08-16,2028-05-26,,2028\n")
    add_class(source, "k8", "BIO-8", "y28", room="8")
    load(source)
    assert [year for year, *_ in enrollments(session)] == ["2026-27"]


def test_attendance_of_a_summer_session_after_the_last_day_is_read(
    session: Session, load: Load, source: Source, pinned: Pin
) -> None:
    pinned("2027-06-22")
    append(source, "academicSessions", "sum,,,Summer,term,2027-06-07,2027-07-16,y27,2027\n")
    add_class(source, "k9", "BIO-9", "sum", room="14")
    days = [("s1", f"2027-06-{day:02}", "true") for day in (14, 15, 16, 17, 18)]
    source.add("portalCalendar", "schoolSourcedId,date,instructional", *days)
    codes = "schoolSourcedId,code,title,kind,excuse"
    source.add("portalAttendanceCodes", codes, ("s1", "AU", "Absent", "absent", "unexcused"))
    entries = "sourcedId,studentSourcedId,schoolSourcedId,date,period,code"
    source.add("portalPeriods", "sourcedId,schoolSourcedId,name,sequence", ("p6", "s1", "6", "6"))
    source.add("portalAttendance", entries, ("m1", "zoe", "s1", "2027-06-16", "6", "AU"))
    load(source)
    view = attendance_of(session, zoe(session), as_of=date(2027, 6, 22))
    absent = [day.on for month in view.months for day in month.days if day.status == "absent"]
    assert absent == ["2027-06-16"]
    assert (view.so_far.instructional_days, view.so_far.days_absent) == (5, "1")


def test_the_days_of_teachers_are_read_and_several_entries_of_one_are_one(
    session: Session, load: Load, source: Source
) -> None:
    add_class(source, "k9", "BIO", "q1", room="12")
    header = source.text("users").splitlines()[0].split(",")
    teacher = {"sourcedId": "t9", "enabledUser": "true", "orgSourcedIds": "s1", "role": "teacher"}
    teacher |= {"username": "brandt", "givenName": "Nora", "familyName": "Brandt"}
    append(source, "users", ",".join(teacher.get(name, "") for name in header) + "\n")
    entry = "e{n},,,k9,s1,t9,teacher,true,{first},{last}\n"
    for n, (first, last) in enumerate([("2026-08-17", "2026-10-02"), ("2026-10-05", "")], start=90):
        append(source, "enrollments", entry.format(n=n, first=first, last=last))
    load(source)
    teaches = select(m.SectionTeacher).join(m.Staff).where(m.Staff.last_name == "Brandt")
    assert [(one.starts_on, one.ends_on) for one in session.exec(teaches)] == [(date(2026, 8, 17), None)]


def test_an_algebra_class_keeps_the_code_that_its_school_gave_it(session: Session, load: Load, source: Source) -> None:
    """The course's code is a part of a word of the class's."""
    source.change("courses", ",ALG1,", ",ALG,")
    source.change("classes", ",ALG1-3,", ",ALGEBRA-3,")
    load(source)
    assert [one.code for one in cell(session, period="1", term="Fall")] == ["ALGEBRA-3"]
