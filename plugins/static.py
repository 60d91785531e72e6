"""Addresses of static files that hold a hash of the content, so that they can be kept for ever.

In every page /static/site.css is /static/<hash>/site.css, and so are the files of Datasette and of
other plugins. The hash is that of the whole folder and stands where a folder would. So what a file
names beside itself (`import … from "./map.js"`, `url(images/layers.png)`) has the hash as well.

The plain addresses stay, and are Datasette's.
"""

import hashlib
import os
import re
import weakref
from collections.abc import Awaitable, Callable
from mimetypes import guess_type
from pathlib import Path
from typing import Any

import datasette as of_datasette
from datasette import hookimpl
from datasette.app import Datasette
from datasette.plugins import get_plugins
from datasette.url_builder import Urls
from datasette.utils import PrefixedUrlString
from datasette.utils.asgi import NotFound, Request, Response

FOR_EVER = "public, max-age=31536000, immutable"
NOT_AT_ALL = "no-store"
MOUNT = r"(?P<mount>static|-/static|-/static-plugins/[^/]+)"
PLAIN = re.compile(rf"/?{MOUNT}/(?P<name>[^?#]+)(?P<rest>.*)")
HASHED = rf"^/{MOUNT}/(?P<hash>[0-9a-f]{{12}})/(?P<name>.+)$"


class Folder:
    """The files of a folder, as they were when their hash was computed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._state: object = None
        self._hash = ""
        self._files: dict[str, bytes] = {}

    def read(self) -> tuple[str, dict[str, bytes]]:
        """Return the hash of the folder and its files; both anew where one was changed."""
        state = sorted(_states(self._path))
        if state != self._state:
            names = [name for name, _, _ in state]
            self._files = {name: (self._path / name).read_bytes() for name in names}
            digest = hashlib.sha256()
            for name, content in self._files.items():
                digest.update(f"{name}\0{len(content)}\0".encode())
                digest.update(content)
            self._hash, self._state = digest.hexdigest()[:12], state
        return self._hash, self._files


def _states(path: Path, above: str = "") -> list[tuple[str, int, int]]:
    """Return name, time and size of each file in a folder and in those below."""
    found = []
    for entry in os.scandir(path):
        name = above + entry.name
        if entry.is_dir():
            found += _states(Path(entry.path), f"{name}/")
        elif not entry.name.startswith("."):
            found.append((name, entry.stat().st_mtime_ns, entry.stat().st_size))
    return found


_folders: "weakref.WeakKeyDictionary[Datasette, dict[str, Folder]]" = weakref.WeakKeyDictionary()


def folders(datasette: Datasette) -> dict[str, Folder]:
    """Return the folders of static files by the beginnings of their addresses."""
    if datasette not in _folders:
        found = {"-/static": Path(of_datasette.__file__).parent / "static"}
        found |= {name: Path(path) for name, path in datasette.static_mounts if name == "static"}
        for plugin in get_plugins():
            if plugin["static_path"]:
                found[f"-/static-plugins/{plugin['name']}"] = Path(plugin["static_path"])
        _folders[datasette] = {mount: Folder(path) for mount, path in found.items()}
    return _folders[datasette]


def with_hash(datasette: Datasette, path: str) -> str:
    """Return the address of a static file with the hash of its folder; others as they are."""
    told = PLAIN.fullmatch(path)
    folder = folders(datasette).get(told["mount"]) if told else None
    if told is None or folder is None:
        return path
    hashed, files = folder.read()
    if told["name"] not in files:
        return path
    return f"/{told['mount']}/{hashed}/{told['name']}{told['rest']}"


_path = Urls.path


def path_with_hash(self: Urls, path: str, format: str | None = None) -> PrefixedUrlString:
    """Return an address, as Datasette does. Templates and plugins build all of theirs by this."""
    if format is None and not isinstance(path, PrefixedUrlString):
        path = with_hash(self.ds, path)
    return _path(self, path, format)


@hookimpl  # type: ignore[untyped-decorator]
def startup() -> None:
    """Put the hash into every address of a static file, whoever asks for it."""
    Urls.path = path_with_hash


@hookimpl  # type: ignore[untyped-decorator]
def register_routes() -> list[tuple[str, Callable[..., Awaitable[Response]]]]:
    """Serve what is at the addresses with a hash."""
    return [(HASHED, file)]


async def file(datasette: Datasette, request: Request) -> Response:
    """Answer with a static file.

    While a release is rolled out, a page of one may be styled by the other: so an address with
    another hash is answered with what there is, which nobody may keep.
    """
    told: dict[str, Any] = request.url_vars
    folder = folders(datasette).get(told["mount"])
    hashed, files = folder.read() if folder else ("", {})
    if told["name"] not in files:
        raise NotFound("There is no such file")
    headers = {"cache-control": FOR_EVER if told["hash"] == hashed else NOT_AT_ALL}
    content_type = guess_type(told["name"])[0] or "text/plain"
    return Response(files[told["name"]], headers=headers, content_type=content_type)
