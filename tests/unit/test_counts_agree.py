"""Counts agree: of attendance and of missing assignments, on every page, report and in JSON, for every student.

The demonstration district and the Grand Bend sample. The expected entries are worked out here from the plain rows, by
the rule of docs/behavior.md, without the query that the portal uses.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction

import pytest
from sqlalchemy import create_engine
from sqlmodel import Session, select

from portal_app import models as m
from portal_app.commands.student import to_json
from portal_app.domain.access import Right, Viewer
from portal_app.domain.attendance import AttendanceView, Counts, DayCounts, DayView, TermRow, attendance_of
from portal_app.domain.calendar import Layer, calendar_of, todo_of
from portal_app.domain.gradebook import grades_of
from portal_app.domain.home.assignments import family_assignments
from portal_app.domain.reports import ReportKind
from portal_app.domain.reports.card import card_of
from portal_app.ingest import import_path
from portal_app.reports import make_report
from tests.conftest import Pin
from tests.demonstration import DAY, demonstration_of_the_day
from tests.schema import make_tables
from tests.unit.paper_reading import POPPLER, Word, words_quickly
from tests.unit.test_ingest_grand_bend import FOLDER

NOBODY = Viewer(guardian_id=0, account_id=0, sign_in_id=0)
GRAND_BEND_DAY = date(2011, 3, 1)
needs_grand_bend = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"the Grand Bend sample is not at {FOLDER}")
needs_poppler = pytest.mark.skipif(POPPLER is None, reason="needs pdftotext (poppler-utils)")


@pytest.fixture(scope="module")
def demonstration() -> Iterator[Session]:
    """Yield a session on the demonstration district."""
    with demonstration_of_the_day() as engine, Session(engine) as session:
        yield session


@pytest.fixture(scope="module")
def grand_bend(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """Yield a session on the Grand Bend sample."""
    engine = create_engine(f"sqlite:///{tmp_path_factory.mktemp('grand-bend') / 'portal.db'}")
    make_tables(engine)
    import_path(engine, FOLDER)
    with Session(engine) as session:
        yield session
    engine.dispose()


@pytest.mark.slow
def test_attendance_agrees_everywhere_for_every_student_of_the_demonstration(demonstration: Session) -> None:
    assert check_attendance(demonstration, as_of=DAY) > 300


@pytest.mark.slow
@needs_grand_bend
def test_attendance_agrees_everywhere_for_every_student_of_grand_bend(grand_bend: Session) -> None:
    assert check_attendance(grand_bend, as_of=GRAND_BEND_DAY) == 960


def check_attendance(session: Session, *, as_of: date) -> int:
    """Check every student's attendance, and return how many students there are."""
    entries = expected_entries(session)
    students = session.exec(select(m.Student)).all()
    for student in students:
        view = attendance_of(session, student, as_of=as_of)
        recorded = [day for month in view.months for day in month.days if day.periods]
        assert periods_by_day(recorded) == {
            day: periods for day, periods in entries.get(student.id, {}).items() if in_year(view, day)
        }, student.number
        check_days(view, recorded)
        check_terms(session, student, view)
        check_calendar(session, student, recorded)
        check_json(view)
        card = card_of(session, student, as_of=as_of)
        assert (tuple(card.attendance), card.so_far) == (tuple(begun_terms(view, as_of)), view.so_far)
    return len(students)


def begun_terms(view: AttendanceView, as_of: date) -> list[TermRow]:
    """Return the terms that a report card shows."""
    begun = {term.id for term in view.terms if term.starts_on <= as_of.isoformat()}
    return [row for row in view.by_term if row.id in begun]


def expected_entries(session: Session) -> dict[int | None, dict[str, list[str]]]:
    """Return the periods with an entry that counts, by student and day, from the plain rows."""
    listed = {(day.school_id, day.date): day.is_instructional for day in session.exec(select(m.CalendarDay))}
    with_calendar = {school for school, _ in listed}
    enrolled: dict[tuple[int, int], list[m.Enrollment]] = defaultdict(list)
    for enrollment in session.exec(select(m.Enrollment)):
        enrolled[enrollment.student_id, enrollment.school_id].append(enrollment)
    periods = {period.id: period for period in session.exec(select(m.Period))}
    found: dict[int | None, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for entry in session.exec(select(m.AttendanceEntry)):
        period, on = periods[entry.period_id], entry.date
        spans = enrolled[entry.student_id, period.school_id]
        is_enrolled = any(span.starts_on <= on and (span.ends_on or on) >= on for span in spans)
        is_school_day = listed.get((period.school_id, on), period.school_id not in with_calendar)
        if is_enrolled and is_school_day:
            found[entry.student_id][on.isoformat()].append(period.name)
    return {student: {day: sorted(names) for day, names in days.items()} for student, days in found.items()}


def in_year(view: AttendanceView, day: str) -> bool:
    """Return whether a day is in the school year shown."""
    return bool(view.months) and view.months[0].month <= day[:7] <= view.months[-1].month


def periods_by_day(days: Iterable[DayView]) -> dict[str, list[str]]:
    return {day.on: sorted(period.period for period in day.periods) for day in days}


def check_days(view: AttendanceView, recorded: list[DayView]) -> None:
    """Check that the calendar, the list of days and the totals are the same days."""
    assert all(day.is_school_day for day in recorded)
    past = {day.on: day for day in recorded if day.on <= view.as_of and day.state}
    assert [row.on for row in view.by_day] == sorted(past, reverse=True)
    for row in view.by_day:
        day = past[row.on]
        assert (row.state, row.status, row.days_absent, row.has_absence) == (
            day.state,
            day.status,
            day.days_absent,
            day.has_absence,
        )
    days, so_far = view.days, view.so_far
    assert total(row.days_absent for row in view.by_day) == Fraction(days.absent.total) == Fraction(so_far.days_absent)
    assert Fraction(days.absent.total) == total((days.absent.excused, days.absent.unexcused, days.absent.unknown))
    partial = sum(row.has_absence and row.days_absent == "0" for row in view.by_day)
    assert partial == days.partial == so_far.partial_days
    assert Fraction(so_far.days_absent) + so_far.partial_days <= so_far.instructional_days
    statuses = Counter(period.status for day in past.values() for period in day.periods if period.excuse != "exempt")
    periods = view.class_periods
    assert periods.absences.total == statuses["absent"]
    assert periods.tardies.total == statuses["tardy"]
    assert periods.early_releases.total == statuses["early_release"]
    for rows in (view.by_course, view.by_period, view.by_day):
        assert added(row.class_periods for row in rows) == figures(periods)


def check_terms(session: Session, student: m.Student, view: AttendanceView) -> None:
    """Check that each term's row is what the page shows for that term, and that they make up the year."""
    for row in view.by_term:
        of_term = attendance_of(session, student, as_of=date.fromisoformat(view.as_of), term_id=row.id)
        assert (of_term.days, of_term.class_periods) == (row.days, row.class_periods)
        assert (of_term.so_far, of_term.months) == (view.so_far, view.months)
    if len({row.school for row in view.by_term}) == 1:
        assert total(row.days.absent.total for row in view.by_term) == Fraction(view.days.absent.total)
        assert added(row.class_periods for row in view.by_term) == figures(view.class_periods)
        assert sum(row.days.tardy.total for row in view.by_term) == view.days.tardy.total


def check_calendar(session: Session, student: m.Student, recorded: list[DayView]) -> None:
    """Check that the calendar's attendance layer has the same periods, without those of presence."""
    if not recorded:
        return
    first, last = (date.fromisoformat(day.on) for day in (recorded[0], recorded[-1]))
    items = calendar_of(session, [], attendance_of=[student], starts_on=first, ends_on=last)
    found: dict[str, list[str]] = defaultdict(list)
    for item in items:
        if item.layer == Layer.ATTENDANCE:
            found[item.starts_on] += item.detail.split(", ")
    away = {day.on: [p.period for p in day.periods if p.status != "present"] for day in recorded}
    assert {day: sorted(periods) for day, periods in found.items()} == {
        day: sorted(periods) for day, periods in away.items() if periods
    }


def check_json(view: AttendanceView) -> None:
    """Check that the command prints the same numbers."""
    printed = json.loads(to_json(view))
    assert printed["days"]["absent"]["total"] == printed["so_far"]["days_absent"] == view.so_far.days_absent
    assert printed["class_periods"]["absences"]["total"] == view.class_periods.absences.total


def total(shares: Iterable[str]) -> Fraction:
    return sum(map(Fraction, shares), Fraction(0))


def figures(counts: Counts) -> tuple[int, ...]:
    """Return all numbers of counts."""
    tallies = (counts.absences, counts.tardies, counts.early_releases)
    return tuple(n for t in tallies for n in (t.total, t.excused, t.unexcused, t.unknown, t.exempt))


def added(counts: Iterable[Counts]) -> tuple[int, ...]:
    return tuple(map(sum, zip(*map(figures, counts), figures(Counts()), strict=True)))


@pytest.mark.slow
@needs_poppler
def test_the_attendance_report_of_every_student_of_the_demonstration_has_the_pages_numbers(
    demonstration: Session, pinned: Pin
) -> None:
    pinned(f"{DAY}T10:00")
    assert check_reports(demonstration, as_of=DAY) > 300


@pytest.mark.slow
@needs_poppler
@needs_grand_bend
def test_the_attendance_report_of_every_student_of_grand_bend_has_the_pages_numbers(
    grand_bend: Session, pinned: Pin
) -> None:
    pinned(f"{GRAND_BEND_DAY}T10:00")
    assert check_reports(grand_bend, as_of=GRAND_BEND_DAY) == 960


def check_reports(session: Session, *, as_of: date) -> int:
    """Check that reports state the days missed and the days of each term, and return how many students there are."""
    students = session.exec(select(m.Student)).all()
    for student in students:
        view = attendance_of(session, student, as_of=as_of)
        for kind in (ReportKind.ATTENDANCE, ReportKind.CARD):
            report = make_report(session, student, kind, language="en", viewer=NOBODY)
            lines = lines_of(words_quickly(report.body))
            so_far = view.so_far
            if so_far.attendance_rate:
                missed = f"{so_far.days_absent} of {so_far.instructional_days} school day"
                assert any(line.startswith(missed) for line in lines), (student.number, kind, missed)
            for row in view.by_term if kind is ReportKind.ATTENDANCE else begun_terms(view, as_of):
                assert " ".join((row.name, *day_figures(row.days))) in lines, (student.number, kind, row)
    return len(students)


def lines_of(words: Iterable[Word]) -> list[str]:
    """Return the words that stand beside each other, from left to right."""
    lines: dict[tuple[int, float], list[Word]] = defaultdict(list)
    for word in words:
        lines[word.page, round(word.bottom)].append(word)
    return [" ".join(word.text for word in sorted(line, key=lambda word: word.left)) for line in lines.values()]


def day_figures(days: DayCounts) -> tuple[str, ...]:
    return days.absent.total, str(days.tardy.total), str(days.early_release.total)


@pytest.mark.slow
@pytest.mark.parametrize("as_of", [date(2026, 9, 1), DAY, date(2027, 6, 15), date(2027, 8, 20)])
def test_missing_assignments_agree_everywhere_for_every_student_of_the_demonstration(
    demonstration: Session, as_of: date
) -> None:
    """Grades, its classes, To-do and Home, which the report of missing assignments follows."""
    missing = {}
    for student in demonstration.exec(select(m.Student)):
        grades = grades_of(demonstration, student, as_of=as_of)
        family = [(student, frozenset({Right.GRADES}))]
        missing[student.number] = (
            grades.missing,
            sum(one.missing for one in grades.classes),
            len(todo_of(demonstration, NOBODY, [student], as_of=as_of).missing),
            family_assignments(demonstration, NOBODY, family, on=as_of).missing[student.id or 0],
        )
    assert not {number: counts for number, counts in missing.items() if len(set(counts)) > 1}
    assert any(map(sum, missing.values())) is (as_of.year == DAY.year)
