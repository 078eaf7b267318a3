"""When the line is down: the portal says so, loses nothing that was typed, and comes back by itself."""

from collections.abc import Callable

from playwright.sync_api import Page, WebSocketRoute, expect

from tests.e2e.places import open_place
from tests.e2e.test_pwa import with_worker
from tests.e2e.visitor import MINNIE

Opens = Callable[..., Page]
BANNER = "No connection. What you see may be out of date; it comes back by itself."


def test_a_page_without_a_connection_is_an_honest_one_and_comes_back_by_itself(open_page: Opens) -> None:
    page = open_page(user=MINNIE, new=True, expects=("ERR_INTERNET_DISCONNECTED",))
    with_worker(page)
    page.context.set_offline(True)
    page.goto("/schedule/")
    expect(page.get_by_role("heading", name="No connection")).to_be_visible()
    expect(page.get_by_role("link", name="Try again")).to_be_visible()
    assert "Marcia" not in page.content()
    page.context.set_offline(False)
    expect(page.get_by_role("heading", name="Schedule")).to_be_visible()
    expect(page.locator(".page-summary")).to_contain_text("Marcia")


def test_the_offline_page_speaks_the_readers_language(open_page: Opens) -> None:
    page = open_page(new=True, locale="es-MX", expects=("ERR_INTERNET_DISCONNECTED",))
    with_worker(page)
    page.context.set_offline(True)
    page.goto("/home/")
    expect(page.get_by_role("heading", name="Sin conexión")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "es")


class Line:
    """The line of the live socket, to be cut: a browser's own offline mode leaves an open socket alone."""

    def __init__(self, page: Page) -> None:
        self._is_down = False
        self._open: list[WebSocketRoute] = []
        page.route_web_socket("**/_event/**", self._connect)

    def _connect(self, socket: WebSocketRoute) -> None:
        if self._is_down:
            socket.send("down")  # a refused socket errs at once: one that is only closed is waited for, for 20 seconds
            socket.close(code=4000)
        else:
            socket.connect_to_server()
            self._open.append(socket)

    def cut(self) -> None:
        """Close the open sockets and refuse new ones."""
        self._is_down = True
        for socket in self._open:
            socket.close(code=4000)

    def mend(self) -> None:
        """Let sockets open again."""
        self._is_down = False


def test_a_lost_connection_is_announced_and_what_is_typed_stays(open_page: Opens, size: str) -> None:
    page = open_page(size, user=MINNIE, new=True)
    line = Line(page)
    open_place(page, "/account/")
    field = page.locator("main input[type=password]").first
    field.fill("half a passw")
    line.cut()
    expect(page.get_by_text(BANNER)).to_be_visible()
    line.mend()
    expect(page.get_by_text(BANNER)).to_be_hidden()
    expect(field).to_have_value("half a passw")
    page.get_by_role("link", name="Grades").locator("visible=true").first.click()
    expect(page.locator(".page-summary")).to_contain_text("Marcia")
