"""How long does a parent wait between two pages, on the machine itself?

Run `python -m benchmarks.navigation` after a build. It serves the demonstration district, signs in on a phone's screen
and goes round the pages by the tabs. A change of page counts from the tap until the answers are drawn, after a first
round that loads the pages' code.
"""

import sys
import tempfile
from pathlib import Path
from statistics import median, quantiles

from playwright.sync_api import Page, sync_playwright

from docs.make_screens import demonstration
from tests.browsers import launch
from tests.e2e.visitor import sign_in

ROUNDS = 20
LIMIT = 150
"""Milliseconds within which 95 of 100 changes of page must be done."""

_TABS = ".tabs a.tab"
_GO = """async (tab) => {
  const started = performance.now();
  const path = new URL(tab.href).pathname;
  const there = () => document.querySelector(".tab[aria-current=page]")?.pathname === path
    && document.querySelector("main h1") && !document.querySelector("main .skeleton");
  tab.click();
  while (!there()) {
    if (performance.now() - started > 10_000) throw new Error(`${path} was not drawn within ten seconds`);
    await new Promise(requestAnimationFrame);
  }
  await new Promise(requestAnimationFrame);
  return performance.now() - started;
}"""


def go_round(page: Page) -> dict[str, float]:
    """Return the milliseconds of each change of page along the tabs."""
    taken = {}
    for tab in [*page.locator(_TABS).all()[1:], page.locator(_TABS).first]:
        taken[tab.get_attribute("href") or ""] = tab.evaluate(_GO)
    return taken


def main() -> int:
    """Print the times; return 0 if they stay under the limit, else 1."""
    with tempfile.TemporaryDirectory() as folder, demonstration(Path(folder)) as portal, sync_playwright() as driver:
        browser = launch(driver)
        page = browser.new_page(base_url=portal.url, viewport={"width": 390, "height": 844}, reduced_motion="reduce")
        sign_in(page)
        go_round(page)
        rounds = [go_round(page) for _ in range(ROUNDS)]
        browser.close()
    for path in rounds[0]:
        times = [one[path] for one in rounds]
        print(f"{path:14} {median(times):6.0f} ms (95 of 100 within {quantiles(times, n=20)[-1]:.0f} ms)")
    worst = quantiles([time for one in rounds for time in one.values()], n=20)[-1]
    print(f"all pages: 95 of 100 within {worst:.0f} ms (limit {LIMIT} ms)")
    return int(worst > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
