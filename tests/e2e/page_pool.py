"""Pages that one test after another uses: a new one loads and compiles every script anew, which takes a second of CPU.

Between two tests a page is put back to how a new one is: without cookies, without stored values, without routes. What
stays is what any browser keeps of an earlier visit: the files of the build, and the service worker.
"""

from typing import Any

from playwright.sync_api import Browser, BrowserContext, Error, Page, ViewportSize

Key = tuple[str, frozenset[tuple[str, object]]]
NO_SCRIPT = "/icon.svg"
"""A file of the portal that runs nothing: what the browser has stored for the portal can be reached from there."""


class PagePool:
    """The pages of a browser that no test uses at the moment, each in a context of its own."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._unused: dict[Key, list[Page]] = {}
        self._keys: dict[Page, Key] = {}

    def take(self, url: str, viewport: ViewportSize, **options: Any) -> Page:
        """Return a page on the portal at `url` whose context has these options."""
        key = (url, frozenset(options.items()))
        if unused := self._unused.get(key):
            page = unused.pop()
            page.set_viewport_size(viewport)
            return page
        page = self._browser.new_context(base_url=url, viewport=viewport, **options).new_page()
        self._keys[page] = key
        return page

    def give_back(self, page: Page) -> None:
        """Put a page back to how a new one is, for the next test; one that can't be is closed."""
        key = self._keys[page]
        try:
            _renew(page)
        except Error:
            del self._keys[page]
            page.context.close()
        else:
            self._unused.setdefault(key, []).append(page)

    def close(self, url: str) -> None:
        """Close the pages on a portal that is about to stop."""
        for page, (of, _options) in list(self._keys.items()):
            if of == url:
                del self._keys[page]
                page.context.close()
        self._unused = {key: pages for key, pages in self._unused.items() if key[0] != url}


def _renew(page: Page) -> None:
    context: BrowserContext = page.context
    for other in context.pages:
        if other is not page:
            other.close()
    context.set_offline(False)
    context.unroute_all(behavior="ignoreErrors")
    page.unroute_all(behavior="ignoreErrors")
    page.goto(NO_SCRIPT)
    page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
    page.mouse.move(0, 0)
    context.clear_cookies()
