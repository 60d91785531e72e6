"""The site on the other Datasette: its tests are run there, by a pytest of their own.

That one is started before all other tests and looked at after them (tests/conftest.py), so that it
runs beside them.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pytest
from datasette import __version__

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / ".venv-1.0" / "bin" / "python"
# All of the browser's, and of the others those that see what the versions do differently.
TESTS = (
    "tests/browser",
    *(f"tests/site/test_{name}.py" for name in ("versions", "points", "map_page", "licences")),
)


@dataclass
class Beside:
    """The other pytest, and what it writes."""

    process: subprocess.Popen[bytes]
    output: IO[bytes]

    def result(self) -> tuple[int, str]:
        """Wait for its end; return its exit code and what it wrote."""
        code = self.process.wait()
        self.output.seek(0)
        return code, self.output.read().decode(errors="replace")

    def stop(self) -> None:
        """End it, where the tests end before it does."""
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait()
        self.output.close()


def start() -> Beside | None:
    """Start the tests on Datasette 1.0, where it is installed."""
    if not PYTHON.is_file():
        return None
    output = tempfile.TemporaryFile()  # noqa: SIM115  closed when it is stopped
    command = [str(PYTHON), "-m", "pytest", "-q", "-p", "no:cacheprovider", *TESTS]
    return Beside(
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=output),
        output,
    )


@pytest.mark.skipif(not __version__.startswith("0."), reason="this is Datasette 1.0 already")
def test_the_site_is_the_same_on_datasette_1(beside: Beside | None) -> None:
    if beside is None:
        reason = f"needs {PYTHON.parent.parent.name}, which `make test` installs"
        if os.environ.get("CI") == "true":
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    code, told = beside.result()
    if code:
        pytest.fail(told[-20_000:], pytrace=False)
    # Something ran, and nothing was left out for want of a browser.
    last = told.splitlines()[-1]
    assert " passed" in last
    assert "skipped" not in last, last
