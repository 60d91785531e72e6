"""What each host would be sent is installed and started as the host would, and visited."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shlex
import shutil
import socket
import sqlite3
import stat
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
import yaml
from uvicorn.middleware.proxy_headers import _TrustedHosts

from common.command import exit_code
from loaders.database import inspect_data
from publishing import stage
from publishing.__main__ import main
from publishing.lock import LOCK
from publishing.targets import TARGETS
from tests.conftest import answers, finished
from tests.publishing.smoke import visit

ROOT = Path(__file__).resolve().parent.parent.parent
WITH_MCP = ROOT / ".venv-mcp" / "bin" / "python"
START_SECONDS = 60
# As compose.yaml has it. Without its powers not even root writes to what is read-only.
POWERLESS = ["setpriv", "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs"]
WITHHELD = "UPDATE sources SET redistributable = 0 WHERE id = 'csis-2018'"
IMAGES = ("package", "cloudrun", "fly")


def run(*arguments: str, path: str | None = None, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the command in this process, with further variables of the environment."""
    output, errors = io.StringIO(), io.StringIO()
    with (
        pytest.MonkeyPatch.context() as patch,
        contextlib.redirect_stdout(output),
        contextlib.redirect_stderr(errors),
    ):
        patch.chdir(ROOT)
        for name, value in {**({"PATH": path} if path else {}), **more}.items():
            patch.setenv(name, value)
        try:
            code = exit_code(main, list(arguments))
        except SystemExit as error:  # of arguments that are none
            code = int(error.code or 0)
    return subprocess.CompletedProcess(arguments, code, output.getvalue(), errors.getvalue())


def run_program(*arguments: str, path: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a program, with this path to look for others on."""
    return subprocess.run(
        [sys.executable, "-m", "publishing", *arguments],
        cwd=ROOT,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
    )


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return a function that gives the folder of a target's dry run, or of the package."""
    base = tmp_path_factory.mktemp("published")
    folders: dict[str, Path] = {}

    def of(name: str) -> Path:
        if name not in folders:
            option = "--to" if name == "package" else "--dry-run"
            # For a relative folder `datasette publish heroku` says that all went well, and writes
            # nothing.
            done = run(name, option, os.path.relpath(base / name, ROOT))
            assert done.returncode == 0, done.stderr
            folders[name] = base / name
        return folders[name]

    return of


def install(folder: Path, requirements: Path, *options: str) -> Path:
    """Make a fresh environment with nothing but some requirements."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    python = str(folder / "bin" / "python")
    command = [sys.executable, "-I", "-m", "pip", "--python", python, "install", "--quiet"]
    command += ["--disable-pip-version-check", *options, "-r", str(requirements)]
    done = subprocess.run(command, capture_output=True, text=True)
    if re.search("NewConnectionError|NameResolutionError|ConnectTimeout", done.stderr):
        pytest.skip("needs a package index, and none answers")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory, generated: Callable[[str], Path]) -> Path:
    """Return an environment as the Dockerfile installs it, which all targets have."""
    folder = generated("package")
    (command,) = re.findall(r"^pip install (.*)", "\n".join(dockerfile(folder)["RUN"]), re.M)
    options = shlex.split(command.partition(" -r /tmp/requirements.txt")[0])
    assert "--require-hashes" in options
    # Python compiles what it starts; pip would compile all of it.
    options.append("--no-compile")
    return install(tmp_path_factory.mktemp("venv"), folder / "requirements.txt", *options)


def dockerfile(folder: Path) -> dict[str, list[str]]:
    """Return the instructions of a Dockerfile by their names."""
    text = (folder / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    instructions: dict[str, list[str]] = {}
    for line in text.splitlines():
        word, _, rest = line.partition(" ")
        instructions.setdefault(word, []).append(rest.strip())
    return instructions


def environment(venv: Path, home: Path, **variables: str) -> dict[str, str]:
    """The environment of a host: the installed programs, and nothing of ours."""
    path = f"{venv / 'bin'}{os.pathsep}/usr/bin{os.pathsep}/bin"
    return {"PATH": path, "HOME": str(home), "LANG": "C.UTF-8", **variables}


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
            address = f"http://127.0.0.1:{port}"
            with httpx.Client(base_url=address, trust_env=False, timeout=60) as client:
                yield client
        finally:
            # The shell and what it started.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(server.pid, 15)
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(timeout=10)
            server.kill()


def command_of_heroku(folder: Path) -> str:
    return (folder / "Procfile").read_text(encoding="utf-8").partition("web: ")[2]


def command_of_vercel(folder: Path) -> str:
    options = json.loads((folder / "vercel.json").read_text(encoding="utf-8"))
    assert options["routes"] == [{"src": "(.*)", "dest": "index.py"}]
    # Whatever version is current: the one that Datasette's plugin names has Python 3.9.
    assert options["builds"] == [{"src": "index.py", "use": "@vercel/python"}]
    return "python -m uvicorn index:app --port $PORT"


COMMANDS = {"heroku": command_of_heroku, "vercel": command_of_vercel}


@pytest.mark.parametrize("name", ["heroku", pytest.param("vercel", marks=pytest.mark.walk)])
def test_what_a_target_is_sent_runs_as_it_would_there(
    name: str, generated: Callable[[str], Path], installed: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(generated(name), tmp_path / "app")
    assert (folder / "requirements.txt").read_bytes() == LOCK.read_bytes()
    assert not (folder / "runtime.txt").exists()
    command = ["sh", "-c", f"exec {COMMANDS[name](folder)}"]
    with serving(command, folder, environment(installed, tmp_path), tmp_path / "log") as client:
        visit(client)


@pytest.mark.skipif(
    os.getuid() == 0 and shutil.which("setpriv") is None, reason="root needs setpriv (util-linux)"
)
def test_the_image_runs_without_powers_and_without_writing(
    generated: Callable[[str], Path], installed: Path, tmp_path: Path
) -> None:
    instructions = dockerfile(generated("package"))
    assert instructions["USER"] == ["10001"]
    (command,) = map(json.loads, instructions["CMD"])
    health = json.loads(instructions["HEALTHCHECK"][0].partition("CMD ")[2])
    variables = dict(pair.split("=", 1) for pair in shlex.split(instructions["ENV"][0]))
    site = shutil.copytree(generated("package") / "site", tmp_path / "site")
    for path in [site, *site.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    variables = {**variables, **environment(installed, site)}
    if os.getuid() == 0:
        command = [*POWERLESS, *command]
    with serving(command, site, variables, tmp_path / "log") as client:
        visit(client)
        page = client.get("/jnim/claims.json?_size=1", headers={"X-Forwarded-Proto": "https"})
        assert page.json()["next_url"].startswith("https://")
        checked = {**variables, "PORT": str(client.base_url.port)}
        health[0] = str(installed / "bin" / health[0])
        subprocess.run(health, env=checked, check=True, timeout=30)
    with pytest.raises(subprocess.CalledProcessError):
        subprocess.run(health, env=checked, check=True, timeout=30, capture_output=True)


def test_the_base_image_is_slim_and_has_the_python_that_other_hosts_are_told(
    generated: Callable[[str], Path],
) -> None:
    instructions = dockerfile(generated("package"))
    assert instructions["FROM"] == ["${BASE}"]
    (base,) = instructions["ARG"]
    (python,) = re.findall(r"BASE=python:(3\.\d+)-slim-\w+", base)
    for name in COMMANDS:
        assert (generated(name) / ".python-version").read_text().strip() == python


def test_the_base_image_can_be_named_by_its_digest(tmp_path: Path) -> None:
    base = f"python:3.13-slim-trixie@sha256:{'0' * 64}"
    done = run("fly", "--dry-run", str(tmp_path / "fly"), BASE_IMAGE=base)
    assert done.returncode == 0, done.stderr
    assert dockerfile(tmp_path / "fly")["ARG"] == [f"BASE={base}"]


def test_who_builds_the_image_sends_the_same(generated: Callable[[str], Path]) -> None:
    def files(name: str) -> dict[str, bytes]:
        folder = generated(name)
        paths = [path for path in folder.rglob("*") if path.is_file()]
        return {str(path.relative_to(folder)): path.read_bytes() for path in paths}

    package, *others = (files(name) for name in IMAGES)
    assert all(other == package for other in others)


def test_everybody_may_read_what_goes_into_the_image(tmp_path: Path) -> None:
    """Another user reads it there, and the modes are those of the folder that was sent."""
    umask = os.umask(0o077)
    try:
        assert run("package", "--to", str(tmp_path / "package")).returncode == 0
    finally:
        os.umask(umask)
    for path in [tmp_path / "package", *(tmp_path / "package").rglob("*")]:
        needed = 0o555 if path.is_dir() else 0o444
        assert stat.S_IMODE(path.stat().st_mode) & needed == needed, path


def test_compose_gives_the_container_limits_and_no_powers(
    generated: Callable[[str], Path],
) -> None:
    text = (generated("package") / "compose.yaml").read_text(encoding="utf-8")
    site = yaml.safe_load(text)["services"]["site"]
    assert site["read_only"] is True
    assert site["cap_drop"] == ["ALL"]
    assert site["security_opt"] == ["no-new-privileges:true"]
    assert {"mem_limit", "pids_limit"} <= site.keys()
    assert all("size=" in mount for mount in site["tmpfs"])
    assert all(port.startswith("127.0.0.1:") for port in site["ports"])


def test_no_reader_of_the_image_chooses_the_address_by_which_turns_are_taken() -> None:
    """A host appends the true one to what the reader wrote; the first was taken."""
    text = (ROOT / "publishing" / "container" / "Dockerfile").read_text(encoding="utf-8")
    (value,) = re.findall(r"FORWARDED_ALLOW_IPS=(\S+)", text)
    hosts = _TrustedHosts(value)
    for inside in ("10.1.2.3", "172.19.0.2", "169.254.1.1", "fdaa::3"):
        assert inside in hosts
        address = hosts.get_trusted_client_address(f"198.51.100.1, 203.0.113.9, {inside}")
        assert address[0] == "203.0.113.9"
    assert "8.8.8.8" not in hosts


def test_fly_asks_where_the_site_listens(generated: Callable[[str], Path]) -> None:
    options = tomllib.loads((generated("fly") / "fly.toml").read_text(encoding="utf-8"))
    assert options["http_service"]["internal_port"] == int(options["env"]["PORT"])
    assert options["http_service"]["force_https"] is True


@pytest.mark.parametrize("name", [*TARGETS, "package"])
def test_rows_that_may_not_be_passed_on_are_refused(name: str, root: Path, tmp_path: Path) -> None:
    path = tmp_path / "jnim.db"
    path.write_bytes((root / "jnim.db").read_bytes())
    database = sqlite3.connect(path)
    with database:
        database.execute(WITHHELD)
    database.close()
    to = tmp_path / "out"
    done = run(name, "--database", str(path), "--dry-run", str(to), "--to", str(to))
    assert done.returncode == 2
    assert "may not be passed on" in done.stderr
    assert "make public" in done.stderr
    assert not to.exists()


def test_who_publishes_is_told_what_readers_would_miss(
    root: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    ask = ["fly", "--database", str(root / "jnim.db"), "--dry-run", str(tmp_path / "fly")]
    settings = {"corrections": {"issues": "", "email": ""}, "maintainers": "", "address": ""}
    for site in (
        settings,
        {},
        settings | {"corrections": {"issues": "", "email": "us@site.example"}},
    ):
        monkeypatch.setitem(main.__globals__, "PROJECT", SimpleNamespace(site=site))
        assert exit_code(main, ask) == 0
        said = capsys.readouterr().err
        is_told = "no way to report a mistake: set corrections below site in project.yml" in said
        assert is_told is ("us@site.example" not in str(site))
        assert "who maintains the site: set maintainers" in said
        assert "where the site is: set address" in said


@pytest.mark.parametrize("is_current", [True, False])
def test_an_export_of_another_version_is_not_sent(
    root: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    *,
    is_current: bool,
) -> None:
    project = tmp_path / "project"
    downloads = project / "static" / "downloads"
    downloads.mkdir(parents=True)
    for name in ("metadata.yml", "settings.json", "templates", "plugins", "project.yml"):
        (project / name).symlink_to(root / name)
    of = inspect_data(root / "jnim.db")["jnim"]["hash"] if is_current else "another"
    (downloads / "downloads.json").write_text(json.dumps({"database": of}), encoding="utf-8")
    monkeypatch.setattr(stage, "FOLDER", project)
    stage.gather(root / "jnim.db", tmp_path / "site")
    assert (tmp_path / "site" / "static" / "downloads").exists() is is_current
    assert ("make export" in capsys.readouterr().err) is not is_current


@pytest.mark.parametrize("name", TARGETS)
def test_without_its_tool_a_target_says_what_it_needs(name: str, tmp_path: Path) -> None:
    done = run(name, path=str(tmp_path))
    assert done.returncode == 2
    assert TARGETS[name].tool in done.stderr
    assert "DRY_RUN" in done.stderr


# Writes down where it was called and how, and knows no application yet.
TOOL = """#!/bin/sh
echo "$(basename "$PWD"): $(basename "$0") $*" >> "$CALLS"
ls -A >> "$CALLS"
case "$*" in *status*|*info*) exit 1 ;; esac
"""
SENT = {
    "cloudrun": ["gcloud run deploy jnim-test --source .", "--max-instances 4"],
    "fly": ["flyctl apps create --name jnim-test", "flyctl deploy --app jnim-test"],
    "vercel": ["jnim-test: vercel deploy --prod"],
    "heroku": ["heroku apps:create jnim-test", "heroku builds:create --app jnim-test"],
}


@pytest.mark.parametrize("name", TARGETS)
def test_the_tool_of_a_host_is_called_where_its_files_are(name: str, tmp_path: Path) -> None:
    tool = tmp_path / TARGETS[name].tool
    tool.write_text(TOOL)
    tool.chmod(0o755)
    calls = tmp_path / "calls"
    path = f"{tmp_path}{os.pathsep}/usr/bin{os.pathsep}/bin"
    done = run(name, "--app", "jnim-test", "--further", "1", path=path, CALLS=str(calls))
    assert done.returncode == 0, done.stderr
    text = calls.read_text()
    assert all(each in text for each in SENT[name]), text
    assert TARGETS[name].mark in text.splitlines()
    assert len(re.findall("--further 1$", text, re.M)) == 1


def test_a_failure_of_the_host_is_a_failure(tmp_path: Path) -> None:
    tool = tmp_path / "flyctl"
    tool.write_text("#!/bin/sh\necho 'not logged in' >&2\nexit 1\n")
    tool.chmod(0o755)
    path = f"{tmp_path}{os.pathsep}/usr/bin{os.pathsep}/bin"
    done = run_program("fly", path=path)
    assert done.returncode == 1
    assert "not logged in" in done.stderr


def test_a_name_that_no_host_takes_is_refused(tmp_path: Path) -> None:
    for name in ("../jnim", "JNIM", "x; touch y", "-x"):
        done = run("fly", f"--app={name}", "--dry-run", str(tmp_path / "fly"))
        assert done.returncode == 2
        assert "a letter first" in done.stderr


def test_a_folder_with_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    for arguments in (["fly", "--dry-run"], ["package", "--to"]):
        done = run(*arguments, str(tmp_path))
        assert done.returncode == 2
        assert "holds something else" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_only_what_serves_is_sent(generated: Callable[[str], Path]) -> None:
    site = generated("package") / "site"
    assert {path.name for path in site.iterdir()} == {
        *("jnim.db", "inspect-data.json", "metadata.yml", "settings.json"),
        *("templates", "static", "plugins"),
    }
    common = {path.name for path in (site / "plugins/common").iterdir()}
    assert common == {path.name for path in (ROOT / "common").glob("*.py")}
    assert (site / "plugins/site/search.yml").is_file()
    assert not (site / "plugins/loaders").exists()


@pytest.mark.parametrize("name", sorted(path.name for path in ROOT.glob("requirements*.lock")))
def test_every_lock_has_hashes_and_names_no_index(root: Path, name: str) -> None:
    text = (root / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*--(?!hash=sha256:)", text, re.MULTILINE)
    pins = re.findall(r"^\w.*\n(.*)", text, re.MULTILINE)
    assert pins
    assert all(line.strip().startswith("--hash=sha256:") for line in pins)


@pytest.mark.walk
@pytest.mark.skipif(not WITH_MCP.exists(), reason="needs .venv-mcp: make .venv-mcp/.runtime")
def test_the_server_for_mcp_clients_goes_along_where_it_can(tmp_path: Path) -> None:
    def publish(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [str(WITH_MCP), "-m", "publishing", *arguments]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)

    refused = publish("vercel", "--dry-run", str(tmp_path / "vercel"))
    assert refused.returncode == 2
    assert "without MCP=1" in refused.stderr
    folder = tmp_path / "package"
    assert publish("package", "--to", str(folder)).returncode == 0
    installed = install(tmp_path / "venv", folder / "requirements.txt", "--require-hashes")
    command = ["sh", "-c", "exec python -m datasette serve . --port $PORT"]
    variables = environment(installed, tmp_path)
    with serving(command, folder / "site", variables, tmp_path / "log") as client:
        visit(client)

        from mcp import Client  # not before it is needed: it loads much

        async def ask() -> Any:
            async with Client(f"{client.base_url}/-/mcp") as program:
                return await program.call_tool("find", {"q": "Muslimeen"})

        found = finished(ask()).structured_content
    assert "jnim" in {row["id"] for row in found["rows"]}
