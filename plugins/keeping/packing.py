"""Answers in gzip for who can unpack them: whole ones at once, streams as they come.

The libraries for it pack an answer each time that it is sent, and let everybody wait meanwhile.
"""

import asyncio
import functools
import gzip
import re
import zlib
from typing import Any

Headers = list[tuple[bytes, bytes]]

TEXT = re.compile(
    rb"text/|image/svg\+xml|application/(?:[\w.-]+\+)?(?:json|xml|javascript|x-ndjson|x-bibtex)\b"
)
# `gzip` or `*`, and not with a weight of 0.
TAKES = re.compile(rb"(?:^|,)\s*(?:gzip|\*)\s*(?:;\s*q=(?!0(?:\.0*)?\s*(?:,|$))[^,]*)?(?:,|$)")
LEVEL = 6
# Bytes that are not worth packing.
SMALL = 1000
# Bytes that take so long that others should not have to wait: zlib lets go of the interpreter.
LARGE = 100_000
# Bytes of a piece of a stream that are sent as soon as they come. Smaller ones, as the lines of a
# CSV file, wait for each other: by themselves they would hardly get smaller.
PIECE = 4000


@functools.lru_cache(maxsize=100)
def takes_gzip(accepted: bytes) -> bool:
    """Whether a client that sends this Accept-Encoding can unpack gzip."""
    return TAKES.search(accepted.lower()) is not None


def is_text(headers: Headers) -> bool:
    """Whether an answer with these headers gets smaller by packing."""
    found = dict(headers)
    return b"content-encoding" not in found and bool(TEXT.match(found.get(b"content-type", b"")))


async def pack(body: bytes) -> bytes | None:
    """Return a text packed; None where it is too short for that."""
    if len(body) < SMALL:
        return None
    if len(body) < LARGE:
        return gzip.compress(body, LEVEL, mtime=0)
    return await asyncio.to_thread(gzip.compress, body, LEVEL, mtime=0)


class Packed:
    """A `send` that packs what is text on its way out."""

    def __init__(self, send: Any, takes: bool) -> None:
        self._send = send
        self._takes = takes
        self._start: Any = None
        self._packer: Any = None

    async def send(self, message: Any) -> None:
        """Take a message of the application's. The first goes out with the one after it."""
        if message["type"] == "http.response.start":
            self._start = message
            return
        body, more = message.get("body", b""), message.get("more_body", False)
        if self._start is not None:
            start, self._start = self._start, None
            await self._send(self._begun(start, is_short=not more and len(body) < SMALL))
        if self._packer is not None:
            body = await self._pack(body, more)
            if more and not body:
                return
        await self._send({**message, "body": body})

    def _begun(self, start: Any, *, is_short: bool) -> Any:
        headers = [(bytes(name).lower(), bytes(value)) for name, value in start["headers"]]
        if not is_text(headers):
            return start
        told = [value for name, value in headers if name == b"vary"]
        headers = [pair for pair in headers if pair[0] != b"vary"]
        headers.append((b"vary", b", ".join([*told, b"Accept-Encoding"])))
        if self._takes and not is_short:
            self._packer = zlib.compressobj(LEVEL, wbits=31)
            headers = [_for_packed(*pair) for pair in headers if pair[0] != b"content-length"]
            headers.append((b"content-encoding", b"gzip"))
        return {**start, "headers": headers}

    async def _pack(self, body: bytes, more: bool) -> bytes:
        def pack() -> bytes:
            packed: bytes = self._packer.compress(body)
            if not more:
                return packed + bytes(self._packer.flush())
            if len(body) < PIECE:
                return packed
            return packed + bytes(self._packer.flush(zlib.Z_SYNC_FLUSH))

        return await asyncio.to_thread(pack) if len(body) > LARGE else pack()


def _for_packed(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    """Return a header for the packed answer: a strong tag holds for the very bytes only."""
    is_strong = name == b"etag" and not value.startswith(b"W/")
    return (name, b"W/" + value) if is_strong else (name, value)
