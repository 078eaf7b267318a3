"""What does Lighthouse say of the pages, on a phone with Lighthouse's own slow line and processor?

Run `python -m benchmarks.lighthouse` after a build. npm fetches Lighthouse into a temporary folder; the browser is that
of the tests, signed in once. Each page is measured several times (`RUNS`), and the middle one counts.

Nothing else is attached to the browser meanwhile, for whoever listens slows it down: Playwright comes and goes between
the runs. Lighthouse itself gives way to the browser, since no phone runs it.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import BrowserContext, Playwright, sync_playwright

from docs.make_screens import demonstration
from portal_app.build import build_environment
from tests.browsers import browser_flags, chromium_path
from tests.e2e.visitor import MINNIE, MINNIES_PASSWORD
from tests.running import free_port, wait_until_it_answers
from tests.socket_client import sign_in as cookies_of

VERSION = "13.5.0"
RUNS = int(os.environ.get("RUNS", "5"))
BEFORE, BEHIND = ("/sign-in/",), ("/home/", "/grades/", "/attendance/")
_PATIENCE = 300  # seconds for one run


@dataclass(frozen=True, kw_only=True)
class Figures:
    """One run: scores of 0 to 100, times in seconds, sizes in kilobytes (1000 bytes)."""

    performance: float
    accessibility: float
    practices: float
    lcp: float
    cls: float
    blocked: float
    size: float


def figures(report: dict[str, Any]) -> Figures:
    """Return the figures of a Lighthouse report."""
    score = {name: category["score"] * 100 for name, category in report["categories"].items()}
    number = {name: audit.get("numericValue", 0) for name, audit in report["audits"].items()}
    return Figures(
        performance=score["performance"],
        accessibility=score["accessibility"],
        practices=score["best-practices"],
        lcp=number["largest-contentful-paint"] / 1000,
        cls=number["cumulative-layout-shift"],
        blocked=number["total-blocking-time"] / 1000,
        size=number["total-byte-weight"] / 1000,
    )


def middle(runs: list[Figures]) -> Figures:
    """Return the median of each figure."""
    return Figures(**{name: median(getattr(run, name) for run in runs) for name in Figures.__dataclass_fields__})


def within(path: str, found: Figures) -> bool:
    """Return whether a page keeps its limits."""
    slowest = 1.4 if path in BEFORE else 2.0
    scores = found.performance >= 95 and found.accessibility == found.practices == 100
    return scores and found.lcp <= slowest and found.cls <= 0.02


def install(folder: Path) -> Path:
    """Fetch Lighthouse into a folder and return its program."""
    (folder / "package.json").write_text("{}")
    command = ["npm", "install", "--no-audit", "--no-fund", "--silent", f"lighthouse@{VERSION}"]
    subprocess.run(command, cwd=folder, env=build_environment(os.environ), check=True, timeout=_PATIENCE)
    return folder / "node_modules" / ".bin" / "lighthouse"


@contextmanager
def chromium(program: str, profile: Path) -> Iterator[int]:
    """Run a Chromium that nobody is attached to; yield the port that it listens on."""
    port = free_port()
    flags = ["--headless=new", "--no-first-run", *browser_flags()]
    command = [program, *flags, f"--user-data-dir={profile}", f"--remote-debugging-port={port}", "about:blank"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as browser:
        try:
            wait_until_it_answers(f"http://localhost:{port}/json/version")
            yield port
        finally:
            browser.terminate()


@contextmanager
def attached(driver: Playwright, port: int) -> Iterator[BrowserContext]:
    """Yield the browser's one context, and let it go again."""
    browser = driver.chromium.connect_over_cdp(f"http://localhost:{port}")
    yield browser.contexts[0]
    browser.close()


def forget_files(browser: BrowserContext, origin: str) -> None:
    """Empty the browser's caches, so that each visit is a first one; the cookie stays."""
    page = browser.new_page()
    devtools = browser.new_cdp_session(page)
    devtools.send("Network.clearBrowserCache")
    kept = "cache_storage,service_workers,local_storage"
    devtools.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": kept})
    page.close()


def sign_in(browser: BrowserContext, url: str) -> None:
    """Let the browser be Minnie's from now on."""
    for name, _, value in (cookie.partition("=") for cookie in cookies_of(url, MINNIE, MINNIES_PASSWORD).split("; ")):
        browser.add_cookies([{"name": name, "value": value, "url": url}])


def measure(program: Path, url: str, port: int) -> Figures:
    """Run Lighthouse once in the browser that listens on `port`, which stays signed in."""
    flags = ["--quiet", "--output=json", "--disable-storage-reset"]
    flags.append("--only-categories=performance,accessibility,best-practices")
    command = ["nice", str(program), url, f"--port={port}", *flags]
    done = subprocess.run(
        command, env=build_environment(os.environ), capture_output=True, text=True, check=True, timeout=_PATIENCE
    )
    return figures(json.loads(done.stdout))


def main() -> int:
    """Print the figures; return 0 if every page keeps its limits, else 1."""
    fine = True
    print(f"median of {RUNS}: performance, accessibility, best practices; largest paint, shift, time blocked; size")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        program = install(folder)
        portal = stack.enter_context(demonstration(folder / "data"))
        driver = stack.enter_context(sync_playwright())
        browser_path = chromium_path() or driver.chromium.executable_path
        port = stack.enter_context(chromium(browser_path, folder / "profile"))
        for path in (*BEFORE, *BEHIND):
            if path == BEHIND[0]:
                with attached(driver, port) as browser:
                    sign_in(browser, portal.url)
            runs = []
            for _ in range(RUNS):
                with attached(driver, port) as browser:
                    forget_files(browser, portal.url)
                runs.append(measure(program, portal.url + path, port))
            found = middle(runs)
            fine = within(path, found) and fine
            print(_line(path, found), flush=True)
    return int(not fine)


def _line(path: str, found: Figures) -> str:
    scores = f"{found.performance:5.0f} {found.accessibility:5.0f} {found.practices:5.0f}"
    times = f"{found.lcp:5.2f} s {found.cls:6.3f} {found.blocked:5.2f} s"
    return f"{path:14} {scores} {times} {found.size:5.0f} kB"


if __name__ == "__main__":
    sys.exit(main())
