"""What the build makes of Reflex's pages, so that a phone paints before it loads: style sheet inside, scripts after."""

import re
from pathlib import Path

import pytest

from portal_app.http.policy import inline
from portal_app.ui.bundling import with_few_files
from portal_app.ui.first_paint import for_first_paint, with_dormant_sheet

SHEET = '<link disabled="" href="/assets/styles-a.css" rel="stylesheet" type="text/css"/>'
START = """<script type="module" async="">import "/assets/manifest-b.js";
import * as route0 from "/assets/root-c.js";
import * as route1 from "/assets/sign-in-d.js";
window.modules = {"root":route0,"routes/sign-in":route1};
import("/assets/entry-e.js");</script>"""
HEAD = f'<head><link rel="modulepreload" href="/assets/root-c.js"/>{SHEET}</head>'
FORM = f"<html>{HEAD}<body><form></form>{START}</body></html>"
LINES = f'<html>{HEAD}<body><span class="skeleton h-4"></span>{START}</body></html>'
RULES = "p{color:light-dark(#000,#fff)}"


@pytest.fixture
def built(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "styles-a.css").write_text(RULES)
    return tmp_path


@pytest.mark.parametrize("page", [FORM, LINES])
def test_a_page_carries_its_style_sheet_and_names_it_for_react_without_loading_it(page: str, built: Path):
    assert f"<style>{RULES}</style>{SHEET}" in for_first_paint(page, built)


@pytest.mark.parametrize("page", [FORM, LINES])
def test_scripts_start_after_the_first_paint_and_in_their_order(page: str, built: Path):
    (script,) = inline(for_first_paint(page, built), "script")
    order = ["requestAnimationFrame", "manifest-b", "root-c", "sign-in-d", "window.modules", "entry-e"]
    assert re.findall("|".join(order), script.replace('["/assets/root-c.js"]', "")) == order
    assert 'import "' not in script
    assert "import *" not in script


def test_a_form_is_painted_before_its_scripts_are_fetched(built: Path):
    page = for_first_paint(FORM, built)
    assert '<link rel="modulepreload"' not in page
    assert 'for (const href of ["/assets/root-c.js"])' in page


def test_a_page_that_waits_for_answers_fetches_its_scripts_meanwhile(built: Path):
    assert '<link rel="modulepreload" fetchpriority="low" href="/assets/root-c.js"/>' in for_first_paint(LINES, built)


@pytest.mark.parametrize("other", [FORM.replace("disabled", "hidden"), FORM.replace("import *", "import  *")])
def test_a_page_of_another_make_stops_the_build(other: str, built: Path):
    with pytest.raises(ValueError, match="another way"):
        for_first_paint(other, built)


@pytest.mark.parametrize("change", [with_dormant_sheet, with_few_files])
def test_a_change_that_finds_no_place_stops_the_build(change):
    with pytest.raises(ValueError, match="another way"):
        change("export default {};")
