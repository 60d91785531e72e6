"""Addresses of our static files with a version: `/static/site.css?v=<hash>` is kept for good."""

import hashlib
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any

from datasette.app import Datasette
from jinja2 import Environment

from plugins.site.hooks import hookimpl
from plugins.site.serving.processes import is_fixed

MOUNT = "static"
FOREVER = b"public, max-age=31536000, immutable"


def address(datasette: Datasette, name: str) -> str:
    """Return the address of a file of static/, with the hash of its content."""
    path, folder = datasette.urls.path(f"/{MOUNT}/{name}"), dict(datasette.static_mounts).get(MOUNT)
    if folder is None:
        return str(path)
    file = Path(folder) / name
    return f"{path}?v={version(file, file.stat().st_mtime_ns)}"


@lru_cache(maxsize=200)
def version(file: Path, _mtime_ns: int) -> str:
    """Return the hash of a file, computed anew when its time changes."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()[:12]


def is_current(datasette: Datasette, scope: Any) -> bool:
    """Whether a request is for one of these addresses, and for the file as it is now.

    While a release is rolled out, a page of one may ask for the files of the other.
    """
    path, query = scope["path"], scope["query_string"].decode("latin-1")
    name = path.partition(f"/{MOUNT}/")[2]
    # Outside the folder may lie a device, which has no end to read to.
    if not name or name.startswith("/") or ".." in name.split("/"):
        return False
    try:
        return address(datasette, name) == f"{path}?{query}"
    except (OSError, ValueError):
        return False


@hookimpl
def prepare_jinja2_environment(env: Environment, datasette: Datasette) -> None:
    """Give templates `static("site.css")`, which looks at each file once where nothing changes."""
    static = partial(address, datasette)
    env.globals["static"] = cache(static) if is_fixed(datasette) else static
