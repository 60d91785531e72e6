"""The folder that is served while somebody edits: the site's own files, and a database beside them.

The database is no immutable one, so that Datasette reads what a build has just written without
starting again.
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
    """Lay out the folder, anew each time.

    Args:
        folder: The folder; what was in it goes.
        docs: The folder of the documents' texts, None where there is none.
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


def take_over(folder: Path, built: Path) -> None:
    """Write a finished database over the served one, in one transaction."""
    with (
        closing(sqlite3.connect(built)) as new,
        closing(sqlite3.connect(folder / FILE)) as served,
    ):
        new.backup(served)


def read_state(folder: Path) -> dict[str, Any]:
    """Read what the last build said: docs, build (a name of its own), messages, questions."""
    state: dict[str, Any] = json.loads((folder / STATE).read_text(encoding="utf-8"))
    return state


def write_state(folder: Path, **state: Any) -> None:
    """Write what a build said, at once and whole."""
    new = folder / f"{STATE}.new"
    new.write_text(json.dumps(state), encoding="utf-8")
    new.replace(folder / STATE)
