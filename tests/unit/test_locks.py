"""make installs just what the locks list and resolves nothing, so the locks must list everything."""

import subprocess
import sys


def test_nothing_that_a_locked_package_needs_is_missing_from_the_locks() -> None:
    done = subprocess.run([sys.executable, "-m", "pip", "check"], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout
