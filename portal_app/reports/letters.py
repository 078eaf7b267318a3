"""Activation letters: one page for each guardian, for a window envelope, with the key to type and a code to scan."""

from collections.abc import Sequence
from datetime import datetime

import segno

from portal_app.domain.staff.activation_letters import ActivationLetter
from portal_app.infrastructure.translation import list_text
from portal_app.reports.fonts import BOLD, REGULAR, readable
from portal_app.reports.typesetter import LEADING, Typesetter, forget_glyphs
from portal_app.reports.words import Words

_LEFT, _RIGHT = 72.0, 540.0
_PRINT, _LARGE, _KEY = 11.0, 15.0, 12.5
_WINDOW = 140.0
"""Where the window of a US no. 10 envelope shows the address, from the top of the folded sheet."""
_BODY = 262.0
_QR = 126.0


def activation_letters(letters: Sequence[ActivationLetter], *, language: str, made_at: datetime) -> bytes:
    """Return the PDF of the letters, in a language."""
    t, layout = Words(language), Typesetter(language)
    layout.set_title(t("Activation letters for the Parent Portal"))
    layout.set_author(letters[0].from_lines[0] if letters else "")
    layout.set_creator("Parent Portal")
    layout.set_lang(language)
    layout.set_creation_date(made_at)
    for letter in letters:
        _draw(layout, t, letter)
    made = bytes(layout.output())
    forget_glyphs()
    return made


def _draw(layout: Typesetter, t: Words, letter: ActivationLetter) -> None:
    layout.add_page()
    _block(layout, letter.from_lines, 50)
    _block(layout, letter.to_lines, _WINDOW)
    _right(layout, t.date(letter.written_on, "long"), 62)
    layout.y = _BODY
    _paragraph(layout, t("Your access to the Parent Portal"), style=BOLD, size=_LARGE, kind="H1", after=12)
    _paragraph(layout, t("Dear {name},", name=letter.guardian))
    _paragraph(
        layout,
        t(
            "In the Parent Portal you see the schedule, assignments, grades and attendance of {students}, on a phone "
            "or a computer. With the key below you make your own user name and password, once.",
            students=list_text(t.language, letter.students),
        ),
        after=16,
    )
    _key(layout, t, letter)
    _paragraph(
        layout,
        t("The key works once, until {date}. Afterwards the school gives you a new one.",
          date=t.date(letter.valid_until, "long")),
    )  # fmt: skip
    _paragraph(
        layout,
        t(
            "Treat this letter as you would a house key: whoever has it can make the account in your name. Nobody from "
            "the school will ever ask you for the key or for your password."
        ),
    )
    _paragraph(layout, t("If you have questions, the school's office is glad to help."), after=14)
    _paragraph(layout, letter.from_lines[0])


def _key(layout: Typesetter, t: Words, letter: ActivationLetter) -> None:
    """Draw the two ways to use the key, the typed one beside the picture to scan."""
    top, width = layout.y, _RIGHT - _LEFT - _QR - 36
    layout.shade(_LEFT - 12, top - 6, _RIGHT - _LEFT + 24, _QR + 36, grey=240)
    _qr(layout, letter.link, _RIGHT - _QR, top + 12)
    layout.y = top + 10
    _paragraph(layout, t("Scan the picture with your phone's camera,"), width=width, after=2)
    _paragraph(layout, t("or open this page and type the key:"), width=width, after=8)
    _paragraph(layout, letter.page, style=BOLD, width=width, after=10)
    _paragraph(layout, letter.key, style=BOLD, size=_KEY, width=width + 16, after=0)
    layout.y = top + _QR + 48


def _paragraph(
    layout: Typesetter,
    text: str,
    *,
    style: str = REGULAR,
    size: float = _PRINT,
    width: float = _RIGHT - _LEFT,
    after: float = 9,
    kind: str = "P",
) -> None:
    with layout.tagged(kind):
        for line in layout.lines_of(text, width, style, size):
            layout.draw(_LEFT, layout.y + size, line, style, size)
            layout.y += size * LEADING
    layout.y += after


def _block(layout: Typesetter, lines: Sequence[str], top: float) -> None:
    """Draw an address, at most six lines of it."""
    layout.y = top
    for number, line in enumerate(lines[:6]):
        _paragraph(layout, line, style=REGULAR if number else BOLD, width=270, after=0)


def _right(layout: Typesetter, text: str, baseline: float) -> None:
    text = readable(text)
    with layout.tagged("P"):
        layout.draw(_RIGHT - layout.width_of(text, REGULAR, _PRINT), baseline, text, REGULAR, _PRINT)


def _qr(layout: Typesetter, text: str, x: float, y: float) -> None:
    """Draw a QR code, black on white with its quiet zone; its content is printed beside it as text."""
    rows = [list(row) for row in segno.make(text, error="m").matrix]
    quiet, cell = 3, _QR / (len(rows) + 6)
    layout.shade(x, y, _QR, _QR, grey=255)
    for down, row in enumerate(rows):
        for start, length in _runs(row):
            layout.shade(x + (start + quiet) * cell, y + (down + quiet) * cell, length * cell, cell + 0.05, grey=0)


def _runs(row: Sequence[int]) -> list[tuple[int, int]]:
    """Return the dark runs of a row as (first, length)."""
    runs: list[tuple[int, int]] = []
    for index, dark in enumerate(row):
        if dark and runs and sum(runs[-1]) == index:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif dark:
            runs.append((index, 1))
    return runs
