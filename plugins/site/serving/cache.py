"""An in-memory cache of finished responses, and the headers for browsers and proxies to cache them.

It works only if every database is immutable: then a page stays the same until the release changes.
The release is a hash of the databases, templates, static files, metadata, code and the day. It is
the ETag of every page, and proxies that include it in their cache key get it from /-/release and
the header X-Release. Pages ask for static files by it (but for the day), so those can be kept
forever. A response depends on scheme, host, path, query and whether the client accepts gzip, and on
nothing else in the request.
"""

import datetime
import hashlib
import json
import time
import weakref
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from datasette.app import Datasette
from datasette.inspect import inspect_hash
from datasette.utils.asgi import Response
from jinja2 import Environment

from plugins.site.hooks import hookimpl
from plugins.site.serving.errors import is_incomplete
from plugins.site.serving.processes import Route, is_fixed, parse, served

BYTES = 16 * 2**20
# The largest response that is cached, in bytes: a larger one would evict many others.
LARGEST = 1024 * 1024
# Bytes that the headers and Python objects of an entry take in addition to key and body.
OVERHEAD = 2048
# A browser revalidates every time and gets 304 while the release is the same. A shared cache serves
# a page for ten seconds without asking, and for a week while this server is down.
PAGES = b"public, max-age=0, s-maxage=10, stale-if-error=604800"
# The map's background is the same in every release.
TILES, TILES_PATH = b"public, max-age=86400", "/-/tiles/"
# The folder of our static files, and what is said of them at an address with the current release.
MOUNT, FOREVER = "static", b"public, max-age=31536000, immutable"
# Paths of Datasette and plugins under /-/ that depend on the release alone.
FIXED = ("/-/static/", "/-/static-plugins/", "/-/charts/", "/-/points/", TILES_PATH)
FILES = (f"/{MOUNT}/", "/-/static/", "/-/static-plugins/")
# Requested once a second by proxies that include it in their cache key.
RELEASE = "public, max-age=1, stale-while-revalidate=1, stale-if-error=604800"
VARY = (b"vary", b"Accept-Encoding")
# Seconds between checks of whether the served files have changed.
CHECK_SECONDS = 1.0

Headers = list[tuple[bytes, bytes]]
Key = tuple[bytes, ...]
Entry = tuple[Headers, bytes]  # a response with status 200, as sent


class Entries(OrderedDict[Key, Entry]):
    """Cache entries by key, evicted in least-recently-used order beyond BYTES."""

    size = 0

    def put(self, key: Key, entry: Entry) -> None:
        if key not in self and len(entry[1]) <= LARGEST:
            self[key] = entry
            self.size += self._size(key, entry)
            while self.size > BYTES:
                self.size -= self._size(*self.popitem(last=False))

    def _size(self, key: Key, entry: Entry) -> int:
        return OVERHEAD + len(entry[1]) + sum(map(len, key))


class Release:
    """What a site serves: its cache entries, its hash, and whether its files have changed."""

    def __init__(self, datasette: Datasette) -> None:
        self.entries = Entries()
        self.hash = release_hash(datasette) if is_fixed(datasette) else ""
        databases = (Path(each.path) for each in served(datasette) if each.path)
        self._paths = [*databases, *files(datasette)] if self.hash else []
        self._states = self._read_states()
        self._looked = time.monotonic()

    @property
    def name(self) -> str:
        """A hash of the files and the day (pages show it as the access date); empty: do not cache.

        It is empty once files have changed or been replaced (checked once a second): open
        connections still read the old database, and new ones the new one.
        """
        if self.hash and time.monotonic() - self._looked >= CHECK_SECONDS:
            self._looked = time.monotonic()
            if self._read_states() != self._states:
                self.hash = ""
                print("The site's files have changed: start it again to serve them.")
        if not self.hash:
            return ""
        day = datetime.datetime.now(datetime.UTC).date().isoformat()
        return hashlib.sha256((self.hash + day).encode()).hexdigest()[:16]

    def _read_states(self) -> list[tuple[int, int, int]]:
        states = []
        for path in self._paths:
            with suppress(FileNotFoundError):  # being replaced right now
                state = path.stat()
                states.append((state.st_ino, state.st_mtime_ns, state.st_size))
        return states


def files(datasette: Datasette) -> list[Path]:
    """Return templates, plugins and static files, without those of Python or text editors."""
    mounts = dict(datasette.static_mounts).values()
    folders = filter(None, (datasette.template_dir, datasette.plugins_dir, *mounts))
    paths = (path for folder in folders for path in Path(folder).rglob("[!.]*"))
    return sorted(path for path in paths if "__pycache__" not in path.parts and path.is_file())


def release_hash(datasette: Datasette) -> str:
    words = datasette.metadata(), datasette._settings, datasette._plugins(all=True)
    versions = json.dumps([words, datasette._versions()], sort_keys=True, default=str)
    digest = hashlib.sha256(versions.encode())
    for database in sorted(served(datasette), key=lambda each: str(each.name)):
        path = Path(database.path)
        inspected = path.with_name("inspect-data.json")
        is_old = inspected.is_file() and inspected.stat().st_mtime_ns < path.stat().st_mtime_ns
        content = inspect_hash(path) if is_old else database.hash
        digest.update(f"{database.name}\0{content}\0".encode())
    for path in files(datasette):
        digest.update(f"{path.name}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


_releases: "weakref.WeakKeyDictionary[Datasette, Release]" = weakref.WeakKeyDictionary()


@hookimpl(trylast=True)
def startup(datasette: Datasette) -> None:
    _releases[datasette] = Release(datasette)


def static(datasette: Datasette, name: str) -> str:
    """Return the address of a file in static/, which changes with its content."""
    folder = dict(datasette.static_mounts)[MOUNT]
    version = _releases[datasette].hash or (Path(folder) / name).stat().st_mtime_ns
    return str(datasette.urls.path(f"/{MOUNT}/{name}?v={version}"))


@hookimpl
def prepare_jinja2_environment(env: Environment, datasette: Datasette) -> None:
    """Give templates `static("site.css")`."""
    env.globals["static"] = partial(static, datasette)


async def release(datasette: Datasette) -> Response:
    name = _releases[datasette].name if datasette in _releases else ""
    headers = {"cache-control": RELEASE, **({"x-release": name} if name else {})}
    return Response.json({"release": name or None}, headers=headers)


@hookimpl
def register_routes() -> list[tuple[str, Callable[[Datasette], Awaitable[Response]]]]:
    return [(r"^/-/release$", release)]


def layer(datasette: Datasette, app: Any) -> Any:
    """Return an application that answers from the cache, and caches the responses of `app`."""

    async def cached(scope: Any, receive: Any, send: Any) -> None:
        if scope["method"] == "HEAD":
            # Range applies to GET only (RFC 9110, section 14.2).
            headers = [pair for pair in scope["headers"] if pair[0] != b"range"]
            scope = {**scope, "headers": headers}
        release, route = _releases.get(datasette), parse(datasette, scope)
        # There is none until the first request has started the plugins.
        name = release.name.encode() if release is not None else b""
        if release is None or not name or not may_cache(route, scope):
            await app(scope, receive, send)
            return
        scope = {**scope, "method": "GET"}  # of a HEAD, the server drops the body
        # Weak, because JSON states how long its queries took: copies of a release differ in that.
        tag = b'W/"' + name + b'"'
        lifetime = TILES if route.path.startswith(TILES_PATH) else PAGES
        # During a rollout, a page of one release may request files of the other.
        is_current = route.parameters == (("v", release.hash),)
        if is_current and route.path.startswith(f"/{MOUNT}/"):
            lifetime = FOREVER
        own = [(b"cache-control", lifetime), (b"etag", tag), (b"x-release", name), VARY]
        key = name, *key_of(scope)
        entry, how = release.entries.get(key), b"site; hit"
        if entry is not None and not is_range_request(route, scope):
            release.entries.move_to_end(key)
        else:
            how = b"site; fwd=miss"
            entry = await collect(app, scope, receive, send, own)
            if entry is None:
                return
            release.entries.put(key, entry)
        # Only now: every page of a release has the same ETag, and 304 is wrong for a missing page.
        status, headers, body = 200, [*entry[0], (b"cache-status", how)], entry[1]
        if is_match(scope, tag):
            status, headers, body = 304, own, b""
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return cached


def may_cache(route: Route, scope: Any) -> bool:
    """Whether the response to a request is the same for everybody until the next release."""
    # The database file has its own ETag.
    is_fixed = not route.path.startswith("/-/") or route.path.startswith(FIXED)
    is_page = is_fixed and not route.path.endswith(".db")
    is_read = scope["method"] in ("GET", "HEAD")
    return is_read and is_page and not route.has_sql and not route.is_stream


def key_of(scope: Any) -> Key:
    """Return a cache key; it has scheme and host because absolute addresses on pages use them."""
    headers, scheme = dict(scope["headers"]), scope.get("scheme", "http").encode()
    asked = [headers.get(name, b"") for name in (b"host", b"accept-encoding")]
    return scheme, *asked, scope.get("raw_path") or scope["path"].encode(), scope["query_string"]


def is_range_request(route: Route, scope: Any) -> bool:
    """Whether part of a file is requested (responses.py); pages have no ranges."""
    names = dict(scope["headers"])
    return b"range" in names and b"if-none-match" not in names and route.path.startswith(FILES)


async def collect(app: Any, scope: Any, receive: Any, send: Any, own: Headers) -> Entry | None:
    """Return a response that may be cached and comes as a whole; send any other as it comes."""
    start: Any = None
    entry: Entry | None = None

    async def take(message: Any) -> None:
        nonlocal start, entry
        if message["type"] == "http.response.start":
            headers = [(bytes(name).lower(), bytes(each)) for name, each in message["headers"]]
            if message["status"] in (200, 206) and is_shareable(dict(headers)):
                names = {name for name, _ in own}
                headers = [*(pair for pair in headers if pair[0] not in names), *own]
                message = {**message, "headers": headers}
                if message["status"] == 200:
                    start = message
                    return
        elif start is not None:
            body = message.get("body", b"")
            if len(body) <= LARGEST and not message.get("more_body"):
                headers = [pair for pair in start["headers"] if pair[0] != b"content-length"]
                entry = [*headers, (b"content-length", b"%d" % len(body))], body
                return
            await send(start)
            start = None
        await send(message)

    await app(scope, receive, take)
    return entry


def is_shareable(headers: dict[bytes, bytes]) -> bool:
    """Whether a response may be cached: it is complete and not specific to one reader."""
    control = headers.get(b"cache-control", b"")  # private if it has a cookie
    return not is_incomplete() and b"no-store" not in control and b"private" not in control


def is_match(scope: Any, tag: bytes) -> bool:
    held = b",".join(value for name, value in scope["headers"] if name == b"if-none-match")
    # Weak comparison (RFC 9110, section 8.8.3.2).
    bare = {each.strip().removeprefix(b"W/") for each in held.split(b",")}
    return tag.removeprefix(b"W/") in bare
