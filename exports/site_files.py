"""The files of an export that the site itself offers, at /downloads: copied among its static files.

There they are published with the rest, whatever the host, and answered in parts to programs that
resume.
"""

import json
import shutil
from pathlib import Path

from common.errors import UserError
from common.project import FILE

OFFERED = (
    "everything.zip",
    "tables.xlsx",
    "attacks.geojson",
    "network.gexf",
    "ftm/entities.ftm.json",
    "ftm/statements.csv",
    "ftm/manifest.yml",
    "crosswalk.csv",
    "annotations.jsonld",
    "openapi.json",
    "sources.bib",
    "sources.csl.json",
    "datapackage.json",
    "croissant.json",
    "codebook.html",
)
INDEX = "downloads.json"
SUMS = "SHA256SUMS"
"""The checksums that an export has of its own files."""
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
    lines = (dist / SUMS).read_text(encoding="utf-8").splitlines()
    sums = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    entries = []
    for path in paths:
        shutil.copyfile(path, folder / path.name)
        digest = sums[path.relative_to(dist).as_posix()]
        entries.append({"name": path.name, "size": path.stat().st_size, "sha256": digest})
    index = {"database": sums[FILE], "files": entries}
    (folder / INDEX).write_text(json.dumps(index, indent=1) + "\n", encoding="utf-8")
    return len(entries)
