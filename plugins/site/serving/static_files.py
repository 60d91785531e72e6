"""Versioned addresses of our static files: `/static/site.css?v=<hash>` can be cached forever."""

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
    """Return the address of a file in static/, with a hash of its content."""
    path, folder = datasette.urls.path(f"/{MOUNT}/{name}"), dict(datasette.static_mounts).get(MOUNT)
    if folder is None:
        return str(path)
    file = Path(folder) / name
    return f"{path}?v={version(file, file.stat().st_mtime_ns)}"


@lru_cache(maxsize=200)
def version(file: Path, _mtime_ns: int) -> str:
    """Return the hash of a file, recomputed when its modification time changes."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()[:12]


def is_current(datasette: Datasette, scope: Any) -> bool:
    """Whether a request has the address of the current version of a static file.

    During a rollout, a page of one release may request files of the other.
    """
    path, query = scope["path"], scope["query_string"].decode("latin-1")
    name = path.partition(f"/{MOUNT}/")[2]
    # A path outside the folder could be a device that can be read endlessly.
    if not name or name.startswith("/") or ".." in name.split("/"):
        return False
    try:
        return address(datasette, name) == f"{path}?{query}"
    except (OSError, ValueError):
        return False


@hookimpl
def prepare_jinja2_environment(env: Environment, datasette: Datasette) -> None:
    """Give templates `static("site.css")`; if all databases are immutable, hash each file once."""
    static = partial(address, datasette)
    env.globals["static"] = cache(static) if is_fixed(datasette) else static
