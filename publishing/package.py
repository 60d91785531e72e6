"""The context of a container: a Dockerfile of ours, pinned requirements, and the site."""

import shutil
from pathlib import Path

from publishing.lock import LOCK
from publishing.stage import gathered, new_folder

CONTAINER = Path(__file__).resolve().parent / "container"


def package(database: Path, folder: Path) -> None:
    """Write the context of a container.

    Args:
        database: The database to serve.
        folder: Where to; an older package there is replaced.

    Raises:
        UserError: Where rows may not be passed on, or the folder holds something else.
    """
    with gathered(database) as site:
        folder = new_folder(folder, mark="Dockerfile")
        shutil.copytree(CONTAINER, folder)
        shutil.copytree(site, folder / "site")
    shutil.copyfile(LOCK, folder / "requirements.txt")
