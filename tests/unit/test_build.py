"""When the pages are built again, and what the start of the server says when it can't start."""

import os
import socket
from pathlib import Path

import pytest

from portal_app import build, serve
from portal_app.build import StartError, build_environment, ensure_built, fingerprint
from portal_app.reflex_adapter.same_origin import same_origin


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """Return a checkout with one page, one asset and compiled leftovers."""
    for name in ("portal_app/pages/view.py", "assets/icon.svg", "reflex.lock/package-lock.json"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f"this is {name}")
    return tmp_path


@pytest.fixture
def checkout(sources: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a checkout that `build` takes for its own; `export` stands in for the minute of Reflex and Vite."""

    def export() -> None:
        (sources / ".web/build/client").mkdir(parents=True, exist_ok=True)
        (sources / ".web/build/client/index.html").write_text("<h1>built</h1>")

    monkeypatch.setattr(build, "ROOT", sources)
    monkeypatch.setattr(build, "CLIENT", sources / ".web/build/client")
    monkeypatch.setattr(build, "_STAMP", sources / ".web/stamp")
    monkeypatch.setattr(build, "_LOG", sources / ".web/log")
    monkeypatch.setattr(build, "_export", export)
    return sources


def fingerprint_of(root: Path) -> str:
    return fingerprint(root, ["portal_app", "assets", "not-there"])


def test_the_fingerprint_stays_while_nothing_changes(sources: Path) -> None:
    before = fingerprint_of(sources)
    os.utime(sources / "assets/icon.svg", (1, 1))
    assert fingerprint_of(sources) == before


@pytest.mark.parametrize("change", ["edit", "rename", "remove", "add", "swap"])
def test_every_change_of_a_source_changes_the_fingerprint(sources: Path, change: str) -> None:
    before, page, icon = fingerprint_of(sources), sources / "portal_app/pages/view.py", sources / "assets/icon.svg"
    match change:
        case "edit":
            page.write_text(page.read_text() + " ")
        case "rename":
            page.rename(page.with_name("screen.py"))
        case "remove":
            page.unlink()
        case "add":
            page.with_name("state.py").write_text("")
        case "swap":
            one, other = page.read_text(), icon.read_text()
            page.write_text(other)
            icon.write_text(one)
    assert fingerprint_of(sources) != before


def test_what_python_and_reflex_leave_among_the_sources_does_not_count(sources: Path) -> None:
    before = fingerprint_of(sources)
    for name in ("portal_app/__pycache__/view.cpython-311.pyc", "assets/external/linked/icon.js", "portal_app/old.pyc"):
        (sources / name).parent.mkdir(parents=True, exist_ok=True)
        (sources / name).write_text("leftover")
    assert fingerprint_of(sources) == before


def test_a_checkout_inside_a_folder_named_external_still_has_sources(tmp_path: Path) -> None:
    root = tmp_path / "external"
    (root / "portal_app").mkdir(parents=True)
    empty = fingerprint_of(root)
    (root / "portal_app/page.py").write_text("")
    assert fingerprint_of(root) != empty


def test_the_pages_are_built_once_and_again_only_after_a_change(checkout: Path) -> None:
    assert ensure_built()
    assert not ensure_built()
    (checkout / "portal_app/pages/view.py").write_text("changed")
    assert ensure_built()
    assert not ensure_built()


def test_the_pages_are_built_again_when_they_are_gone(checkout: Path) -> None:
    ensure_built()
    (checkout / ".web/build/client/index.html").unlink()
    assert ensure_built()


def test_a_source_edited_during_the_build_is_left_for_the_next_one(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = build._export

    def slow_export() -> None:
        (checkout / "portal_app/pages/view.py").write_text("edited meanwhile")
        export()

    monkeypatch.setattr(build, "_export", slow_export)
    ensure_built()
    assert ensure_built()


def test_a_package_that_the_build_adds_to_the_lock_is_reported_and_not_taken_for_a_change(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export, said = build._export, list[str]()

    def locking_export() -> None:
        (checkout / "reflex.lock/package-lock.json").write_text("one more package")
        export()

    monkeypatch.setattr(build, "_export", locking_export)
    ensure_built(say=said.append)
    assert "commit reflex.lock/" in said[-1]
    assert not ensure_built()


def test_the_same_packages_in_another_order_are_not_reported_as_changed(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packages, export, said = checkout / "reflex.lock/package.json", build._export, list[str]()

    def shuffling_export() -> None:
        packages.write_text('{"name": "reflex", "dependencies": {"vite": "8", "react": "19"}}')
        export()

    monkeypatch.setattr(build, "_export", shuffling_export)
    ensure_built()
    (checkout / "portal_app/pages/view.py").write_text("changed")
    ensure_built(say=said.append)
    assert not any("commit" in line for line in said)


def test_a_build_that_breaks_off_is_not_taken_for_a_finished_one(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ensure_built()
    export = build._export

    def broken_export() -> None:
        export()
        raise StartError("out of memory")

    (checkout / "portal_app/pages/view.py").write_text("changed")
    monkeypatch.setattr(build, "_export", broken_export)
    with pytest.raises(StartError):
        ensure_built()
    (checkout / "portal_app/pages/view.py").write_text("this is portal_app/pages/view.py")
    assert not build.is_current()


def test_a_folder_that_can_not_be_written_is_named_in_one_line(checkout: Path) -> None:
    (checkout / ".web").write_text("a file where the folder belongs")
    with pytest.raises(StartError) as caught:
        ensure_built()
    assert str(checkout / ".web") in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        (
            "Compiling\nnpm error code E404\nnpm error errno E404\nnpm error 404 Not Found: vite\nRun with debug",
            "npm error 404 Not Found: vite",
        ),
        ("built in 227ms\nError: Prerender: Request failed for /\n    at attempt\nRun with debug", "Error: Prerender:"),
        ("Traceback\nkey.NotHereError: name\nDuring handling\nKeyError: other", "key.NotHereError: name"),
        ("Compiling\nKilled\n\n", "Killed"),
        ("", "it said nothing"),
    ],
)
def test_of_a_failed_build_the_line_that_says_most_is_shown(output: str, reason: str) -> None:
    assert build._reason(output).startswith(reason)


def test_a_failed_build_says_why_and_where_the_rest_is(sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (sources / ".web").mkdir()
    (sources / "rxconfig.py").write_text("raise RuntimeError('a broken configuration')")
    for name, value in {"ROOT": sources, "CLIENT": sources / "client", "_LOG": sources / ".web/log"}.items():
        monkeypatch.setattr(build, name, value)
    monkeypatch.setenv("NPM_CONFIG_REGISTRY", "http://localhost:9")
    with pytest.raises(StartError, match="a broken configuration") as caught:
        build._export()
    assert str(sources / ".web/log") in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_build_uses_the_node_of_the_virtual_environment_and_the_registry_it_is_given() -> None:
    env = build_environment({"PATH": "/usr/bin", "NPM_CONFIG_REGISTRY": "http://localhost:9"})
    assert env["NPM_CONFIG_REGISTRY"] == "http://localhost:9"
    first, rest = env["PATH"].split(os.pathsep, 1)
    assert (Path(first) / "npm").exists()
    assert (first, rest) == (build._bin(), "/usr/bin")


def test_the_client_asks_the_address_of_its_page_for_the_server() -> None:
    source = same_origin("before\n  const endpoint = new URL(url_str);\nafter\n")
    assert source.index("window.location.origin") < source.index("const endpoint = new URL(url_str)")


def test_a_reflex_that_finds_its_server_otherwise_stops_the_build() -> None:
    with pytest.raises(ValueError, match="another way"):
        same_origin("export const getBackendURL = () => somewhere;")


def test_a_port_in_use_is_reported_in_one_line_with_the_fix() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(StartError) as caught:
            serve.check_address("127.0.0.1", port)
    assert f"Port {port} is in use" in str(caught.value)
    assert f"PORT={port + 1}" in str(caught.value)
    serve.check_address("127.0.0.1", port)


def test_an_address_of_another_machine_is_reported_in_one_line() -> None:
    with pytest.raises(StartError, match=r"Can't listen on 192\.0\.2\.1:3000"):
        serve.check_address("192.0.2.1", 3000)


def test_a_port_that_only_root_may_use_is_reported_in_one_line() -> None:
    message = serve._why_not(PermissionError(13, "Permission denied"), "127.0.0.1", 80)
    assert message == "Port 80 is not allowed for this account: choose one above 1023."
