"""The signs of attendance on paper: a letter for the status, a frame and a color for the excuse.

The frame alone tells the excuses apart in black and white: filled unexcused, outlined excused, dashed not yet
explained, none exempt. The signs are for the eye only, because the words stand beside them.
"""

from portal_app.domain.attendance.words import EXCUSE_WORDS, STATUS_LETTERS, STATUS_WORDS
from portal_app.models import AttendanceStatus, Excuse
from portal_app.reports.layout import Layout
from portal_app.reports.table import Sign
from portal_app.reports.typesetter import LEADING, LEFT, SMALL, Frame
from portal_app.reports.words import Words

RED, GREEN, AMBER, GREY = (0.64, 0.13, 0.09), (0.0, 0.36, 0.2), (0.47, 0.29, 0.0), (0.35, 0.35, 0.35)
FRAMES = {
    Excuse.UNEXCUSED: Frame(color=RED, is_filled=True),
    Excuse.EXCUSED: Frame(color=GREEN),
    Excuse.UNKNOWN: Frame(color=AMBER, is_dashed=True),
    Excuse.EXEMPT: Frame(color=GREY, has_line=False),
}
GAP, BETWEEN = 4.0, 14.0


def sign_of(t: Words, status: AttendanceStatus, excuse: Excuse) -> Sign | None:
    """Return the sign of an entry; none for a student who was present."""
    letter = STATUS_LETTERS.get(status)
    return Sign(t(letter), FRAMES[excuse]) if letter else None


def draw_legend(layout: Layout, t: Words) -> None:
    """Draw what the letters and frames mean."""
    plain = Frame(has_line=False)
    _draw_line(layout, [(t(letter), plain, t(STATUS_WORDS[status])) for status, letter in STATUS_LETTERS.items()])
    letter = t(STATUS_LETTERS[AttendanceStatus.ABSENT])
    _draw_line(layout, [(letter, FRAMES[excuse], t(words)) for excuse, words in EXCUSE_WORDS.items()])
    layout.y += 4


def _draw_line(layout: Layout, items: list[tuple[str, Frame, str]]) -> None:
    height = SMALL * LEADING + 4
    layout.need(height)
    x = LEFT
    with layout.tagged("P"):
        for letter, frame, words in items:
            x += layout.framed(x, layout.y + SMALL + 1, letter, frame, SMALL) + GAP
            layout.draw(x, layout.y + SMALL + 1, words, size=SMALL)
            x += layout.width_of(words, "", SMALL) + BETWEEN
    layout.y += height
