"""Gather the files of a site in one folder: those that a published copy needs, and no others."""

import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from common.errors import UserError
from common.project import DATABASE, FILE, FOLDER
from common.redistribution import refuse_withheld
from loaders.database import inspect_data
from publishing.lock import ROOT

OUTDATED = (
    "static/downloads is of another version of the database and is left out: make export writes "
    "it anew"
)
NOT_COPIED = shutil.ignore_patterns("__pycache__", ".*")


def gather(database: Path, folder: Path) -> None:
    """Copy a database and everything to serve it into a Datasette configuration directory.

    Args:
        database: The database; the copy gets the project's name, on which addresses depend.
        folder: The folder to write to; created if necessary.

    Raises:
        UserError: If the database holds rows that may not be redistributed.
    """
    refuse_withheld(database)
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(database, folder / FILE)
    inspected = inspect_data(folder / FILE)
    (folder / "inspect-data.json").write_text(json.dumps(inspected, indent=2), encoding="utf-8")
    for name in ("metadata.yml", "settings.json"):
        shutil.copyfile(FOLDER / name, folder / name)
    for name in ("templates", "static", "plugins"):
        shutil.copytree(FOLDER / name, folder / name, ignore=NOT_COPIED)
    _leave_out_outdated(folder / "static" / "downloads", inspected[DATABASE]["hash"])
    # Inside the plugins folder, which every target sends: the plugins import it.
    shutil.copytree(ROOT / "common", folder / "plugins" / "common", ignore=NOT_COPIED)
    shutil.copyfile(FOLDER / "project.yml", folder / "plugins" / "project.yml")
    for name in ("RELEASES.md", "docs/releases/wording.json"):
        if (FOLDER / name).is_file():
            (folder / "plugins" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(FOLDER / name, folder / "plugins" / name)


def _leave_out_outdated(downloads: Path, hash_: str) -> None:
    """Remove an export of another version of the database: readers could not update it."""
    index = downloads / "downloads.json"
    if index.is_file() and json.loads(index.read_text(encoding="utf-8"))["database"] != hash_:
        shutil.rmtree(downloads)
        print(OUTDATED, file=sys.stderr)


@contextmanager
def gathered(database: Path) -> Iterator[Path]:
    """Yield a temporary folder with the site."""
    with tempfile.TemporaryDirectory(prefix="site-") as folder:
        gather(database, Path(folder))
        yield Path(folder)


def new_folder(path: Path, *, mark: str) -> Path:
    """Recreate an empty folder, unless it holds something that we did not write.

    Args:
        path: The folder.
        mark: A file by which a folder of ours is recognised.

    Raises:
        UserError: If the folder holds something else.
    """
    path = path.absolute()
    if path.exists():
        if not path.is_dir() or (any(path.iterdir()) and not (path / mark).is_file()):
            raise UserError(f"{path} holds something else; name another folder")
        shutil.rmtree(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path
