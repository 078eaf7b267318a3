"""A process that runs `portal` commands for the tests: each in a fork, so that the program is imported only once.

A request is a line of JSON on stdin (`environment`, `arguments`), its answer a line on stdout (`returncode`, `stdout`,
`stderr`). A command does the same as `python -m portal_app.cli`, two seconds sooner.
"""

import json
import os
import signal
import sys
from tempfile import TemporaryFile
from typing import IO, Any

from portal_app import cli

LONGEST = 300
"""Seconds after which a command is killed: it hangs."""


def main() -> None:
    """Answer requests until stdin ends."""
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Run one command in a fork, and return what came of it."""
    with TemporaryFile() as stdout, TemporaryFile() as stderr:
        child = os.fork()
        if child == 0:
            _run(request, stdout, stderr)
        _, status = os.waitpid(child, 0)
        return {"returncode": os.waitstatus_to_exitcode(status), "stdout": _text(stdout), "stderr": _text(stderr)}


def _run(request: dict[str, Any], stdout: IO[bytes], stderr: IO[bytes]) -> None:
    """Be the command, in the fork; this never returns."""
    os.dup2(stdout.fileno(), 1)
    os.dup2(stderr.fileno(), 2)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.environ.clear()
    os.environ.update(request["environment"])
    signal.alarm(LONGEST)
    sys.argv = ["portal", *request["arguments"]]
    code = 1
    try:
        cli.main()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)  # no clean-up of the parent's


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode()


if __name__ == "__main__":
    main()
