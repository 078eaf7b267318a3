"""What an operator copies from `deploy/` and `docs/deploy.md` exists: each file, command, setting and metric."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import REGISTRY
from typer.main import get_command

from portal_app.cli import app
from portal_app.http import health
from portal_app.settings import Settings
from tests.running import ROOT

DEPLOY, DOCS = ROOT / "deploy", (ROOT / "docs" / "deploy.md").read_text()
FILES = {path.name: path.read_text() for path in sorted(DEPLOY.iterdir())}
SERVICES = {name: text for name, text in FILES.items() if name.endswith(".service")}
OF_COMPOSE = {"PORTAL_DOMAIN", "PORTAL_UPSTREAM"}
"""What compose tells the proxy, not the portal."""


def everything() -> str:
    return "\n".join([DOCS, *FILES.values()])


def test_every_file_that_is_named_is_there() -> None:
    named = set(re.findall(r"deploy/([\w.-]+\w)", DOCS)) | set(re.findall(r"\./(Caddyfile)", FILES["compose.yaml"]))
    assert {"parent-portal.service", "Caddyfile"} <= named
    for name in named:
        assert list(DEPLOY.glob(name.removesuffix("*") + "*")), name
    assert (DEPLOY.parent / "deploy" / "Dockerfile").exists()
    assert "dockerfile: deploy/Dockerfile" in FILES["compose.yaml"]


def test_every_setting_that_is_named_is_one() -> None:
    settings = {f"PORTAL_{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(r"\bPORTAL_[A-Z_]+\b", everything())) <= settings | OF_COMPOSE


def commands() -> Iterator[tuple[str, ...]]:
    """Yield every command that is named, as its words: `portal account reset-mfa`, in prose, shell, units and lists."""
    for line in everything().splitlines():
        for said in re.findall(r'(?:`|^|\s|/|")portal ((?:[a-z-]+ ?)+)', line):
            yield tuple(said.split())
        for said in re.findall(r"bin/portal, ([a-z, ]+)\]", line) + re.findall(r'bin/portal", "([a-z]+)"', line):
            yield tuple(re.split(r"\W+", said))


def test_every_command_that_is_named_is_one() -> None:
    found = {words for words in commands() if words[0] in {name for (name, *_) in KNOWN}}
    assert {("migrate",), ("serve",), ("doctor",), ("backup",), ("restore",), ("key", "issue")} <= found
    for first in re.findall(r"`portal ([a-z-]+)", DOCS):
        assert first in {name for (name, *_) in KNOWN}, first
    for words in found:
        assert words[:2] in KNOWN or words[:1] in KNOWN, words


def _known() -> set[tuple[str, ...]]:
    tree: Any = get_command(app)
    known: set[tuple[str, ...]] = set()
    for name, command in tree.commands.items():
        below = getattr(command, "commands", {})
        known |= {(name, one) for one in below} or {(name,)}
    return known


KNOWN = _known()


def test_every_target_of_make_that_is_named_is_one() -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert set(re.findall(r"(?:`|&& |RUN |^)make ([a-z]+)", DOCS + FILES["Dockerfile"], re.MULTILINE)) <= set(targets)


def test_the_metrics_in_the_document_are_those_there_are() -> None:
    named = {name.removesuffix("_total") for name in re.findall(r"`(portal_[a-z_]+)`", DOCS)}
    assert named == {one.name for one in REGISTRY.collect() if one.name.startswith("portal_")}


def test_what_compose_needs_from_its_environment_is_in_the_example() -> None:
    asked = set(re.findall(r"(?<!\$)\$\{([A-Z_]+):\?", FILES["compose.yaml"]))
    offered = set(re.findall(r"^([A-Z_]+)=", FILES["env.example"], re.MULTILINE))
    assert asked <= offered
    assert offered <= set(re.findall(r"(?<!\$)\$\{([A-Z_]+)\b", FILES["compose.yaml"]))


def test_the_services_of_compose_wait_only_for_each_other_and_ask_a_route_that_there_is() -> None:
    text = FILES["compose.yaml"]
    services = set(
        re.findall(r"^  ([a-z]+):", text.partition("services:")[2].partition("\nnetworks:")[0], re.MULTILINE)
    )
    awaited = set(re.findall(r"^      ([a-z]+): \{condition", text, re.MULTILINE))
    assert {"portal", "migrate", "postgres", "redis"} <= services
    assert awaited <= services
    assert set(re.findall(r"127\.0\.0\.1:3000(/\w+)", text)) <= {route.path for route in health.ROUTES}


def test_the_image_speaks_to_the_database_that_compose_starts() -> None:
    """`pg_dump` refuses a server that is newer than itself. The folder of backups belongs to the image's account."""
    client = re.findall(r"postgresql-client-(\d+)", FILES["Dockerfile"])
    assert client == re.findall(r"image: postgres:(\d+)", FILES["compose.yaml"])
    assert re.findall(r"--uid (\d+)", FILES["Dockerfile"]) == re.findall(r"chown (\d+) backups", DOCS)


@pytest.mark.parametrize("name", SERVICES)
def test_a_unit_runs_as_the_account_and_from_the_folder_that_the_document_makes(name: str) -> None:
    unit = SERVICES[name]
    folder, settings, state = (
        re.findall(pattern, DOCS)[0]
        for pattern in (r"git clone \S+ (\S+)", r"install -m 600 /dev/null (\S+)", r"--home-dir (\S+)")
    )
    assert f"User={re.findall(r'useradd .* (portal)', DOCS)[0]}" in unit
    assert f"WorkingDirectory={folder}" in unit
    assert set(re.findall(rf"{folder}/(\S+)", unit)) <= {".venv/bin/portal"}
    assert f"EnvironmentFile={settings}" in unit
    assert f"PORTAL_DATA_DIR={state}" in unit
    assert f"StateDirectory={Path(state).name}" in unit


def test_the_server_has_longer_to_stop_than_it_may_take() -> None:
    from portal_app import serve
    from portal_app.reflex_adapter import shutdown

    for patience in re.findall(r"(?:TimeoutStopSec=|stop_grace_period: )(\d+)", everything()):
        # what has begun, then the browsers, then what came in the meantime
        assert int(patience) > shutdown.SECONDS + serve._STOP_SECONDS + shutdown.SECONDS
