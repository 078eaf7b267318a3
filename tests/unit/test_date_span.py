"""Whether a date is within a first and a last day, for values and in queries alike."""

from datetime import date

import pytest
from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from portal_app.domain.enrollment.date_span import DateSpan, span_includes, span_is_not_empty, span_overlaps
from portal_app.models import SectionEnrollment
from tests.unit.builders import a_school, a_section, a_student, put_on_roster

FIRST, LAST = date(2026, 9, 1), date(2026, 9, 30)
BEFORE, AFTER = date(2026, 8, 31), date(2026, 10, 1)


@pytest.mark.parametrize(
    ("day", "with_last_day", "without"),
    [(BEFORE, False, False), (FIRST, True, True), (LAST, True, True), (AFTER, False, True)],
)
def test_a_span_includes_its_first_and_last_day_and_runs_on_without_a_last_one(
    day: date, with_last_day: bool, without: bool
) -> None:
    """Both ends count; a span without a last day has no end."""
    assert DateSpan(FIRST, LAST).includes(day) is with_last_day
    assert DateSpan(FIRST, None).includes(day) is without


def test_a_span_that_ends_before_it_begins_is_empty() -> None:
    """So schools record who was enrolled and never came. One day is not empty."""
    assert DateSpan(FIRST, BEFORE).is_empty
    assert not DateSpan(FIRST, BEFORE).includes(FIRST)
    assert not DateSpan(FIRST, FIRST).is_empty
    assert not DateSpan(FIRST, None).is_empty


@pytest.mark.parametrize("ends_on", [LAST, FIRST, BEFORE, None])
def test_a_query_applies_the_same_rule(session: Session, ends_on: date | None) -> None:
    """What Python says of a span, the database says too."""
    school, span = a_school(session), DateSpan(FIRST, ends_on)
    student = a_student(session, at=school)
    put_on_roster(session, student, a_section(session, at=school), starts_on=FIRST, ends_on=ends_on)

    def matches(condition: ColumnElement[bool]) -> bool:
        return session.exec(select(col(SectionEnrollment.id)).where(condition)).first() is not None

    for day in (BEFORE, FIRST, LAST, AFTER):
        assert matches(span_includes(SectionEnrollment, day)) is span.includes(day)
        assert matches(span_overlaps(SectionEnrollment, day, AFTER)) is span.overlaps(day, AFTER)
    assert matches(span_is_not_empty(SectionEnrollment)) is not span.is_empty
