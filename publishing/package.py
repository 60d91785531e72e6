"""An image build context: our Dockerfile, requirements with hashes, and the site."""

import os
import re
import shutil
from pathlib import Path

from publishing.lock import LOCK
from publishing.stage import gather

CONTAINER = Path(__file__).resolve().parent / "container"


def package(database: Path, folder: Path) -> None:
    """Write an image build context; the environment variable BASE_IMAGE names the base image.

    Args:
        database: The database to serve.
        folder: The folder to write to; it must not exist.

    Raises:
        UserError: If rows may not be redistributed.
    """
    gather(database, folder / "site")
    shutil.copytree(CONTAINER, folder, dirs_exist_ok=True)
    if base := os.environ.get("BASE_IMAGE"):
        dockerfile = folder / "Dockerfile"
        text = dockerfile.read_text(encoding="utf-8")
        named = re.sub("^ARG BASE=.*", f"ARG BASE={base}", text, flags=re.MULTILINE)
        dockerfile.write_text(named, encoding="utf-8")
    shutil.copyfile(LOCK, folder / "requirements.txt")
    # In the image, another user reads the files, whose modes are copied from here.
    for path in [folder, *folder.rglob("*")]:
        path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))
