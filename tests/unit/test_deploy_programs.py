"""Each file in `deploy/` is accepted by the program that reads it. `.ci/run` installs the programs."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.running import ROOT

pytestmark = pytest.mark.slow
DEPLOY = ROOT / "deploy"


def program(name: str) -> str:
    """Return the path of a program. Without it the test is skipped, but never in CI."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")
    if not found:
        assert not os.environ.get("CI"), f".ci/run has to install {name}"
        pytest.skip(f"{name} is not installed")
    return found


def check(*command: str | Path, **variables: str) -> str:
    """Run a program, which must succeed; return what it printed."""
    around = {**os.environ, **variables}
    done = subprocess.run([str(part) for part in command], env=around, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize("domain", [{}, {"PORTAL_DOMAIN": "portal.clayton.example", "PORTAL_UPSTREAM": "portal:3000"}])
def test_caddy_accepts_its_file(domain: dict[str, str], tmp_path: Path) -> None:
    command = (program("caddy"), "validate", "--adapter", "caddyfile", "--config", DEPLOY / "Caddyfile")
    assert "Valid configuration" in check(*command, HOME=str(tmp_path), **domain)


def test_nginx_accepts_its_file(tmp_path: Path) -> None:
    check(
        *(program("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=portal.example.org"),
        *("-days", "1", "-keyout", tmp_path / "portal.key", "-out", tmp_path / "portal.pem"),
    )
    site = (DEPLOY / "nginx.conf").read_text().replace("/etc/ssl/portal.", f"{tmp_path}/portal.")
    (tmp_path / "site.conf").write_text(re.sub(r"listen (\S*?)(80|443)\b", r"listen \g<1>9\g<2>", site))
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/pid; error_log stderr; events {{}}\nhttp {{ include {tmp_path}/site.conf; }}\n"
    )
    assert "test is successful" in check(program("nginx"), "-t", "-p", tmp_path, "-c", tmp_path / "nginx.conf")


def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    units = [*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")]
    portal = tmp_path / "portal"
    portal.write_text("#!/bin/sh\n")
    portal.chmod(0o755)
    for unit in units:
        (tmp_path / unit.name).write_text(unit.read_text().replace("/opt/parent-portal/.venv/bin/portal", str(portal)))
    assert len(units) >= 3
    assert not check(program("systemd-analyze"), "verify", "--man=no", *(tmp_path / unit.name for unit in units))


def test_docker_accepts_the_compose_file(tmp_path: Path) -> None:
    """Debian 12 has no `docker compose`: without it, only `tests/unit/test_deploy.py` checks the file."""
    docker = shutil.which("docker")
    if not docker or subprocess.run([docker, "compose", "version"], capture_output=True).returncode != 0:
        pytest.skip("docker compose is not installed")
    example = (DEPLOY / "env.example").read_text()
    (tmp_path / "env").write_text(re.sub(r"PASSWORD=$", "PASSWORD=abc", example, flags=re.MULTILINE))
    assert not check(docker, "compose", "--env-file", tmp_path / "env", "-f", DEPLOY / "compose.yaml", "config", "-q")
