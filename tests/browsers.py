"""The browser of the tests, the benchmarks and the pictures: the system's Chromium, else Playwright's own."""

import os
import shutil

from playwright.sync_api import Browser, Playwright


def chromium_path() -> str | None:
    """Return PORTAL_CHROMIUM, else where the system has a Chromium; None: Playwright's own."""
    return os.environ.get("PORTAL_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


def launch(playwright: Playwright, *flags: str) -> Browser:
    """Return a running Chromium that talks to nobody by itself."""
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return playwright.chromium.launch(
        executable_path=chromium_path(), args=["--disable-background-networking", *as_root, *flags]
    )
