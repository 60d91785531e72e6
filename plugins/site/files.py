"""Files of the disk, whole or in part (RFC 9110, section 14): for programs that resume or pick."""

import asyncio
import os
import re
from collections.abc import Mapping
from contextvars import ContextVar
from mimetypes import guess_type
from pathlib import Path
from typing import Any

from datasette.app import Datasette

Headers = dict[bytes, bytes]

# Several parts at once have no use here, and are answered by the whole.
RANGE = re.compile(rb"bytes=(?:([0-9]{1,18})-([0-9]{0,18})|-([0-9]{1,18}))")
PIECE = 64 * 1024
WHOLE: Headers = {}

# The headers of the request, which Datasette does not give to what sends a file.
_request: ContextVar[Headers] = ContextVar("request", default=WHOLE)


def layer(_: Datasette, app: Any) -> Any:
    """Return an application of which `send_file` knows what part of a file was asked for."""

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        token = _request.set(dict(scope["headers"]) if scope["method"] == "GET" else WHOLE)
        try:
            await app(scope, receive, send)
        finally:
            _request.reset(token)

    return answer


def part_of(size: int, etag: bytes, request: Mapping[bytes, bytes]) -> tuple[int, int, int]:
    """Return the status for what a request asks of a file, and where that begins and ends."""
    wanted = RANGE.fullmatch(request.get(b"range", b"").strip())
    # By the strong comparison, which a weak tag never passes; nor does a date, which we never gave.
    is_other = b"if-range" in request and (request[b"if-range"] != etag or etag[:2] == b"W/")
    if wanted is None or is_other:
        return 200, 0, size
    first, last, suffix = wanted.groups()
    if suffix:
        start, end = max(0, size - int(suffix)), size
    elif last and int(last) < int(first):  # which is no range
        return 200, 0, size
    else:
        start, end = int(first), min(size, int(last) + 1) if last else size
    return (206, start, end) if start < end else (416, 0, 0)


async def send_file(
    send: Any,
    filepath: str | Path,
    filename: str | None = None,
    content_type: str | None = None,
    chunk_size: int = PIECE,
    headers: Mapping[str, str] | None = None,
) -> None:
    """Send a file, or the part that was asked for: in place of Datasette's `asgi_send_file`."""
    chunk_size = max(chunk_size, PIECE)
    # Datasette says of its downloads how long they are, and that nobody knows.
    named = {name.lower(): each for name, each in (headers or {}).items()}
    named.pop("transfer-encoding", None)
    named["content-type"] = content_type or guess_type(str(filepath))[0] or "text/plain"
    named["accept-ranges"] = "bytes"
    if filename:
        named["content-disposition"] = f'attachment; filename="{filename}"'
    with await asyncio.to_thread(open, filepath, "rb") as file:
        size = os.fstat(file.fileno()).st_size
        status, start, end = part_of(size, named.get("etag", "").encode(), _request.get())
        named["content-length"] = str(end - start)
        if status != 200:
            named["content-range"] = f"bytes {f'{start}-{end - 1}' if end else '*'}/{size}"
        pairs = [(name.encode(), each.encode("latin-1")) for name, each in named.items()]
        await send({"type": "http.response.start", "status": status, "headers": pairs})
        file.seek(start)
        while start < end:
            piece = await asyncio.to_thread(file.read, min(chunk_size, end - start))
            if not piece:
                raise ConnectionAbortedError(f"{filepath} got shorter")
            start += len(piece)
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
