"""What the build makes of Reflex's pages, so that a phone paints before it loads: style sheet inside, scripts after."""

import json
import re
from functools import partial
from html import unescape
from pathlib import Path

import pytest

from portal_app.http.policy import inline
from portal_app.reflex_adapter.bundle import with_few_files
from portal_app.reflex_adapter.first_paint import for_first_paint, with_dormant_sheet

FIRST = '<link disabled="" href="/assets/first-a.css" id="first-styles" rel="stylesheet"/>'
LATER = '<link disabled="" href="/assets/later-f.css" id="later-styles" rel="stylesheet"/>'
START = """<script type="module" async="">import "/assets/manifest-b.js";
import * as route0 from "/assets/root-c.js";
import * as route1 from "/assets/sign-in-d.js";
  window.__reactRouterRouteModules = {"root":route0,"routes/[sign-in]._index":route1};

import("/assets/entry-e.js");</script>"""
HEAD = f'<head><link rel="modulepreload" href="/assets/root-c.js"/>{FIRST}{LATER}</head>'
FORM = f"<html>{HEAD}<body><form></form>{START}</body></html>"
LINES = f'<html>{HEAD}<body><span class="skeleton h-4"></span>{START}</body></html>'
RULES = "p{color:light-dark(#000,#fff)}"


@pytest.fixture
def built(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "first-a.css").write_text(RULES)
    return tmp_path


@pytest.mark.parametrize("page", [FORM, LINES])
def test_a_page_carries_the_rules_of_its_first_paint_and_names_their_sheet_without_loading_it(page: str, built: Path):
    assert f"<style>{RULES}</style>{FIRST}" in for_first_paint(page, built)


def start_data(page: str) -> dict[str, object]:
    """Return the data that the start script of a page gets."""
    (text,) = re.findall(r'<meta name="start" content="([^"]*)"/></head>', page)
    return json.loads(unescape(text))


@pytest.mark.parametrize("page", [FORM, LINES])
def test_the_start_script_gets_what_reflexs_own_start_names(page: str, built: Path):
    found = start_data(for_first_paint(page, built))
    assert found["manifest"] == "/assets/manifest-b.js"
    assert found["routes"] == {"root": "/assets/root-c.js", "routes/[sign-in]._index": "/assets/sign-in-d.js"}
    assert found["entry"] == "/assets/entry-e.js"


def test_every_page_starts_with_the_same_text_so_that_one_hash_allows_it(built: Path):
    form, lines = (list(inline(for_first_paint(page, built), "script")) for page in (FORM, LINES))
    assert form == lines
    assert form[0].index("requestAnimationFrame") < form[0].index("import(path)") < form[0].index("import(entry)")


def test_a_form_is_painted_before_its_scripts_are_fetched(built: Path):
    page = for_first_paint(FORM, built)
    assert not re.search("<link[^>]*preload", page)
    assert start_data(page)["ahead"] == ["/assets/root-c.js"]


def test_a_page_that_waits_for_data_fetches_scripts_and_the_other_sheet_meanwhile(built: Path):
    page = for_first_paint(LINES, built)
    assert '<link rel="modulepreload" fetchpriority="low" href="/assets/root-c.js"/>' in page
    assert f'<link rel="preload" as="style" fetchpriority="low" href="/assets/later-f.css"/>{LATER}' in page
    assert start_data(page)["ahead"] == []


@pytest.mark.parametrize("other", [FORM.replace("disabled", "hidden"), FORM.replace("import *", "import  *")])
def test_a_page_of_another_make_stops_the_build(other: str, built: Path):
    with pytest.raises(ValueError, match="another way"):
        for_first_paint(other, built)


@pytest.mark.parametrize("change", [partial(with_dormant_sheet, later_styles="later.css"), with_few_files])
def test_a_change_that_finds_no_place_stops_the_build(change):
    with pytest.raises(ValueError, match="another way"):
        change("export default {};")
