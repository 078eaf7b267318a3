"""Narrow, zoomed and enlarged: nothing sticks out at the side, in either language, and the longest names fit too.

A page is loaded once, and looked at in each size and language.
"""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, ViewportSize

from tests.e2e.conftest import DESKTOP, PHONE
from tests.e2e.looks import WRITTEN, Look, Reader
from tests.e2e.parents import parent_like
from tests.e2e.places import BEFORE_SIGN_IN, BEHIND_SIGN_IN, open_place
from tests.e2e.visitor import MINNIE, WILHELMINA, enter
from tests.running import RunningPortal

NARROW: ViewportSize = {"width": 320, "height": 256}
"""A desktop at a zoom of 400 percent."""

STICKING_OUT = """[...document.querySelectorAll("body *")]
  .filter((e) => e.getBoundingClientRect().right > innerWidth + 1)
  .slice(0, 5).map((e) => `${e.tagName}.${e.className}`)"""


@dataclass(frozen=True)
class Case:
    """A size of the page, of its letters in pixels (16 is usual), and its language."""

    viewport: ViewportSize
    letters: int
    language: str


Sideways = dict[str, list[str]]
"""What sticks out of each page that can be scrolled sideways."""


def walked(browser: Browser, portal: RunningPortal, parent: str, cases: dict[str, Case]) -> dict[str, Sideways]:
    """Walk all pages as a parent like this one, and return what sticks out in each case."""
    page = browser.new_context(base_url=portal.url, viewport=PHONE, reduced_motion="reduce").new_page()
    reader, devtools = Reader(page), page.context.new_cdp_session(page)
    found: dict[str, Sideways] = {name: {} for name in cases}
    in_turn = list(cases.items())
    for path in (*BEFORE_SIGN_IN, *BEHIND_SIGN_IN):
        if path == BEHIND_SIGN_IN[0]:
            enter(page, portal, parent_like(portal, parent))
        open_place(page, path)
        for name, case in in_turn:
            devtools.send("Page.setFontSizes", {"fontSizes": {"standard": case.letters, "fixed": case.letters}})
            reader.take(Look(case.viewport, language=case.language))
            assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == f"{case.letters}px"
            if page.evaluate("document.documentElement.scrollWidth") > case.viewport["width"]:
                found[name][path] = page.evaluate(STICKING_OUT)
        in_turn.reverse()  # the next page is drawn in the last language of this one
    page.context.close()
    return found


ENLARGED = {
    "half again as large, en": Case(PHONE, 24, "en"),
    "twice as large, en": Case(PHONE, 32, "en"),
    "half again as large, es": Case(PHONE, 24, "es"),
    "twice as large, es": Case(PHONE, 32, "es"),
}
NARROWED = {f"320 pixels, {language}": Case(NARROW, 16, language) for language in WRITTEN}
ON_A_DESKTOP = "twice as large, desktop"


@pytest.fixture(scope="module")
def two_children(chromium: Browser, portal: RunningPortal) -> dict[str, Sideways]:
    return walked(chromium, portal, MINNIE, ENLARGED)


@pytest.fixture(scope="module")
def long_names(chromium: Browser, portal: RunningPortal) -> dict[str, Sideways]:
    return walked(chromium, portal, WILHELMINA, {ON_A_DESKTOP: Case(DESKTOP, 32, "en"), **NARROWED})


@pytest.mark.parametrize("case", NARROWED)
def test_nothing_scrolls_sideways_at_320_pixels_which_is_400_percent_zoom(
    long_names: dict[str, Sideways], case: str
) -> None:
    assert long_names[case] == {}


@pytest.mark.parametrize("case", ENLARGED)
def test_larger_letters_fit_a_phone(two_children: dict[str, Sideways], case: str) -> None:
    assert two_children[case] == {}


def test_text_twice_as_large_fits_a_desktop(long_names: dict[str, Sideways]) -> None:
    assert long_names[ON_A_DESKTOP] == {}
