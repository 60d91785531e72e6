"""Whole answers kept in memory, and headers by which others may keep them too.

Only where every database is immutable: then a page cannot change until the server starts anew, with
another database, other words or other templates. Those all go into the fingerprint of the release,
which is in every ETag, so that no cache can take a page of one release for that of another. It is
told at /-/release and in the header X-Release, for caches that have it in their key.

Not kept: what asks with cookies of Datasette's or a password, other than GET and HEAD, SQL of the
reader's own (it may ask for the time, or for random numbers), most of Datasette's own pages under
/-/, streams, answers other than 200, and pages for which a query ran into its limit: a facet is
missing from those.
"""

import asyncio
import contextlib
import contextvars
import hashlib
import json
import sys
import time
import weakref
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from datasette import hookimpl
from datasette.app import Datasette
from datasette.database import Database, QueryInterrupted
from datasette.inspect import inspect_hash
from datasette.utils.asgi import Response

# As in plugins/charts.py: for plugins.keeping.
if str(Path(__file__).parent.parent) not in sys.path:
    sys.path.append(str(Path(__file__).parent.parent))

from plugins.keeping.packing import Headers, Packed, is_text, pack, takes_gzip
from plugins.keeping.requests import is_personal, plain

MEGABYTES = 64
# A larger answer would drive out many.
LARGEST = 4 * 1024 * 1024
# What a key and headers take besides.
OVERHEAD = 2048
# A reader's own cache asks every time, and is told 304 for as long as the release is the same. A
# shared one answers by itself for this long, and so shows a new release after it. Where no copy
# answers, it may go on for a week.
SECONDS_SHARED = 10
PAGES = "public, max-age=0, s-maxage={}, stale-if-error=604800"
# That there is no such page, or that it is elsewhere: however long pages are kept.
BRIEF = b"public, max-age=0, s-maxage=10"
BRIEFLY = {301, 302, 303, 307, 308, 404}
# The map's background is the same in every release.
TILES, TILES_PATH = b"public, max-age=86400", "/-/tiles/"
# What Datasette and plugins have under /-/ that cannot change either.
FIXED = ("/-/static/", "/-/static-plugins/", "/-/charts/", TILES_PATH)
# Asked once a second by caches that have it in their key. While nobody answers, it stays.
RELEASE = "public, max-age=1, stale-while-revalidate=1, stale-if-error=604800"
# Seconds between two looks at the files that Datasette reads again when they change.
LOOK = 1.0
# A larger database is not read while somebody waits for an answer.
LONG_TO_READ = 64 * 1024 * 1024
# Parameters that hold SQL of the reader's own, or ask for a stream.
NOT_KEPT = {"sql", "_where", "_stream"}
# What Datasette says of every page. It is so of those for readers who are logged in: and those
# nobody keeps.
OF_DATASETTE = {b"cookie", b"authorization", b"accept-encoding", b""}
KEEPS_NONE = (b"no-store", b"no-cache", b"private")

Key = tuple[bytes, ...]
Variant = tuple[Headers, bytes]


class Kept(NamedTuple):
    """An answer with status 200: headers and body as they are sent, plain and in gzip."""

    plain: Variant
    packed: Variant | None = None


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
        if len(answer.plain[1]) > min(LARGEST, self.limit):
            return
        self._drop(key)
        self._kept[key] = answer
        self.size += _size(key, answer)
        while self.size > self.limit:
            self._drop(next(iter(self._kept)))

    def clear(self) -> None:
        """Let go of all."""
        self._kept.clear()
        self.size = 0

    def _drop(self, key: Key) -> None:
        old = self._kept.pop(key, None)
        if old is not None:
            self.size -= _size(key, old)


def _size(key: Key, answer: Kept) -> int:
    packed = len(answer.packed[1]) if answer.packed else 0
    return OVERHEAD + len(answer.plain[1]) + packed + sum(map(len, key))


class State:
    """What is kept for one Datasette: datasette.client makes its application anew every time."""

    def __init__(self, datasette: Datasette) -> None:
        config = datasette.plugin_config("response-cache") or {}
        # 0 keeps nothing.
        self.answers = Answers(int(config.get("megabytes", MEGABYTES)) * 1024 * 1024)
        self.pages = PAGES.format(int(config.get("shared_seconds", SECONDS_SHARED))).encode()
        # By what was asked: set when its answer is there.
        self.in_work: dict[Key, asyncio.Event] = {}
        # Empty while it is not known, and where something can change: then nothing is kept.
        self.release = ""
        databases = served(datasette)
        can_change = not databases or any(each.is_mutable for each in databases)
        self._can_keep = bool(self.answers.limit) and not can_change
        # Now, and not later: a file may be replaced while this process goes on with what it has.
        self._loaded = loaded(datasette) if self._can_keep else b""
        self._databases: bytes | None = None
        self._reading: asyncio.Task[None] | None = None
        self._files: object = None
        self._looked = float("-inf")

    def look(self, datasette: Datasette) -> None:
        """Find out the release, and start anew where a template or a static file was changed."""
        now = time.monotonic()
        if not self._can_keep or now - self._looked < LOOK:
            return
        self._looked = now
        if self._databases is None:
            self._read(datasette)
        if self._databases is None:
            return
        with contextlib.suppress(OSError):  # a file that is just being replaced: next time
            files = _states(datasette)
            if files != self._files:
                self.release = ""
                self.answers.clear()
                shown = digest_of(_read_again(datasette))
                self.release = hashlib.sha256(self._loaded + self._databases + shown).hexdigest()[
                    :16
                ]
                self._files = files

    def _read(self, datasette: Datasette) -> None:
        """Hash the databases: at once, or beside the first answers where that takes long."""
        if not any(_is_long_to_read(each) for each in served(datasette)):
            self._databases = hashes_of(datasette)
        elif self._reading is None:
            self._reading = asyncio.ensure_future(self._read_beside(datasette))

    async def _read_beside(self, datasette: Datasette) -> None:
        self._databases = await asyncio.to_thread(hashes_of, datasette)


_states_of: "weakref.WeakKeyDictionary[Datasette, State]" = weakref.WeakKeyDictionary()
# Set while an answer is made: a list to which a query adds itself that ran into its limit.
_cut_short: contextvars.ContextVar[list[bool] | None] = contextvars.ContextVar(
    "cut_short", default=None
)


# ---------------------------------------------------------------- the release


def loaded(datasette: Datasette) -> bytes:
    """Hash what this process has in memory until it ends: words, settings, versions, code."""
    words = datasette.metadata(), datasette._settings, datasette._plugins(all=True)
    told = json.dumps([words, datasette._versions()], sort_keys=True, default=str)
    return hashlib.sha256(told.encode() + digest_of([datasette.plugins_dir, _common()])).digest()


def hashes_of(datasette: Datasette) -> bytes:
    """Hash the databases, with their names."""
    databases = sorted(served(datasette), key=lambda each: str(each.name))
    told = [(each.name, hash_of(each)) for each in databases]
    return hashlib.sha256(repr(told).encode()).digest()


def digest_of(folders: Iterable[str | None]) -> bytes:
    """Hash the files of folders, with their names."""
    digest = hashlib.sha256()
    for folder in filter(None, folders):
        for path in sorted(_files(folder)):
            content = path.read_bytes()
            name = path.relative_to(folder).as_posix()
            digest.update(f"{name}\0{len(content)}\0".encode())
            digest.update(content)
    return digest.digest()


def hash_of(database: Database) -> str:
    """Return the hash of a database file, as told by Datasette unless that may be outdated."""
    return str(inspect_hash(Path(database.path)) if _is_outdated(database) else database.hash)


def _is_outdated(database: Database) -> bool:
    """Whether a database was written after inspect-data.json beside it, which has its hash."""
    path = Path(database.path)
    inspected = path.with_name("inspect-data.json")
    return inspected.is_file() and inspected.stat().st_mtime_ns < path.stat().st_mtime_ns


def _is_long_to_read(database: Database) -> bool:
    told = (database.ds.inspect_data or {}).get(database.name)
    return (not told or _is_outdated(database)) and bool(database.size > LONG_TO_READ)


def _read_again(datasette: Datasette) -> list[str]:
    """Return the folders of which Datasette reads files again when they change."""
    folders = (datasette.template_dir, *dict(datasette.static_mounts).values())
    return [each for each in folders if each]


def _files(folder: str) -> Iterator[Path]:
    """Give the files of a folder, without what Python leaves beside them."""
    return (path for path in Path(folder).rglob("*") if path.is_file() and path.suffix != ".pyc")


def _states(datasette: Datasette) -> object:
    """Return what differs as soon as a template or a static file was changed."""
    folders = _read_again(datasette)
    files = (path for folder in folders for path in _files(folder))
    return sorted((str(path), path.stat().st_mtime_ns) for path in files)


def _common() -> str:
    import common  # beside this folder or in it: plugins/questions.py has put it on the path

    return str(Path(common.__file__ or "").parent)


@hookimpl(trylast=True)  # type: ignore[untyped-decorator]
def startup(datasette: Datasette) -> None:
    """Note which queries run into their limit, of all databases that plugins have added."""
    for database in datasette.databases.values():
        _watch(database)
    _states_of[datasette] = State(datasette)


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


@hookimpl  # type: ignore[untyped-decorator]
def register_routes() -> list[tuple[str, Callable[[Datasette], Awaitable[Response]]]]:
    """Tell which release this copy serves."""

    async def release(datasette: Datasette) -> Response:
        state = _states_of.get(datasette)
        told = state.release if state else ""
        headers = {"cache-control": RELEASE, **({"x-release": told} if told else {})}
        return Response.json({"release": told or None}, headers=headers)

    return [(r"^/-/release$", release)]


@hookimpl(tryfirst=True)  # type: ignore[untyped-decorator]
def asgi_wrapper(datasette: Datasette) -> Callable[[Any], Any]:
    """Answer from what is kept. First of the wrappers, so that headers of others go round it."""

    def wrap(app: Any) -> Any:
        async def keeping(scope: Any, receive: Any, send: Any) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
                return
            scope = plain(scope)
            # None until the first request of all has started the plugins.
            state = _states_of.get(datasette)
            if state is not None:
                state.look(datasette)
            if state is not None and state.release and may_be_kept(scope):
                await _answer(state, app, scope, receive, send)
            else:
                await app(scope, receive, Packed(send, _takes_gzip(scope)).send)

        return keeping

    return wrap


def may_be_kept(scope: Any) -> bool:
    """Whether the answer to what is asked is the same for everybody until the next release."""
    if scope["method"] not in {"GET", "HEAD"} or is_personal(dict(scope["headers"])):
        return False
    path = scope["path"]
    if path.startswith("/-/") and not path.startswith(FIXED):
        return False
    query = scope["query_string"].decode("latin-1")
    return not any(name in NOT_KEPT for name, _ in parse_qsl(query, keep_blank_values=True))


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
    )


def _takes_gzip(scope: Any) -> bool:
    """Whether to pack an answer.

    Not for who is logged in: there, a token stands on the page beside words of the address, and
    its length would tell how alike they are (BREACH).
    """
    headers = dict(scope["headers"])
    return takes_gzip(headers.get(b"accept-encoding", b"")) and not is_personal(headers)


async def _answer(state: State, app: Any, scope: Any, receive: Any, send: Any) -> None:
    if scope["method"] == "HEAD":
        send = _without_body(send)
    key = key_of(scope)
    held = b",".join(value for name, value in scope["headers"] if name == b"if-none-match")
    if held and _is_in(held, tag := _tag(state.release, key)):
        # Nobody has the tag of this release but from an answer of this release.
        headers = _validators(scope, state.pages, state.release, tag)
        headers.append((b"vary", b"Accept-Encoding"))
        await _send(send, 304, headers, b"")
        return
    kept = state.answers.get(key)
    if kept is None and key in state.in_work:
        # Somebody else has just asked for it: it is made once for both.
        await state.in_work[key].wait()
        kept = state.answers.get(key)
    packs = _takes_gzip(scope)
    how = b"jnim; hit"
    if kept is None:
        how = b"jnim; fwd=miss"
        kept = await _make(state, key, app, scope, receive, Packed(send, packs).send)
        if kept is None:
            return
    headers, body = kept.packed if packs and kept.packed else kept.plain
    await _send(send, 200, [*headers, (b"cache-status", how)], body)


async def _make(
    state: State, key: Key, app: Any, scope: Any, receive: Any, send: Any
) -> Kept | None:
    """Have an answer made and keep it; None where it may not be kept, and was sent already."""
    done = asyncio.Event()
    state.in_work.setdefault(key, done)
    release, tag = state.release, _tag(state.release, key)
    noted = _cut_short.get()
    token = None
    if noted is None:
        noted = []
        token = _cut_short.set(noted)
    # Else a page that is being made asks for this, and what is missing here is missing there.
    gathered = Gathered(release, noted, send)
    try:
        await app({**scope, "method": "GET"}, receive, gathered.take)
        if noted or not gathered.is_whole:
            await gathered.pass_on()
            return None
        headers = _told(scope, state.pages, release, tag, gathered.headers)
        kept = await _keep(headers, bytes(gathered.body))
        if state.release == release:
            state.answers.put(key, kept)
        return kept
    finally:
        if token is not None:
            _cut_short.reset(token)
        done.set()
        if state.in_work.get(key) is done:
            del state.in_work[key]


def _told(scope: Any, pages: bytes, release: str, tag: bytes, headers: Headers) -> Headers:
    """Return the headers of an answer that is kept."""
    if any(name == b"cache-control" and b"immutable" in value for name, value in headers):
        # At an address with a hash (plugins/static.py). Nobody asks again, so it has no tag.
        return [*headers, (b"x-release", release.encode())]
    others = [pair for pair in headers if pair[0] != b"cache-control"]
    return [*others, *_validators(scope, pages, release, tag)]


async def _keep(headers: Headers, body: bytes) -> Kept:
    """Return an answer as it is kept."""

    def variant(content: bytes, *more: tuple[bytes, bytes]) -> Variant:
        ours = {b"content-length", b"transfer-encoding", b"vary"}
        length = (b"content-length", str(len(content)).encode())
        return [*(pair for pair in headers if pair[0] not in ours), *more, length], content

    if not is_text(headers):
        return Kept(variant(body))
    vary = (b"vary", b"Accept-Encoding")
    packed = await pack(body)
    gzip = (b"content-encoding", b"gzip")
    return Kept(variant(body, vary), variant(packed, vary, gzip) if packed else None)


class Gathered:
    """An answer, held back until it is whole; passed on as it comes where it may not be kept."""

    def __init__(self, release: str, noted: list[bool], send: Any) -> None:
        self._release = release
        self._noted = noted
        self._send = send
        self._start: Any = None
        self._passes = False
        self._more = True
        self.body = bytearray()

    @property
    def headers(self) -> Headers:
        """The headers of the answer, with names in small letters."""
        return [(bytes(name).lower(), bytes(value)) for name, value in self._start["headers"]]

    @property
    def is_whole(self) -> bool:
        """Whether all of it is here, and none of it was sent."""
        return self._start is not None and not self._more and not self._passes

    async def take(self, message: Any) -> None:
        """Take a message of the application's."""
        if self._passes:
            await self._send(message)
        elif message["type"] == "http.response.start":
            self._start = message
            if message["status"] != 200 or not _is_for_everybody(self.headers):
                await self.pass_on()
        else:
            self.body += message.get("body", b"")
            self._more = message.get("more_body", False)
            if len(self.body) > LARGEST:
                await self.pass_on()

    async def pass_on(self) -> None:
        """Send what was held back, and from now on all that comes."""
        if self._passes or self._start is None:
            return
        self._passes = True
        await self._send({**self._start, "headers": self._brief()})
        if self.body or not self._more:
            body = {"body": bytes(self.body), "more_body": self._more}
            await self._send({"type": "http.response.body", **body})
            self.body.clear()

    def _brief(self) -> Headers:
        """Return the headers of an answer that is not kept; others may do so for a moment."""
        is_brief = self._start["status"] in BRIEFLY and not self._noted
        if not is_brief or not _is_for_everybody(self.headers):
            return self.headers
        ours = {b"cache-control", b"vary"}
        told = [pair for pair in self.headers if pair[0] not in ours]
        return [*told, (b"cache-control", BRIEF), (b"x-release", self._release.encode())]


def _is_for_everybody(headers: Headers) -> bool:
    for name, value in headers:
        # Who has a tag of its own, as the database's file, needs none of ours.
        if name in {b"set-cookie", b"etag", b"content-encoding"}:
            return False
        if name == b"cache-control" and any(word in value for word in KEEPS_NONE):
            return False
        if name == b"vary" and {each.strip().lower() for each in value.split(b",")} - OF_DATASETTE:
            return False
    return True


def _validators(scope: Any, pages: bytes, release: str, tag: bytes) -> Headers:
    is_tile = scope["path"].startswith(TILES_PATH)
    return [
        (b"cache-control", TILES if is_tile else pages),
        (b"etag", tag),
        (b"x-release", release.encode()),
    ]


# Weak, because JSON says how long its queries took: two copies of a site agree in all but that. And
# so the same for the plain and the packed answer, which say the same.
def _tag(release: str, key: Key) -> bytes:
    digest = hashlib.sha256(release.encode())
    for part in key:
        digest.update(b"%d:%b" % (len(part), part))
    return b'W/"' + digest.hexdigest()[:32].encode() + b'"'


def _is_in(held: bytes, tag: bytes) -> bool:
    """Whether who asks holds the very answer with this tag (If-None-Match)."""
    # By the weak comparison, for which the mark of a weak tag does not count.
    bare = {each.strip().removeprefix(b"W/") for each in held.split(b",")}
    return tag.removeprefix(b"W/") in bare


async def _send(send: Any, status: int, headers: Headers, body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _without_body(send: Any) -> Any:
    """Return what sends the answer to HEAD: that to GET, without its body."""

    async def send_head(message: Any) -> None:
        is_body = message["type"] == "http.response.body"
        await send({**message, "body": b""} if is_body else message)

    return send_head
