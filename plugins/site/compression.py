"""Responses in gzip for who can read it, as they come."""

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


def is_personal(scope: Any) -> bool:
    """Whether a request comes with a password or a cookie of Datasette's."""
    headers = dict(scope["headers"])
    return b"authorization" in headers or b"ds_" in headers.get(b"cookie", b"")


def takes_gzip(scope: Any) -> bool:
    """Whether to compress the response to a request.

    Not for who is logged in: there, a token stands on the page beside words of the address, and
    its length would tell how alike they are (BREACH).
    """
    accepted = dict(scope["headers"]).get(b"accept-encoding", b"")[:ACCEPTED].lower()
    return not is_personal(scope) and TAKES.search(accepted) is not None


def layer(_: object, app: Any) -> Any:
    async def compressed(scope: Any, receive: Any, send: Any) -> None:
        await app(scope, receive, Compressed(send, takes_gzip(scope)).send)

    return compressed


class Compressed:
    """A `send` that compresses text on its way out, as it comes."""

    def __init__(self, send: Any, gzips: bool) -> None:
        self._send = send
        self._gzips = gzips
        self._start: Any = None
        self._compressor: Any = None

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        body, more = message.get("body", b""), message.get("more_body", False)
        if self._start is not None:
            start, self._start = self._start, None
            headers = [(bytes(name).lower(), bytes(value)) for name, value in start["headers"]]
            by_name = dict(headers)
            if TEXT.match(by_name.get(b"content-type", b"")) and b"content-encoding" not in by_name:
                # To 304 there is no body, not even an empty one in gzip; a part is of the file.
                is_whole = start["status"] not in (206, 304)
                gzips = self._gzips and is_whole and (more or len(body) >= SMALL)
                start = {**start, "headers": self._begin(headers, gzips)}
            await self._send(start)
        if self._compressor is not None:
            body = self._compressor.compress(body)
            # What streams is read while the rest is on its way.
            body += self._compressor.flush(zlib.Z_SYNC_FLUSH if more else zlib.Z_FINISH)
            message = {**message, "body": body}
        await self._send(message)

    def _begin(self, headers: Headers, gzips: bool) -> Headers:
        others = [pair for pair in headers if pair[0] != b"vary"]
        if gzips:
            self._compressor = zlib.compressobj(LEVEL, wbits=31)
            # A strong tag holds for the very bytes only.
            others = [
                (name, b"W/" + value if name == b"etag" and value[:2] != b"W/" else value)
                for name, value in others
                if name != b"content-length"
            ]
            others.append((b"content-encoding", b"gzip"))
        return [*others, (b"vary", b"Accept-Encoding")]
