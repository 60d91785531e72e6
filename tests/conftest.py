"""What tests of every kind share: the documents, the site in process, the site as served."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import functools
import gc
import http.client
import os
import pickle
import socket
import subprocess
import sys
import tempfile
import time
import types
from collections.abc import Callable, Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import httpx._transports.default as transports
import pytest
import yaml
from hypothesis import settings
from jinja2.bccache import Bucket, BytecodeCache

from common.project import FOLDER
from loaders.context import Context
from loaders.problems import Problems

# One browser in a process, for whichever folder asks for it: Playwright does not start a second.
pytest_plugins = ["tests.browser.visits"]

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60

# What is collected stays to the end. To look through it again and again for what could go took an
# eighth of the processor.
gc.disable()


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


# How long an example takes says more of what else the machine does than of the code.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# As in a worker: a third of the time in which a process of tests starts.
UNITS = types.ModuleType("pint")
UNITS.UnitRegistry = object  # type: ignore[attr-defined]
sys.modules["datasette.vendored.pint"] = UNITS
from datasette import app  # noqa: E402

# Datasette reads metadata.yml in Python, for half a second for each site in this process.
app.parse_metadata = lambda text: yaml.load(text, yaml.CSafeLoader)


# Nothing is asked of any site but those of this machine, without TLS. To read the certificates of
# the world took longer than most answers.
transports.create_ssl_context = functools.cache(httpx.create_ssl_context)  # type: ignore[attr-defined]


class Compiled(BytecodeCache):
    """What templates are compiled to, for all sites of this process: a second for each else."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], Any] = {}

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """Return the name alone: sites have the same templates in folders of their own."""
        return name

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what the same words were compiled to."""
        bucket.code = self.kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it."""
        self.kept[bucket.key, bucket.checksum] = bucket.code


app.Environment = functools.partial(app.Environment, bytecode_cache=Compiled())


def some(values: Sequence[Any], step: int) -> list[Any]:
    """Return parameters for a test: each so many-th value, and the others for `make test-all`."""
    walks = [pytest.param(value, marks=pytest.mark.walk) for value in values]
    walks[::step] = values[::step]
    return walks


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the repository's root, which is Datasette's configuration directory."""
    return ROOT


@pytest.fixture(scope="session")
def docs() -> Path:
    """Return the folder with the documents' text files; without one, the test is skipped."""
    folder = ROOT / (os.environ.get("DOCS") or "../shared/seeds")
    if not folder.is_dir():
        pytest.skip(f"needs the documents' text files, and there is no {folder}: set DOCS")
    return folder


@pytest.fixture(scope="session")
def whole(pytestconfig: pytest.Config) -> bool:
    """Whether the long walks are asked for as well, by `make test-all`."""
    return str(pytestconfig.option.markexpr) != "not walk"


@pytest.fixture(scope="session", autouse=True)
def rows_of_the_same_facts() -> Iterator[None]:
    """Turn the facts into rows, which takes a second, once for all builds of the same files."""
    from loaders import build

    make_rows = build.make_rows
    kept: dict[object, bytes] = {}

    def make(folder: Path, problems: Problems) -> Context:
        states = [(path, path.stat()) for path in sorted(folder.rglob("*")) if path.is_file()]
        key = tuple((path.absolute(), each.st_mtime_ns, each.st_size) for path, each in states)
        if key in kept and not problems:
            # What this process has pickled itself.
            again: Context = pickle.loads(kept[key])  # noqa: S301
            return replace(again, problems=problems)
        context = make_rows(folder, problems)
        if not problems:
            kept[key] = pickle.dumps(context)
        return context

    build.make_rows = make
    yield
    build.make_rows = make_rows


@pytest.fixture(scope="session")
def get() -> Iterator[Callable[[str], httpx.Response]]:
    """Return a function that asks the site in this process for a path: fast, without a server."""
    from tests.site.tables import asked_often  # not before it is needed: it loads much

    with asked_often(FOLDER) as get:
        yield get


def finished(work: Coroutine[Any, Any, Any]) -> Any:
    """Run work to its end, in a thread of its own: Playwright runs a loop in the main one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


@contextlib.contextmanager
def served(
    folder: Path, log: Path, python: Path | None = None, arguments: Sequence[str] = (".",)
) -> Iterator[str]:
    """Start the server for a folder as `make serve` does, on a free port; give its address.

    A site's workers have as much of the processor as other tests: with less, on a busy machine,
    they would take too long to answer.
    """
    from tests.site.serving import PATIENT, bounded_site  # not before they are needed

    if arguments == (".",):
        folder = bounded_site(Path(tempfile.mkdtemp(dir=log.parent)), PATIENT, folder)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = str(python) if python else sys.executable
    command = [program, "-m", "datasette", *arguments, "--host", "127.0.0.1", "--port", str(port)]
    with (
        log.open("w") as output,
        subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        ) as server,
    ):
        try:
            deadline = time.monotonic() + START_SECONDS
            while not answers(port):
                if server.poll() is not None or time.monotonic() > deadline:
                    pytest.fail(f"the server did not start:\n{log.read_text()}", pytrace=False)
                time.sleep(0.05)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(timeout=10)
            server.kill()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the site, and return its address."""
    with served(ROOT, tmp_path_factory.mktemp("site") / "log.txt") as address:
        yield address


def built_once(factory: pytest.TempPathFactory, build: Callable[[Path], Path]) -> Path:
    """Build a folder in the first of this run's processes that needs it; all the others read it."""
    shared = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    built = shared / build.__name__
    with (shared / f"{build.__name__}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not built.exists():
            built.symlink_to(build(Path(tempfile.mkdtemp(dir=shared))))
    return built.resolve()


@pytest.fixture(scope="session")
def pinned_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the site with the pinned facts."""
    from tests.site.tables import pinned_site  # not before it is needed: it loads much

    return built_once(tmp_path_factory, pinned_site)


@pytest.fixture(scope="session")
def spoilt_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a site with hostile words in every column of text."""
    from tests.hostile import build_spoilt_site  # not before it is needed: it loads much

    return built_once(tmp_path_factory, build_spoilt_site)


def answers(port: int) -> bool:
    """Whether a server on this machine answers at this port."""
    # http.client, because urllib would obey the proxy settings of the environment.
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/-/versions.json")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
