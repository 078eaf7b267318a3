"""What does Lighthouse say of the pages, on a phone with Lighthouse's own slow line and processor?

Run `python -m benchmarks.lighthouse` after a build. npm fetches Lighthouse into a temporary folder; the browser is that
of the tests, signed in once. Each page is measured several times (`RUNS`), and the middle one counts.
"""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import BrowserContext, sync_playwright

from docs.make_screens import demonstration
from portal_app.build import build_environment
from tests.browsers import launch_kept
from tests.e2e.visitor import sign_in
from tests.running import free_port

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


def forget_files(browser: BrowserContext, origin: str) -> None:
    """Empty the browser's caches, so that each visit is a first one; the cookie stays."""
    page = browser.new_page()
    devtools = browser.new_cdp_session(page)
    devtools.send("Network.clearBrowserCache")
    kept = "cache_storage,service_workers,local_storage"
    devtools.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": kept})
    page.close()


def measure(program: Path, url: str, port: int) -> Figures:
    """Run Lighthouse once in the browser that listens on `port`, which stays signed in."""
    flags = ["--quiet", "--output=json", "--disable-storage-reset", "--only-categories=performance,accessibility"]
    flags[-1] += ",best-practices"
    command = [str(program), url, f"--port={port}", *flags]
    done = subprocess.run(
        command, env=build_environment(os.environ), capture_output=True, text=True, check=True, timeout=_PATIENCE
    )
    return figures(json.loads(done.stdout))


def main() -> int:
    """Print the figures; return 0 if every page keeps its limits, else 1."""
    fine = True
    print(f"median of {RUNS}: performance, accessibility, best practices; largest paint, shift, time blocked; size")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        program, data, port = install(Path(folder)), Path(folder) / "data", free_port()
        with demonstration(data) as portal:
            profile = Path(folder) / "profile"
            browser = launch_kept(driver, profile, f"--remote-debugging-port={port}", base_url=portal.url)
            for path in (*BEFORE, *BEHIND):
                if path == BEHIND[0]:
                    page = browser.new_page()
                    sign_in(page)
                    page.close()
                runs = []
                for _ in range(RUNS):
                    forget_files(browser, portal.url)
                    runs.append(measure(program, portal.url + path, port))
                found = middle(runs)
                fine = within(path, found) and fine
                print(_line(path, found), flush=True)
            browser.close()
    return int(not fine)


def _line(path: str, found: Figures) -> str:
    scores = f"{found.performance:5.0f} {found.accessibility:5.0f} {found.practices:5.0f}"
    times = f"{found.lcp:5.2f} s {found.cls:6.3f} {found.blocked:5.2f} s"
    return f"{path:14} {scores} {times} {found.size:5.0f} kB"


if __name__ == "__main__":
    sys.exit(main())
