"""Builds the front end, when its sources have changed since the last build.

Reflex compiles the pages to JavaScript in `.web`, and Vite builds that into `CLIENT`. It takes a minute, so each build
leaves a fingerprint of what it was made from, and only another fingerprint makes another build. Any Python of the
portal may end up in a page, hence all of it counts; a setting must not, or one build would not fit every district.
Node comes from PyPI and its packages from the committed lock, so the machine needs neither Node nor bun.

`python -m portal_app.build` builds what is stale and says what went wrong in one line.
"""

import fcntl
import hashlib
import json
import os
import re
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
"""The folder of rxconfig.py; Reflex works in the current folder, so it must be started here."""

CLIENT = ROOT / ".web" / "build" / "client"
"""What browsers get: index.html, 404.html, `<page>.html` with `<page>/index.html`, and hashed files in `assets/`.
Beside each file of 256 bytes or more lie its compressed twins, `.br` and `.gz`."""

_STAMP = ROOT / ".web" / "portal-build.sha256"
_LOG = ROOT / ".web" / "portal-build.log"
_SOURCES = ("portal_app", "assets", "rxconfig.py", ".npmrc", "requirements/run.lock")
_LOCK = "reflex.lock"
_ERROR = re.compile(r"npm error (?!code|syscall|errno)|[\w.]*(Error|Exception): ")
_NOT_SOURCES = {"__pycache__", "external"}  # Reflex links its packages' assets into assets/external


REFLEX_ENVIRONMENT = {
    "REFLEX_DIR": str(Path(sys.prefix) / "reflex"),  # not the home folder, which a service's account may lack
    "REFLEX_USE_NPM": "1",
    "REFLEX_CHECK_LATEST_VERSION": "False",
    "REFLEX_TELEMETRY_ENABLED": "False",
}
"""Environment of every call of Reflex: no bun, no telemetry, nothing outside the checkout."""


class StartError(Exception):
    """The portal can't be built or started; the text is one clear line for the operator."""


def ensure_built(*, say: Callable[[str], None] = print) -> bool:
    """Build the front end unless the existing build was made from these sources; return whether it was built.

    Raises:
        StartError: the build failed, or a folder can't be written.
    """
    with _one_at_a_time():
        if is_current():
            return False
        say("Building the pages, which takes a while the first time ...")
        _build(say)
        return True


def is_current() -> bool:
    """Return whether `CLIENT` is complete and made from the sources as they are now."""
    if not (_STAMP.exists() and (CLIENT / "index.html").exists()):
        return False
    return _STAMP.read_text() == stamp(fingerprint(ROOT, _SOURCES), fingerprint(ROOT, [_LOCK]))


def fingerprint(root: Path, places: Iterable[str]) -> str:
    """Return a SHA-256 (hex) of names and contents of the files at `places` under `root`; a missing place is empty."""
    digest = hashlib.sha256()
    for path in _files(root, places):
        digest.update(f"{path.relative_to(root).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(root: Path, places: Iterable[str]) -> list[Path]:
    found = [path for place in places for path in _below(root / place)]
    return sorted(path for path in found if path.is_file() and _is_source(path.relative_to(root)))


def _below(place: Path) -> Iterable[Path]:
    return place.rglob("*") if place.is_dir() else [place]


def _is_source(path: Path) -> bool:
    return path.suffix != ".pyc" and not _NOT_SOURCES.intersection(path.parts)


def stamp(sources: str, lock: str) -> str:
    """Return what a build leaves behind, from the fingerprints of its sources and of the lock of its packages."""
    return f"{sources}\n{lock}\n"


def _build(say: Callable[[str], None]) -> None:
    sources, lock = fingerprint(ROOT, _SOURCES), fingerprint(ROOT, [_LOCK])
    try:
        _STAMP.parent.mkdir(exist_ok=True)
        _STAMP.unlink(missing_ok=True)  # a build that breaks off must not look finished
        try:
            _export()
        finally:
            _tidy(ROOT / _LOCK / "package.json")
        # Reflex may have added a package to the lock; edits made meanwhile are left for the next build to see.
        built_from = fingerprint(ROOT, [_LOCK])
        _STAMP.write_text(stamp(sources, built_from))
    except OSError as error:
        raise StartError(f"The pages can't be built: {error.filename}: {error.strerror}") from error
    if built_from != lock:
        say(f"The pages use other packages than before: commit {_LOCK}/.")


def _export() -> None:
    command = [sys.executable, "-m", "reflex", "export", "--frontend-only", "--no-zip"]
    done = subprocess.run(
        command, cwd=ROOT, env=build_environment(os.environ), stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    _LOG.write_text(done.stdout + done.stderr)
    if done.returncode != 0 or not (CLIENT / "index.html").exists():
        raise StartError(f"The pages could not be built: {_reason(_LOG.read_text())} (more in {_LOG})")


def _tidy(packages: Path) -> None:
    """Give the file one order and shape, for Reflex writes it as it comes: only other packages make a difference."""
    if packages.exists():
        packages.write_text(json.dumps(json.loads(packages.read_text()), indent=2, sort_keys=True) + "\n")


def _reason(text: str) -> str:
    """Return the line of a failed build that says most: the first error of Python, npm or Vite, else the last line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()] or ["it said nothing"]
    return next(filter(_ERROR.match, lines), lines[-1])


def build_environment(given: Mapping[str, str]) -> dict[str, str]:
    """Return the environment variables for Reflex's build, on top of the `given` ones.

    The Node of the virtual environment goes first in PATH. Reflex would time public mirrors to choose a registry
    unless it is told one: it is told npm's own choice.
    """
    env = {**given, **REFLEX_ENVIRONMENT, "PATH": os.pathsep.join([_bin(), given.get("PATH", os.defpath)])}
    env.setdefault("NPM_CONFIG_REGISTRY", _npm_registry(env))
    return env


def _bin() -> str:
    """Return the folder of the virtual environment's programs, where PyPI's node and npm are."""
    return sysconfig.get_path("scripts")


def _npm_registry(env: Mapping[str, str]) -> str:
    command = [str(Path(_bin()) / "npm"), "config", "get", "registry"]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True).stdout.strip()


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Hold the checkout: a second build waits for the first one and then finds nothing left to do."""
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


if __name__ == "__main__":
    try:
        ensure_built()
    except StartError as error:
        sys.exit(str(error))
