"""For everyone: WCAG 2.2 AA on every page, in both themes and languages; large enough for a thumb; by keyboard.

A page is loaded once, and looked at in each of its looks.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import pytest
from axe_playwright_python.base import AXE_SCRIPT as AXE
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import DESKTOP, PHONE
from tests.e2e.looks import Look, Reader
from tests.e2e.parents import parent_like
from tests.e2e.places import BEFORE_SIGN_IN, BEHIND_SIGN_IN, open_place
from tests.e2e.visitor import MINNIE, enter
from tests.running import RunningPortal

Opens = Callable[..., Page]
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}
LOOKS = {
    "phone-light-english": Look(PHONE, "light", "en"),
    "phone-dark-spanish": Look(PHONE, "dark", "es"),
    "desktop-dark-spanish": Look(DESKTOP, "dark", "es"),
}
ON_PHONES = [look for look in LOOKS.values() if look.viewport == PHONE]
LEAST = {"phone": 44, "desktop": 24}
"""CSS pixels of what is pressed: under a thumb, and under a mouse."""


LEVELS = """[...document.querySelectorAll("h1, h2, h3, h4")]
  .filter((heading) => heading.checkVisibility()).map((heading) => Number(heading.tagName[1]))"""
SMALL = """(least) => {
  const typed = "input:not([type=hidden], [type=checkbox], [type=radio])";
  const pressed = `button, select, summary, textarea, .button, .tab, .nav-link, .pop-item, ${typed}`;
  return [...document.querySelectorAll(pressed)]
    .filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest(".visually-hidden"))
    .map((e) => [e, e.getBoundingClientRect()])
    .filter(([, { width, height }]) => width > 0 && Math.min(width, height) < least - 0.5)
    .map(([e, { width, height }]) => `${e.tagName}.${e.className} ${e.innerText} ${width}x${height}`);
}"""


def violations(page: Page) -> list[str]:
    """Return what breaks a rule, each with the elements concerned."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate("(options) => axe.run(options).then(({ violations }) => violations)", RULES)
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


@pytest.fixture(scope="module")
def walks(chromium: Browser, portal: RunningPortal) -> dict[str, Walk]:
    """Walk all pages and return what was found on each, in each look."""
    page = chromium.new_context(base_url=portal.url, viewport=PHONE, reduced_motion="reduce").new_page()
    reader = Reader(page)
    found: dict[str, Walk] = {name: {} for name in LOOKS}
    looks = list(LOOKS.items())
    for path in (*BEFORE_SIGN_IN, *BEHIND_SIGN_IN):
        if path == BEHIND_SIGN_IN[0]:
            enter(page, portal, parent_like(portal, MINNIE))
        open_place(page, path)
        for name, look in looks:
            reader.take(look)
            found[name][path] = _found(page, LEAST["phone" if look.viewport == PHONE else "desktop"])
        looks.reverse()  # the next page is drawn in the last language of this one
    page.context.close()
    return found


def _found(page: Page, least: int) -> Found:
    return Found(
        violations=violations(page),
        levels=page.evaluate(LEVELS),
        landmarks=[
            page.locator(one).count() for one in ("main", "main h1", "header:not(main *)", "[role=status] main")
        ],
        small=page.evaluate(SMALL, least),
    )


@pytest.fixture(params=LOOKS)
def walk(request: pytest.FixtureRequest, walks: dict[str, Walk]) -> Walk:
    """Return what was found on each page in one look."""
    return walks[request.param]


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


def test_no_state_before_the_sign_in_breaks_a_rule(open_page: Opens) -> None:
    page = open_page(new=True, expects=("404",))
    reader, found, looks = Reader(page), {}, list(LOOKS.items())
    for name, address in STATES_BEFORE.items():
        page.goto(address)
        for look_name, look in looks:
            reader.take(look)
            expect(page.locator("h1:visible")).to_have_count(1)
            if broken := violations(page):
                found[f"{name}, {look_name}"] = broken
        looks.reverse()
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


def test_no_dialog_and_no_open_list_breaks_a_rule(open_page: Opens, portal: RunningPortal) -> None:
    page = open_page(user=parent_like(portal, MINNIE), new=True)
    page.add_init_script("Object.defineProperty(navigator, 'standalone', { value: false })")  # iOS: the hint is drawn
    reader, found, looks = Reader(page), {}, list(ON_PHONES)
    for name, (path, open_it, opened) in STATES_BEHIND.items():
        open_place(page, path)
        open_it(page)
        for look in looks:
            reader.take(look)
            expect(page.locator(opened).first).to_be_visible()
            if broken := violations(page):
                found[f"{name}, {look}"] = broken
        looks.reverse()
    assert found == {}


def test_the_focus_follows_to_the_content_of_the_next_page(open_page: Opens, size: str) -> None:
    page = open_page(size, user=MINNIE)
    page.goto("/home/")
    # before the page has loaded its content, a link is the browser's own and opens a new document
    expect(page.locator("main")).to_contain_text("Marcia Clayton")
    page.get_by_role("link", name="Grades").locator("visible=true").first.click()
    expect(page.get_by_role("heading", name="Grades", exact=True)).to_be_visible()
    expect(page.locator("main")).to_be_focused()


SHAPES = """(marks) => marks.map((mark) => {
  const { backgroundColor, borderRadius, borderStyle, clipPath } = getComputedStyle(mark);
  return [backgroundColor, borderRadius, borderStyle, clipPath].join(" ");
})"""
BORDER = "(day) => getComputedStyle(day).borderColor"
OUTLINE = "() => getComputedStyle(document.activeElement).outlineStyle"


def test_signs_differ_and_the_focus_is_visible_when_the_system_forces_its_colors(open_page: Opens) -> None:
    page = open_page(user=MINNIE, forced_colors="active")
    open_place(page, "/calendar/")
    marks = page.locator(".layer .layer-dot")
    assert len(set(marks.evaluate_all(SHAPES))) == marks.count() == 4
    today, another = (
        page.locator(f"main .day{which}").first for which in ("[aria-current=date]", ":not([aria-current=date])")
    )
    assert today.evaluate(BORDER) != another.evaluate(BORDER)
    page.keyboard.press("Tab")
    assert page.evaluate(OUTLINE) == "solid"


def test_no_page_breaks_a_rule_when_more_contrast_is_asked_for(open_page: Opens) -> None:
    page = open_page(user=MINNIE, new=True, contrast="more")
    found = {}
    for path in ("/home/", "/attendance/", "/calendar/", "/class/"):
        open_place(page, path)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, contrast="more", reduced_motion="reduce")
            if broken := violations(page):
                found[f"{path}, {scheme}"] = broken
    assert found == {}
