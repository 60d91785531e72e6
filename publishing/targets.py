"""The hosts: the folder to send to each, and the commands of its own tool that send it."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from common.errors import UserError
from common.project import FILE, FOLDER
from publishing.lock import LOCK
from publishing.package import package
from publishing.stage import gathered

STANDINS = Path(__file__).resolve().parent / "standins"
PYTHON = "3.13"
SITE = (FILE, "--metadata", "metadata.yml", "--template-dir", "templates")
FOLDERS = ("--plugins-dir", "plugins", "--static", "static:static")


@dataclass(frozen=True)
class Target:
    """A host. In its commands, {app} is the name of the application there.

    Attributes:
        title: The host's name.
        tool: Its command-line tool.
        mark: A file that is sent, by which an earlier folder is recognised.
        write: Writes the folder, given the database and the application's name.
        send: The command that sends the folder, run in the folder.
        look_up: A command that fails if the host has no such application yet.
        create: The command that creates it.
    """

    title: str
    tool: str
    mark: str
    write: Callable[[Path, str, Path], None]
    send: str
    look_up: str = ""
    create: str = ""


def write_package(database: Path, _: str, folder: Path) -> None:
    """Write an image build context."""
    package(database, folder)


def write_for_vercel(database: Path, app: str, folder: Path) -> None:
    """Let `datasette publish vercel` write its files, and fix what is outdated in them."""
    settings = [part for pair in _settings() for part in ("--setting", *pair)]
    _generate(database, folder, "vercel", "--project", app, *settings)
    # The runtime version that it names has Python 3.9.
    path = folder / "vercel.json"
    path.write_text(
        path.read_text(encoding="utf-8").replace("@vercel/python@3.0.7", "@vercel/python")
    )


def write_for_heroku(database: Path, app: str, folder: Path) -> None:
    """Let `datasette publish heroku` write its files, and fix what is outdated in them."""
    settings = " ".join(f"--setting {name} {value}" for name, value in _settings())
    _generate(database, folder, "heroku", "--name", app, "--extra-options", settings)
    # They name Python 3.11.0, and a script that inspects no database: it would empty our
    # inspect-data.json.
    (folder / "runtime.txt").unlink()
    shutil.rmtree(folder / "bin")


def _generate(database: Path, folder: Path, name: str, *options: str) -> None:
    """Run `datasette publish` just to generate its files.

    It would install unpinned packages, and for Vercel an SQLite module that cannot set limits.

    Raises:
        UserError: If it fails.
    """
    path = f"{STANDINS}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    # Absolute, because for a relative folder heroku reports success and writes nothing.
    options = (*options, "--generate-dir", str(folder.absolute()))
    with gathered(database) as site:
        command = [sys.executable, "-m", "datasette", "publish", name, *SITE, *FOLDERS, *options]
        done = subprocess.run(  # noqa: S603
            command,
            cwd=site,
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise UserError(f"datasette publish {name} failed: {done.stderr or done.stdout}")
        shutil.copyfile(site / "inspect-data.json", folder / "inspect-data.json")
    shutil.copyfile(LOCK, folder / "requirements.txt")
    (folder / ".python-version").write_text(f"{PYTHON}\n", encoding="utf-8")


def _settings() -> list[tuple[str, str]]:
    """Return the settings in settings.json as options for Datasette's commands."""
    values = json.loads((FOLDER / "settings.json").read_text(encoding="utf-8"))
    pairs = [(name, _as_option(value)) for name, value in values.items()]
    return [*pairs, ("force_https_urls", "on")]


def _as_option(value: object) -> str:
    return {True: "on", False: "off"}[value] if isinstance(value, bool) else str(value)


TARGETS = {
    "cloudrun": Target(
        "Google Cloud Run",
        "gcloud",
        "Dockerfile",
        write_package,
        # Several instances: the site does not change, so all copies give the same answers.
        # gen2: a full Linux kernel, for the memory limits that the workers set themselves.
        "gcloud run deploy {app} --source . --allow-unauthenticated --execution-environment gen2"
        " --memory 1Gi --max-instances 4",
    ),
    "fly": Target(
        "Fly",
        "flyctl",
        "Dockerfile",
        write_package,
        "flyctl deploy --app {app}",
        look_up="flyctl status --app {app}",
        create="flyctl apps create --name {app}",
    ),
    "vercel": Target(
        "Vercel", "vercel", "vercel.json", write_for_vercel, "vercel deploy --prod --yes"
    ),
    "heroku": Target(
        "Heroku",
        "heroku",
        "Procfile",
        write_for_heroku,
        "heroku builds:create --app {app} --include-vcs-ignore",
        look_up="heroku apps:info --app {app}",
        create="heroku apps:create {app}",
    ),
}
