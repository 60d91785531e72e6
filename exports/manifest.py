"""The manifest from which yente loads the FollowTheMoney entities."""

from pathlib import Path
from typing import Any

import yaml

from common.citing import AUTHORS
from common.project import PROJECT
from exports.about import LICENCE, LICENCE_URL, About

FILE = "manifest.yml"
ENTITIES = "entities.ftm.json"
HEAD = """\
# For yente: YENTE_MANIFEST names this file. An entities_url without a host is a path from the
# folder in which yente is started.
"""


def write_manifest(about: About, address: str, folder: Path) -> None:
    """Write manifest.yml.

    Args:
        about: The metadata of the export.
        address: The address of the site that offers the file; empty if it has none.
        folder: The folder to write to, next to the entities.
    """
    site = address.rstrip("/")
    dataset: dict[str, Any] = {
        "name": PROJECT.id.replace("-", "_"),
        "title": about.title,
        "summary": about.description,
        "publisher": {"name": AUTHORS, **({"url": site} if site else {})},
        "license": LICENCE_URL or LICENCE,
        "entities_url": f"{site}/static/downloads/{ENTITIES}" if site else ENTITIES,
        # yente reindexes when the version changes, so it depends on the content.
        "version": about.content_hash[:16],
        **({"url": site} if site else {}),
        **({"updated_at": f"{about.released}T00:00:00"} if about.released else {}),
    }
    text = yaml.safe_dump({"datasets": [dataset]}, allow_unicode=True, sort_keys=False, width=100)
    (folder / FILE).write_text(HEAD + text, encoding="utf-8")
