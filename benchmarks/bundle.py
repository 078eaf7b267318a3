"""How much does a phone load, compressed as it goes over the line?

Run `python -m benchmarks.bundle` after a build. Each page is counted as a first visit, the HTML and every file that it
names, and then as what it adds for somebody who comes from the sign-in page. The limits are those of the tests.
"""

import re
import sys
from pathlib import Path

from portal_app.build import CLIENT

FIRST_LOAD, MORE = 200_000, 60_000
"""The limits in bytes: the sign-in page as a first visit, and what any other page adds to it."""

ENTRY = "sign-in"
_NAMED = re.compile(r'(?:"|&quot;)(/[^"&]+\.(?:js|css))')
_DORMANT = re.compile(r'<link disabled=""[^>]* id="first-styles"[^>]*>')  # the page carries this sheet itself


def pages(built: Path = CLIENT) -> list[str]:
    """Return the names of the built pages."""
    return sorted(page.parent.relative_to(built).as_posix() for page in built.glob("*/**/index.html"))


def loaded(page: str, built: Path = CLIENT) -> set[Path]:
    """Return the files of a first visit."""
    html = built / page / "index.html"
    return {html, *(built / path.lstrip("/") for path in _NAMED.findall(_DORMANT.sub("", html.read_text("utf-8"))))}


def size(files: set[Path]) -> int:
    """Return the bytes of files as they are sent: the Brotli twin where there is one."""
    twins = (file.with_name(f"{file.name}.br") for file in files)
    return sum((twin if twin.exists() else twin.with_suffix("")).stat().st_size for twin in twins)


def first_load(page: str = ENTRY, built: Path = CLIENT) -> int:
    """Return the bytes of a first visit to a page."""
    return size(loaded(page, built))


def more_after_sign_in(page: str, built: Path = CLIENT) -> int:
    """Return the bytes that a page adds for a browser that has loaded the sign-in page."""
    return size(loaded(page, built) - loaded(ENTRY, built))


def catalogs(built: Path = CLIENT) -> dict[str, int]:
    """Return the bytes of each language's texts, which only its readers load."""
    known = re.compile(r"^([a-z]{2}(?:-[A-Z]{2})?)-[\w-]{8}\.js$")
    found = {match[1]: file for file in (built / "assets").glob("*.js") if (match := known.match(file.name))}
    return {language: size({file}) for language, file in sorted(found.items())}


def main() -> int:
    """Print the sizes; return 0 if each stays under its limit, else 1."""
    first = first_load()
    print(f"{'page':18} {'first visit':>12} {'after sign-in':>14}")
    print(f"{ENTRY:18} {first / 1000:9.1f} kB  (limit {FIRST_LOAD / 1000:.0f} kB)")
    most = 0
    for page in pages():
        if page != ENTRY:
            more = more_after_sign_in(page)
            most = max(most, more)
            print(f"{page:18} {first_load(page) / 1000:9.1f} kB {more / 1000:11.1f} kB")
    print(f"largest after sign-in: {most / 1000:.1f} kB (limit {MORE / 1000:.0f} kB)")
    for language, bytes_ in catalogs().items():
        print(f"texts in {language:9} {bytes_ / 1000:9.1f} kB")
    return int(first > FIRST_LOAD or most > MORE)


if __name__ == "__main__":
    sys.exit(main())
