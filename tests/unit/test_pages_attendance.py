"""The attendance page asks the door at each tap, and keeps its choices when a question is cut short."""

import asyncio
from dataclasses import replace
from types import SimpleNamespace

import pytest

from portal_app.domain.attendance import DayView, PeriodEntry
from portal_app.pages.attendance.state import AttendanceState, SaidOfAll, said_of_all


def a_period(period: str, name: str = "Absent, excused", comment: str = "") -> PeriodEntry:
    return PeriodEntry(
        period=period,
        code="AE",
        name=name,
        status="absent",
        excuse="excused",
        sign="E",
        class_code="",
        class_title="",
        minutes=None,
        comment=comment,
    )


@pytest.mark.parametrize(
    ("periods", "said"),
    [
        ([], SaidOfAll()),
        ([a_period("1", comment="Flu")], SaidOfAll()),
        ([a_period("1"), a_period("2")], SaidOfAll(name="Absent, excused")),
        (
            [a_period("1", comment="Flu"), a_period("2", comment="Flu")],
            SaidOfAll(name="Absent, excused", comment="Flu"),
        ),
        ([a_period("1", comment="Flu"), a_period("2")], SaidOfAll(name="Absent, excused")),
        ([a_period("1", comment="Bus"), a_period("2", "Tardy", comment="Bus")], SaidOfAll(comment="Bus")),
    ],
)
def test_what_the_school_says_of_each_of_several_periods_alike_is_said_once(
    periods: list[PeriodEntry], said: SaidOfAll
) -> None:
    assert said_of_all(replace(DayView(), periods=tuple(periods))) == said


async def test_a_question_that_is_cut_short_leaves_the_choices_to_be_made_anew() -> None:
    async def cut_short(*_question, **_wanted):
        raise asyncio.CancelledError

    page = SimpleNamespace(student=SimpleNamespace(id=7), term="3", opened=None, _of=5, _at=2, _front=2, _ask=cut_short)
    with pytest.raises(asyncio.CancelledError):
        await AttendanceState._refresh(page)
    assert (page._of, page.term, page._at, page._front) == (5, "3", 2, 2)


@pytest.mark.parametrize(
    ("handler", "value"), [("slide", 1), ("turn", -1), ("open_day", "2026-10-06"), ("choose_summary", "day")]
)
def test_every_tap_asks_the_door_again_for_a_right_may_have_been_withdrawn(handler: str, value: object) -> None:
    """Nothing is shown from what an earlier event was given."""
    asked: list[bool] = []

    async def refresh(**_options: object) -> None:
        asked.append(True)

    page = SimpleNamespace(_at=0, _front=0, _count=10, _refresh=refresh)
    asyncio.run(getattr(AttendanceState, handler).fn(page, value))
    assert asked == [True]
