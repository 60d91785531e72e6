"""Whole answers kept in memory, and headers by which others may keep them too.

Only where every database is immutable: then a page cannot change until the server starts anew, with
another database, other words or other templates. Those all go into the fingerprint of the release,
which is in every ETag, so that no cache can take a page of one release for that of another.

Not kept: what asks with cookies or a password, other than GET, SQL of the reader's own (it may ask
for the time, or for random numbers), Datasette's own pages under /-/, streams, answers other than
200, and pages for which a query ran into its limit: a facet is missing from those.
"""

import contextvars
import hashlib
import json
import weakref
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from datasette import hookimpl
from datasette.app import Datasette
from datasette.database import Database, QueryInterrupted
from datasette.inspect import inspect_hash

MEGABYTES = 64
# A larger answer would drive out many.
LARGEST = 4 * 1024 * 1024
# What a key and headers take besides.
OVERHEAD = 1024
# A reader's own cache asks every time, and is told 304 for as long as the release is the same. A
# shared one answers by itself for this long, and so shows a new release after it.
SECONDS_SHARED = 10
PAGES = f"public, max-age=0, s-maxage={SECONDS_SHARED}, must-revalidate".encode()
# The map's background is the same in every release.
TILES, TILES_PATH = b"public, max-age=86400", "/-/tiles/"
# Parameters that hold SQL of the reader's own.
OWN_SQL = {"sql", "_where"}
# As Datasette has it on every page.
VARY = b"Cookie, Authorization"
KEEPS_NONE = (b"no-store", b"no-cache", b"private")

Headers = list[tuple[bytes, bytes]]
Key = tuple[bytes, ...]


class Kept(NamedTuple):
    """An answer with status 200."""

    headers: Headers
    body: bytes


class Answers:
    """Answers by what was asked, bounded in bytes: the one longest unasked goes first."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self._kept: OrderedDict[Key, Kept] = OrderedDict()

    def get(self, key: Key) -> Kept | None:
        """Return an answer, None where it is not kept."""
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def put(self, key: Key, answer: Kept) -> None:
        """Keep an answer, and let go of older ones for it."""
        if len(answer.body) > min(LARGEST, self.limit):
            return
        self._drop(key)
        self._kept[key] = answer
        self.size += _size(key, answer)
        while self.size > self.limit:
            self._drop(next(iter(self._kept)))

    def _drop(self, key: Key) -> None:
        old = self._kept.pop(key, None)
        if old is not None:
            self.size -= _size(key, old)


def _size(key: Key, answer: Kept) -> int:
    return OVERHEAD + len(answer.body) + sum(map(len, key))


class State:
    """What is kept for one Datasette: datasette.client makes its application anew every time."""

    def __init__(self, datasette: Datasette) -> None:
        config = datasette.plugin_config("response-cache") or {}
        # 0 keeps nothing, so that a template can be edited while the site runs.
        self.answers = Answers(int(config.get("megabytes", MEGABYTES)) * 1024 * 1024)
        self._fingerprint: bytes | None = None

    def fingerprint(self, datasette: Datasette) -> bytes:
        """Return what tells this release from any other."""
        if self._fingerprint is None:
            self._fingerprint = fingerprint(datasette)
        return self._fingerprint


_states: "weakref.WeakKeyDictionary[Datasette, State]" = weakref.WeakKeyDictionary()
# Set while an answer is made: a list to which a query adds itself that ran into its limit.
_cut_short: contextvars.ContextVar[list[bool] | None] = contextvars.ContextVar(
    "cut_short", default=None
)


def fingerprint(datasette: Datasette) -> bytes:
    """Hash all that decides what pages say: databases, words, settings, templates, code."""
    digest = hashlib.sha256()
    for database in sorted(served(datasette), key=lambda each: str(each.name)):
        digest.update(repr((database.name, hash_of(Path(database.path), database.hash))).encode())
    words = datasette._metadata_local, datasette._settings, datasette._plugins(all=True)
    digest.update(json.dumps(words, sort_keys=True, default=str).encode())
    digest.update(json.dumps(datasette._versions(), sort_keys=True, default=str).encode())
    for folder in (datasette.template_dir, datasette.plugins_dir, _loaders()):
        for path in sorted(Path(folder).rglob("*")) if folder else []:
            if path.suffix in {".html", ".py"}:
                digest.update(path.read_bytes())
    return digest.digest()


def hash_of(path: Path, told: str) -> str:
    """Return the hash of a database file, as told by Datasette unless that may be outdated."""
    inspected = path.with_name("inspect-data.json")
    if inspected.is_file() and inspected.stat().st_mtime_ns < path.stat().st_mtime_ns:
        return str(inspect_hash(path))
    return told


def _loaders() -> str:
    import loaders  # beside this folder or in it: plugins/questions.py has put it on the path

    return str(Path(loaders.__file__ or "").parent)


@hookimpl  # type: ignore[untyped-decorator]
def startup(datasette: Datasette) -> None:
    """Note which queries run into their limit."""
    for database in datasette.databases.values():
        _watch(database)


def _watch(database: Database) -> None:
    ask = database.execute

    async def execute(*arguments: Any, **options: Any) -> Any:
        try:
            return await ask(*arguments, **options)
        except QueryInterrupted:
            noted = _cut_short.get()
            if noted is not None:
                noted.append(True)
            raise

    database.execute = execute


@hookimpl(tryfirst=True)  # type: ignore[untyped-decorator]
def asgi_wrapper(datasette: Datasette) -> Callable[[Any], Any]:
    """Answer from what is kept. First of the wrappers, so that headers of others go round it."""

    def wrap(app: Any) -> Any:
        async def keeping(scope: Any, receive: Any, send: Any) -> None:
            if not may_be_kept(datasette, scope):
                await app(scope, receive, send)
                return
            state = _states.get(datasette)
            if state is None:
                state = _states.setdefault(datasette, State(datasette))
            if state.answers.limit:
                await _answer(datasette, state, app, scope, receive, send)
            else:
                await app(scope, receive, send)

        return keeping

    return wrap


def may_be_kept(datasette: Datasette, scope: Any) -> bool:
    """Whether the answer to what is asked is the same for everybody until the next release."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    names = {name for name, _ in scope["headers"]}
    if names & {b"cookie", b"authorization", b"range"}:
        return False
    path = scope["path"]
    if path.startswith("/-/") and not path.startswith(TILES_PATH):
        return False
    query = scope["query_string"].decode("latin-1")
    if any(name in OWN_SQL for name, _ in parse_qsl(query, keep_blank_values=True)):
        return False
    databases = served(datasette)
    return bool(databases) and not any(each.is_mutable for each in databases)


def served(datasette: Datasette) -> list[Database]:
    """Return the databases that pages show; _internal is Datasette's own list of these."""
    return [each for each in datasette.databases.values() if each.name != "_internal"]


def key_of(scope: Any) -> Key:
    """What an answer depends on: absolute addresses in it bear the scheme and the host."""
    headers = dict(scope["headers"])
    raw = scope.get("raw_path") or scope["path"].encode()
    return (
        scope.get("scheme", "http").encode(),
        headers.get(b"host", b""),
        raw,
        scope["query_string"],
        headers.get(b"accept", b""),
    )


async def _answer(
    datasette: Datasette, state: State, app: Any, scope: Any, receive: Any, send: Any
) -> None:
    key = key_of(scope)
    tag = _tag(state.fingerprint(datasette), key)
    if _has(scope, tag):
        # Nobody has the tag of this release but from an answer of this release.
        await _send(send, 304, [*_validators(scope, tag), (b"vary", VARY)], b"")
        return
    kept = state.answers.get(key)
    if kept is not None:
        await _send(send, 200, [*kept.headers, (b"cache-status", b"jnim; hit")], kept.body)
        return

    noted: list[bool] = []
    token = _cut_short.set(noted)
    started: dict[str, Any] = {}

    async def keep(message: Any) -> None:
        if message["type"] == "http.response.start":
            started.update(message)
            return
        if not started:
            await send(message)
            return
        start = dict(started)
        started.clear()
        whole = not message.get("more_body", False)
        if whole and not noted and _is_for_everybody(start):
            body = message.get("body", b"")
            headers = [
                *_without(start["headers"]),
                *_validators(scope, tag),
                (b"content-length", str(len(body)).encode()),
            ]
            state.answers.put(key, Kept(headers, body))
            await _send(send, 200, [*headers, (b"cache-status", b"jnim; fwd=miss")], body)
            return
        await send(start)
        await send(message)

    try:
        await app(scope, receive, keep)
    finally:
        _cut_short.reset(token)


def _is_for_everybody(start: Any) -> bool:
    if start["status"] != 200:
        return False
    for name, value in start["headers"]:
        if name.lower() == b"set-cookie":
            return False
        if name.lower() == b"cache-control" and any(word in value for word in KEEPS_NONE):
            return False
    return True


def _without(headers: Headers) -> Headers:
    ours = {b"cache-control", b"etag", b"content-length", b"transfer-encoding"}
    return [(name.lower(), value) for name, value in headers if name.lower() not in ours]


def _validators(scope: Any, tag: bytes) -> Headers:
    is_tile = scope["path"].startswith(TILES_PATH)
    return [(b"cache-control", TILES if is_tile else PAGES), (b"etag", tag)]


# Weak, because JSON says how long its queries took: two copies of a site agree in all but that.
def _tag(release: bytes, key: Key) -> bytes:
    digest = hashlib.sha256(release)
    for part in key:
        digest.update(b"%d:%b" % (len(part), part))
    return b'W/"' + digest.hexdigest()[:32].encode() + b'"'


def _has(scope: Any, tag: bytes) -> bool:
    """Whether who asks holds this very answer (If-None-Match)."""
    given = b",".join(value for name, value in scope["headers"] if name == b"if-none-match")
    # By the weak comparison, for which the mark of a weak tag does not count.
    bare = {each.strip().removeprefix(b"W/") for each in given.split(b",")}
    return tag.removeprefix(b"W/") in bare


async def _send(send: Any, status: int, headers: Headers, body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
