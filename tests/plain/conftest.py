"""Environments as a reader would make them: fresh, with nothing but what pip is asked for."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.export.conftest import dist  # noqa: F401  a fixture
from tests.site.tables import build_pinned

Make = Callable[..., Path]
NO_INDEX = "NewConnectionError|NameResolutionError|ConnectTimeout|No matching distribution"


def pip(*arguments: str) -> None:
    """Run pip; where no package index answers, the test is skipped."""
    command = [sys.executable, "-I", "-m", "pip", "--disable-pip-version-check", *arguments]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode and re.search(NO_INDEX, done.stderr):
        pytest.skip("needs a package index, and none answers")
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Return a function that makes an environment with some packages, and gives its Python."""
    made: dict[tuple[str, ...], Path] = {}

    def make(*packages: str) -> Path:
        if packages not in made:
            folder = tmp_path_factory.mktemp("venv")
            subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
            python = folder / "bin" / "python"
            pip("--python", str(python), "install", "--quiet", *packages)
            made[packages] = python
        return made[packages]

    return make


@pytest.fixture(scope="session")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a database of the pinned facts and its words, and nothing else."""
    folder = tmp_path_factory.mktemp("alone")
    build_pinned(folder / "jnim.db")
    (folder / "inspect-data.json").unlink()
    shutil.copyfile(ROOT / "metadata.yml", folder / "metadata.yml")
    return folder


@pytest.fixture(scope="session")
def old_sqlite(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return what a Python has to be started with to have an SQLite older than Debian 11's 3.34.

    An old wheel has 3.33 as a library beside it, which takes the place of the system's.
    """
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        pytest.skip("the wheel with an old SQLite is for Linux on x86-64")
    folder = tmp_path_factory.mktemp("sqlite")
    wheel = ("--only-binary=:all:", "--python-version=3.9", "--platform=manylinux1_x86_64")
    pip("download", "--quiet", "--no-deps", *wheel, "-d", str(folder), "pysqlite3-binary==0.4.5")
    (path,) = folder.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder)
    (library,) = folder.glob("*.libs/libsqlite3*")
    variables = {"LD_PRELOAD": str(library), "LD_LIBRARY_PATH": str(library.parent)}
    command = [sys.executable, "-c", "import sqlite3; print(sqlite3.sqlite_version)"]
    done = subprocess.run(command, env={**os.environ, **variables}, capture_output=True, text=True)
    if done.stdout.strip() != "3.33.0":
        pytest.skip("this Python has an SQLite of its own, that no other takes the place of")
    return variables
