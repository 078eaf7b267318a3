"""The files of the installed app that name the build: the service worker and the page for when there is no connection.

They are written after the bundler has run, because they list its hashed files. Only the shell is fetched ahead, what
every page needs; a page's own code is kept once it has been used, so that the first visit stays small.
"""

import json
import re
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any

from portal_app.infrastructure.translation import languages, translator

OFFLINE = "/offline.html"
_TEMPLATES = Path(__file__).resolve().parent / "templates"
_FIXED = ("/offline.js", "/icon.svg")
_LOADED = re.compile(r'(?:"|&quot;)(/assets/[^"&]+)')
_STYLES = re.compile(r'href="(/assets/[^"]+\.css)"')
_ENTRY, _ANOTHER = "sign-in", "home"


def write_worker(built: Path) -> None:
    """Write `sw.js`, the offline page and the translated manifests into the folder of the built pages."""
    (built / OFFLINE.lstrip("/")).write_text(_offline_page(built), "utf-8")
    (built / "sw.js").write_text(_worker(built), "utf-8")
    write_manifests(built)


def write_manifests(built: Path) -> None:
    """Write the manifest in every language but its own; the app stays the same one, by its `id`."""
    manifest = json.loads((built / "manifest.webmanifest").read_text("utf-8"))
    for language in languages():
        if language != manifest["lang"]:
            translated = json.dumps(_translated(manifest, language), ensure_ascii=False)
            (built / f"manifest.{language}.webmanifest").write_text(translated, "utf-8")


def _translated(manifest: dict[str, Any], language: str) -> dict[str, Any]:
    t = translator(language)
    named = {
        "name": t("Parent Portal"),
        "short_name": t("Parents"),
        "description": t("How your children are doing at school: schedule, grades, attendance, calendar."),
        "lang": language,
    }
    shortcuts = [{**one, "name": t(one["name"])} for one in manifest["shortcuts"]]
    pictures = [{**one, "label": t(one["label"])} for one in manifest["screenshots"]]
    return {**manifest, **named, "shortcuts": shortcuts, "screenshots": pictures}


def shell_files(built: Path) -> list[str]:
    """Return the addresses that are fetched ahead: what every page loads, and what is fixed."""
    common = _loaded_by(built, _ENTRY) & _loaded_by(built, _ANOTHER)
    return [OFFLINE, *_FIXED, *sorted(common)]


def page_paths(built: Path) -> list[str]:
    """Return the addresses of the built pages."""
    return sorted(f"/{page.parent.relative_to(built).as_posix()}/" for page in built.glob("*/**/index.html"))


def _loaded_by(built: Path, page: str) -> set[str]:
    return set(_LOADED.findall((built / page / "index.html").read_text("utf-8")))


def _worker(built: Path) -> str:
    shell, pages = shell_files(built), page_paths(built)
    source = template("sw.js")
    values = {"shell": json.dumps(shell), "pages": json.dumps(pages), "offline": OFFLINE}
    return filled(source, {**values, "version": _version(built, source, *shell, *pages)})


def _version(built: Path, *parts: str) -> str:
    """Return a name for this build: another one whenever a file that the worker serves is another one."""
    unhashed = [(built / path.lstrip("/")).read_text("utf-8") for path in (OFFLINE, *_FIXED)]
    every = sorted(path.name for path in (built / "assets").glob("*"))
    return sha256("\n".join([*parts, *unhashed, *every]).encode()).hexdigest()[:16]


def _offline_page(built: Path) -> str:
    sections = "\n".join(_section(language) for language in languages())
    return filled(template("offline.html"), {"styles": main_stylesheet(built), "sections": sections})


def main_stylesheet(built: Path) -> str:
    """Return the address of the style sheet that every page loads."""
    (styles, *_more) = _STYLES.findall((built / _ENTRY / "index.html").read_text("utf-8"))
    return str(styles)


def template(name: str) -> str:
    """Return the text of a file in `templates/`."""
    return (_TEMPLATES / name).read_text("utf-8")


def _section(language: str) -> str:
    """Return the offline page's words in one language; the link leads to the address that could not be reached."""
    t = translator(language)
    text = t(
        "The portal can't be reached right now. To keep your family's information safe, none of it is kept on this "
        "device, so there is nothing to show yet. This page comes back by itself once there is a connection."
    )
    again = f'<a class="button" data-kind="primary" href="">{escape(t("Try again"))}</a>'
    return f'<section lang="{language}"><h1>{escape(t("No connection"))}</h1><p>{escape(text)}</p>{again}</section>'


def filled(text: str, values: dict[str, str]) -> str:
    """Return a template's text with a value for each `{name}`."""
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text
