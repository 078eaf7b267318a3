"""The layout of every report: its pages with head and foot, its title, headlines and paragraphs.

US Letter, black on white with one grey. Each page carries the school, whose report it is, when it was made and which
page of how many. The first page's head is read aloud; the repeated ones are left out of the reading.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from fpdf import ViewerPreferences
from fpdf.outline import OutlineSection
from fpdf.syntax import DestinationXYZ

from portal_app.reports.fonts import BOLD, REGULAR, readable
from portal_app.reports.typesetter import (
    BODY,
    HEIGHT,
    LARGE,
    LEADING,
    LEFT,
    RIGHT,
    SMALL,
    TITLE,
    Typesetter,
    forget_glyphs,
)

TOP, BOTTOM = 118.0, 744.0
"""Where the body of a page begins and ends."""
ISSUER = 382.0
"""The left edge of who issues the document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """The header and footer of each page, in the reader's language.

    `district` stands above the school's lines, the `issuer`; `subject` is whose report it is, `made` when it was made;
    `page_of` makes the words for a page and the number of pages.
    """

    title: str
    subtitle: str
    issuer: tuple[str, ...]
    district: str = ""
    subject: tuple[str, ...]
    made: str
    made_at: datetime
    language: str
    page_of: Callable[[int, int], str]


class Layout(Typesetter):
    """A document in the making. `y` is where the next block begins."""

    def __init__(self, heading: Heading) -> None:
        super().__init__(heading.language)
        self.heading = heading
        self._describe()
        self.new_page()
        self._head(is_read=True)

    def _describe(self) -> None:
        heading = self.heading
        self.set_title(f"{heading.title}: {heading.subject[0]}")
        self.set_author(heading.issuer[0] if heading.issuer else "")
        self.set_creator("Parent Portal")
        self.set_lang(heading.language)
        self.set_creation_date(heading.made_at)
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)

    def new_page(self) -> None:
        """Begin a page; the next block begins at its top."""
        self.add_page()
        self.y = TOP

    def space(self) -> float:
        """Return how many points are left on the page."""
        return BOTTOM - self.y

    def full_space(self) -> float:
        """Return how many points a whole page has."""
        return BOTTOM - TOP

    def need(self, height: float) -> None:
        """Begin a new page unless so many points are left on this one."""
        if height > self.space():
            self.new_page()

    def finish(self) -> bytes:
        """Return the whole document."""
        total = self.pages_count
        for number in range(1, total + 1):
            self.page = number
            if number > 1:
                self._head(is_read=False)
            self._foot(number, total)
        made = bytes(self.output())
        forget_glyphs()
        return made

    def section(self, name: str, *, level: int = 0) -> None:
        """Note a section that begins here in the document's outline."""
        place = DestinationXYZ(self.page, top=HEIGHT - self.y + LARGE)
        self._outline.append(OutlineSection(name, level, self.page, place))

    def headline(self, text: str, *, need: float = 60, level: int = 0) -> None:
        """Draw a section's title, kept with what follows, and note it in the outline."""
        lines = self.lines_of(text, RIGHT - LEFT, BOLD, LARGE)
        self.need(len(lines) * LARGE * LEADING + need)
        self.section(text, level=level)
        with self.tagged("H2"):
            self._lines(lines, BOLD, LARGE)
        self.y += 4

    def paragraph(
        self, text: str, *, style: str = REGULAR, size: float = BODY, after: float = 6, kind: str = "P"
    ) -> None:
        """Draw a paragraph over the whole width, `after` points before what follows."""
        lines = self.lines_of(text, RIGHT - LEFT, style, size)
        self.need(min(len(lines), 3) * size * LEADING)
        with self.tagged(kind):
            self._lines(lines, style, size)
        self.y += after

    def _lines(self, lines: list[str], style: str, size: float) -> None:
        for line in lines:
            self.need(size * LEADING)
            self.draw(LEFT, self.y + size, line, style, size)
            self.y += size * LEADING

    def _head(self, *, is_read: bool) -> None:
        issuer, *where = self.heading.issuer
        about = [self.heading.title, *self.heading.subject, self.heading.subtitle]
        with self.inside(self.tags.document) if is_read else self.unread():
            self._column(about, (TITLE, BODY), (LEFT, 36, 366), "H1")
            self._draw_district()
            self._column([issuer, *where], (LARGE, SMALL), (ISSUER, 42, RIGHT), "P")
        self.rule(TOP - 11, weight=1, grey=0)

    def _draw_district(self) -> None:
        """Draw the district's name above the school's; of a very long name only the first line."""
        for line in self.lines_of(self.heading.district, RIGHT - ISSUER, REGULAR, SMALL)[:1]:
            with self.part("P"):
                self.draw(ISSUER, 38.5, line, REGULAR, SMALL)

    def _column(
        self, texts: Sequence[str], sizes: tuple[float, float], place: tuple[float, float, float], first: str
    ) -> None:
        """Draw texts below each other between `place` (left, top, right), the first one large and bold.

        What would reach the body is left out.
        """
        x, y, to = place
        for number, text in enumerate(texts):
            style, size = (REGULAR, sizes[1]) if number else (BOLD, sizes[0])
            for line in self.lines_of(text, to - x, style, size)[:2]:
                if y + size <= TOP - 14:
                    with self.part("P" if number else first):
                        self.draw(x, y + size, line, style, size)
                y += size * (LEADING if number else 1.4)

    def _foot(self, number: int, total: int) -> None:
        heading, baseline = self.heading, 768.0
        page, made = readable(heading.page_of(number, total)), readable(heading.made)
        with self.unread():
            self.rule(BOTTOM + 10)
            self.draw(LEFT, baseline, made, REGULAR, SMALL)
            self.draw(RIGHT - self.width_of(page, REGULAR, SMALL), baseline, page, REGULAR, SMALL)
