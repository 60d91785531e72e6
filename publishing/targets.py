"""The hosts: the folder that each is sent, and the commands of its own tool that send it."""

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
        title: What it calls itself.
        tool: Its command-line tool.
        mark: A file that it is sent, by which an earlier folder is known.
        write: Writes the folder, of a database and for an application's name.
        send: The command that sends the folder; it runs there.
        look_up: The command that fails where the host has no such application yet.
        create: The command that makes it.
    """

    title: str
    tool: str
    mark: str
    write: Callable[[Path, str, Path], None]
    send: str
    look_up: str = ""
    create: str = ""


def write_package(database: Path, _: str, folder: Path) -> None:
    """Write the context of an image."""
    package(database, folder)


def write_for_vercel(database: Path, app: str, folder: Path) -> None:
    """Have `datasette publish vercel` write its files, and mend what is outdated in them."""
    settings = [part for pair in _settings() for part in ("--setting", *pair)]
    _generate(database, folder, "vercel", "--project", app, *settings)
    # The version that it names comes with Python 3.9.
    path = folder / "vercel.json"
    path.write_text(
        path.read_text(encoding="utf-8").replace("@vercel/python@3.0.7", "@vercel/python")
    )


def write_for_heroku(database: Path, app: str, folder: Path) -> None:
    """Have `datasette publish heroku` write its files, and mend what is outdated in them."""
    settings = " ".join(f"--setting {name} {value}" for name, value in _settings())
    _generate(database, folder, "heroku", "--name", app, "--extra-options", settings)
    # Python 3.11.0, and a look at no database that writes an empty inspect-data.json.
    (folder / "runtime.txt").unlink()
    shutil.rmtree(folder / "bin")


def _generate(database: Path, folder: Path, name: str, *options: str) -> None:
    """Run `datasette publish` for the files alone.

    What it would install has no versions, and for Vercel a module for SQLite without limits.

    Raises:
        UserError: Where it fails.
    """
    path = f"{STANDINS}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    # Whole, because for a relative one heroku says that all went well and writes nothing.
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
    """Return the settings of settings.json as Datasette's commands take them."""
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
        # Several instances: the site cannot change, so any number of copies gives the same answers.
        # gen2: a whole Linux, for the limits of memory that the workers set themselves.
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
