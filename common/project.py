"""The project's settings, from project.yml, which is the only place that knows the subject."""

import os
import sys
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any

import yaml

from common.command import WRONG_USE
from common.errors import UserError

# The folder with the code; in a published copy, project.yml is there too.
ENGINE = Path(__file__).resolve().parent.parent
# The folder of the project, which may be a different one (make new).
FOLDER = Path(os.environ.get("PROJECT") or ENGINE).resolve()


NONE = (MISSING, MISSING)


@dataclass(frozen=True)
class Subject:
    """The group that the site is about: its id in groups.yml and its name."""

    id: str
    name: str
    full_name: str


@dataclass(frozen=True)
class Project:
    """A project as in project.yml, which documents each key."""

    id: str
    database: str
    subject: Subject
    authors: str
    keywords: list[str]
    site: dict[str, Any]
    map: list[float] = field(default_factory=lambda: [15, 0])
    names: list[dict[str, Any]] = field(default_factory=list)
    examples: dict[str, str] = field(default_factory=dict)
    tries: dict[str, str] = field(default_factory=dict)
    version: str | None = None


def read_project(path: Path) -> Project:
    """Read a project.yml.

    Raises:
        UserError: If it is missing or not valid YAML, lacks a key, or has an unknown one.
    """
    try:
        keys = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    except FileNotFoundError:
        raise UserError(f"there is no {path}; make new begins a project") from None
    except yaml.YAMLError as error:
        raise UserError(f"{path}: {error}") from None
    project = _checked(Project, keys, path)
    return Project(**project | {"subject": Subject(**_checked(Subject, keys["subject"], path))})


def _checked(kind: type[Any], keys: Any, path: Path) -> dict[str, Any]:
    """Return the keys of a part, after checking that none is missing or unknown."""
    name = kind.__name__.lower()
    if not isinstance(keys, dict):
        raise UserError(f"{path}: the {name} is no mapping of keys to values")
    needed = {each.name for each in fields(kind) if (each.default, each.default_factory) == NONE}
    if missing := sorted(needed - set(keys)):
        raise UserError(f"{path}: the {name} lacks {', '.join(missing)}")
    if unknown := sorted(set(keys) - {each.name for each in fields(kind)}):
        raise UserError(f"{path}: the {name} has no {', '.join(unknown)}")
    return keys


try:
    PROJECT = read_project(FOLDER / "project.yml")
except UserError as error:  # no command is running yet that would print it
    print(error, file=sys.stderr)
    sys.exit(WRONG_USE)
DATABASE = PROJECT.database
FILE = f"{DATABASE}.db"
