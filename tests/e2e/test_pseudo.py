"""In another language: every text of every page is in the catalogs, and none of it is cut off."""

import re
from dataclasses import dataclass
from datetime import date

import pytest
from playwright.sync_api import Browser, expect

from portal_app.infrastructure.translation import date_text, languages
from portal_app.ui.messages import PSEUDO, extract_messages
from tests.e2e.conftest import SIZES
from tests.e2e.places import BEFORE_SIGN_IN, BEHIND_SIGN_IN, open_place
from tests.e2e.visitor import MINNIE, enter
from tests.running import RunningPortal

TEXTS = """() => {
  const texts = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { parentElement, textContent } = walker.currentNode;
    if (!parentElement.closest("script, style, [lang]:not(html)") && textContent.trim()) texts.add(textContent.trim());
  }
  for (const named of document.querySelectorAll("[aria-label], [title], [placeholder], [alt]"))
    for (const name of ["aria-label", "title", "placeholder", "alt"])
      if (named.getAttribute(name)?.trim()) texts.add(named.getAttribute(name).trim());
  return [...texts, document.title];
}"""
CUT = """() => {
  const isOnlyHeard = (e) => e && (getComputedStyle(e).clipPath !== "none" || isOnlyHeard(e.parentElement));
  const hides = (e) => !["visible", "auto", "scroll"].includes(getComputedStyle(e).overflowX);
  return [...document.querySelectorAll("body *")]
    .filter((e) => e.checkVisibility() && e.scrollWidth > e.clientWidth + 1 && hides(e) && !isOnlyHeard(e))
    .map((e) => `${e.tagName}.${e.className}: ${e.innerText.slice(0, 60)}`);
}"""


@dataclass(frozen=True)
class Seen:
    """What a page shows: its texts, and those of its elements that are cut off."""

    texts: list[str]
    cut: list[str]


Walk = dict[str, Seen]


def walked(browser: Browser, portal: RunningPortal, size: str, language: str) -> Walk:
    """Walk all pages in a language and return what each shows."""
    context = browser.new_context(base_url=portal.url, viewport=SIZES[size], reduced_motion="reduce")
    context.add_init_script(f"localStorage.setItem('portal.language', '{language}')")
    page, found = context.new_page(), {}
    for path in (*BEFORE_SIGN_IN, *BEHIND_SIGN_IN):
        if path == BEHIND_SIGN_IN[0]:
            enter(page, portal, MINNIE)
        open_place(page, path)
        expect(page.locator("html")).to_have_attribute("lang", language)
        if language == PSEUDO:
            expect(page.locator("main h1")).to_contain_text("[")  # drawn anew, after the prerendered English
        found[path] = Seen(texts=page.evaluate(TEXTS), cut=page.evaluate(CUT))
    context.close()
    return found


@pytest.fixture(scope="module")
def strange(chromium: Browser, portal: RunningPortal) -> Walk:
    """Return the pages in the pseudo-locale: accents, brackets around every text, 40 % longer."""
    return walked(chromium, portal, "desktop", PSEUDO)


@pytest.fixture(scope="module")
def school_words(portal: RunningPortal) -> set[str]:
    """Return every text that the school's records hold: names, courses, notices. They are not ours to translate."""
    return set(portal.texts())


def ours() -> set[str]:
    """Return the texts of the catalogs that say something by themselves, without a value."""
    ids = (message.id for message in extract_messages() if message.id)
    single = {form for one in ids for form in ([one] if isinstance(one, str) else one)}
    return {one for one in single if re.search("[a-z]{3}", one) and "{" not in one}


def _words(said: str) -> list[str]:
    return re.findall(r"\w{2,}", said)


def _days_of_a_year() -> list[str]:
    """Return every word of a date, written long and short."""
    days = (date(2026, month, 1 + day) for month in range(1, 13) for day in range(7))
    return [date_text("en", day, style) for day in days for style in ("long", "short")]


def the_few(found: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return the pages on which something was found."""
    return {path: texts for path, texts in found.items() if texts}


def test_no_text_of_a_catalog_is_left_in_english(strange: Walk, school_words: set[str]) -> None:
    known = ours() - school_words
    assert the_few({path: sorted(known.intersection(seen.texts)) for path, seen in strange.items()}) == {}


def test_every_word_on_a_page_comes_from_a_catalog_or_from_the_school(strange: Walk, school_words: set[str]) -> None:
    stored = "\n".join(school_words)
    names = {word for text in school_words if len(text.split()) <= 3 for word in _words(text)}
    names |= {word for day in _days_of_a_year() for word in _words(day)}

    def is_plain(said: str) -> bool:
        is_english = bool(re.search("[a-z]{3}", said)) and "[" not in said
        return is_english and said not in stored and not names.issuperset(_words(said))

    assert the_few({path: [said for said in seen.texts if is_plain(said)] for path, seen in strange.items()}) == {}


def test_no_text_is_cut_off_on_a_desktop_when_it_is_much_longer(strange: Walk) -> None:
    ours_cut = {path: [one for one in seen.cut if "[" in one] for path, seen in strange.items()}
    assert the_few(ours_cut) == {}


@pytest.mark.parametrize("language", languages())
def test_no_text_is_cut_off_on_a_phone(chromium: Browser, portal: RunningPortal, language: str) -> None:
    assert the_few({path: seen.cut for path, seen in walked(chromium, portal, "phone", language).items()}) == {}
