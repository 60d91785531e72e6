"""What `datasette publish` is told for each of the hosts.

Each command runs in a folder that publishing.stage has gathered. A dry run generates what would
be sent and sends nothing: Datasette asks for the host's own command-line tool all the same, so
stand-ins for those come first on the PATH (publishing/standins).
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from publishing.lock import pinned_versions

HTTPS = ("force_https_urls", "on")
SITE = ("jnim.db", "--metadata", "metadata.yml", "--template-dir", "templates")
FOLDERS = ("--plugins-dir", "plugins", "--static", "static:static")

Arguments = list[str]


@dataclass(frozen=True)
class Target:
    """A host.

    Attributes:
        name: What `datasette publish` calls it.
        title: What it calls itself.
        tool: Its command-line tool.
        mark: A file that it is sent, by which an earlier dry run is known.
        app_option: The option for the name of the application.
        options: The further options, for an application's name and the folder of a dry run.
    """

    name: str
    title: str
    tool: str
    mark: str
    app_option: str
    options: Callable[[Path | None], Arguments]


def settings(path: Path = Path("settings.json")) -> list[tuple[str, str]]:
    """Return the settings of settings.json as Datasette's commands take them."""
    values = json.loads(path.read_text(encoding="utf-8"))
    return [(name, _as_option(value)) for name, value in values.items()]


def _as_option(value: object) -> str:
    return {True: "on", False: "off"}[value] if isinstance(value, bool) else str(value)


def _extra_options(chosen: Sequence[tuple[str, str]]) -> Arguments:
    options = " ".join(f"--setting {name} {value}" for name, value in chosen)
    return ["--extra-options", options]


def _cloudrun(_: Path | None) -> Arguments:
    # It adds force_https_urls itself. More than one instance: the site cannot change, so that
    # any number of copies gives the same answers.
    return [*_extra_options(settings()), "--memory", "1Gi", "--max-instances", "4"]


def _fly(dry_run: Path | None) -> Arguments:
    return [*_extra_options([*settings(), HTTPS]), *_generate(dry_run)]


def _heroku(dry_run: Path | None) -> Arguments:
    return [*_extra_options([*settings(), HTTPS]), *_generate(dry_run)]


def _vercel(dry_run: Path | None) -> Arguments:
    chosen = [part for pair in [*settings(), HTTPS] for part in ("--setting", *pair)]
    return [*chosen, *_generate(dry_run)]


def _generate(dry_run: Path | None) -> Arguments:
    # Whole, because heroku says that all went well for a relative one and writes nothing.
    return ["--generate-dir", str(dry_run.absolute())] if dry_run else []


TARGETS = {
    each.name: each
    for each in (
        Target("cloudrun", "Google Cloud Run", "gcloud", "Dockerfile", "--service", _cloudrun),
        Target("fly", "Fly", "flyctl", "fly.toml", "--app", _fly),
        Target("vercel", "Vercel", "vercel", "vercel.json", "--project", _vercel),
        Target("heroku", "Heroku", "heroku", "Procfile", "--name", _heroku),
    )
}


def command(target: Target, app: str, dry_run: Path | None, more: Sequence[str]) -> Arguments:
    """Return the arguments of `datasette` for a host.

    Args:
        target: The host.
        app: The name of the application there.
        dry_run: The folder to leave in what would be sent; None to send it.
        more: Further arguments, by the user.
    """
    # Pinned, Datasette itself as well: otherwise the host takes what is newest on the day.
    installs = [part for each in pinned_versions() for part in ("--install", each)]
    return [
        *("publish", target.name, *SITE, *FOLDERS, *installs),
        *(target.app_option, app, *target.options(dry_run), *more),
    ]
