"""Responses in gzip for who can read it: whole ones at once, streams as they come."""

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
    is_plain = b"content-encoding" not in by_name
    return is_plain and TEXT.match(by_name.get(b"content-type", b"")) is not None


def compress(body: bytes) -> bytes | None:
    """Return a body in gzip; None where it is too short for that."""
    return gzip.compress(body, LEVEL, mtime=0) if len(body) >= SMALL else None


class Compressed:
    """A `send` that compresses text on its way out, as it comes."""

    def __init__(self, send: Any, gzips: bool) -> None:
        self._send = send
        self._gzips = gzips
        self._compressor: Any = None

    async def send(self, message: Any) -> None:
        """Take a message of the application's."""
        if message["type"] == "http.response.start":
            headers = [(bytes(name).lower(), bytes(value)) for name, value in message["headers"]]
            if is_text(headers):
                # To 304 there is no body, not even an empty one in gzip; a part is of the file.
                gzips = self._gzips and message["status"] not in (206, 304)
                message = {**message, "headers": self._begin(headers, gzips)}
        elif self._compressor is not None:
            body = self._compressor.compress(message.get("body", b""))
            # What streams is read while the rest is on its way.
            more = message.get("more_body", False)
            body += self._compressor.flush(zlib.Z_SYNC_FLUSH if more else zlib.Z_FINISH)
            message = {**message, "body": body}
        await self._send(message)

    def _begin(self, headers: Headers, gzips: bool) -> Headers:
        others = [pair for pair in headers if pair[0] != b"vary"]
        if gzips:
            self._compressor = zlib.compressobj(LEVEL, wbits=31)
            others = [_for_gzip(*pair) for pair in others if pair[0] != b"content-length"]
            others.append((b"content-encoding", b"gzip"))
        return [*others, (b"vary", b"Accept-Encoding")]


def _for_gzip(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    """Return a header for the response in gzip: a strong tag holds for the very bytes only."""
    is_strong = name == b"etag" and not value.startswith(b"W/")
    return (name, b"W/" + value) if is_strong else (name, value)
