"""Reads documents back: their texts, in the order in which they are read aloud, and the positions of words."""

import re
import shutil
import subprocess
from collections.abc import Iterable
from functools import lru_cache
from html import unescape
from io import BytesIO
from itertools import groupby
from typing import Any, NamedTuple

import pdfplumber
from pdfplumber.page import Page
from pypdf import PdfReader

PAGE = (612, 792)
MARGIN = 44
"""The points that printers leave white and that no text of ours enters."""

_POPPLERS_WORD = re.compile(r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>')

POPPLER = shutil.which("pdftotext")


class Word(NamedTuple):
    """A word on a page and its box, in points from the top left corner."""

    page: int
    text: str
    left: float
    top: float
    right: float
    bottom: float


def spoken(body: bytes) -> list[str]:
    """Return the lines of a document in reading order, without the heads and feet that are for the eye only."""
    chars = [(page.page_number, char) for page in _pages(body) for char in page.chars if char["tag"] != "Artifact"]
    return [
        "".join(char["text"] for _, char in group) for _, group in groupby(chars, lambda one: (one[0], one[1]["mcid"]))
    ]


def numbers(texts: Iterable[str]) -> list[str]:
    """Return every number in texts, in order, as it is written."""
    return [number.rstrip(".,") for text in texts for number in re.findall(r"\d[\d.,]*", text)]


def words(body: bytes) -> list[Word]:
    """Return the words of a document with their boxes (pdfplumber: slow and in pure Python)."""
    return [
        Word(page.page_number, word["text"], word["x0"], word["top"], word["x1"], word["bottom"])
        for page in _pages(body)
        for word in page.extract_words(x_tolerance=1.5)
    ]


@lru_cache(maxsize=1)
def _pages(body: bytes) -> list[Page]:
    """Return the pages of a document; they parse it, slowly, when they are first asked for what is on them."""
    return pdfplumber.open(BytesIO(body)).pages


def words_quickly(body: bytes) -> list[Word]:
    """Return the same from Poppler, quickly: for thousands of documents."""
    done = subprocess.run([str(POPPLER), "-bbox", "-", "-"], input=body, capture_output=True, check=True)
    pages = done.stdout.decode(errors="replace").split("<page ")[1:]
    return [
        Word(number, unescape(text), *map(float, box))
        for number, page in enumerate(pages, start=1)
        for *box, text in _POPPLERS_WORD.findall(page)
    ]


def misplaced(found: list[Word]) -> list[str]:
    """Return what is wrong with the words' places: in the margin, off the page, or over another word."""
    width, height = PAGE
    outside = [
        f"{word} is outside"
        for word in found
        if word.left < MARGIN or word.right > width - MARGIN or word.top < 30 or word.bottom > height - 20
    ]
    return outside + list(_overlaps(found))


def _overlaps(found: list[Word]) -> Iterable[str]:
    ordered = sorted(found, key=lambda word: (word.page, word.top))
    for at, one in enumerate(ordered):
        for other in ordered[at + 1 :]:
            if other.page != one.page or other.top > one.bottom - 2:
                break
            # two points: boxes are as high as the font's tallest letter, and lines stand closer than that
            if min(one.right, other.right) - max(one.left, other.left) > 0.5 and _shared_height(one, other) > 2:
                yield f"{one} runs over {other}"


def _shared_height(one: Word, other: Word) -> float:
    return min(one.bottom, other.bottom) - max(one.top, other.top)


Tag = tuple[str, list["Tag"]]
"""A tag of a document: its kind and its children."""


def structure(body: bytes) -> list[Tag]:
    """Return the document's tags as nested (kind, children)."""
    trailer: Any = PdfReader(BytesIO(body)).trailer
    root = trailer["/Root"]["/StructTreeRoot"]
    return [_element(kid.get_object()) for kid in root["/K"]]


def _element(element: Any) -> Tag:
    kids = (kid.get_object() for kid in element["/K"])
    return element["/S"][1:], [_element(kid) for kid in kids if kid.get("/Type") == "/StructElem"]
