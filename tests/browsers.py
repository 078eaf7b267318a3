"""The browser of the tests, the benchmarks and the pictures: the system's Chromium, else Playwright's own."""

import os
import shutil
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Playwright


def chromium_path() -> str | None:
    """Return PORTAL_CHROMIUM, else where the system has a Chromium; None: Playwright's own."""
    return os.environ.get("PORTAL_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


def launch(playwright: Playwright, *flags: str) -> Browser:
    """Return a running Chromium that talks to nobody by itself."""
    return playwright.chromium.launch(executable_path=chromium_path(), args=[*browser_flags(), *flags])


def launch_kept(playwright: Playwright, profile: Path, *flags: str, **options: Any) -> BrowserContext:
    """Return a running Chromium with a profile on disk, as a parent's own browser is kept."""
    return playwright.chromium.launch_persistent_context(
        profile, executable_path=chromium_path(), args=[*browser_flags(), *flags], **options
    )


def browser_flags() -> list[str]:
    """Return what every Chromium of ours is told: to talk to nobody by itself, and to run as root if it must."""
    return ["--disable-background-networking", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
