"""What each host would be sent is installed and started as the host would, and visited."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import shlex
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from mcp import Client
from packaging.requirements import Requirement

from publishing.lock import LOCK, pinned_versions
from publishing.targets import TARGETS
from tests.conftest import finished
from tests.site.smoke import visit

ROOT = Path(__file__).resolve().parent.parent.parent
WITH_MCP = ROOT / ".venv-mcp" / "bin" / "python"
START_SECONDS = 60
# As compose.yaml has it. Without its powers not even root writes to what is read-only.
POWERLESS = ["setpriv", "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs"]
WITHHELD = "UPDATE sources SET redistributable = 0 WHERE id = 'acled'"


def run(*arguments: str, path: str | None = None, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the command, with further variables of the environment."""
    return subprocess.run(
        [sys.executable, "-m", "publishing", *arguments],
        cwd=ROOT,
        env={**os.environ, **({"PATH": path} if path else {}), **more},
        capture_output=True,
        text=True,
    )


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return a function that gives the folder of a target's dry run, or of the package."""
    base = tmp_path_factory.mktemp("published")
    made: dict[str, Path] = {}

    def of(name: str) -> Path:
        if name not in made:
            folder = base / name
            option = "--to" if name == "package" else "--dry-run"
            done = run(name, option, str(folder))
            assert done.returncode == 0, done.stderr
            made[name] = folder
        return made[name]

    return of


@pytest.fixture(scope="session")
def venv(tmp_path_factory: pytest.TempPathFactory) -> Callable[[list[str]], Path]:
    """Return a function that installs what pip is told into a fresh environment, once for each."""
    base = tmp_path_factory.mktemp("venvs")
    made: dict[str, Path] = {}

    def of(told: list[str]) -> Path:
        # Names without a version stand beside the same with one; in a fresh environment there is
        # nothing to upgrade.
        key = " ".join(sorted({each for each in told if "==" in each} or told))
        if key not in made:
            folder = base / str(len(made))
            subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
            python = str(folder / "bin" / "python")
            quiet = ["--quiet", "--disable-pip-version-check"]
            done = subprocess.run(
                [python, "-I", "-m", "pip", "install", *quiet, *told],
                capture_output=True,
                text=True,
            )
            if re.search("NewConnectionError|NameResolutionError|ConnectTimeout", done.stderr):
                pytest.skip("needs a package index, and none answers")
            assert done.returncode == 0, done.stderr
            made[key] = folder
        return made[key]

    return of


@dataclass
class Start:
    """How a target starts what it was sent.

    Attributes:
        folder: The folder that it was sent.
        installs: What it tells pip.
        before: Shell commands that run once, after that.
        command: The shell command that serves.
    """

    folder: Path
    installs: list[str]
    before: list[str]
    command: str
    variables: dict[str, str] = field(default_factory=dict)


def of_dockerfile(folder: Path) -> Start:
    """Read the lines of a Dockerfile that Datasette has generated."""
    start = Start(folder, [], [], "")
    for line in (folder / "Dockerfile").read_text(encoding="utf-8").splitlines():
        word, _, rest = line.partition(" ")
        if word == "RUN" and rest.startswith("pip install "):
            start.installs = shlex.split(rest)[2:]
        elif word == "RUN":
            start.before.append(rest)
        elif word == "ENV":
            name, value = shlex.split(rest)
            start.variables[name] = value
        elif word == "CMD":
            start.command = rest
    return start


def of_requirements(folder: Path) -> list[str]:
    return (folder / "requirements.txt").read_text(encoding="utf-8").split()


def of_heroku(folder: Path) -> Start:
    web = (folder / "Procfile").read_text(encoding="utf-8").partition("web: ")[2]
    return Start(folder, of_requirements(folder), ["sh bin/post_compile"], web)


def of_vercel(folder: Path) -> Start:
    told = json.loads((folder / "vercel.json").read_text(encoding="utf-8"))
    assert told["routes"] == [{"src": "(.*)", "dest": "index.py"}]
    serve = "python -m uvicorn index:app --port $PORT"
    return Start(folder, of_requirements(folder), [], serve)


STARTS = {
    "cloudrun": of_dockerfile,
    "fly": of_dockerfile,
    "heroku": of_heroku,
    "vercel": of_vercel,
}


def environment(venv: Path, home: Path, **variables: str) -> dict[str, str]:
    """The environment of a host: the installed programs, and nothing of ours but pip's settings."""
    return {
        **{name: value for name, value in os.environ.items() if name.startswith("PIP_")},
        "PATH": f"{venv / 'bin'}{os.pathsep}/usr/bin{os.pathsep}/bin",
        "HOME": str(home),
        "LANG": "C.UTF-8",
        **variables,
    }


@contextlib.contextmanager
def serving(
    command: list[str], folder: Path, variables: dict[str, str], log: Path
) -> Iterator[httpx.Client]:
    """Start a server on a free port, and give a client for it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with (
        log.open("w") as output,
        subprocess.Popen(
            command,
            cwd=folder,
            env={**variables, "PORT": str(port)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        ) as server,
    ):
        try:
            deadline = time.monotonic() + START_SECONDS
            while not answers(port):
                if server.poll() is not None or time.monotonic() > deadline:
                    pytest.fail(f"the server did not start:\n{log.read_text()}", pytrace=False)
                time.sleep(0.1)
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
                yield client
        finally:
            # The shell and what it started.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(server.pid, 15)
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(timeout=10)
            server.kill()


def answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/jnim.json?_size=0")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


@pytest.mark.parametrize("name", STARTS)
def test_what_a_target_is_sent_runs_as_it_would_there(
    name: str,
    generated: Callable[[str], Path],
    venv: Callable[[list[str]], Path],
    tmp_path: Path,
) -> None:
    start = STARTS[name](generated(name))
    # A package of that name that nobody has pinned would be the newest of the day.
    loose = [each for each in start.installs if "==" not in each and not each.startswith("-")]
    assert set(loose) <= {"datasette"}
    assert all(any(each.startswith(f"{name}==") for each in start.installs) for name in loose)
    installed = venv(start.installs)
    folder = shutil.copytree(start.folder, tmp_path / "app")
    variables = environment(installed, tmp_path, **start.variables)
    for command in start.before:
        subprocess.run(["sh", "-c", command], cwd=folder, env=variables, check=True)
    with serving(["sh", "-c", start.command], folder, variables, tmp_path / "log") as client:
        visit(client)


@pytest.mark.skipif(
    os.getuid() == 0 and shutil.which("setpriv") is None, reason="root needs setpriv (util-linux)"
)
def test_the_container_runs_without_powers_and_without_writing(
    generated: Callable[[str], Path], venv: Callable[[list[str]], Path], tmp_path: Path
) -> None:
    folder = generated("package")
    lines = (folder / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    told: dict[str, list[str]] = {}
    for line in lines:
        word, _, rest = line.partition(" ")
        told.setdefault(word, []).append(rest.strip())
    assert re.fullmatch(r"python:3\.\d+-slim-\w+", told["FROM"][0])
    assert told["USER"] == ["10001"]
    (install,) = [rest for rest in told["RUN"] if rest.startswith("pip install")]
    assert "--require-hashes -r /tmp/requirements.txt" in install
    (command,) = map(json.loads, told["CMD"])
    health = json.loads(told["HEALTHCHECK"][0].partition("CMD ")[2])
    installed = venv(["--require-hashes", "-r", str(folder / "requirements.txt")])
    site = shutil.copytree(folder / "site", tmp_path / "site")
    for path in [site, *site.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    variables = environment(installed, site, PYTHONDONTWRITEBYTECODE="1")
    if os.getuid() == 0:
        command = [*POWERLESS, *command]
    with serving(command, site, variables, tmp_path / "log") as client:
        visit(client)
        checked = {**variables, "PORT": str(client.base_url.port)}
        health[0] = str(installed / "bin" / health[0])
        subprocess.run(health, env=checked, check=True, timeout=10)
    with pytest.raises(subprocess.CalledProcessError):
        subprocess.run(health, env=checked, check=True, timeout=10, capture_output=True)


def test_compose_keeps_the_file_system_read_only(generated: Callable[[str], Path]) -> None:
    told = yaml.safe_load((generated("package") / "compose.yaml").read_text(encoding="utf-8"))
    site = told["services"]["site"]
    assert site["read_only"] is True
    assert site["cap_drop"] == ["ALL"]


@pytest.mark.parametrize("name", [*TARGETS, "package"])
def test_rows_that_may_not_be_passed_on_are_refused(name: str, root: Path, tmp_path: Path) -> None:
    path = tmp_path / "jnim.db"
    path.write_bytes((root / "jnim.db").read_bytes())
    database = sqlite3.connect(path)
    with database:
        database.execute(WITHHELD)
    database.close()
    to = tmp_path / "out"
    for option in ("--dry-run", "--to"):
        done = run(name, "--database", str(path), option, str(to), "--app", "x")
        assert done.returncode == 2
        assert "may not be passed on" in done.stderr
        assert "make public" in done.stderr
        assert not to.exists()


@pytest.mark.parametrize("name", TARGETS)
def test_without_its_tool_a_target_says_what_it_needs(name: str, tmp_path: Path) -> None:
    done = run(name, path=str(tmp_path))
    assert done.returncode == 2
    assert TARGETS[name].tool in done.stderr
    assert "DRY_RUN" in done.stderr


def test_cloud_run_is_told_to_run_more_than_one_instance(tmp_path: Path) -> None:
    """Publishing without a dry run, with a tool that only writes down what it is told."""
    tool = tmp_path / "gcloud"
    tool.write_text('#!/bin/sh\necho "$@" >> "$CALLS"\n')
    tool.chmod(0o755)
    calls = tmp_path / "calls"
    path = f"{tmp_path}{os.pathsep}/usr/bin{os.pathsep}/bin"
    done = run("cloudrun", "--app", "jnim-test", path=path, CALLS=str(calls))
    assert done.returncode == 0, done.stderr
    told = calls.read_text().splitlines()
    (deploy,) = [line for line in told if line.startswith("run deploy")]
    assert "--max-instances 4" in deploy
    assert "jnim-test" in deploy
    assert any(line.startswith("builds submit") for line in told)


def test_a_failure_of_the_host_is_a_failure(tmp_path: Path) -> None:
    tool = tmp_path / "flyctl"
    tool.write_text("#!/bin/sh\necho 'not logged in' >&2\nexit 1\n")
    tool.chmod(0o755)
    path = f"{tmp_path}{os.pathsep}/usr/bin{os.pathsep}/bin"
    done = run("fly", path=path)
    assert done.returncode == 1
    assert "not logged in" in done.stderr


def test_a_folder_with_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    for arguments in (["fly", "--dry-run"], ["package", "--to"]):
        done = run(*arguments, str(tmp_path))
        assert done.returncode == 2
        assert "holds something else" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_relative_folder_for_heroku(root: Path, tmp_path: Path) -> None:
    folder = Path(os.path.relpath(tmp_path / "heroku", root))
    assert run("heroku", "--dry-run", str(folder)).returncode == 0
    assert (tmp_path / "heroku" / "Procfile").is_file()


def test_only_what_serves_is_sent(generated: Callable[[str], Path]) -> None:
    sent = {path.name for path in (generated("package") / "site").iterdir()}
    assert sent == {
        *("jnim.db", "inspect-data.json", "metadata.yml", "settings.json"),
        *("templates", "static", "plugins"),
    }
    sent = {path.name for path in (generated("package") / "site/plugins/common").iterdir()}
    assert sent == {path.name for path in (ROOT / "common").glob("*.py")}
    assert not (generated("package") / "site/plugins/loaders").exists()


def test_hosts_are_told_what_the_lock_pins_for_linux() -> None:
    lines = re.findall(r"^\w[^\\\n]+", LOCK.read_text(encoding="utf-8"), re.MULTILINE)
    requirements = [Requirement(line) for line in lines]
    linux = {"sys_platform": "linux", "python_version": "3.11", "python_full_version": "3.11.0"}
    versions = pinned_versions()
    assert versions == [
        f"{each.name}{each.specifier}"
        for each in requirements
        if each.marker is None or each.marker.evaluate(linux)
    ]
    names = {each.partition("==")[0] for each in versions}
    assert {"datasette", "datasette-cluster-map", "anyascii", "edtf"} <= names
    assert "polars" not in names


@pytest.mark.parametrize("name", sorted(path.name for path in ROOT.glob("requirements*.lock")))
def test_every_lock_has_hashes_and_names_no_index(root: Path, name: str) -> None:
    text = (root / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*--(?!hash=sha256:)", text, re.MULTILINE)
    pins = re.findall(r"^\w.*\n(.*)", text, re.MULTILINE)
    assert pins
    assert all(line.strip().startswith("--hash=sha256:") for line in pins)


@pytest.mark.skipif(not WITH_MCP.exists(), reason="needs .venv-mcp: make .venv-mcp/.runtime")
def test_the_server_for_mcp_clients_goes_along_where_it_can(
    venv: Callable[[list[str]], Path], tmp_path: Path
) -> None:
    def publish(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [str(WITH_MCP), "-m", "publishing", *arguments]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)

    refused = publish("vercel", "--dry-run", str(tmp_path / "vercel"))
    assert refused.returncode == 2
    assert "without MCP=1" in refused.stderr
    folder = tmp_path / "package"
    assert publish("package", "--to", str(folder)).returncode == 0
    installed = venv(["--require-hashes", "-r", str(folder / "requirements.txt")])
    command = [*("python", "-m", "datasette", "serve", "."), "--port", "$PORT"]
    variables = environment(installed, tmp_path)
    shell = ["sh", "-c", f"exec {' '.join(command)}"]
    with serving(shell, folder / "site", variables, tmp_path / "log") as client:
        visit(client)

        async def ask() -> Any:
            async with Client(f"{client.base_url}/-/mcp") as program:
                return await program.call_tool("find", {"q": "Muslimeen"})

        found = finished(ask()).structured_content
    assert "jnim" in {row["id"] for row in found["rows"]}
