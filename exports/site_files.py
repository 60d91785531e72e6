"""The files of an export that the site itself offers, at /downloads: copied among its static files.

There they are published with the rest, whatever the host, and answered in parts to programs that
resume.
"""

import hashlib
import json
import shutil
from pathlib import Path

from common.errors import UserError

OFFERED = (
    "everything.zip",
    "tables.xlsx",
    "attacks.geojson",
    "network.gexf",
    "ftm/entities.ftm.json",
    "ftm/statements.csv",
    "annotations.jsonld",
    "openapi.json",
    "sources.bib",
    "sources.csl.json",
    "datapackage.json",
)
INDEX = "downloads.json"
MOST = 300 * 2**20
"""Bytes of a site's downloads: its other files are hashed with them for each release."""


def offer(dist: Path, folder: Path) -> int:
    """Replace what the site offers by files of an export.

    Args:
        dist: The folder of the export.
        folder: Where to, among the site's static files.

    Returns:
        How many files are offered.

    Raises:
        UserError: Where they are larger than a site can offer; what was offered before then goes,
            for it is of another database.
    """
    shutil.rmtree(folder, ignore_errors=True)
    paths = [dist / name for name in OFFERED if (dist / name).is_file()]
    size = sum(path.stat().st_size for path in paths)
    if size > MOST:
        raise UserError(
            f"the files of {dist} have {size >> 20} MB, and a site offers {MOST >> 20} at most: "
            "put them on a host for files and link to them"
        )
    folder.mkdir(parents=True)
    entries = []
    for path in paths:
        shutil.copyfile(path, folder / path.name)
        entries.append({"name": path.name, "size": path.stat().st_size, "sha256": _sha256(path)})
    index = {"database": _sha256(dist / "jnim.db"), "files": entries}
    (folder / INDEX).write_text(json.dumps(index, indent=1) + "\n", encoding="utf-8")
    return len(entries)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
