"""Screenshots of the pages for `docs/screens/`: the demonstration district on one morning, on phone and desktop.

Run `make screens` after the pages have changed. The clock is stopped and the people are invented, so the same pages
give the same pictures. The colors are reduced to a palette, which keeps the files small.
"""

import io
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from portal_app.portal_app import PAGES
from tests.browsers import launch
from tests.e2e.visitor import sign_in
from tests.running import RunningPortal, command_in, running_portal

SCREENS = Path(__file__).resolve().parent / "screens"
FOR_INSTALLERS = SCREENS.parents[1] / "assets" / "screens"
"""The pictures that the manifest names: a browser shows them to whoever is about to install the portal."""

MORNING = "2026-11-10T10:15"
"""A Tuesday in the demonstration district's first term: there are grades, absences and things to do."""

BEFORE_SIGN_IN = ("/sign-in",)
BEHIND_IT = ("/home", "/schedule", "/grades", "/attendance", "/calendar", "/todo", "/messages", "/reports")
SIZES: dict[str, dict[str, Any]] = {
    "phone": {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True},
    "desktop": {"viewport": {"width": 1280, "height": 800}, "device_scale_factor": 1},
}
_COLORS = 128


def main() -> None:
    """Make every picture of the pages that there are."""
    SCREENS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, demonstration(Path(folder)) as portal, sync_playwright() as driver:
        browser = launch(driver)
        for size in SIZES:
            _take_all(browser, portal, size)
        browser.close()
    for picture in FOR_INSTALLERS.glob("*.png"):
        shutil.copy(SCREENS / picture.name, picture)


@contextmanager
def demonstration(data: Path) -> Iterator[RunningPortal]:
    """Yield a running portal with the demonstration district, its clock stopped."""
    for name in ("migrate", "demo"):
        done = command_in(data, name, TODAY=MORNING)
        assert done.returncode == 0, done.stderr
    with running_portal(data, TODAY=MORNING) as portal:
        yield portal


def _take_all(browser: Browser, portal: RunningPortal, size: str) -> None:
    context = browser.new_context(base_url=portal.url, reduced_motion="reduce", **SIZES[size])
    page = context.new_page()
    for path in _existing(BEFORE_SIGN_IN):
        _take(page, path, size)
    sign_in(page)
    for path in _existing(BEHIND_IT):
        _take(page, path, size)
    context.close()


def _existing(paths: tuple[str, ...]) -> list[str]:
    routes = {route for route, *_rest in PAGES}
    return [path for path in paths if path in routes]


def _take(page: Page, path: str, size: str) -> None:
    page.goto(f"{path}/")
    page.locator("h1").wait_for()
    page.locator("main .skeleton").first.wait_for(state="detached")
    small = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(_COLORS, dither=Image.Dither.NONE)
    small.save(SCREENS / f"{path.strip('/')}-{size}.png", optimize=True)


if __name__ == "__main__":
    main()
