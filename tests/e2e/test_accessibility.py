"""For everyone: WCAG 2.2 AA on every page, in both themes and languages; narrow, zoomed and enlarged; by thumb."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.e2e.conftest import SIZES
from tests.e2e.places import BEFORE_SIGN_IN, BEHIND_SIGN_IN, open_place
from tests.e2e.visitor import sign_in
from tests.running import RunningPortal

Opens = Callable[..., Page]
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
LOOKS = {
    "phone-light-english": ("phone", "light", "en"),
    "desk-dark-spanish": ("desk", "dark", "es"),
    "phone-dark-spanish": ("phone", "dark", "es"),
}
LONG_NAMES = ("WilhelminaFeatherstonehaugh", "marble-giraffe-reads-2-newspapers")
LEAST = {"phone": 44, "desk": 24}
"""CSS pixels of what is pressed: under a thumb, and under a mouse."""


LEVELS = """[...document.querySelectorAll("h1, h2, h3, h4")]
  .filter((heading) => heading.checkVisibility()).map((heading) => Number(heading.tagName[1]))"""
SMALL = """(least) => {
  const typed = "input:not([type=hidden], [type=checkbox], [type=radio])";
  const pressed = `button, select, summary, textarea, .button, .tab, .nav-link, .pop-item, ${typed}`;
  return [...document.querySelectorAll(pressed)]
    .filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest(".only-heard"))
    .map((e) => [e, e.getBoundingClientRect()])
    .filter(([, { width, height }]) => width > 0 && Math.min(width, height) < least - 0.5)
    .map(([e, { width, height }]) => `${e.tagName}.${e.className} ${e.innerText} ${width}x${height}`);
}"""


@pytest.fixture(params=LOOKS.values(), ids=LOOKS)
def looks(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Return how a page is to be opened: size, theme, language."""
    size, scheme, language = request.param
    return {"size": size, "color_scheme": scheme, "locale": language, "reduced_motion": "reduce"}


def violations(page: Page) -> list[str]:
    """Return what breaks a rule, each with the elements concerned."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{rule['id']}: {rule['help']}: {json.dumps([node['html'][:160] for node in rule['nodes'][:4]])}"
        for rule in found
    ]


@dataclass(frozen=True)
class Found:
    """What was found on a page: broken rules, levels of headings, landmarks, and what is too small to press."""

    violations: list[str]
    levels: list[int]
    landmarks: list[int]
    small: list[str]


Walk = dict[str, Found]


@pytest.fixture(scope="module", params=LOOKS.values(), ids=LOOKS)
def walk(request: pytest.FixtureRequest, chromium: Browser, portal: RunningPortal) -> Walk:
    """Walk all pages in one look and return what was found on each."""
    size, scheme, language = request.param
    context = chromium.new_context(
        base_url=portal.url, viewport=SIZES[size], color_scheme=scheme, locale=language, reduced_motion="reduce"
    )
    page, found = context.new_page(), {}
    for path in (*BEFORE_SIGN_IN, *BEHIND_SIGN_IN):
        if path == BEHIND_SIGN_IN[0]:
            sign_in(page)
        open_place(page, path)
        found[path] = Found(
            violations=violations(page),
            levels=page.evaluate(LEVELS),
            landmarks=[
                page.locator(one).count() for one in ("main", "main h1", "header:not(main *)", "[role=status] main")
            ],
            small=page.evaluate(SMALL, LEAST[size]),
        )
    context.close()
    return found


def test_no_page_breaks_a_rule(walk: Walk) -> None:
    assert {path: found.violations for path, found in walk.items() if found.violations} == {}


def test_every_page_has_one_main_content_with_its_heading_outside_of_any_live_region(walk: Walk) -> None:
    assert {path: found.landmarks for path, found in walk.items() if found.landmarks != [1, 1, 1, 0]} == {}


def test_headings_leave_no_level_out(walk: Walk) -> None:
    gaps = {path: [(a, b) for a, b in pairwise(found.levels) if b > a + 1] for path, found in walk.items()}
    assert {path: found for path, found in gaps.items() if found} == {}


def test_everything_to_press_is_large_enough_for_a_thumb_or_a_mouse(walk: Walk) -> None:
    assert {path: found.small for path, found in walk.items() if found.small} == {}


STATES_BEFORE: dict[str, str] = {
    "a wrong password": "/sign-in/?error=wrong&name=minnie",
    "signed out": "/sign-in/?done=signed-out",
    "timed out": "/sign-in/?ended=idle",
    "the MFA code": "/sign-in/?step=2&error=code-wrong",
    "the district": "/sign-in/?step=district&error=district-unknown",
    "a wrong key": "/activate/?error=key-unknown",
    "a new account": "/activate/?step=2&error=name-taken&name=minnie",
    "a request sent": "/request-key/?done=sent",
    "no such page": "/nowhere/",
    "no connection": "/offline.html",
}


def test_no_state_before_the_sign_in_breaks_a_rule(open_page: Opens, looks: dict[str, Any]) -> None:
    page = open_page(**looks, expects=("404",))
    found = {}
    for name, address in STATES_BEFORE.items():
        page.goto(address)
        expect(page.locator("h1:visible")).to_have_count(1)
        if broken := violations(page):
            found[name] = broken
    assert found == {}


def _picker(page: Page) -> None:
    page.locator(".shell-header .picker[data-child]").click()


def _more(page: Page) -> None:
    page.locator(".tab", has=page.locator("svg")).last.click()


def _first(selector: str) -> Callable[[Page], None]:
    return lambda page: page.locator(selector).locator("visible=true").first.click()


def _runs(script: str) -> Callable[[Page], None]:
    return lambda page: page.evaluate(script)


STATES_BEHIND: dict[str, tuple[str, Callable[[Page], None], str]] = {
    "the picker": ("/home/", _picker, "#students:popover-open"),
    "the drawer": ("/home/", _more, "#more:popover-open"),
    "a day of attendance": ("/attendance/", _first("main td:not(.outside) button:not([disabled])"), "dialog[open]"),
    "a day of the calendar": ("/calendar/", _first("main td button:not([disabled])"), "dialog[open]"),
    "a change asked for": ("/household/", _first("main .with-action button"), "dialog[open]"),
    "a new version": ("/home/", _runs("window.dispatchEvent(new Event('portal-new-version'))"), ".banner"),
    "the end of a session": ("/home/", _runs("document.getElementById('session-idle').showModal()"), "dialog[open]"),
    "the way of a grade": ("/class/", _first("main .explanation > summary"), "main details[open]"),
}


def test_no_dialog_and_no_open_list_breaks_a_rule(open_page: Opens, looks: dict[str, Any]) -> None:
    page = open_page(**{**looks, "size": "phone"})
    page.add_init_script("Object.defineProperty(navigator, 'standalone', { value: false })")  # iOS: the hint is drawn
    sign_in(page)
    found = {}
    for name, (path, open_it, opened) in STATES_BEHIND.items():
        open_place(page, path)
        open_it(page)
        expect(page.locator(opened).first).to_be_visible()
        if broken := violations(page):
            found[name] = broken
    assert found == {}


def test_the_focus_follows_to_the_content_of_the_next_page(open_page: Opens, size: str) -> None:
    page = open_page(size)
    sign_in(page)
    page.get_by_role("link", name="Grades").locator("visible=true").first.click()
    expect(page.get_by_role("heading", name="Grades", exact=True)).to_be_visible()
    expect(page.locator("main")).to_be_focused()


STICKING_OUT = """[...document.querySelectorAll("body *")]
  .filter((e) => e.getBoundingClientRect().right > innerWidth + 1)
  .slice(0, 5).map((e) => `${e.tagName}.${e.className}`)"""


def sideways(page: Page, paths: list[str], width: int) -> dict[str, list[str]]:
    """Return what sticks out of each page that can be scrolled sideways."""
    found = {}
    for path in paths:
        open_place(page, path)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found[path] = page.evaluate(STICKING_OUT)
    return found


@pytest.mark.parametrize("language", ["en", "es"])
def test_nothing_scrolls_sideways_at_320_pixels_which_is_400_percent_zoom(open_page: Opens, language: str) -> None:
    page = open_page(locale=language)
    page.set_viewport_size({"width": 320, "height": 256})
    assert sideways(page, BEFORE_SIGN_IN, 320) == {}
    sign_in(page, *LONG_NAMES)
    assert sideways(page, BEHIND_SIGN_IN, 320) == {}


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("letters", [24, 32], ids=["half again as large", "twice as large"])
def test_larger_letters_fit_a_phone(open_page: Opens, letters: int, language: str) -> None:
    page = open_page(locale=language)
    devtools = enlarge(page, letters)
    assert sideways(page, BEFORE_SIGN_IN, SIZES["phone"]["width"]) == {}
    sign_in(page)
    assert sideways(page, BEHIND_SIGN_IN, SIZES["phone"]["width"]) == {}
    devtools.detach()


def test_text_twice_as_large_fits_a_desk(open_page: Opens) -> None:
    page = open_page("desk")
    devtools = enlarge(page, 32)
    sign_in(page, *LONG_NAMES)
    assert sideways(page, BEHIND_SIGN_IN, SIZES["desk"]["width"]) == {}
    devtools.detach()


def enlarge(page: Page, letters: int) -> CDPSession:
    """Set the browser's size of text in pixels (16 is usual); it lasts as long as the session is kept."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("Page.setFontSizes", {"fontSizes": {"standard": letters, "fixed": letters}})
    page.goto(BEFORE_SIGN_IN[0])
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == f"{letters}px"
    return devtools


SHAPES = """(marks) => marks.map((mark) => {
  const { backgroundColor, borderRadius, borderStyle, clipPath } = getComputedStyle(mark);
  return [backgroundColor, borderRadius, borderStyle, clipPath].join(" ");
})"""
BORDER = "(day) => getComputedStyle(day).borderColor"
OUTLINE = "() => getComputedStyle(document.activeElement).outlineStyle"


def test_signs_are_told_apart_and_the_focus_is_seen_when_the_system_forces_its_colors(open_page: Opens) -> None:
    page = open_page(forced_colors="active")
    sign_in(page)
    open_place(page, "/calendar/")
    marks = page.locator(".layer .layer-dot")
    assert len(set(marks.evaluate_all(SHAPES))) == marks.count() == 4
    today, another = (
        page.locator(f"main .day{which}").first for which in ("[aria-current=date]", ":not([aria-current=date])")
    )
    assert today.evaluate(BORDER) != another.evaluate(BORDER)
    page.keyboard.press("Tab")
    assert page.evaluate(OUTLINE) == "solid"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_breaks_a_rule_when_more_contrast_is_asked_for(open_page: Opens, scheme: str) -> None:
    page = open_page(contrast="more", color_scheme=scheme, reduced_motion="reduce")
    sign_in(page)
    found = {}
    for path in ("/home/", "/attendance/", "/calendar/", "/class/"):
        open_place(page, path)
        if broken := violations(page):
            found[path] = broken
    assert found == {}
