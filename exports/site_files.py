"""The files of an export that the site offers at /downloads, copied into its static files.

There, every host publishes them with the rest, and downloads can be resumed.
"""

import json
import shutil
from pathlib import Path

from common.errors import UserError
from common.project import FILE

# The files that a site offers, with their media types.
OFFERED = {
    "everything.zip": "application/zip",
    "tables.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "attacks.geojson": "application/geo+json",
    "network.gexf": "application/gexf+xml",
    "ftm/entities.ftm.json": "application/x-ndjson",
    "ftm/statements.csv": "text/csv",
    "ftm/manifest.yml": "application/yaml",
    "crosswalk.csv": "text/csv",
    "annotations.jsonld": "application/ld+json",
    "openapi.json": "application/vnd.oai.openapi+json",
    "sources.bib": "application/x-bibtex",
    "sources.csl.json": "application/vnd.citationstyles.csl+json",
    "datapackage.json": "application/json",
    "croissant.json": "application/ld+json",
    "codebook.html": "text/html",
}
INDEX = "downloads.json"
SUMS = "SHA256SUMS"
"""The file with the export's checksums."""
MOST = 300 * 2**20
"""Most bytes of downloads on a site, which are hashed with its other files for each release."""


def offer(dist: Path, folder: Path) -> int:
    """Replace the files that the site offers by those of an export.

    Args:
        dist: The folder of the export.
        folder: The folder to write to, among the site's static files.

    Returns:
        How many files are offered.

    Raises:
        UserError: If they are too large for a site; the previous files are removed all the same,
            because they are of another database.
    """
    shutil.rmtree(folder, ignore_errors=True)
    paths = {dist / name: type_ for name, type_ in OFFERED.items() if (dist / name).is_file()}
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
    for path, type_ in paths.items():
        shutil.copyfile(path, folder / path.name)
        digest, size = sums[path.relative_to(dist).as_posix()], path.stat().st_size
        entries.append({"name": path.name, "type": type_, "size": size, "sha256": digest})
    index = {"database": sums[FILE], "files": entries}
    (folder / INDEX).write_text(json.dumps(index, indent=1) + "\n", encoding="utf-8")
    return len(entries)
