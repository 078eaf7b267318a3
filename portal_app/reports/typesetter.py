"""Text on a page: which font draws it, how wide it is, where lines break, and its element for screen readers.

Almost all text is plain Latin and goes straight into the page, at a place in points from the top left corner. Text of
other scripts takes fpdf2's longer way, which shapes and orders it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any

import uharfbuzz
from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.enums import PDFResourceType, XPos, YPos
from fpdf.fonts import HarfBuzzFont, SubsetMap, TTFFont

from portal_app.reports.fonts import BOLD, PLAIN_FONT, REGULAR, font_file, further_fonts, is_plain, readable
from portal_app.reports.tags import Element, TagTree

WIDTH, HEIGHT = 612.0, 792.0
LEFT, RIGHT = 45.0, 567.0
SMALL, BODY, LARGE, TITLE = 7.5, 9.0, 11.0, 15.0
LEADING = 1.28
"""The distance of two lines of text, in sizes of the type."""

_EMBEDDED_TABLES = ("CFF ", "cvt ", "fpgm", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "prep")
ARTIFACT = "Artifact"
"""What is there for the eye only: rules, shades, repeated heads."""


Color = tuple[float, float, float]
"""Red, green and blue, 0 to 1."""
BLACK = (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """How a sign of one letter is framed."""

    color: Color = BLACK
    is_filled: bool = False
    is_dashed: bool = False
    has_line: bool = True


class Typesetter(FPDF):
    """A document to draw text on; `y` is where the next block begins."""

    def __init__(self, language: str) -> None:
        super().__init__(unit="pt", format="letter")
        self.set_auto_page_break(False)
        self.set_margin(0)
        self.c_margin = 0
        self.struct_builder = TagTree(language)  # type: ignore[assignment]
        self.tags: TagTree = self.struct_builder  # type: ignore[assignment]
        self._element: Element = self.tags.document
        self._further: tuple[str, ...] = ()
        for style in (REGULAR, BOLD):
            self._add_font(PLAIN_FONT, style)

    def width_of(self, text: str, style: str, size: float) -> float:
        """Return the points that a readable text takes."""
        if is_plain(text):
            return _plain_units(text, style) * size / 1000
        with self._shaped(text, style, size):
            return self.get_string_width(text)

    def lines_of(self, text: str, width: float, style: str = REGULAR, size: float = BODY) -> list[str]:
        """Return the text in lines of a width: broken between words, and within a word that is wider than a line."""
        lines: list[str] = []
        taken, space = 0.0, self.width_of(" ", style, size)
        for word in filter(None, readable(text).split(" ")):
            more = space + self.width_of(word, style, size)
            if lines and taken + more <= width:
                lines[-1] += f" {word}"
                taken += more
            else:
                lines.extend(self._broken(word, width, style, size))
                taken = self.width_of(lines[-1], style, size)
        return lines

    def _broken(self, word: str, width: float, style: str, size: float) -> Iterator[str]:
        while len(word) > 1 and self.width_of(word, style, size) > width:
            fits = next(
                n for n in range(len(word) - 1, 0, -1) if n == 1 or self.width_of(word[:n], style, size) <= width
            )
            # after a hyphen or a slash, if there is one in the line's second half
            mark = max(word.rfind(sign, fits // 2, fits) for sign in "-/_.,@") + 1
            yield word[: mark or fits]
            word = word[mark or fits :]
        yield word

    def draw(self, x: float, baseline: float, text: str, style: str = REGULAR, size: float = BODY) -> None:
        """Draw one readable line of text at a place; it belongs to the element that is open."""
        if not text:
            return
        self._out(self._beginning())
        if is_plain(text):
            self._draw_plain(x, baseline, text, style, size)
        else:
            self._draw_shaped(x, baseline, text, style, size)
        self._out("EMC")

    def _beginning(self) -> str:
        """Return the operator that says to which element the following belongs."""
        if self._element.kind == ARTIFACT:
            return f"/{ARTIFACT} BMC"
        mark = self.tags.mark(self._element, self.pages[self.page], self.page)
        return f"/{self._element.kind} <</MCID {mark}>> BDC"

    def _draw_plain(self, x: float, baseline: float, text: str, style: str, size: float) -> None:
        font = self.fonts[PLAIN_FONT + style]
        self._resource_catalog.add(PDFResourceType.FONT, font.i, self.page)
        place = f"{x:.2f} {HEIGHT - baseline:.2f} Td"
        self._out(f"BT /F{font.i} {size:.2f} Tf {place} {font.encode_text(text)} ET")

    def _draw_shaped(self, x: float, baseline: float, text: str, style: str, size: float) -> None:
        below = self.y
        with self._shaped(text, style, size):
            # a cell sets its text 0.3 sizes below its middle
            self.set_xy(x, baseline - 0.8 * size)
            self.cell(w=self.get_string_width(text) + 1, h=size, text=text, new_x=XPos.LEFT, new_y=YPos.TOP)
        self.y = below

    def rule(self, y: float, *, x: float = LEFT, to: float = RIGHT, weight: float = 0.5, grey: int = 130) -> None:
        """Draw a horizontal line."""
        line = f"{x:.2f} {HEIGHT - y:.2f} m {to:.2f} {HEIGHT - y:.2f} l S"
        self._out(f"/{ARTIFACT} BMC {grey / 255:.3f} G {weight:.2f} w {line} 0 G EMC")

    def shade(self, x: float, y: float, width: float, height: float, *, grey: int = 236) -> None:
        """Fill a rectangle with grey."""
        box = f"{x:.2f} {HEIGHT - y - height:.2f} {width:.2f} {height:.2f} re"
        self._out(f"/{ARTIFACT} BMC {grey / 255:.3f} g {box} f 0 g EMC")

    def framed(self, x: float, baseline: float, letter: str, frame: Frame, size: float) -> float:
        """Draw a letter in a frame, for the eye only, and return the frame's width."""
        inner = self.width_of(letter, BOLD, size)
        side = size * 1.3
        width = max(side, inner + size * 0.5)
        red, green, blue = frame.color
        box = f"{x:.2f} {HEIGHT - baseline - size * 0.28:.2f} {width:.2f} {side:.2f} re"
        paint = "B" if frame.is_filled else "S"
        dash = "[1.6 1.2] 0 d " if frame.is_dashed else ""
        color = f"{red} {green} {blue}"
        with self.unread():
            if frame.has_line:
                self._out(f"/{ARTIFACT} BMC q 0.8 w {dash}{color} RG {color} rg {box} {paint} Q EMC")
            self._out("q 1 g" if frame.is_filled else f"q {color} rg")
            self.draw(x + (width - inner) / 2, baseline, letter, BOLD, size)
            self._out("Q")
        return width

    @contextmanager
    def tagged(self, kind: str, attributes: str = "") -> Iterator[Element]:
        """Open an element: what is drawn meanwhile is part of it."""
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
        if self._element.kind == ARTIFACT:
            yield
        else:
            with self.tagged(kind, attributes):
                yield

    @contextmanager
    def unread(self) -> Iterator[None]:
        """Draw what is there for the eye only."""
        with self.inside(Element(ARTIFACT, self.tags.document)):
            yield

    def _add_font(self, name: str, style: str) -> None:
        self.fonts[name + style] = _font(name, style, number=len(self.fonts) + 1)

    @contextmanager
    def _shaped(self, text: str, style: str, size: float) -> Iterator[None]:
        """Let fpdf2 set text of any script: right to left, in joined letters."""
        self._add_further_fonts(further_fonts(text))
        self.set_font(PLAIN_FONT, style, size)
        self.current_font_is_set_on_page = False
        self.set_text_shaping(True)
        yield
        self.set_text_shaping(False)

    def _add_further_fonts(self, names: tuple[str, ...]) -> None:
        """Add these fonts, unless the document has them already."""
        for name in names[len(self._further) :]:
            for style in (REGULAR, BOLD):
                self._add_font(name, style)
            if _parsed(name, REGULAR).is_cff:
                self._set_min_pdf_version("1.6")  # the first that may embed such a font
            self._further = (*self._further, name)
            self.set_fallback_fonts(self._further, exact_match=False)


@lru_cache
def _parsed(name: str, style: str) -> Any:
    """Return a font as fpdf2 reads it, with its letters' widths: parsed once, for that takes as long as a page does."""
    data = font_file(name, style)
    font = TTFFont(FPDF(), BytesIO(data), name + style, style)  # type: ignore[arg-type]
    # HarfBuzz gets the bytes: fpdf2 would look for a file
    font._hbfont = HarfBuzzFont(uharfbuzz.Face(data))
    return font


def _font(name: str, style: str, *, number: int) -> Any:
    """Return a parsed font for one document: what a document changes is its own, the rest is shared."""
    font = copy(_parsed(name, style))
    font.i = number
    font.desc = copy(font.desc)
    file, glyphs = _embedded(name, style)
    font.ttfont = TTFont(BytesIO(file), recalcTimestamp=False, recalcBBoxes=False, lazy=True)
    font.ttfont.setGlyphOrder(glyphs)
    font.missing_glyphs = []
    font.subset = SubsetMap(font)
    return font


@lru_cache
def _embedded(name: str, style: str) -> tuple[bytes, list[str]]:
    """Return the part of a font that goes into a document (ISO 32000-1, 9.9), and the names of its glyphs.

    Each document cuts it down to the letters that it uses; the fewer tables there are, the sooner that is done.
    """
    font = TTFont(BytesIO(font_file(name, style)), recalcTimestamp=False, recalcBBoxes=False, lazy=True)
    glyphs = font.getGlyphOrder()
    for table in set(font.keys()) - {"GlyphOrder", *_EMBEDDED_TABLES}:
        del font[table]
    small = BytesIO()
    font.save(small)
    return small.getvalue(), glyphs


@lru_cache(maxsize=8192)
def _plain_units(text: str, style: str) -> float:
    """Return a plain text's width in thousandths of its size."""
    widths = _parsed(PLAIN_FONT, style).cw
    width: float = sum(widths[ord(char)] for char in text)
    return width


def forget_glyphs() -> None:
    """Let go of the finished document's fonts: fpdf2 caches glyphs by font, and would keep every font for ever."""
    SubsetMap.pick.cache_clear()
    SubsetMap.get_glyph.cache_clear()
