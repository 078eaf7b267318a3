"""The choice of a school year through the application: the years of one's own children, and no others."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import update

from portal_app import models as m
from portal_app.database import in_session, open_session
from portal_app.domain.accounts import sessions
from portal_app.domain.changes.feed import last_change, record_change
from portal_app.pages.attendance.state import AttendanceState
from portal_app.pages.base import PortalState
from portal_app.pages.grades.class_state import ClassState
from portal_app.pages.grades.state import GradesState
from portal_app.pages.reports.state import ReportsState
from tests.unit.builders import (
    a_following_year,
    a_guardian,
    a_school,
    a_section,
    a_student,
    a_viewer,
    an_earlier_year,
    an_id,
)
from tests.unit.gradebook_builders import a_book
from tests.unit.record_builders import absent_all_day
from tests.unit.tabs import Application, Tab, running_application


class Opened(NamedTuple):
    """A guardian's tab and ids of what it may ask for."""

    application: Application
    tab: Tab
    student: int
    year: int
    foreign_year: int
    section: int

    def of_year(self, year: object) -> str:
        """Return the query of an address about the student in a year."""
        return f"?student={self.student}&year={year}"


@pytest.fixture
async def opened(database_file: Path) -> AsyncIterator[Opened]:
    """Yield the tab of a guardian whose child has an earlier year with a 95, and a day absent."""
    with open_session() as session:
        this = a_school(session)
        earlier = an_earlier_year(session, at=this)
        reading = a_book(session, at=earlier, course="READ-05", title="Reading 5")
        math = a_section(session, at=this)
        child = a_student(session, at=[earlier, this], takes=[reading.section, math])
        task = reading.task()
        reading.post(child, task, earlier.terms[0], "A", 95)
        absent_all_day(session, child, at=earlier, on=date(2025, 10, 6))
        viewer = a_viewer(session, a_guardian(session, of=child))
        ids = (an_id(child), an_id(earlier.year), an_id(a_following_year(session, at=this).year), reading.id)
        cookie = sessions.begin(session, viewer.account_id, address="203.0.113.7", device="test")
    async with running_application() as application:
        yield Opened(application, await application.connect("the tab", cookie), *ids)


async def test_each_page_of_records_shows_the_year_in_the_address(opened: Opened) -> None:
    tab, query = opened.tab, opened.of_year(opened.year)
    await tab.opens("/grades", query=query)
    assert [one.title for one in tab.sees(GradesState, "grades").classes] == ["Reading 5"]
    assert tab.sees(PortalState, "school_year").name == "2025-26"
    await tab.opens("/attendance", query=query)
    assert (tab.sees(AttendanceState, "year"), tab.sees(AttendanceState, "so_far").days_absent) == ("2025-26", "1")
    await tab.opens("/reports", query=query)
    assert "missing-assignments" not in {one.key for one in tab.sees(ReportsState, "reports").offers}


async def test_without_a_year_in_the_address_the_current_one_is_back(opened: Opened) -> None:
    tab = opened.tab
    await tab.opens("/attendance", query=opened.of_year(opened.year))
    await tab.opens("/attendance", query=f"?student={opened.student}")
    assert (tab.sees(AttendanceState, "year"), tab.sees(PortalState, "school_year").name) == ("2026-27", "2026-27")


@pytest.mark.parametrize("asked", ["foreign", "0", "-1", "1.5", "x", "99999999999999999999", "2025-26", ""])
async def test_a_foreign_or_malformed_year_shows_the_current_one(opened: Opened, asked: str) -> None:
    year = str(opened.foreign_year) if asked == "foreign" else asked
    await opened.tab.opens("/grades", query=opened.of_year(year))
    assert opened.tab.sees(PortalState, "school_year").name == "2026-27"
    assert [one.title for one in opened.tab.sees(GradesState, "grades").classes] == ["Mathematics 6"]


async def test_a_month_of_an_earlier_year_stays_in_it(opened: Opened) -> None:
    tab, query = opened.tab, opened.of_year(opened.year)
    await tab.opens("/attendance", query=query)
    await tab.calls(AttendanceState.slide, path="/attendance", query=query, step=-1)
    assert tab.sees(AttendanceState, "year") == "2025-26"
    assert all(month.first < "2026-07" for month in tab.sees(AttendanceState, "months"))


async def test_a_class_of_an_earlier_year_has_no_what_if(opened: Opened) -> None:
    query = f"?student={opened.student}&section={opened.section}"
    await opened.tab.opens("/class", query=query)
    assert opened.tab.sees(PortalState, "school_year").name == "2025-26"
    await opened.tab.calls(ClassState.start_what_if, path="/class", query=query)
    assert not opened.tab.sees(ClassState, "in_what_if")


async def test_a_right_withdrawn_closes_earlier_years_too(opened: Opened) -> None:
    with open_session() as session:
        session.execute(update(m.Guardianship).values(grades=False))
    await opened.tab.opens("/grades", query=opened.of_year(opened.year))
    assert opened.tab.sees(PortalState, "is_withheld")
    assert opened.tab.sees(GradesState, "grades").classes == []


@pytest.mark.parametrize("is_earlier", [True, False])
async def test_an_earlier_year_follows_changes_without_announcing_them(opened: Opened, is_earlier: bool) -> None:
    """A late correction of a child's records is no news about the page; access is checked again all the same."""
    tab = opened.tab
    await tab.opens("/grades", query=opened.of_year(opened.year if is_earlier else ""))
    follower = opened.application.follower(seen=in_session(last_change))
    with open_session() as session:
        record_change(session, m.Subject.SCORE, student_id=opened.student)
    await follower.poll()
    assert tab.sees(PortalState, "refresh_count") == (0 if is_earlier else 1)
    with open_session() as session:
        session.execute(update(m.Guardianship).values(grades=False))
        record_change(session, m.Subject.SCORE, student_id=opened.student)
    await follower.poll()
    assert tab.sees(GradesState, "grades").classes == []
