"""The portal on a home screen: it installs, keeps nothing of a child, updates on request, and forgets at sign-out."""

import json
import struct
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from portal_app.portal_app import PAGES
from tests.browsers import launch_kept
from tests.e2e.places import BEHIND_SIGN_IN, open_place
from tests.e2e.visitor import MINNIE, sign_in
from tests.running import ROOT, RunningPortal

Opens = Callable[..., Page]
ASSETS = ROOT / "assets"
MANIFEST = json.loads((ASSETS / "manifest.webmanifest").read_text())
CONTROLLED = """() => navigator.serviceWorker.controller !== null || new Promise((go) =>
  navigator.serviceWorker.addEventListener("controllerchange", () => go(true), { once: true }))"""
KEPT = """async () => {
  const names = await caches.keys();
  const kept = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys())));
  return kept.flat().map((request) => new URL(request.url).pathname);
}"""

# A worker at another address is another version: from here on, every page that registers the worker finds the new one.
ANOTHER_VERSION = """{
  const { register } = ServiceWorkerContainer.prototype;
  ServiceWorkerContainer.prototype.register = function (url, options) {
    return register.call(this, `${url}?another-version`, options);
  };
}"""


@pytest.fixture
def own_browser(playwright: Playwright, portal: RunningPortal, tmp_path: Path) -> Iterator[BrowserContext]:
    """Yield a browser with a profile on disk, as a parent's own is: a private window can't install anything."""
    context = launch_kept(playwright, tmp_path, base_url=portal.url)
    yield context
    context.close()


def with_worker(page: Page) -> Page:
    """Open the sign-in page and wait until the worker controls it."""
    page.goto("/sign-in/")
    page.evaluate(CONTROLLED)
    return page


def png_size(path: Path) -> str:
    """Return width and height as a manifest says them."""
    width, height = struct.unpack(">II", path.read_bytes()[16:24])
    return f"{width}x{height}"


def test_chromium_finds_nothing_that_keeps_the_portal_from_being_installed(own_browser: BrowserContext) -> None:
    page = with_worker(own_browser.new_page())
    devtools = own_browser.new_cdp_session(page)
    manifest = devtools.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert json.loads(manifest["data"])["id"] == "/"
    assert devtools.send("Page.getInstallabilityErrors")["installabilityErrors"] == []


@pytest.mark.parametrize("picture", [*MANIFEST["icons"], *MANIFEST["screenshots"]], ids=lambda picture: picture["src"])
def test_every_picture_of_the_manifest_is_there_in_the_size_it_names(picture: dict[str, str]) -> None:
    path = ASSETS / picture["src"].lstrip("/")
    assert path.exists()
    if path.suffix == ".png":
        assert png_size(path) == picture["sizes"]


def test_the_manifest_has_what_each_kind_of_phone_asks_for() -> None:
    sizes = {(icon["sizes"], icon["purpose"]) for icon in MANIFEST["icons"]}
    assert {("192x192", "any"), ("512x512", "any"), ("192x192", "maskable"), ("512x512", "maskable")} <= sizes
    assert {picture["form_factor"] for picture in MANIFEST["screenshots"]} == {"narrow", "wide"}


def test_the_apps_names_follow_the_readers_language(open_page: Opens) -> None:
    page = open_page(locale="es-MX")
    page.goto("/sign-in/")
    expect(page.locator("link[rel=manifest]")).to_have_attribute("href", "/manifest.es.webmanifest")
    manifest = page.request.get("/manifest.es.webmanifest").json()
    assert [shortcut["name"] for shortcut in manifest["shortcuts"]] == ["Notas", "Asistencia", "Calendario"]


def test_start_and_shortcuts_lead_to_pages() -> None:
    routes = {f"{route}/" for route, *_rest in PAGES}
    assert MANIFEST["start_url"] == "/home/"
    assert [shortcut["url"] for shortcut in MANIFEST["shortcuts"]] == ["/grades/", "/attendance/", "/calendar/"]
    assert {shortcut["url"] for shortcut in MANIFEST["shortcuts"]} <= routes


def test_the_worker_keeps_only_files_of_the_build_whatever_is_looked_at(open_page: Opens) -> None:
    page = with_worker(open_page(new=True, user=MINNIE))
    for path in BEHIND_SIGN_IN:
        open_place(page, path)
    kept = page.evaluate(KEPT)
    assert "/offline.html" in kept
    assert [path for path in kept if not path.startswith("/assets/")] == ["/offline.html", "/offline.js", "/icon.svg"]


def test_the_worker_lets_everything_pass_but_pages_and_files_of_the_build(open_page: Opens) -> None:
    page = with_worker(open_page(new=True, user=MINNIE, expects=("404", "405")))
    answers: dict[str, bool] = {}
    page.on("response", lambda answer: answers.update({answer.url.split("/", 3)[-1]: answer.from_service_worker}))
    untouched = ("healthz", "reports/1/schedule.pdf", "calendar/nobody.ics", "auth/sign-in")
    for path in untouched:
        page.evaluate("(path) => fetch(path, { method: 'GET' }).catch(() => null)", f"/{path}")
    page.evaluate("(path) => fetch(path)", "/offline.js")
    assert {path: answers[path] for path in untouched} == dict.fromkeys(untouched, False)
    assert answers["offline.js"] is True


def test_signing_out_empties_the_caches(open_page: Opens) -> None:
    page = with_worker(open_page("desktop", new=True, user=MINNIE))
    page.goto("/home/")
    page.evaluate("caches.open('portal-left').then((cache) => cache.put('/left', new Response('something')))")
    page.locator("nav").get_by_role("button", name="Sign Out").locator("visible=true").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    assert "/left" not in page.evaluate(KEPT)


def test_a_new_version_waits_until_the_reader_wants_it(open_page: Opens) -> None:
    page = with_worker(open_page(new=True))
    page.get_by_label("User name").fill("half a na")
    page.add_init_script(ANOTHER_VERSION)
    page.evaluate("navigator.serviceWorker.register('/sw.js?another-version')")
    update = page.get_by_role("button", name="Update now")
    expect(update).to_be_visible()
    expect(page.get_by_label("User name")).to_have_value("half a na")
    with page.expect_navigation():
        update.click()
    page.wait_for_function("navigator.serviceWorker.controller.scriptURL.endsWith('another-version')")
    expect(page.get_by_role("button", name="Update now")).to_have_count(0)


def test_the_hint_shows_the_browsers_install_prompt_and_can_be_dismissed(open_page: Opens) -> None:
    page = open_page(user=MINNIE)
    page.goto("/home/")
    expect(page.locator(".page-summary")).to_be_visible()
    page.evaluate("""() => {
      const offer = new Event("beforeinstallprompt", { cancelable: true });
      offer.prompt = async () => { window.asked = (window.asked ?? 0) + 1; };
      window.dispatchEvent(offer);
    }""")
    hint = page.get_by_role("main").locator(".install-hint")
    expect(hint.get_by_role("button", name="Install")).to_be_visible()
    hint.get_by_role("button", name="Not now").click()
    expect(hint).to_have_count(0)
    page.get_by_role("button", name="More").click()
    page.locator(".drawer").get_by_role("button", name="Install").click()
    page.wait_for_function("window.asked === 1")
    expect(page.locator(".install-hint")).to_have_count(0)


def test_on_an_iphone_the_hint_says_the_steps(open_page: Opens) -> None:
    page = open_page(user=MINNIE, new=True)
    page.add_init_script("Object.defineProperty(navigator, 'standalone', { value: false })")
    page.goto("/home/")
    hint = page.get_by_role("main").locator(".install-hint")
    expect(hint.get_by_role("listitem")).to_have_count(3)
    expect(hint.get_by_text("Add to Home Screen")).to_be_visible()
    expect(hint.get_by_role("button", name="Install")).to_be_hidden()


def test_an_iphone_finds_its_icon_and_the_apps_name(open_page: Opens) -> None:
    page = open_page()
    page.goto("/sign-in/")
    assert page.locator("link[rel='apple-touch-icon']").get_attribute("href") == "/apple-touch-icon.png"
    assert page.locator("meta[name='apple-mobile-web-app-title']").get_attribute("content") == "Parent Portal"
    assert png_size(ASSETS / "apple-touch-icon.png") == "180x180"


def test_an_app_on_the_home_screen_stays_signed_in_when_the_phone_closes_it(open_page: Opens) -> None:
    page = open_page(new=True)
    page.add_init_script("Object.defineProperty(navigator, 'standalone', { value: true })")
    sign_in(page)
    (cookie,) = [cookie for cookie in page.context.cookies() if cookie["name"] == "portal_session"]
    assert cookie["expires"] > 0


def test_a_browser_forgets_the_session_when_it_is_closed(open_page: Opens) -> None:
    page = open_page()
    sign_in(page)
    (cookie,) = [cookie for cookie in page.context.cookies() if cookie["name"] == "portal_session"]
    assert cookie["expires"] == -1
