"""Attendance: the calendar and the summaries. The day rule and the rate are in `test_attendance_days`."""

import json
from dataclasses import asdict
from datetime import date

import pytest
from sqlmodel import Session

from portal_app import models as m
from portal_app.domain.access import NotFound
from portal_app.domain.attendance import (
    AttendanceView,
    Counts,
    DayCounts,
    DaysAbsent,
    DayView,
    Tally,
    attendance_of,
)
from tests.conftest import Queries
from tests.unit.builders import (
    SchoolRows,
    a_following_year,
    a_school,
    a_section,
    a_special_day,
    a_student,
    a_term,
    an_id,
    enroll,
)
from tests.unit.record_builders import absent_all_day, an_attendance_entry

MONDAY, TUESDAY, SATURDAY = date(2026, 10, 5), date(2026, 10, 6), date(2026, 10, 10)
PERIODS = ("1", "2", "3", "4", "5", "6")


@pytest.fixture
def babb(session: Session) -> SchoolRows:
    """A school with six periods of 50 minutes."""
    return a_school(session, periods=PERIODS)


@pytest.fixture
def greg(session: Session, babb: SchoolRows) -> m.Student:
    """A student who has mathematics in period 1 and science in period 2."""
    science = a_section(session, at=babb, course="SCI-06", title="Science 6", period="2")
    return a_student(session, at=babb, takes=[a_section(session, at=babb), science])


def view(session: Session, student: m.Student, *, as_of: date = MONDAY, term_id: int | None = None) -> AttendanceView:
    """Ask the question as the page does."""
    return attendance_of(session, student, as_of=as_of, term_id=term_id)


def day(answer: AttendanceView, on: date) -> DayView:
    """Return one day of the calendar."""
    return next(day for month in answer.months for day in month.days if day.on == on.isoformat())


def totals(counts: Counts) -> tuple[int, int, int]:
    """Return the totals of absences, tardies and early releases."""
    return counts.absences.total, counts.tardies.total, counts.early_releases.total


def test_the_calendar_has_every_month_of_the_school_year_and_opens_with_this_month_in_the_middle(
    session: Session, greg: m.Student
) -> None:
    """Three months are shown side by side, the current one in the middle."""
    answer = view(session, greg)
    months = [month.month for month in answer.months]
    assert months[0] == "2026-08"
    assert months[-1] == "2027-05"
    assert len(months) == 10
    assert months[answer.first_shown : answer.first_shown + 3] == ["2026-09", "2026-10", "2026-11"]


@pytest.mark.parametrize(("as_of", "first"), [(date(2026, 8, 3), "2026-08"), (date(2027, 6, 20), "2027-03")])
def test_the_three_months_stay_within_the_year(session: Session, greg: m.Student, as_of: date, first: str) -> None:
    """Neither before its first month nor beyond its last."""
    answer = view(session, greg, as_of=as_of)
    assert answer.months[answer.first_shown].month == first


def test_a_month_has_all_its_days_and_says_on_which_weekday_it_begins(session: Session, greg: m.Student) -> None:
    """The page draws the weeks from these."""
    october = view(session, greg).months[2]
    assert [d.day_of_month for d in october.days] == list(range(1, 32))
    assert october.first_weekday == date(2026, 10, 1).weekday()
    assert [d.on for d in october.days if d.is_today] == ["2026-10-05"]


def test_a_day_opens_its_periods(session: Session, babb: SchoolRows, greg: m.Student) -> None:
    """With the code, what it means, the class and the comment."""
    an_attendance_entry(session, greg, at=babb, on=MONDAY, period="2", code="T", minutes=7, comment="Bus was late")
    (period,) = day(view(session, greg), MONDAY).periods
    assert (period.period, period.code, period.name, period.status, period.excuse) == (
        "2",
        "T",
        "Tardy",
        "tardy",
        "unexcused",
    )
    assert (period.class_code, period.class_title, period.minutes, period.comment) == (
        "SCI-06-1",
        "Science 6",
        7,
        "Bus was late",
    )


@pytest.mark.parametrize(
    ("codes", "state"),
    [
        (["AE", "A", "AU", "AX"], "unexcused"),
        (["AX", "AE", "A"], "unknown"),
        (["AX", "AE"], "excused"),
        (["AX"], "exempt"),
        (["P"], ""),
        ([], ""),
    ],
)
def test_a_day_is_marked_by_its_worst_excuse(
    session: Session, babb: SchoolRows, greg: m.Student, codes: list[str], state: str
) -> None:
    """Unexcused, then unknown, then excused, then exempt. Who was present has nothing to excuse."""
    for period, code in zip(PERIODS, codes, strict=False):
        an_attendance_entry(session, greg, at=babb, on=MONDAY, period=period, code=code)
    assert day(view(session, greg), MONDAY).state == state


@pytest.mark.parametrize(("codes", "status"), [(["T", "AE"], "tardy"), (["T", "AU"], "absent"), (["P"], "")])
def test_a_day_is_named_by_what_the_student_was_with_its_worst_excuse(
    session: Session, babb: SchoolRows, greg: m.Student, codes: list[str], status: str
) -> None:
    """An unexcused tardy before an excused absence; of the same excuse the absence."""
    for period, code in zip(PERIODS, codes, strict=False):
        an_attendance_entry(session, greg, at=babb, on=MONDAY, period=period, code=code)
    assert day(view(session, greg), MONDAY).status == status


def test_a_day_without_school_says_why(session: Session, babb: SchoolRows, greg: m.Student) -> None:
    """The school's own reason; else what the calendar can tell."""
    a_special_day(session, at=babb, on=TUESDAY, is_instructional=False, reason="Fall break")
    answer = view(session, greg)
    closed, weekend = day(answer, TUESDAY), day(answer, SATURDAY)
    assert (closed.is_school_day, closed.why, closed.reason) == (False, "calendar", "Fall break")
    assert (weekend.is_school_day, weekend.why, weekend.reason) == (False, "weekend", "")
    assert day(answer, MONDAY).is_school_day
    assert [d.why for d in answer.months[-1].days if d.day_of_month in (29, 31)] == ["year_over", "year_over"]


def test_a_special_school_day_keeps_its_remark(session: Session, babb: SchoolRows, greg: m.Student) -> None:
    """An early release is a school day with something to know."""
    a_special_day(session, at=babb, on=TUESDAY, reason="Early release")
    found = day(view(session, greg), TUESDAY)
    assert (found.is_school_day, found.why, found.reason) == (True, "", "Early release")


def test_weekdays_of_a_school_without_a_calendar_are_taken_for_school_days(session: Session) -> None:
    """Nobody knows better; a weekend is a weekend."""
    tech = a_school(session, calendar=False)
    answer = view(session, a_student(session, at=tech))
    assert day(answer, MONDAY).is_school_day
    assert not day(answer, SATURDAY).is_school_day


def test_totals_split_by_excuse_and_leave_exempt_out(session: Session, babb: SchoolRows, greg: m.Student) -> None:
    """What the school exempted is shown and not counted."""
    for period, code in zip(PERIODS, ("AU", "AE", "A", "AX", "T", "ER"), strict=True):
        an_attendance_entry(session, greg, at=babb, on=MONDAY, period=period, code=code)
    found = view(session, greg).class_periods
    assert found.absences == Tally(total=3, excused=1, unexcused=1, unknown=1, exempt=1)
    assert (found.tardies.total, found.tardies.unexcused) == (1, 1)
    assert (found.early_releases.total, found.early_releases.excused) == (1, 1)


def test_a_course_has_its_entries_even_where_the_school_recorded_no_class(
    session: Session, babb: SchoolRows, greg: m.Student
) -> None:
    """The class that met in the period is meant; an entry in a period without a class is last, without a name."""
    for period in ("1", "2", "5"):
        an_attendance_entry(session, greg, at=babb, on=MONDAY, period=period)
    an_attendance_entry(session, greg, at=babb, on=date(2026, 10, 2), period="1", code="T")
    rows = view(session, greg).by_course
    assert [(row.label, row.detail, totals(row.class_periods)) for row in rows] == [
        ("Mathematics 6", "MATH-06-1", (1, 1, 0)),
        ("Science 6", "SCI-06-1", (1, 0, 0)),
        ("", "", (1, 0, 0)),
    ]


def test_the_recorded_class_comes_before_the_schedule(session: Session, babb: SchoolRows, greg: m.Student) -> None:
    """The student may have changed classes since."""
    art = a_section(session, at=babb, course="ART-06", title="Art 6", period=None)
    an_attendance_entry(session, greg, at=babb, on=MONDAY, period="1", section=art)
    assert [row.label for row in view(session, greg).by_course] == ["Art 6"]


def test_periods_are_in_the_order_of_the_day_and_days_latest_first(
    session: Session, babb: SchoolRows, greg: m.Student
) -> None:
    """Both name only what has an entry."""
    for on, period in ((MONDAY, "6"), (MONDAY, "2"), (date(2026, 9, 1), "2")):
        an_attendance_entry(session, greg, at=babb, on=on, period=period, code="AE")
    answer = view(session, greg)
    assert [(row.label, totals(row.class_periods)) for row in answer.by_period] == [("2", (2, 0, 0)), ("6", (1, 0, 0))]
    assert [(row.on, row.state, row.status) for row in answer.by_day] == [
        ("2026-10-05", "excused", "absent"),
        ("2026-09-01", "excused", "absent"),
    ]


def test_the_summary_by_term_has_every_term_and_the_filter_leaves_one(
    session: Session, babb: SchoolRows, greg: m.Student
) -> None:
    """The months, the summary by term and the year so far stay whole."""
    an_attendance_entry(session, greg, at=babb, on=MONDAY)
    absent_all_day(session, greg, at=babb, on=date(2027, 1, 6))
    first, second = (an_id(term) for term in babb.terms)
    year, spring = (view(session, greg, as_of=date(2027, 2, 1), term_id=term) for term in (None, second))
    assert [(row.id, totals(row.class_periods)) for row in spring.by_term] == [(first, (1, 0, 0)), (second, (6, 0, 0))]
    assert (totals(year.class_periods), totals(spring.class_periods)) == ((7, 0, 0), (6, 0, 0))
    assert [row.on for row in spring.by_day] == ["2027-01-06"]
    assert (spring.months, spring.so_far) == (year.months, year.so_far)


def test_the_terms_are_those_of_the_schedule_and_one_is_current(session: Session, babb: SchoolRows) -> None:
    """A grading period within a semester is no column of the schedule, and no filter here."""
    within = (date(2026, 8, 3), date(2026, 9, 11))
    part = a_term(session, school=babb.school, year=babb.year, sequence=3, dates=within, parent=babb.terms[0])
    student = a_student(session, at=babb)
    assert [(term.name, term.is_current) for term in view(session, student).terms] == [
        ("Term 1", True),
        ("Term 2", False),
    ]
    with pytest.raises(NotFound):
        view(session, student, term_id=an_id(part))


def test_another_schools_term_is_not_found(session: Session, greg: m.Student) -> None:
    """The number comes from the browser."""
    north = a_school(session, name="North Clayton High")
    with pytest.raises(NotFound):
        view(session, greg, term_id=an_id(north.terms[0]))


def test_what_is_recorded_for_a_day_to_come_is_shown_and_not_counted(
    session: Session, babb: SchoolRows, greg: m.Student
) -> None:
    """A dentist's appointment that the office knows of."""
    an_attendance_entry(session, greg, at=babb, on=TUESDAY, code="AE")
    answer = view(session, greg)
    assert day(answer, TUESDAY).state == "excused"
    assert totals(answer.class_periods) == (0, 0, 0)
    assert answer.by_day == ()


def test_another_childs_and_another_years_entries_are_left_out(
    session: Session, babb: SchoolRows, greg: m.Student
) -> None:
    """Nothing of them, in any summary."""
    absent_all_day(session, a_student(session, at=babb, first_name="Other"), at=babb, on=MONDAY)
    absent_all_day(session, greg, at=babb, on=date(2026, 5, 4))
    answer = view(session, greg)
    assert totals(answer.class_periods) == (0, 0, 0)
    assert not any(d.periods for month in answer.months for d in month.days)


def test_entries_of_two_schools_are_distinguished(session: Session, babb: SchoolRows) -> None:
    """Period 1 of the one is not period 1 of the other."""
    tech = a_school(session, name="Tech Center")
    student = a_student(session, at=[babb, tech])
    for school in (babb, tech):
        an_attendance_entry(session, student, at=school, on=MONDAY)
    answer = view(session, student)
    assert [(row.label, row.detail) for row in answer.by_period] == [("1", "Babb Middle"), ("1", "Tech Center")]
    assert {term.school for term in answer.terms} == {"Babb Middle", "Tech Center"}


def test_a_student_of_next_year_sees_that_year_empty(session: Session, babb: SchoolRows) -> None:
    """No entries, no days yet, and no rate."""
    student = a_student(session, at=a_following_year(session, at=babb))
    answer = view(session, student)
    assert (answer.year, answer.months[0].month) == ("2027-28", "2027-08")
    assert (answer.so_far.instructional_days, answer.so_far.attendance_rate) == (0, "")


def test_a_student_without_a_school_sees_an_empty_page(session: Session) -> None:
    """The office may ask about anyone."""
    answer = view(session, a_student(session))
    assert (answer.year, answer.months, answer.terms) == ("", (), ())
    assert not answer.so_far.is_chronically_absent


def test_a_school_that_was_left_during_the_year_still_counts(session: Session, babb: SchoolRows) -> None:
    """The year's record is one, whatever the school today."""
    tech = a_school(session, name="Tech Center")
    student = a_student(session)
    enroll(session, student, at=babb, ends_on=date(2026, 9, 30))
    enroll(session, student, at=tech, starts_on=date(2026, 10, 1))
    absent_all_day(session, student, at=babb, on=date(2026, 9, 1))
    answer = view(session, student)
    assert totals(answer.class_periods) == (6, 0, 0)
    assert (answer.so_far.instructional_days, answer.so_far.days_absent) == (46, "1")


def test_the_view_is_plain_json(session: Session, babb: SchoolRows, greg: m.Student) -> None:
    """The page, the document and the command show the very same."""
    absent_all_day(session, greg, at=babb, on=MONDAY)
    printed = json.loads(json.dumps(asdict(view(session, greg))))
    assert printed["class_periods"]["absences"]["total"] == 6
    assert printed["days"]["absent"]["total"] == printed["so_far"]["days_absent"] == "1"
    assert printed["so_far"]["attendance_rate"] == "97.8"


def test_attendance_takes_six_queries_however_much_there_is(
    session: Session, babb: SchoolRows, greg: m.Student, queries: Queries
) -> None:
    """Two schools, a month of absences, many classes: the same six."""
    tech = a_school(session, name="Tech Center")
    enroll(session, greg, at=tech)
    for number in range(1, 29):
        absent_all_day(session, greg, at=babb, on=date(2026, 9, number))
    session.commit()
    session.expire_all()
    greg = session.get_one(m.Student, greg.id)
    with queries() as statements:
        view(session, greg)
    assert len(statements) == 6


def test_days_are_counted_once_however_many_class_periods_they_are(
    session: Session, babb: SchoolRows, greg: m.Student
) -> None:
    """Two whole days, half a day, part of a day; two tardies on one day, by the worse of them."""
    absent_all_day(session, greg, at=babb, on=MONDAY, code="AE")
    absent_all_day(session, greg, at=babb, on=date(2026, 10, 2), code="AU")
    an_attendance_entry(session, greg, at=babb, on=date(2026, 10, 1), code="A", minutes=130)
    an_attendance_entry(session, greg, at=babb, on=date(2026, 9, 30), code="AU")
    for period in "34":
        an_attendance_entry(session, greg, at=babb, on=date(2026, 9, 30), code="T", period=period)
    answer = view(session, greg)
    assert answer.days == DayCounts(
        absent=DaysAbsent(total="2.5", excused="1", unexcused="1", unknown="0.5"),
        partial=1,
        tardy=Tally(total=1, unexcused=1),
    )
    assert totals(answer.class_periods) == (14, 2, 0)
    assert (answer.so_far.days_absent, answer.so_far.partial_days) == ("2.5", 1)


def test_a_day_absent_has_the_worst_excuse_of_what_was_missed_not_of_a_tardy(
    session: Session, babb: SchoolRows, greg: m.Student
) -> None:
    """The day itself is colored by the unexcused tardy, and named so."""
    for period in "12345":
        an_attendance_entry(session, greg, at=babb, on=MONDAY, period=period, code="AE")
    an_attendance_entry(session, greg, at=babb, on=MONDAY, period="6", code="T")
    answer = view(session, greg)
    assert answer.days.absent == DaysAbsent(total="1", excused="1")
    assert [(row.status, row.state, row.days_absent) for row in answer.by_day] == [("tardy", "unexcused", "1")]


@pytest.mark.parametrize(
    ("codes", "days", "has_absence"),
    [("AU", "0", True), ("T", "0", False), ("AX", "0", False), ("AU AU AU", "0.5", True)],
)
def test_a_day_says_whether_it_is_part_of_a_day_or_none(
    session: Session, babb: SchoolRows, greg: m.Student, codes: str, days: str, has_absence: bool
) -> None:
    """In the calendar and in the summary alike."""
    for period, code in zip(PERIODS[3:], codes.split(), strict=False):
        an_attendance_entry(session, greg, at=babb, on=MONDAY, period=period, code=code)
    answer = view(session, greg)
    found = day(answer, MONDAY)
    assert (found.days_absent, found.has_absence) == (days, has_absence)
    assert [(row.days_absent, row.has_absence) for row in answer.by_day] == [(days, has_absence)]
    assert answer.so_far.partial_days == (has_absence and days == "0")


def test_who_was_present_has_no_row_in_any_summary(session: Session, babb: SchoolRows, greg: m.Student) -> None:
    """The day opens its periods all the same."""
    an_attendance_entry(session, greg, at=babb, on=MONDAY, code="P")
    answer = view(session, greg)
    assert (answer.by_day, answer.by_course, answer.by_period) == ((), (), ())
    assert [period.status for period in day(answer, MONDAY).periods] == ["present"]


def test_a_term_counts_the_days_that_its_own_school_recorded(session: Session, babb: SchoolRows) -> None:
    """All day absent at the one school, late at the other: one day, in the term of the first."""
    tech = a_school(session, name="Tech Center")
    student = a_student(session, at=[babb, tech])
    absent_all_day(session, student, at=babb, on=MONDAY)
    an_attendance_entry(session, student, at=tech, on=MONDAY, code="T")
    answer = view(session, student)
    assert {
        row.school: (row.days.absent.total, row.days.tardy.total) for row in answer.by_term if row.name == "Term 1"
    } == {
        "Babb Middle": ("1", 0),
        "Tech Center": ("0", 1),
    }
    assert (answer.days.absent.total, answer.days.tardy.total) == ("1", 1)
