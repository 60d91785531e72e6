"""The folder that is served while editing: the site's files, and a database next to them.

The database is mutable, so that Datasette reads each new build without a restart.
"""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from common.project import ENGINE, FILE, FOLDER

LINKED = ("metadata.yml", "settings.json", "templates", "static", "common")
STATE = "state.json"


def prepare(folder: Path, docs: Path | None) -> None:
    """Create the folder from scratch.

    Args:
        folder: The folder; its previous content is deleted.
        docs: The folder of the documents' texts, or None.
    """
    shutil.rmtree(folder, ignore_errors=True)
    plugins = folder / "plugins"
    plugins.mkdir(parents=True)
    for name in LINKED:
        (folder / name).symlink_to(FOLDER / name)
    for path in (ENGINE / "plugins" / "load.py", ENGINE / "plugins" / "site"):
        (plugins / path.name).symlink_to(path)
    (plugins / "editing.py").symlink_to(ENGINE / "editing" / "plugin.py")
    write_state(
        folder, docs=str(docs.resolve()) if docs else "", build="", messages=[], questions=[]
    )


def replace_content(folder: Path, built: Path) -> None:
    """Replace the content of the served database by a finished one, in one transaction."""
    with (
        closing(sqlite3.connect(built)) as new,
        closing(sqlite3.connect(folder / FILE)) as served,
    ):
        new.backup(served)


def read_state(folder: Path) -> dict[str, Any]:
    """Read the state after the last build: docs, build (a unique name), messages, questions."""
    state: dict[str, Any] = json.loads((folder / STATE).read_text(encoding="utf-8"))
    return state


def write_state(folder: Path, **state: Any) -> None:
    """Write the state after a build, atomically."""
    new = folder / f"{STATE}.new"
    new.write_text(json.dumps(state), encoding="utf-8")
    new.replace(folder / STATE)
