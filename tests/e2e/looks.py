"""How an open page looks, changed without loading it again: its size, the theme of the device, the language."""

from dataclasses import dataclass
from typing import Literal

from playwright.sync_api import Page, ViewportSize, WebSocket, expect

WRITTEN = ("en", "es")


@dataclass(frozen=True)
class Look:
    """What a page is to look like. `viewport`: its size in CSS pixels."""

    viewport: ViewportSize
    scheme: Literal["light", "dark"] = "light"
    language: str = "en"


class Reader:
    """Somebody who changes the look of a page that is open."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._socket: WebSocket | None = None
        page.on("websocket", self._follow)

    def _follow(self, socket: WebSocket) -> None:
        self._socket = socket

    def take(self, look: Look) -> None:
        """Give the open page this look."""
        self._page.set_viewport_size(look.viewport)
        self._page.emulate_media(color_scheme=look.scheme, reduced_motion="reduce")
        self.set_language(look.language)

    def set_language(self, language: str) -> None:
        """Choose a language, by the page's own button where it has one; a parent's account keeps the choice."""
        html = self._page.locator("html")
        if html.get_attribute("lang") != language:
            button = self._page.locator(f"button[lang={language}]").first
            if button.count() == 0:  # a page for which another one has to be asked
                self._page.evaluate("(language) => localStorage.setItem('portal.language', language)", language)
                self._page.reload()
            elif self._page.locator(".shell-header").count() == 0:
                button.evaluate("(button) => button.click()")
            else:
                assert self._socket
                # not before the account has it: the next page would be drawn in the language of before
                with self._socket.expect_event("framereceived", lambda frame: '"language' in str(frame)):
                    button.evaluate("(button) => button.click()")
        expect(html).to_have_attribute("lang", language)
