"""Finished responses kept in memory, and headers by which browsers and proxies keep them too.

Only where every database is immutable: then a page stays as it is until the release changes, which
is a hash of the databases, the templates and static files, the words, the code and the day. It is
the ETag of every page, and stands at /-/release and in the header X-Release for proxies that have
it in their key. A response depends on its scheme, host, path and query, and on nothing else that
readers send; who sends a cookie of Datasette's or a password is answered without the cache.
"""

import datetime
import hashlib
import json
import time
import weakref
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from datasette.app import Datasette
from datasette.database import Database
from datasette.inspect import inspect_hash
from datasette.utils.asgi import Response

from plugins.site import routes, static_files
from plugins.site.compression import Compressed, Headers, compress, is_text, takes_gzip
from plugins.site.hooks import hookimpl
from plugins.site.routes import served
from plugins.site.worker import role

MEGABYTES = 24
# A larger response would drive out many.
LARGEST = 1024 * 1024
# What a key, the headers and the entry itself take besides.
OVERHEAD = 2048
# A browser asks every time, and is answered 304 for as long as the release is the same. A proxy
# answers by itself for ten seconds, and for a week where this server does not answer at all.
PAGES = b"public, max-age=0, s-maxage=10, stale-if-error=604800"
# The map's background is the same in every release.
TILES, TILES_PATH = b"public, max-age=86400", "/-/tiles/"
# What Datasette and plugins have under /-/ that depends on the release alone.
FIXED = ("/-/static/", "/-/static-plugins/", "/-/charts/", "/-/points/", TILES_PATH)
FILES = (f"/{static_files.MOUNT}/", "/-/static/", "/-/static-plugins/")
# Asked once a second by proxies that have it in their key.
RELEASE = "public, max-age=1, stale-while-revalidate=1, stale-if-error=604800"
# Seconds between two looks at the files that are served.
LOOK = 1.0
OWN_HEADERS = {b"cache-control", b"etag", b"x-release", b"vary", b"content-length"}

Key = tuple[bytes, ...]


class Entry(NamedTuple):
    """A response with status 200: its headers and body, and the body in gzip if that is smaller."""

    headers: Headers
    body: bytes
    gzip: bytes | None


class Entries:
    """Cache entries by key, bounded in bytes: the one longest unused goes first."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._entries: OrderedDict[Key, Entry] = OrderedDict()

    def get(self, key: Key) -> Entry | None:
        """Return an entry, None where there is none."""
        entry = self._entries.get(key)
        if entry is not None:
            self._entries.move_to_end(key)
        return entry

    def put(self, key: Key, entry: Entry) -> None:
        """Keep an entry, and let go of older ones for it."""
        if len(entry.body) > min(LARGEST, self._limit):
            return
        self._drop(key)
        self._entries[key] = entry
        self._size += _size(key, entry)
        while self._size > self._limit:
            self._drop(next(iter(self._entries)))

    def _drop(self, key: Key) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self._size -= _size(key, entry)


def _size(key: Key, entry: Entry) -> int:
    return OVERHEAD + len(entry.body) + len(entry.gzip or b"") + sum(map(len, key))


class Release:
    """What a site serves: its hash, the entries of its cache, and whether files have changed."""

    def __init__(self, datasette: Datasette) -> None:
        config = datasette.plugin_config("response-cache") or {}
        megabytes = int(config.get("megabytes", MEGABYTES))
        self.entries = Entries(megabytes * 2**20)
        databases = served(datasette)
        is_fixed = bool(databases) and not any(each.is_mutable for each in databases)
        self._folders = folders(datasette)
        self._databases = [Path(each.path) for each in databases if each.path]
        self._states = self._read_states() if is_fixed and megabytes else None
        self._has_changed = False
        self._looked = time.monotonic()
        self._files = "" if self._states is None else release_hash(datasette)

    @property
    def hash(self) -> str:
        """Of the files and the day, the day of access on pages; empty where one has changed."""
        if not self._files or self._has_changed:
            return ""
        day = datetime.datetime.now(datetime.UTC).date().isoformat()
        return hashlib.sha256((self._files + day).encode()).hexdigest()[:16]

    def look(self) -> None:
        """Keep nothing, looked once a second, where files were changed or replaced.

        What is open shows the old database, and what is opened later the new one.
        """
        now = time.monotonic()
        if self._states is None or now - self._looked < LOOK:
            return
        self._looked = now
        has_changed = self._read_states() != self._states
        if has_changed and not self._has_changed:
            print("The site's files have changed: start it again to serve them.", flush=True)
        self._has_changed = has_changed

    def _read_states(self) -> list[tuple[str, int, int, int]]:
        states = []
        for path in [*self._databases, *files(self._folders)]:
            with suppress(FileNotFoundError):  # just being replaced
                state = path.stat()
                states.append((str(path), state.st_ino, state.st_mtime_ns, state.st_size))
        return states


def folders(datasette: Datasette) -> list[Path]:
    """Return the folders of templates, plugins and static files."""
    mounts = dict(datasette.static_mounts).values()
    names = (datasette.template_dir, datasette.plugins_dir, *mounts)
    return [Path(name) for name in names if name]


def files(folders: list[Path]) -> list[Path]:
    """Return the files of folders, in a certain order; none that Python or an editor puts there."""
    paths = (path for folder in folders for path in folder.rglob("[!.]*"))
    return sorted(path for path in paths if "__pycache__" not in path.parts and path.is_file())


def release_hash(datasette: Datasette) -> str:
    """Hash all that a page depends on."""
    words = datasette.metadata(), datasette._settings, datasette._plugins(all=True)
    versions = json.dumps([words, datasette._versions()], sort_keys=True, default=str)
    digest = hashlib.sha256(versions.encode())
    for database in sorted(served(datasette), key=lambda each: str(each.name)):
        digest.update(f"{database.name}\0{hash_of(database)}\0".encode())
    for path in files(folders(datasette)):
        digest.update(f"{path.name}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def hash_of(database: Database) -> str:
    """Return the hash of a database file, as Datasette has it unless that may be outdated."""
    path = Path(database.path)
    inspected = path.with_name("inspect-data.json")
    is_outdated = inspected.is_file() and inspected.stat().st_mtime_ns < path.stat().st_mtime_ns
    return str(inspect_hash(path) if is_outdated else database.hash)


_releases: "weakref.WeakKeyDictionary[Datasette, Release]" = weakref.WeakKeyDictionary()


@hookimpl(trylast=True)
def startup(datasette: Datasette) -> None:
    """Note what is served, of all databases that plugins have added."""
    if role() is None:
        _releases[datasette] = Release(datasette)


@hookimpl
def register_routes() -> list[tuple[str, Callable[[Datasette], Awaitable[Response]]]]:
    """Tell which release this copy serves."""

    async def release(datasette: Datasette) -> Response:
        name = _releases[datasette].hash if datasette in _releases else ""
        headers = {"cache-control": RELEASE, **({"x-release": name} if name else {})}
        return Response.json({"release": name or None}, headers=headers)

    return [(r"^/-/release$", release)]


def layer(datasette: Datasette, app: Any) -> Any:
    """Return an application that answers from the cache, and compresses what it sends."""

    async def cached(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        if scope["method"] == "HEAD":
            # Ranges are of GET alone (RFC 9110, section 14.2).
            headers = [pair for pair in scope["headers"] if pair[0] != b"range"]
            scope = {**scope, "method": "GET", "headers": headers}  # the server sends no body
        gzips = takes_gzip(scope)
        release = _releases.get(datasette)  # None until the first request has started the plugins
        if release is not None:
            release.look()
        if release is None or not release.hash or not may_cache(datasette, scope):
            await app(scope, receive, Compressed(send, gzips).send)
            return
        await answer(datasette, app, scope, receive, send, gzips)

    return cached


def may_cache(datasette: Datasette, scope: Any) -> bool:
    """Whether the response to a request is the same for everybody until the next release."""
    headers = dict(scope["headers"])
    is_personal = b"authorization" in headers or b"ds_" in headers.get(b"cookie", b"")
    if scope["method"] != "GET" or is_personal:
        return False
    route = routes.parse(datasette, scope)
    if route.path.startswith("/-/") and not route.path.startswith(FIXED):
        return False
    return not route.has_sql and not route.is_stream


def key_of(scope: Any) -> Key:
    """Return what a response depends on: absolute addresses in it bear the scheme and the host."""
    host = dict(scope["headers"]).get(b"host", b"")
    path = scope.get("raw_path") or scope["path"].encode()
    return scope.get("scheme", "http").encode(), host, path, scope["query_string"]


async def answer(
    datasette: Datasette, app: Any, scope: Any, receive: Any, send: Any, gzips: bool
) -> None:
    """Answer from the cache, or have the application answer and keep that."""
    release = _releases[datasette]
    name = release.hash.encode()
    # Weak, since JSON says how long its queries took: two copies of a site agree in all but that.
    tag = b'W/"' + name + b'"'
    own = [
        (b"cache-control", lifetime(datasette, scope)),
        (b"etag", tag),
        (b"x-release", name),
        (b"vary", b"Accept-Encoding"),
    ]
    key = name, *key_of(scope)
    entry, how = release.entries.get(key), b"site; hit"
    if entry is None or is_part(datasette, scope):
        how = b"site; fwd=miss"
        collected = Collected(Compressed(send, gzips).send, own)
        await app(scope, receive, collected.take)
        if collected.body is None:
            return
        headers = [pair for pair in collected.headers if pair[0] not in OWN_HEADERS]
        gzipped = compress(collected.body) if is_text(headers) else None
        entry = Entry([*headers, *own], collected.body, gzipped)
        release.entries.put(key, entry)
    # Not before it is known that there is such a page.
    if is_match(scope, tag):
        await send_whole(send, 304, own, b"")
        return
    headers, body = [*entry.headers, (b"cache-status", how)], entry.body
    if gzips and entry.gzip is not None:
        headers, body = [*headers, (b"content-encoding", b"gzip")], entry.gzip
    await send_whole(send, 200, [*headers, (b"content-length", b"%d" % len(body))], body)


def is_part(datasette: Datasette, scope: Any) -> bool:
    """Whether a part of a file is asked for (plugins/site/files.py); of pages there are none."""
    names = dict(scope["headers"])
    may_be = b"range" in names and b"if-none-match" not in names
    return may_be and routes.parse(datasette, scope).path.startswith(FILES)


def lifetime(datasette: Datasette, scope: Any) -> bytes:
    """Return for how long browsers and proxies may keep a response without asking."""
    if static_files.is_current(datasette, scope):
        return static_files.FOREVER
    return TILES if scope["path"].startswith(TILES_PATH) else PAGES


async def send_whole(send: Any, status: int, headers: Headers, body: bytes) -> None:
    """Send a response at once."""
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


class Collected:
    """Takes a response that is whole or soon will be; passes on any other, and has no body then."""

    def __init__(self, send: Any, own: Headers) -> None:
        self._send = send
        self._own = own
        self._start: Any = None
        self._parts: list[bytes] = []
        self.headers: Headers = []
        self.body: bytes | None = None

    async def take(self, message: Any) -> None:
        """Take a message of the application's."""
        if message["type"] == "http.response.start":
            self._start = message
            self.headers = [(bytes(name).lower(), bytes(each)) for name, each in message["headers"]]
            return
        more = message.get("more_body", False)
        if self._start is not None and not self._may_keep(more):
            is_part = self._start["status"] == 206 and b"etag" not in dict(self.headers)
            if is_part:  # of what is kept
                self._start = {**self._start, "headers": [*self.headers, *self._own]}
            await self._send(self._start)
            self._start = None
        if self._start is None:
            await self._send(message)
            return
        self._parts.append(message.get("body", b""))
        if not more:
            self.body = b"".join(self._parts)

    def _may_keep(self, more: bool) -> bool:
        # Files come in pieces, but say how long they are.
        length = dict(self.headers).get(b"content-length", b"")
        is_whole = not more or (length.isdigit() and int(length) <= LARGEST)
        return is_whole and self._start["status"] == 200 and is_for_everybody(self.headers)


def is_for_everybody(headers: Headers) -> bool:
    """Whether a response may be kept: it is not for one reader, nor has it an ETag of its own."""
    for name, value in headers:
        if name in (b"set-cookie", b"etag", b"content-encoding"):
            return False
        if name == b"cache-control" and any(word in value for word in (b"no-store", b"private")):
            return False
    return True


def is_match(scope: Any, tag: bytes) -> bool:
    """Whether a reader holds this release's response already (If-None-Match)."""
    held = b",".join(value for name, value in scope["headers"] if name == b"if-none-match")
    # By the weak comparison (RFC 9110, section 8.8.3.2).
    bare = {each.strip().removeprefix(b"W/") for each in held.split(b",")}
    return tag.removeprefix(b"W/") in bare
