"""What the attendance page keeps when its question is cut short by the next change of page."""

import asyncio
from types import SimpleNamespace

import pytest

from portal_app.pages.attendance.state import AttendanceState


async def test_a_question_that_is_cut_short_leaves_the_choices_to_be_made_anew() -> None:
    async def cut_short(*_question, **_wanted):
        raise asyncio.CancelledError

    page = SimpleNamespace(student=SimpleNamespace(id=7), term="3", opened=None, _of=5, _at=2, _front=2, _ask=cut_short)
    with pytest.raises(asyncio.CancelledError):
        await AttendanceState._refresh(page)
    assert (page._of, page.term, page._at, page._front) == (5, "3", 2, 2)
