"""The site on the other Datasette: its tests are run there, by a pytest of their own."""

from __future__ import annotations

import os
import subprocess

import pytest
from datasette import __version__

from tests.conftest import ROOT

# All of the browser's but the two that take longest, and of the others those that see what the
# versions do differently. `make test DATASETTE=1.0` runs all, those two as well.
TESTS = (
    "tests/browser",
    *(f"--ignore=tests/browser/test_{name}.py" for name in ("accessibility", "hostile")),
    *(f"tests/site/test_{name}.py" for name in ("versions", "points", "map_page", "licences")),
)


@pytest.mark.skipif(not __version__.startswith("0."), reason="this is Datasette 1.0 already")
def test_the_site_is_the_same_on_datasette_1() -> None:
    python = ROOT / ".venv-1.0" / "bin" / "python"
    if not python.is_file():
        reason = f"needs {python.parent.parent.name}, which `make test` installs"
        if os.environ.get("CI") == "true":
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    told = [str(python), "-m", "pytest", "-q", "-p", "no:cacheprovider", *TESTS]
    done = subprocess.run(told, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        pytest.fail(done.stdout[-20_000:] + done.stderr[-2_000:], pytrace=False)
    # Something ran, and nothing was left out for want of a browser.
    last = done.stdout.splitlines()[-1]
    assert " passed" in last
    assert "skipped" not in last, last
