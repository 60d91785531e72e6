"""Files of the disk: whole or not at all, in pieces that are worth sending."""

import asyncio
import os
from collections.abc import Mapping
from mimetypes import guess_type
from pathlib import Path
from typing import Any

PIECE = 64 * 1024


async def send_file(
    send: Any,
    filepath: str | Path,
    filename: str | None = None,
    content_type: str | None = None,
    chunk_size: int = PIECE,
    headers: Mapping[str, str] | None = None,
) -> None:
    """Send a file, in place of Datasette's `asgi_send_file`."""
    # Datasette says of its downloads how long they are, and that nobody knows.
    named = {name.lower(): each for name, each in (headers or {}).items()}
    named.pop("transfer-encoding", None)
    named["content-type"] = content_type or guess_type(str(filepath))[0] or "text/plain"
    if filename:
        named["content-disposition"] = f'attachment; filename="{filename}"'
    with await asyncio.to_thread(open, filepath, "rb") as file:
        left = os.fstat(file.fileno()).st_size
        named["content-length"] = str(left)
        pairs = [(name.encode(), each.encode("latin-1")) for name, each in named.items()]
        await send({"type": "http.response.start", "status": 200, "headers": pairs})
        while piece := await asyncio.to_thread(file.read, min(max(chunk_size, PIECE), left)):
            left -= len(piece)
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        if left:
            raise ConnectionAbortedError(f"{filepath} got shorter")
        await send({"type": "http.response.body", "body": b""})
