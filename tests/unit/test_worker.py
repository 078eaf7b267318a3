"""The service worker and the offline page, written for a finished build: what they list, and what they never may."""

import json
import re
import shutil
from pathlib import Path

import pytest

from portal_app.http import refused_form
from portal_app.infrastructure.translation import languages
from portal_app.ui.refused_form import OPENED, PUBLIC, REFUSED_FORM, write_refused_form
from portal_app.ui.worker import page_paths, shell_files, write_worker

MANIFEST = Path(__file__).parents[2] / "assets" / "manifest.webmanifest"
SIGN_IN = """<link href="/assets/styles-a.css" rel="stylesheet"/><link rel="modulepreload" href="/assets/root-b.js"/>
<link rel="modulepreload" href="/assets/sign-in-c.js"/><script type="module">import "/assets/manifest-d.js";</script>"""
HOME = SIGN_IN.replace("sign-in-c", "home-e")


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """Return the folder of a finished build with two pages."""
    for page, html in (("sign-in", SIGN_IN), ("home", HOME)):
        (tmp_path / page).mkdir()
        (tmp_path / page / "index.html").write_text(html)
    (tmp_path / "index.html").write_text("fallback")
    shutil.copy(MANIFEST, tmp_path)
    (tmp_path / "assets").mkdir()
    for name in ("styles-a.css", "root-b.js", "sign-in-c.js", "manifest-d.js", "home-e.js"):
        (tmp_path / "assets" / name).write_text(name)
    for name in ("offline.js", "icon.svg"):
        (tmp_path / name).write_text(name)
    return tmp_path


def constants(built: Path) -> dict[str, object]:
    """Return the constants of the worker, by name."""
    write_worker(built)
    found = re.findall(r"^const (\w+) = (?:new Set\()?([\[\"].*?[\]\"])\)?;$", (built / "sw.js").read_text(), re.M)
    return {name: json.loads(value) for name, value in found}


def test_the_shell_is_what_every_page_loads_and_no_pages_own_code(built: Path):
    assert {path for path in shell_files(built) if path.startswith("/assets/")} == {
        "/assets/styles-a.css",
        "/assets/root-b.js",
        "/assets/manifest-d.js",
    }


def test_the_worker_knows_the_pages_of_the_build_and_nothing_else(built: Path):
    found = constants(built)
    assert found["PAGES"] == page_paths(built) == ["/home/", "/sign-in/"]
    assert found["SHELL"] == shell_files(built)
    assert found["OFFLINE"] == "/offline.html"


def test_every_file_that_is_fetched_ahead_is_there(built: Path):
    write_worker(built)
    assert [path for path in shell_files(built) if not (built / path.lstrip("/")).exists()] == []


@pytest.mark.parametrize("changed", ["offline.js", "icon.svg"])
def test_a_changed_file_with_a_fixed_name_makes_another_version(built: Path, changed: str):
    before = constants(built)["VERSION"]
    assert constants(built)["VERSION"] == before
    (built / changed).write_text("another")
    assert constants(built)["VERSION"] != before


def test_another_hashed_file_makes_another_version(built: Path):
    before = constants(built)["VERSION"]
    (built / "assets" / "home-e.js").rename(built / "assets" / "home-f.js")
    assert constants(built)["VERSION"] != before


def test_the_offline_page_speaks_every_language_and_runs_no_inline_script(built: Path):
    write_worker(built)
    page = (built / "offline.html").read_text()
    assert re.findall(r'<section lang="([\w-]+)">', page) == languages()
    assert re.findall(r"<script(.*?)>(.*?)</script>", page) == [(' src="/offline.js" defer', "")]
    assert 'href="/assets/styles-a.css"' in page
    assert "{" not in page


def test_the_app_has_its_names_in_every_language_and_stays_the_same_app(built: Path):
    write_worker(built)
    english = json.loads(MANIFEST.read_text("utf-8"))
    for language in set(languages()) - {"en"}:
        manifest = json.loads((built / f"manifest.{language}.webmanifest").read_text("utf-8"))
        assert (manifest["id"], manifest["start_url"], manifest["lang"]) == (english["id"], "/home/", language)
        for said in ("description", "shortcuts", "screenshots"):
            assert manifest[said] != english[said]
        assert [one["url"] for one in manifest["shortcuts"]] == [one["url"] for one in english["shortcuts"]]


def test_the_page_for_a_refused_form_speaks_every_language_and_names_both_addresses(built: Path):
    write_refused_form(built)
    page = (built / REFUSED_FORM).read_text()
    assert 'href="/assets/styles-a.css"' in page
    assert re.findall(r'<section lang="(\w+)">', page) == list(languages())
    assert page.count(OPENED) == len(languages())
    assert f'href="{PUBLIC}/sign-in/"' in page
    assert "<script" not in page
    assert REFUSED_FORM == refused_form.PAGE  # the server looks for it under this name
