"""A process that runs `portal` commands for the tests: each in a fork, so that the program is imported only once.

A request is a line of JSON on stdin (`environment`, `arguments`), its answer a line on stdout (`returncode`, `stdout`,
`stderr`). A command does the same as `python -m portal_app.cli`, two seconds sooner.
"""

import gc
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
    """Answer requests until stdin ends; in a fork, be the command."""
    gc.freeze()
    for line in sys.stdin:
        request = json.loads(line)
        with TemporaryFile() as stdout, TemporaryFile() as stderr:
            child = os.fork()
            if child == 0:
                _prepare(request, stdout, stderr)
                return cli.main()  # and then the interpreter ends as after any command: threads first
            _, status = os.waitpid(child, 0)
            answer = {"returncode": os.waitstatus_to_exitcode(status), "stdout": _text(stdout), "stderr": _text(stderr)}
        print(json.dumps(answer), flush=True)
    return None


def _prepare(request: dict[str, Any], stdout: IO[bytes], stderr: IO[bytes]) -> None:
    """Give a fork the environment, the arguments and the standard streams of the command."""
    os.dup2(stdout.fileno(), 1)
    os.dup2(stderr.fileno(), 2)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.environ.clear()
    os.environ.update(request["environment"])
    signal.alarm(LONGEST)
    sys.argv = ["portal", *request["arguments"]]


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode()


if __name__ == "__main__":
    main()
