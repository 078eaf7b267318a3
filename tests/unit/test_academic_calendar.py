"""School years, the current term, and what a date is at a school."""

from datetime import date, time

import pytest
from sqlmodel import Session

from portal_app.domain.enrollment.academic_calendar import (
    DayKind,
    WhyNoSchool,
    next_school_day,
    school_days,
    why_no_school,
)
from portal_app.domain.enrollment.school_years import current_year, next_year
from portal_app.domain.enrollment.terms import current_term, schedule_terms
from portal_app.models import Term
from tests.unit.builders import (
    a_bell_schedule,
    a_following_year,
    a_school,
    a_special_day,
    a_term,
    an_id,
)

FALL, SPRING = (date(2026, 8, 3), date(2026, 12, 18)), (date(2027, 1, 5), date(2027, 5, 28))
MONDAY, SATURDAY = date(2026, 10, 5), date(2026, 10, 10)


def terms(*dates: tuple[date, date]) -> list[Term]:
    """Return terms that no database knows."""
    return [
        Term(school_id=1, school_year_id=1, name=str(n), sequence=n, starts_on=a, ends_on=z)
        for n, (a, z) in enumerate(dates)
    ]


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 7, 1), "0"),
        (date(2026, 8, 3), "0"),
        (date(2026, 12, 18), "0"),
        (date(2026, 12, 19), "1"),
        (date(2027, 1, 4), "1"),
        (date(2027, 5, 28), "1"),
        (date(2027, 6, 30), "1"),
    ],
)
def test_the_current_term_is_the_one_of_the_day_else_the_next_else_the_last(day: date, name: str) -> None:
    """Between two terms a parent looks ahead; after the last one there is nothing ahead."""
    term = current_term(terms(FALL, SPRING), as_of=day)
    assert term
    assert term.name == name


def test_where_terms_overlap_the_one_that_began_last_is_current() -> None:
    """A semester inside a term of the whole year."""
    whole_year = (FALL[0], SPRING[1])
    term = current_term(terms(whole_year, FALL, SPRING), as_of=date(2027, 2, 1))
    assert term
    assert term.starts_on == SPRING[0]


def test_without_terms_no_term_is_current() -> None:
    """A school that has not published its terms."""
    assert current_term(terms(), as_of=MONDAY) is None


def test_a_year_is_current_until_the_next_one_begins(session: Session) -> None:
    """Summer belongs to the year that is over."""
    babb = a_school(session)
    following = a_following_year(session, at=babb).year
    ask = {"district_id": an_id(babb.district)}
    assert current_year(session, **ask, as_of=date(2026, 8, 2)) is None
    assert current_year(session, **ask, as_of=date(2027, 7, 4)) == babb.year
    assert next_year(session, **ask, as_of=date(2027, 7, 4)) == following
    assert current_year(session, **ask, as_of=following.starts_on) == following
    assert next_year(session, **ask, as_of=following.starts_on) is None


def test_grading_periods_are_no_columns_of_a_schedule(session: Session) -> None:
    """Only terms without a parent are."""
    babb = a_school(session)
    a_term(session, school=babb.school, year=babb.year, sequence=1, dates=FALL, parent=babb.terms[0], name="First six")
    found = schedule_terms(session, [(babb.id, an_id(babb.year))])
    assert [term.name for term in found] == ["Term 1", "Term 2"]


def test_a_days_own_bells_come_before_the_default(session: Session) -> None:
    """An early release."""
    babb = a_school(session)
    early = a_bell_schedule(session, at=babb, name="Early release", is_default=False, minutes=30)
    a_special_day(session, at=babb, on=MONDAY, bell_schedule_id=early.id)
    first = an_id(babb.periods["1"])
    on_monday = school_days(session, [babb.id], on=MONDAY, year=babb.year)[babb.id]
    on_tuesday = school_days(session, [babb.id], on=date(2026, 10, 6), year=babb.year)[babb.id]
    assert (on_monday.own_bells, on_monday.bells[first].ends_at) == ("Early release", time(8, 30))
    assert (on_tuesday.own_bells, on_tuesday.bells[first].ends_at) == ("", time(8, 50))


def test_a_date_without_a_row_is_no_school_day(session: Session) -> None:
    """The school's calendar names every school day."""
    babb = a_school(session)
    assert school_days(session, [babb.id], on=SATURDAY, year=babb.year)[babb.id].kind == DayKind.NO_SCHOOL


def test_a_weekday_is_unknown_at_a_school_without_a_calendar(session: Session) -> None:
    """Weekends and summer are free anyway."""
    babb = a_school(session, calendar=False)

    def kind(on: date) -> DayKind:
        return school_days(session, [babb.id], on=on, year=babb.year)[babb.id].kind

    assert kind(MONDAY) == DayKind.UNKNOWN
    assert kind(SATURDAY) == DayKind.NO_SCHOOL
    assert kind(date(2027, 6, 1)) == DayKind.NO_SCHOOL


def test_each_school_has_its_own_calendar(session: Session) -> None:
    """One is closed while the other one teaches."""
    babb, lake = a_school(session), a_school(session, name="Lake City Elementary")
    a_special_day(session, at=lake, on=MONDAY, is_instructional=False, reason="Water main break")
    days = school_days(session, [babb.id, lake.id], on=MONDAY, year=babb.year)
    assert (days[babb.id].kind, days[lake.id].kind) == (DayKind.SCHOOL, DayKind.NO_SCHOOL)
    assert days[lake.id].remark == "Water main break"


def test_the_next_school_day_skips_weekends_and_holidays(session: Session) -> None:
    """It is the calendar's, or nobody's."""
    babb = a_school(session)
    a_special_day(session, at=babb, on=date(2026, 10, 12), is_instructional=False, reason="Fall break")
    assert next_school_day(session, [babb.id], after=date(2026, 10, 9)) == date(2026, 10, 13)
    assert next_school_day(session, [babb.id], after=date(2027, 5, 28)) is None


@pytest.mark.parametrize(
    ("day", "remark", "why"),
    [
        (SATURDAY, "Fall break", WhyNoSchool.CALENDAR),
        (SATURDAY, "", WhyNoSchool.WEEKEND),
        (date(2027, 7, 3), "", WhyNoSchool.YEAR_OVER),
        (date(2026, 8, 1), "", WhyNoSchool.YEAR_NOT_BEGUN),
        (MONDAY, "", WhyNoSchool.OTHER),
    ],
)
def test_the_schools_words_come_first_then_the_year_then_the_weekend(
    session: Session, day: date, remark: str, why: WhyNoSchool
) -> None:
    """The most telling reason that is known."""
    assert why_no_school(day, remark=remark, year=a_school(session).year) == why
