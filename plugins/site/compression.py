"""Responses in gzip for who can read it: whole ones at once, streams as they come."""

import asyncio
import gzip
import re
import zlib
from typing import Any

Headers = list[tuple[bytes, bytes]]

TEXT = re.compile(
    rb"text/|image/svg\+xml|application/(?:[\w.-]+\+)?(?:json|xml|javascript|x-ndjson|x-bibtex)\b"
)
# `gzip` or `*`, and not with a weight of 0 (RFC 9110, section 12.5.3).
TAKES = re.compile(rb"(?:^|,)\s*(?:gzip|\*)\s*(?:;\s*q=(?!0(?:\.0*)?\s*(?:,|$))[^,]*)?(?:,|$)")
# Bytes of the header that are looked at.
ACCEPTED = 200
LEVEL = 6
# Bytes that are not worth compressing.
SMALL = 1000
# Bytes that take so long that others should not have to wait: zlib lets go of the interpreter.
LARGE = 100_000
# Bytes of a piece of a stream that are sent as soon as they come. Smaller ones, as the lines of a
# CSV file, wait for each other: by themselves they would hardly get smaller.
PIECE = 4000


def takes_gzip(scope: Any) -> bool:
    """Whether to compress the response to a request.

    Not for who is logged in: there, a token stands on the page beside words of the address, and
    its length would tell how alike they are (BREACH).
    """
    headers = dict(scope["headers"])
    if b"authorization" in headers or b"ds_" in headers.get(b"cookie", b""):
        return False
    return TAKES.search(headers.get(b"accept-encoding", b"")[:ACCEPTED].lower()) is not None


def is_text(headers: Headers) -> bool:
    """Whether a response with these headers gets smaller by compressing it."""
    by_name = dict(headers)
    return b"content-encoding" not in by_name and bool(
        TEXT.match(by_name.get(b"content-type", b""))
    )


async def compress(body: bytes) -> bytes | None:
    """Return a body in gzip; None where it is too short for that."""
    if len(body) < SMALL:
        return None
    if len(body) < LARGE:
        return gzip.compress(body, LEVEL, mtime=0)
    return await asyncio.to_thread(gzip.compress, body, LEVEL, mtime=0)


class Compressed:
    """A `send` that compresses text on its way out."""

    def __init__(self, send: Any, gzips: bool) -> None:
        self._send = send
        self._gzips = gzips
        self._start: Any = None
        self._compressor: Any = None

    async def send(self, message: Any) -> None:
        """Take a message of the application's. The first goes out with the one after it."""
        if message["type"] == "http.response.start":
            self._start = message
            return
        body, more = message.get("body", b""), message.get("more_body", False)
        if self._start is not None:
            start, self._start = self._start, None
            await self._send(self._begin(start, is_short=not more and len(body) < SMALL))
        if self._compressor is not None:
            body = await self._compress(body, more)
            if more and not body:
                return
        await self._send({**message, "body": body})

    def _begin(self, start: Any, *, is_short: bool) -> Any:
        headers = [(bytes(name).lower(), bytes(value)) for name, value in start["headers"]]
        if not is_text(headers):
            return start
        varies = [value for name, value in headers if name == b"vary"]
        headers = [pair for pair in headers if pair[0] != b"vary"]
        headers.append((b"vary", b", ".join([*varies, b"Accept-Encoding"])))
        if self._gzips and not is_short:
            self._compressor = zlib.compressobj(LEVEL, wbits=31)
            headers = [_for_gzip(*pair) for pair in headers if pair[0] != b"content-length"]
            headers.append((b"content-encoding", b"gzip"))
        return {**start, "headers": headers}

    async def _compress(self, body: bytes, more: bool) -> bytes:
        def compress() -> bytes:
            compressed: bytes = self._compressor.compress(body)
            if not more:
                return compressed + bytes(self._compressor.flush())
            if len(body) < PIECE:
                return compressed
            return compressed + bytes(self._compressor.flush(zlib.Z_SYNC_FLUSH))

        return await asyncio.to_thread(compress) if len(body) > LARGE else compress()


def _for_gzip(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    """Return a header for the response in gzip: a strong tag holds for the very bytes only."""
    is_strong = name == b"etag" and not value.startswith(b"W/")
    return (name, b"W/" + value) if is_strong else (name, value)
