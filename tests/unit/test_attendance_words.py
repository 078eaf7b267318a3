"""The letters and words of attendance: every status and excuse has one, in every language."""

import pytest

from portal_app.domain.attendance.words import EXCUSE_WORDS, STATUS_LETTERS, STATUS_WORDS
from portal_app.infrastructure.translation import languages, translate
from portal_app.models import AttendanceStatus, Excuse
from portal_app.reports.attendance_signs import FRAMES

LETTERS = {"en": ["A", "T", "L"], "es": ["A", "T", "S"]}


def test_every_status_and_every_excuse_has_a_word_and_every_excuse_a_frame_of_its_own() -> None:
    assert set(STATUS_WORDS) == set(AttendanceStatus)
    assert set(STATUS_LETTERS) == set(AttendanceStatus) - {AttendanceStatus.PRESENT}
    assert set(EXCUSE_WORDS) == set(FRAMES) == set(Excuse)
    shapes = {(frame.is_filled, frame.is_dashed, frame.has_line) for frame in FRAMES.values()}
    assert len(shapes) == len({frame.color for frame in FRAMES.values()}) == len(Excuse)


@pytest.mark.parametrize("language", languages())
def test_the_letter_of_a_status_begins_its_word_and_no_other(language: str) -> None:
    letters = [translate(language, letter) for letter in STATUS_LETTERS.values()]
    words = [translate(language, STATUS_WORDS[status]) for status in STATUS_LETTERS]
    assert letters == [word[0] for word in words]
    assert len(set(letters)) == len(letters)
    assert letters == LETTERS.get(language, letters)
