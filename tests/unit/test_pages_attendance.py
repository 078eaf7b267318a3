"""The attendance page checks access at each tap, and keeps its choices when a query is canceled."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from portal_app.domain.access import NotFound, Viewer
from portal_app.domain.attendance import DayView, PeriodEntry
from portal_app.domain.family.family import FamilyStudent
from portal_app.pages.attendance import state
from portal_app.pages.attendance.state import AttendanceState, SaidOfAll, said_of_all
from portal_app.pages.base import PortalState


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


@pytest.fixture
def page() -> AttendanceState:
    """Return the attendance page of a guardian who has chosen a term and turned two months ahead."""
    portal_class: Any = PortalState
    page_class: Any = AttendanceState
    portal = portal_class(_reflex_internal_init=True)
    page: AttendanceState = page_class(parent_state=portal, _reflex_internal_init=True)
    page._bound_to = Viewer(guardian_id=1, account_id=1, sign_in_id=1)
    page.student = FamilyStudent(id=7)
    page.term, page._of, page._at, page._front, page._count = "3", 7, 2, 2, 10
    return page


async def test_a_query_that_is_canceled_leaves_the_choices_of_another_student_untouched(
    page: AttendanceState, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next query then starts with fresh choices, as if the canceled one had never begun."""

    async def canceled(*_query: object, **_arguments: object) -> None:
        raise asyncio.CancelledError

    monkeypatch.setattr(state, "in_thread", canceled)
    page.student = FamilyStudent(id=8)
    with pytest.raises(asyncio.CancelledError):
        await page._refresh()
    assert (page._of, page.term, page._at, page._front) == (7, "3", 2, 2)


@pytest.mark.parametrize(
    ("handler", "value"), [("slide", 1), ("turn", -1), ("open_day", "2026-10-06"), ("choose_summary", "day")]
)
async def test_every_tap_checks_access_again_because_a_right_may_have_been_withdrawn(
    page: AttendanceState, handler: str, value: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is shown from what an earlier event was given."""

    async def denied(*_query: object, **_arguments: object) -> None:
        raise NotFound

    monkeypatch.setattr(state, "in_thread", denied)
    page.year, page.opened = "2026-27", DayView(on="2026-10-05")
    await getattr(AttendanceState, handler).fn(page, value)
    assert page.is_withheld
    assert (page.year, page.opened, page.months, page.rows) == ("", DayView(), [], [])
