"""The front end: whether the built one still fits the sources, and how it is built.

Reflex compiles the pages to JavaScript in `.web` and Vite builds them into `CLIENT`. That takes a minute, so a build
leaves a fingerprint of everything it was made from, and only another fingerprint makes another build. Any Python of
the portal may end up in a page, hence all of it counts. Node comes from PyPI, its packages from the committed lock.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
"""The folder of rxconfig.py, which Reflex must be started in."""

CLIENT = ROOT / ".web" / "build" / "client"
"""What the browser gets: index.html, 404.html, one folder per page, and hashed files in `assets/`."""

_STAMP = ROOT / ".web" / "portal-build.sha256"
_LOCKS = ("reflex.lock/package.json", "reflex.lock/package-lock.json")
_SOURCES = ("portal_app", "assets", "rxconfig.py", ".npmrc", "requirements/run.lock")
_OWN_OUTPUT = ("__pycache__", "external")
_LOG = ROOT / ".web" / "portal-build.log"


class StartError(Exception):
    """The portal can't be built or started; the text is one clear line for the operator."""


def ensure_built(*, say: "Callable[[str], None]" = print) -> bool:
    """Build the front end unless the built one was made from these very sources; return whether it was built.

    Raises:
        StartError: the build failed, or its folder can't be written.
    """
