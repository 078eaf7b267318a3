"""A sheet of paper: the frame of every report, and text put onto it in points from the top left corner.

US Letter, black on white with one grey. Each page carries the school, whose report it is, when it was made and which
page of how many. The first page's head is read aloud; the repeated ones are left out of the reading.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from typing import Any

import uharfbuzz
from fpdf import FPDF, ViewerPreferences
from fpdf.enums import XPos, YPos
from fpdf.fonts import HarfBuzzFont, SubsetMap, TTFFont
from fpdf.outline import OutlineSection
from fpdf.output import PDFResourceType
from fpdf.syntax import DestinationXYZ

from portal_app.reports.faces import BOLD, FURTHER, REGULAR, further_face, is_plain, plain_face, readable
from portal_app.reports.tags import Element, TagTree

WIDTH, HEIGHT = 612.0, 792.0
LEFT, RIGHT = 45.0, 567.0
TOP, BOTTOM = 106.0, 744.0
"""Where the body of a page begins and ends."""

SMALL, BODY, LARGE, TITLE = 7.5, 9.0, 11.0, 15.0
LEADING = 1.28
"""The distance of two lines of text, in sizes of the type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What stands at the head and foot of each page, ready in the reader's language.

    `issuer` are the school's lines, `subject` whose report it is, `made` when it was made; `page_of` makes the words
    for a page and the number of pages.
    """

    title: str
    subtitle: str
    issuer: tuple[str, ...]
    subject: tuple[str, ...]
    made: str
    made_at: datetime
    language: str
    page_of: Any


class Paper(FPDF):
    """A document in the making. `y` is where the next block begins."""

    def __init__(self, heading: Heading) -> None:
        super().__init__(unit="pt", format="letter")
        self.heading = heading
        self.struct_builder = TagTree(heading.language)  # type: ignore[assignment]
        self.tags: TagTree = self.struct_builder  # type: ignore[assignment]
        self._element: Element = self.tags.document
        self._has_further = False
        self._describe()
        self.new_page()
        self._head(is_read=True)

    def _describe(self) -> None:
        heading = self.heading
        self.set_auto_page_break(False)
        self.set_margin(0)
        self.c_margin = 0
        self.set_title(f"{heading.title}: {heading.subject[0]}")
        self.set_author(heading.issuer[0] if heading.issuer else "")
        self.set_creator("Parent Portal")
        self.set_lang(heading.language)
        self.set_creation_date(heading.made_at)
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)
        for style in (REGULAR, BOLD):
            self._add_face("plain", style, plain_face(style))

    # pages

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
        _forget_glyphs()
        return made

    # text

    def width_of(self, text: str, style: str, size: float) -> float:
        """Return the points that a readable text takes."""
        if is_plain(text):
            return _units(text, style, self.fonts[f"plain{style}"]) * size / 1000
        with self._shaped(style, size):
            return self.get_string_width(text)

    def lines_of(self, text: str, width: float, style: str = REGULAR, size: float = BODY) -> list[str]:
        """Return the text in lines of a width: broken between words, and within a word that is wider than a line."""
        lines: list[str] = []
        for word in readable(text).split():
            joined = f"{lines[-1]} {word}" if lines else word
            if lines and self.width_of(joined, style, size) <= width:
                lines[-1] = joined
            else:
                lines.extend(self._broken(word, width, style, size))
        return lines

    def _broken(self, word: str, width: float, style: str, size: float) -> Iterator[str]:
        while len(word) > 1 and self.width_of(word, style, size) > width:
            fits = next(n for n in range(len(word) - 1, 0, -1) if n == 1 or self.width_of(word[:n], style, size) <= width)
            # after a hyphen or a slash, if there is one in the line's second half
            mark = max(word.rfind(sign, fits // 2, fits) for sign in "-/_.,@") + 1
            yield word[: mark or fits]
            word = word[mark or fits :]
        yield word

    def put(self, x: float, baseline: float, text: str, style: str = REGULAR, size: float = BODY) -> None:
        """Put one readable line of text at a place; it belongs to the element that is open."""
        if not text:
            return
        mark = self.tags.mark(self._element, self.pages[self.page], self.page) if self._element.kind != "Artifact" else None
        kind = "/Artifact BMC" if mark is None else f"/{self._element.kind} <</MCID {mark}>> BDC"
        self._out(kind)
        if is_plain(text):
            self._put_plain(x, baseline, text, style, size)
        else:
            self._put_shaped(x, baseline, text, style, size)
        self._out("EMC")

    def _put_plain(self, x: float, baseline: float, text: str, style: str, size: float) -> None:
        face = self.fonts[f"plain{style}"]
        self._resource_catalog.add(PDFResourceType.FONT, face.i, self.page)
        place = f"{x:.2f} {HEIGHT - baseline:.2f} Td"
        self._out(f"BT /F{face.i} {size:.2f} Tf {place} {face.encode_text(text)} ET")

    def _put_shaped(self, x: float, baseline: float, text: str, style: str, size: float) -> None:
        below = self.y
        with self._shaped(style, size):
            # a cell sets its text 0.3 sizes below its middle
            self.set_xy(x, baseline - 0.8 * size)
            self.cell(w=self.get_string_width(text) + 1, h=size, text=text, new_x=XPos.LEFT, new_y=YPos.TOP)
        self.y = below

    def rule(self, y: float, *, x: float = LEFT, to: float = RIGHT, weight: float = 0.5, grey: int = 130) -> None:
        """Draw a horizontal line."""
        shade = grey / 255
        self._out(
            f"/Artifact BMC {shade:.3f} G {weight:.2f} w {x:.2f} {HEIGHT - y:.2f} m {to:.2f} {HEIGHT - y:.2f} l S 0 G EMC"
        )

    def shade(self, x: float, y: float, width: float, height: float, *, grey: int = 236) -> None:
        """Fill a rectangle with grey."""
        level = grey / 255
        self._out(
            f"/Artifact BMC {level:.3f} g {x:.2f} {HEIGHT - y - height:.2f} {width:.2f} {height:.2f} re f 0 g EMC"
        )

    # structure

    @contextmanager
    def tagged(self, kind: str, attributes: str = "") -> Iterator[Element]:
        """Open an element: what is put meanwhile is part of it."""
        with self.inside(self.tags.add(kind, self._element, attributes)) as element:
            yield element

    @contextmanager
    def inside(self, element: Element) -> Iterator[Element]:
        """Go on within an element."""
        before, self._element = self._element, element
        yield element
        self._element = before

    @contextmanager
    def part(self, kind: str, attributes: str = "") -> Iterator[None]:
        """Open an element, or none in what is not read aloud."""
        if self._element.kind == "Artifact":
            yield
        else:
            with self.tagged(kind, attributes):
                yield

    @contextmanager
    def unread(self) -> Iterator[None]:
        """Put what is there for the eye only."""
        with self.inside(Element("Artifact", self.tags.document)):
            yield

    def section(self, name: str, *, level: int = 0) -> None:
        """Note a section that begins here in the document's outline."""
        place = DestinationXYZ(self.page, top=HEIGHT - self.y + LARGE)
        self._outline.append(OutlineSection(name, level, self.page, place))

    # blocks

    def headline(self, text: str, *, need: float = 60, level: int = 0) -> None:
        """Put a section's title, kept with what follows, and note it in the outline."""
        lines = self.lines_of(text, RIGHT - LEFT, BOLD, LARGE)
        self.need(len(lines) * LARGE * LEADING + need)
        self.section(text, level=level)
        with self.tagged("H2"):
            self._lines(lines, BOLD, LARGE)
        self.y += 4

    def paragraph(self, text: str, *, style: str = REGULAR, size: float = BODY, after: float = 6) -> None:
        """Put a paragraph over the whole width."""
        lines = self.lines_of(text, RIGHT - LEFT, style, size)
        self.need(min(len(lines), 3) * size * LEADING)
        with self.tagged("P"):
            self._lines(lines, style, size)
        self.y += after

    def _lines(self, lines: list[str], style: str, size: float) -> None:
        for line in lines:
            self.need(size * LEADING)
            self.put(LEFT, self.y + size, line, style, size)
            self.y += size * LEADING

    # head and foot

    def _head(self, *, is_read: bool) -> None:
        heading, middle = self.heading, (LEFT + RIGHT) / 2
        left = [(heading.issuer[0], BOLD, LARGE), *((line, REGULAR, SMALL + 0.5) for line in heading.issuer[1:])]
        right = [(heading.title, BOLD, TITLE), *((line, REGULAR, BODY) for line in heading.subject), (heading.subtitle, REGULAR, BODY)]
        with self.inside(self.tags.document) if is_read else self.unread():
            self._column(right, LEFT, middle + 60, title_tag="H1")
            self._column(left, middle + 76, RIGHT, title_tag="P")
        self.rule(TOP - 14, weight=1, grey=0)

    def _column(self, lines: list[tuple[str, str, float]], x: float, to: float, *, title_tag: str) -> None:
        y = 36.0
        for number, (text, style, size) in enumerate(lines):
            for line in self.lines_of(text, to - x, style, size)[:2]:
                if y + size > TOP - 17:
                    return
                with self.part("P" if number else title_tag):
                    self.put(x, y + size, line, style, size)
                y += size * 1.24

    def _foot(self, number: int, total: int) -> None:
        heading, baseline = self.heading, 768.0
        page, made = readable(heading.page_of(number, total)), readable(heading.made)
        with self.unread():
            self.rule(BOTTOM + 10)
            self.put(LEFT, baseline, made, REGULAR, SMALL)
            self.put(RIGHT - self.width_of(page, REGULAR, SMALL), baseline, page, REGULAR, SMALL)

    # faces

    def _add_face(self, name: str, style: str, data: bytes) -> None:
        face = TTFFont(self, BytesIO(data), name + style, style)  # type: ignore[arg-type]
        self.fonts[name + style] = face

    @contextmanager
    def _shaped(self, style: str, size: float) -> Iterator[None]:
        """Let fpdf2 set text of any script: right to left, in joined letters."""
        self._add_further_faces()
        self.set_font("plain", style, size)
        self.current_font_is_set_on_page = False
        self.set_text_shaping(True)
        yield
        self.set_text_shaping(False)

    def _add_further_faces(self) -> None:
        if self._has_further:
            return
        self._has_further = True
        for name in FURTHER:
            for style in (REGULAR, BOLD):
                self._add_face(name, style, further_face(name, style))
                _shape_with(self.fonts[name + style], further_face(name, style))
        for style in (REGULAR, BOLD):
            _shape_with(self.fonts[f"plain{style}"], plain_face(style))
        self.set_fallback_fonts(FURTHER, exact_match=False)


def _shape_with(face: Any, data: bytes) -> None:
    """Give HarfBuzz the font's bytes: fpdf2 would look for a file."""
    face._hbfont = HarfBuzzFont(uharfbuzz.Face(data))


@lru_cache(maxsize=8192)
def _plain_units(text: str, style: str) -> float:
    return sum(_WIDTHS[style][ord(char)] for char in text)


_WIDTHS: dict[str, dict[int, float]] = {}


def _units(text: str, style: str, face: Any) -> float:
    """Return a plain text's width in thousandths of its size."""
    if style not in _WIDTHS:
        _WIDTHS[style] = dict(face.cw)
    return _plain_units(text, style)


def _forget_glyphs() -> None:
    """Let go of the finished document's fonts: fpdf2 caches glyphs by font, and would keep every font for ever."""
    SubsetMap.pick.cache_clear()
    SubsetMap.get_glyph.cache_clear()
